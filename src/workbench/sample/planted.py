"""The five planted segments of the sample study: what they think, want and do.

Numbers are the researcher's fiction, chosen so that the segments overlap as real ones do and can
still be found; nothing here is read by the program outside `workbench.sample`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

THEMES = ("pace", "taste", "thrift", "conscience", "giving")
"""The five motives behind the attitudes and needs, in the order of `Planted.motives`."""

CATEGORIES = ("drinks", "house blend", "single origin", "organic", "capsules", "equipment", "gifts", "bakery")
CHANNELS = ("store", "web", "app")


@dataclass(frozen=True, slots=True)
class Planted:
    """One planted segment.

    Attributes
    ----------
    share
        Of all customers.
    motives
        Mean of each theme, in standard deviations between people of one segment.
    ages, incomes
        Mean position among the levels, 0–1.
    regions
        Weights of the six regions.
    orders
        Mean number of orders of a customer who stays the whole window; `lines`: mean lines an order.
    categories, channels, weekdays, hours
        Weights: eight categories, three channels, Monday to Sunday, four parts of the day.
    price_level
        Factor on list prices: below 1 buys on offer, above 1 buys the dearer product.
    churn, growth
        Chance to leave per month; yearly change of the order rate, as a share.
    said_organic
        What they say their organic share is minus what it is, in percentage points.
    worth
        What 250 g of good coffee may cost, in euros.
    """

    name: str
    share: float
    motives: tuple[float, ...]
    ages: float
    incomes: float
    regions: tuple[float, ...]
    orders: float
    lines: float
    categories: tuple[float, ...]
    channels: tuple[float, ...]
    weekdays: tuple[float, ...]
    hours: tuple[float, ...]
    price_level: float
    churn: float
    growth: float
    said_organic: float
    worth: float
    brews: Mapping[str, float]


PLANTED = (
    Planted(
        name="Morning routine",
        share=0.27,
        motives=(1.40, -0.45, -0.05, -0.60, -0.40),
        ages=0.38,
        incomes=0.55,
        regions=(5, 2, 2, 1, 1, 1),
        orders=19,
        lines=1.25,
        categories=(12, 1.2, 0.5, 0.5, 0.8, 0.15, 0.2, 4.0),
        channels=(3, 0.4, 6),
        weekdays=(6, 6, 6, 6, 6, 1.5, 1),
        hours=(0.3, 7, 2, 1),
        price_level=1.0,
        churn=0.010,
        growth=0.0,
        said_organic=3,
        worth=7.5,
        brews={"Capsules, pods": 0.45, "Instant": 0.35, "Espresso machine": 0.3},
    ),
    Planted(
        name="Curious brewers",
        share=0.21,
        motives=(-0.55, 1.40, -0.55, 0.25, -0.20),
        ages=0.33,
        incomes=0.60,
        regions=(4, 3, 2, 1, 2, 1),
        orders=9.5,
        lines=2.0,
        categories=(1.0, 0.8, 9, 2.4, 0.2, 2.2, 0.5, 0.5),
        channels=(1, 7, 1.2),
        weekdays=(2, 2, 2, 2, 2, 3, 4),
        hours=(0.6, 1.5, 3, 6),
        price_level=1.12,
        churn=0.006,
        growth=0.55,
        said_organic=4,
        worth=12.5,
        brews={"Filter, drip or pour-over": 0.75, "Espresso machine": 0.5, "Cafetière, French press": 0.4},
    ),
    Planted(
        name="Careful with money",
        share=0.21,
        motives=(0.10, -0.65, 1.40, -0.45, -0.35),
        ages=0.58,
        incomes=0.28,
        regions=(1, 2, 2, 4, 3, 3),
        orders=8.5,
        lines=1.9,
        categories=(0.6, 9, 0.5, 0.4, 5.0, 0.2, 0.3, 0.8),
        channels=(7, 2, 0.6),
        weekdays=(2, 2, 3, 3, 3, 4, 1),
        hours=(0.3, 2, 5, 3),
        price_level=0.84,
        churn=0.014,
        growth=-0.10,
        said_organic=3,
        worth=5.0,
        brews={"Filter, drip or pour-over": 0.6, "Instant": 0.45, "Capsules, pods": 0.4},
    ),
    Planted(
        name="Good intentions",
        share=0.17,
        motives=(-0.30, 0.05, -0.30, 1.55, 0.05),
        ages=0.42,
        incomes=0.52,
        regions=(3, 2, 4, 1, 2, 1),
        orders=7.5,
        lines=1.7,
        categories=(3.2, 4.8, 1.6, 1.6, 1.6, 0.3, 0.6, 6.5),
        channels=(8.0, 1.5, 1.0),
        weekdays=(2, 2, 2, 2, 3, 5, 4),
        hours=(0.3, 2, 5, 3),
        price_level=0.98,
        churn=0.009,
        growth=0.05,
        said_organic=45,
        worth=9.5,
        brews={"Cafetière, French press": 0.5, "Filter, drip or pour-over": 0.5, "Capsules, pods": 0.3},
    ),
    Planted(
        name="Hosts and givers",
        share=0.14,
        motives=(-0.50, 0.10, -0.50, -0.05, 1.50),
        ages=0.62,
        incomes=0.72,
        regions=(2, 3, 2, 2, 1, 2),
        orders=5.5,
        lines=2.6,
        categories=(0.8, 1.2, 2.0, 0.8, 1.0, 3.5, 8.5, 1.2),
        channels=(5, 5, 0.5),
        weekdays=(1, 1, 1.5, 2, 3, 6, 3),
        hours=(0.3, 1, 5, 4),
        price_level=1.18,
        churn=0.008,
        growth=0.05,
        said_organic=5,
        worth=11.0,
        brews={"Espresso machine": 0.65, "Capsules, pods": 0.3, "Cafetière, French press": 0.35},
    ),
)
