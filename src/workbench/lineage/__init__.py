"""What became of each segment between two runs, who moved, and what drifted."""

from workbench.lineage.drift import ALARM, Drift, drift, population_stability
from workbench.lineage.match import Descent, Lineage, trace
from workbench.lineage.moves import Moves, moved_customers

__all__ = [
    "ALARM",
    "Descent",
    "Drift",
    "Lineage",
    "Moves",
    "drift",
    "moved_customers",
    "population_stability",
    "trace",
]
