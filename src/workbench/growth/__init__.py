"""How segments move from month to month, and where they are heading."""

from workbench.growth.cohorts import Retention, retention
from workbench.growth.forecast import Backtest, Forecast, forecast
from workbench.growth.monthly import last_watched_month, monthly_series, on_the_year, whole_months

__all__ = [
    "Backtest",
    "Forecast",
    "Retention",
    "forecast",
    "last_watched_month",
    "monthly_series",
    "on_the_year",
    "retention",
    "whole_months",
]
