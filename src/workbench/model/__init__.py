"""The frozen model: score people, see drift."""

from workbench.model.bins import Bins
from workbench.model.frozen import Model, ModelSegment, freeze
from workbench.model.placing import placed

__all__ = ["Bins", "Model", "ModelSegment", "freeze", "placed"]
