"""Ways to find segments, behind one interface."""

from workbench.cluster.interface import fit
from workbench.cluster.solution import Optimum, Solution

__all__ = ["Optimum", "Solution", "fit"]
