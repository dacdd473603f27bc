"""How segments move from month to month, and where they are heading."""

from workbench.growth.cohorts import Retention, retention
from workbench.growth.forecast import Backtest, Forecast, forecast
from workbench.growth.monthly import monthly_series, whole_months

__all__ = ["Backtest", "Forecast", "Retention", "forecast", "monthly_series", "retention", "whole_months"]
