"""Who the segments are: figures with intervals, markers, tests on descriptors, names, coverage of factors."""

from workbench.profile.coverage import Covered, coverage
from workbench.profile.difference import CircularTest, Difference, differences, false_discovery
from workbench.profile.groups import SMALL_BASE, Base, Groups, segment_of
from workbench.profile.names import propose_names
from workbench.profile.order import by_similarity
from workbench.profile.profiling import Portrait, Profile, profile
from workbench.profile.rows import Row, is_marker
from workbench.profile.traits import Together, Trait

__all__ = [
    "SMALL_BASE",
    "Base",
    "CircularTest",
    "Covered",
    "Difference",
    "Groups",
    "Portrait",
    "Profile",
    "Row",
    "Together",
    "Trait",
    "by_similarity",
    "coverage",
    "differences",
    "false_discovery",
    "is_marker",
    "profile",
    "propose_names",
    "segment_of",
]
