"""A number with its interval, its base and the way it was found."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Z95 = 1.959963984540054
Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A statistic that does not travel without its interval and base.

    Attributes
    ----------
    value, low, high
        The estimate and its 95 % interval, in the unit of `value`; NaN where nothing can be said.
    n
        People (rows) behind it, unweighted.
    method
        How the interval was found: ``"Wilson"``, ``"t"``, ``"bootstrap"``.
    """

    value: float
    low: float
    high: float
    n: int
    method: str

    def scaled(self, factor: float) -> Estimate:
        """The same estimate in another unit, such as heads instead of shares."""
        return Estimate(self.value * factor, self.low * factor, self.high * factor, self.n, self.method)


def effective_n(weights: Numbers) -> float:
    """The size of an unweighted sample that would be as precise: (Σw)² / Σw² (Kish 1965).

    Examples
    --------
    >>> effective_n(np.array([1.0, 1.0, 1.0, 1.0]))
    4.0
    >>> round(effective_n(np.array([4.0, 1.0, 1.0])), 2)
    2.0
    """
    squares = float(np.square(weights).sum())
    return float(weights.sum()) ** 2 / squares if squares > 0 else 0.0


def share(chosen: npt.NDArray[np.bool_], weights: Numbers | None = None) -> Estimate:
    """The weighted share of `chosen` with Wilson's interval on the effective sample size.

    Examples
    --------
    >>> s = share(np.array([True] * 30 + [False] * 70))
    >>> round(s.value, 2), round(s.low, 3), round(s.high, 3), s.n
    (0.3, 0.219, 0.396, 100)
    """
    w = np.ones(len(chosen)) if weights is None else np.asarray(weights, dtype=float)
    total = float(w.sum())
    if not len(chosen) or total <= 0:
        return Estimate(math.nan, math.nan, math.nan, 0, "Wilson")
    value = float(w[chosen].sum()) / total
    low, high = wilson(value, effective_n(w))
    return Estimate(value, low, high, len(chosen), "Wilson")


def wilson(proportion: float, n: float) -> tuple[float, float]:
    """Wilson's (1927) 95 % interval of a proportion seen in `n` (effective) people.

    Examples
    --------
    >>> tuple(round(x, 3) for x in wilson(0.0, 20))
    (0.0, 0.161)
    """
    if n <= 0:
        return math.nan, math.nan
    z2 = Z95**2
    centre = (proportion + z2 / (2 * n)) / (1 + z2 / n)
    half = Z95 * math.sqrt(proportion * (1 - proportion) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return max(centre - half, 0.0), min(centre + half, 1.0)


def mean(values: Numbers, weights: Numbers | None = None) -> Estimate:
    """The weighted mean of the values that are there, with a t interval on the effective sample size.

    Examples
    --------
    >>> m = mean(np.array([1.0, 2.0, 3.0, np.nan]))
    >>> m.value, m.n, round(m.high - m.value, 2)
    (2.0, 3, 2.48)
    """
    from scipy import stats

    x = np.asarray(values, dtype=float)
    w = np.ones(len(x)) if weights is None else np.asarray(weights, dtype=float)
    known = np.isfinite(x)
    x, w = x[known], w[known]
    n = effective_n(w) if len(w) else 0.0
    if not len(x) or w.sum() <= 0:
        return Estimate(math.nan, math.nan, math.nan, 0, "t")
    value = float(np.average(x, weights=w))
    if n <= 1:
        return Estimate(value, math.nan, math.nan, len(x), "t")
    variance = float(np.average((x - value) ** 2, weights=w)) * n / (n - 1)
    half = float(stats.t.ppf(0.975, n - 1)) * math.sqrt(variance / n)
    return Estimate(value, value - half, value + half, len(x), "t")


def bootstrap(
    statistic: Callable[[Any], float], n: int, *, seed: int, replicates: int = 500
) -> tuple[float, float]:
    """The 95 % percentile interval of a statistic of row numbers, over resampled rows.

    Parameters
    ----------
    statistic
        From an integer array of row numbers (with repeats) to a number.
    n
        How many rows there are.

    Examples
    --------
    >>> x = np.arange(100.0)
    >>> low, high = bootstrap(lambda rows: float(np.median(x[rows])), 100, seed=1)
    >>> 35 < low < 49.5 < high < 65
    True
    """
    if n == 0:
        return math.nan, math.nan
    random = np.random.default_rng(seed)
    values = [statistic(random.integers(0, n, n)) for _ in range(replicates)]
    low, high = np.nanquantile(values, [0.025, 0.975])
    return float(low), float(high)
