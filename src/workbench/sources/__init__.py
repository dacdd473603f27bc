"""Surveys and purchases from files and databases."""

from workbench.sources.purchases import Purchases, open_purchases
from workbench.sources.survey import Survey, read_survey

__all__ = ["Purchases", "Survey", "open_purchases", "read_survey"]
