"""What people say beside what they do, for the same people."""

from workbench.saydo.cells import hidden_cells
from workbench.saydo.comparison import compare
from workbench.saydo.marks import table
from workbench.saydo.medians import median
from workbench.saydo.pairs import Item, items, propose
from workbench.saydo.results import EVERYONE, FLAGGED, QUADRANTS, Answer, Comparison, Group, Kept

__all__ = [
    "EVERYONE",
    "FLAGGED",
    "QUADRANTS",
    "Answer",
    "Comparison",
    "Group",
    "Item",
    "Kept",
    "compare",
    "hidden_cells",
    "items",
    "median",
    "propose",
    "table",
]
