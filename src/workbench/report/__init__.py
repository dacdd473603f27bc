"""What a decision maker reads: each question of notebook 5 as one finding."""

from workbench.report.change import change, drifted
from workbench.report.comparison import Comparison, compare_runs
from workbench.report.finding import Finding
from workbench.report.ground import Ground, ground
from workbench.report.market import (
    backtests,
    channels,
    concentrated,
    demand_for_needs,
    growth,
    lifetime,
    lifetime_check,
    prices,
    retention_of_cohorts,
    stages,
    value,
)
from workbench.report.people import method, personas, portraits
from workbench.report.priority import criteria, first
from workbench.report.summary import cautions, overview, summary

__all__ = [
    "Comparison",
    "Finding",
    "Ground",
    "backtests",
    "cautions",
    "change",
    "channels",
    "compare_runs",
    "concentrated",
    "criteria",
    "demand_for_needs",
    "drifted",
    "first",
    "ground",
    "growth",
    "lifetime",
    "lifetime_check",
    "method",
    "overview",
    "personas",
    "portraits",
    "prices",
    "retention_of_cohorts",
    "stages",
    "summary",
    "value",
]
