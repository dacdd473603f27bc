"""How many people a segment holds, what they are worth, and which segment to serve first."""

from workbench.value.demand import answered_by_segment, demand
from workbench.value.holdout import HeldBack, held_back
from workbench.value.journey import buying_stage, channel_index, stages_by_segment
from workbench.value.lifetime import (
    BetaGeometric,
    GammaGamma,
    Lifetime,
    fit_beta_geometric,
    fit_gamma_gamma,
    lifetime_value,
)
from workbench.value.price import PriceCurves, acceptable_prices
from workbench.value.priority import Criterion, Priority, Ranking, rank_segments, rank_sensitivity, rate
from workbench.value.size import Size, segment_sizes
from workbench.value.worth import Concentration, Worth, concentration, segment_worth

__all__ = [
    "BetaGeometric",
    "Concentration",
    "Criterion",
    "GammaGamma",
    "HeldBack",
    "Lifetime",
    "PriceCurves",
    "Priority",
    "Ranking",
    "Size",
    "Worth",
    "acceptable_prices",
    "answered_by_segment",
    "buying_stage",
    "channel_index",
    "concentration",
    "demand",
    "fit_beta_geometric",
    "fit_gamma_gamma",
    "held_back",
    "lifetime_value",
    "rank_segments",
    "rank_sensitivity",
    "rate",
    "segment_sizes",
    "segment_worth",
    "stages_by_segment",
]
