"""Choosing how many segments there shall be."""

from workbench.selection.candidates import Candidate, Comparison, compare, stability_rows
from workbench.selection.choice import Choice, choose, facts_of, labels_table, segments_table
from workbench.selection.proposal import Proposal, propose
from workbench.selection.sensitivity import Alternative, alternatives

__all__ = [
    "Alternative",
    "Candidate",
    "Choice",
    "Comparison",
    "Proposal",
    "alternatives",
    "choose",
    "compare",
    "facts_of",
    "labels_table",
    "propose",
    "segments_table",
    "stability_rows",
]
