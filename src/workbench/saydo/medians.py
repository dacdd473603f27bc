"""The median with its bootstrap interval, without resampling."""

from __future__ import annotations

import math

import numpy as np

from workbench.estimate import Estimate, Numbers, effective_n


def median(values: Numbers, weights: Numbers | None = None) -> Estimate:
    """The weighted median of the values that are there, with its 95 % bootstrap interval.

    The median of a resample is at most x when at least half of the resample is, which a binomial gives exactly: this is
    the percentile interval of infinitely many resamples (Efron 1979; Maritz & Jarrett 1978), and needs no seed.
    With weights, the effective sample size and the weighted shares take the place of n and the shares.

    Examples
    --------
    >>> m = median(np.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0]))
    >>> m.value, m.low, m.high, m.n
    (5.0, 2.0, 8.0, 9)
    """
    from scipy import stats

    known = np.isfinite(values)
    x = values[known]
    w = np.ones(len(x)) if weights is None else weights[known]
    if not len(x) or not w.sum() > 0:
        return Estimate(math.nan, math.nan, math.nan, 0, "bootstrap")
    distinct, place = np.unique(x, return_inverse=True)
    below = np.cumsum(np.bincount(place, weights=w)) / w.sum()
    n = max(round(effective_n(w)), 1)
    reached = stats.binom.sf(math.ceil(n / 2) - 1, n, np.minimum(below, 1.0))
    last = len(distinct) - 1
    low, high = (float(distinct[min(int(np.searchsorted(reached, q)), last)]) for q in (0.025, 0.975))
    return Estimate(weighted_median(distinct, below), low, high, len(x), "bootstrap")


def weighted_median(distinct: Numbers, below: Numbers) -> float:
    """The value where the cumulative share passes one half; midway between two where it is exactly one half."""
    place = int(np.searchsorted(below, 0.5 - 1e-12))
    if abs(below[place] - 0.5) < 1e-12 and place + 1 < len(distinct):
        return float(distinct[place] + distinct[place + 1]) / 2
    return float(distinct[place])
