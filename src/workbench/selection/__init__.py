"""Choosing how many segments there shall be."""

from workbench.selection.candidates import Candidate, Comparison, compare, stability_rows
from workbench.selection.choice import Choice, choose, labels_table, segments_table
from workbench.selection.proposal import Proposal, propose

__all__ = [
    "Candidate",
    "Choice",
    "Comparison",
    "Proposal",
    "choose",
    "compare",
    "labels_table",
    "propose",
    "segments_table",
    "stability_rows",
]
