"""What a decision maker reads: each question of notebook 5 as one finding."""

from workbench.report.change import change, drifted
from workbench.report.comparison import Comparison, compare_runs
from workbench.report.demand import demand_for_needs, prices, prices_by_segment
from workbench.report.finding import Finding
from workbench.report.ground import Ground, ground
from workbench.report.growth import backtests, comings_and_goings, growth, retention_of_cohorts
from workbench.report.lifetime import lifetime, lifetime_check
from workbench.report.people import method, personas, portraits
from workbench.report.priority import First, criteria, first
from workbench.report.reach import channels, reached, said_stage, stages
from workbench.report.summary import cautions, overview, summary
from workbench.report.types import by_type
from workbench.report.worth import bought, concentrated, value

__all__ = [
    "Comparison",
    "Finding",
    "First",
    "Ground",
    "backtests",
    "bought",
    "by_type",
    "cautions",
    "change",
    "channels",
    "comings_and_goings",
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
    "prices_by_segment",
    "reached",
    "retention_of_cohorts",
    "said_stage",
    "stages",
    "summary",
    "value",
]
