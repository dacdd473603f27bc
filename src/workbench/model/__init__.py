"""The frozen model: score people, see drift."""

from workbench.model.bins import Bins
from workbench.model.frozen import Model, ModelSegment, freeze, rfm_cut_points
from workbench.model.placing import placed

__all__ = ["Bins", "Model", "ModelSegment", "freeze", "placed", "rfm_cut_points"]
