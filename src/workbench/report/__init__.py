"""What a decision maker reads: each question of notebook 5 as one finding."""

from workbench.report.change import change, drifted
from workbench.report.comparison import Comparison, compare_runs
from workbench.report.demand import demand_for_needs, prices
from workbench.report.finding import Finding
from workbench.report.ground import Ground, ground
from workbench.report.growth import backtests, growth, retention_of_cohorts
from workbench.report.lifetime import lifetime, lifetime_check
from workbench.report.people import method, personas, portraits
from workbench.report.priority import criteria, first
from workbench.report.reach import channels, stages
from workbench.report.summary import cautions, overview, summary
from workbench.report.worth import concentrated, value

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
