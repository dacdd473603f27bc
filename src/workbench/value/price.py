"""What people would pay: van Westendorp's four questions (1976)."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.estimate import Numbers


@dataclass(frozen=True, slots=True)
class PriceCurves:
    """The four cumulative curves and where they cross.

    Attributes
    ----------
    curves
        Columns ``price, too_cheap, cheap, expensive, too_expensive``: shares of people, 0 to 1.
    lowest
        Point of marginal cheapness: too cheap crosses expensive.
    highest
        Point of marginal expensiveness: too expensive crosses cheap.
    optimal
        Too cheap crosses too expensive.
    indifferent
        Cheap crosses expensive.
    n, dropped
        People whose four prices are in order; people whose prices are not, or are missing.
    """

    curves: pd.DataFrame
    lowest: float
    highest: float
    optimal: float
    indifferent: float
    n: int
    dropped: int


def acceptable_prices(
    too_cheap: pd.Series,
    cheap: pd.Series,
    expensive: pd.Series,
    too_expensive: pd.Series,
    *,
    weights: pd.Series | None = None,
) -> PriceCurves:
    """Draw the price curves of people whose answers are in order: too cheap < … < too expensive.

    Examples
    --------
    >>> one = pd.Series
    >>> p = acceptable_prices(one([2.0, 1.0]), one([4.0, 3.0]), one([6.0, 7.0]), one([9.0, 8.0]))
    >>> p.n, p.dropped, p.lowest <= p.optimal <= p.highest
    (2, 0, True)
    """
    answers = pd.concat([too_cheap, cheap, expensive, too_expensive], axis=1).to_numpy(dtype=float)
    w = np.ones(len(answers)) if weights is None else weights.to_numpy(dtype=float)
    in_order = np.isfinite(answers).all(axis=1) & (np.diff(answers, axis=1) >= 0).all(axis=1)
    kept, w = answers[in_order], w[in_order]
    if not len(kept):
        nothing = pd.DataFrame(columns=["price", "too_cheap", "cheap", "expensive", "too_expensive"])
        return PriceCurves(nothing, math.nan, math.nan, math.nan, math.nan, 0, len(answers))
    prices = np.unique(kept)
    at_least = [_share(kept[:, column][:, None] >= prices, w) for column in (0, 1)]
    at_most = [_share(kept[:, column][:, None] <= prices, w) for column in (2, 3)]
    curves = pd.DataFrame(
        {
            "price": prices,
            "too_cheap": at_least[0],
            "cheap": at_least[1],
            "expensive": at_most[0],
            "too_expensive": at_most[1],
        }
    )
    return PriceCurves(
        curves,
        lowest=_crossing(prices, at_least[0], at_most[0]),
        highest=_crossing(prices, at_least[1], at_most[1]),
        optimal=_crossing(prices, at_least[0], at_most[1]),
        indifferent=_crossing(prices, at_least[1], at_most[0]),
        n=len(kept),
        dropped=len(answers) - len(kept),
    )


def _share(chosen: np.ndarray, weights: Numbers) -> Numbers:
    return np.asarray(weights @ chosen / weights.sum(), dtype=float)


def _crossing(prices: Numbers, falling: Numbers, rising: Numbers) -> float:
    """Where a falling curve meets a rising one, on the straight line between two prices."""
    gap = falling - rising
    below = np.flatnonzero(gap <= 0)
    if not len(below):
        return float(prices[-1])
    i = int(below[0])
    if i == 0 or gap[i] == 0:
        return float(prices[i])
    part = gap[i - 1] / (gap[i - 1] - gap[i])
    return float(prices[i - 1] + part * (prices[i] - prices[i - 1]))
