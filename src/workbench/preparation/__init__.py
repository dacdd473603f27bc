"""Notebook 1 as values: from a study's files to the customer table."""

from workbench.preparation.reading import StudyData, read
from workbench.preparation.saving import save
from workbench.preparation.stages import Prepared, answers_quality, bought_features, joined

__all__ = ["Prepared", "StudyData", "answers_quality", "bought_features", "joined", "read", "save"]
