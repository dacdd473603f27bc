"""What people say beside what they do, for the same people."""

from workbench.saydo.cells import hidden_cells
from workbench.saydo.comparison import compare
from workbench.saydo.marks import table
from workbench.saydo.medians import median
from workbench.saydo.pairs import Item, items, propose
from workbench.saydo.results import EVERYONE, QUADRANTS, Answer, Comparison, Group

__all__ = [
    "EVERYONE",
    "QUADRANTS",
    "Answer",
    "Comparison",
    "Group",
    "Item",
    "compare",
    "hidden_cells",
    "items",
    "median",
    "propose",
    "table",
]
