"""One space in which every variable weighs once."""

from workbench.space.basis import Basis, described, lay_out
from workbench.space.mixed import MixedSpace

__all__ = ["Basis", "MixedSpace", "described", "lay_out"]
