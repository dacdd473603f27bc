"""Tests of scores by their ranks, with and without survey weights."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from workbench.estimate import Numbers

Places = npt.NDArray[np.intp]


def eta_squared(ranks: Numbers, member: Places, weights: Numbers) -> float:
    """The share of the weighted variance of ranks that lies between the groups: 0 to 1."""
    centre = np.average(ranks, weights=weights)
    whole = float((weights * (ranks - centre) ** 2).sum())
    between = 0.0
    for group in np.unique(member):
        inside = member == group
        if weights[inside].sum() > 0:
            own = np.average(ranks[inside], weights=weights[inside])
            between += float(weights[inside].sum()) * float(own - centre) ** 2
    return between / whole if whole > 0 else math.nan


def kruskal_wallis(between: float, n: int, groups: int) -> tuple[float, float, float]:
    """Kruskal & Wallis (1952): H, corrected for ties, is (n − 1) times the share of variance between groups."""
    from scipy import stats

    h = (n - 1) * between
    return h, groups - 1, float(stats.chi2.sf(h, groups - 1))


def lumley_scott(
    ranks: Numbers, member: Places, weights: Numbers, present: Places
) -> tuple[float, float, float]:
    """A Wald test, as an F, that mean ranks are equal under survey weights (Lumley & Scott 2013).

    Each group's variance is linearised under the weights; `present` are the groups of two people or more.
    """
    from scipy import stats

    whole = float(np.average((ranks - np.average(ranks, weights=weights)) ** 2, weights=weights))
    means, variances = [], []
    for group in present:
        r, w = ranks[member == group], weights[member == group]
        centre = np.average(r, weights=w)
        n = len(r)
        means.append(centre)
        variance = float((w**2 * (r - centre) ** 2).sum()) / w.sum() ** 2 * n / (n - 1)
        # where all answer alike, as if one of them differed: no group is known without error
        variances.append(max(variance, whole / n**2))
    m, v = np.array(means), np.array(variances)
    pooled = np.average(m, weights=1 / v)
    df = len(present) - 1
    f = float(((m - pooled) ** 2 / v).sum()) / df
    return f, df, float(stats.f.sf(f, df, len(ranks) - len(present)))
