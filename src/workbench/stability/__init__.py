"""Whether a solution comes back: in resampled people, across k, and against nothing."""

from workbench.stability.across import Origin, origins
from workbench.stability.assess import SegmentStability, Stability, assess, stability_word
from workbench.stability.effort import LEVELS, Work
from workbench.stability.nulls import Null, Nulls, against_nothing

__all__ = [
    "LEVELS",
    "Null",
    "Nulls",
    "Origin",
    "SegmentStability",
    "Stability",
    "Work",
    "against_nothing",
    "assess",
    "origins",
    "stability_word",
]
