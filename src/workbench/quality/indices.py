"""Indices of careless answering, one number a respondent, for a matrix of answers.

Answers are positions on their scale (0 for the lowest), items in columns, NaN where not answered.
Definitions after Curran (2016), "Methods for the detection of carelessly invalid responses in survey
data", J. Exp. Soc. Psychol. 66, and Dunn et al. (2018) for the variability index.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

Numbers = npt.NDArray[np.float64]

SCALE_JOINS_AT = 0.30
FEWEST_SCALES = 4


def longest_run(answers: Numbers) -> Numbers:
    """The longest run of one and the same answer over neighbouring items; missing answers are passed over.

    Examples
    --------
    >>> longest_run(np.array([[1.0, 1, 1, 2], [1, 2, 1, 2], [3, np.nan, 3, 3]])).tolist()
    [3.0, 1.0, 3.0]
    """
    longest = np.zeros(len(answers))
    run, last = np.zeros(len(answers)), np.full(len(answers), np.nan)
    for column in answers.T:
        given = ~np.isnan(column)
        run = np.where(given, np.where(column == last, run + 1, 1), run)
        last = np.where(given, column, last)
        longest = np.maximum(longest, run)
    return longest


def variability(answers: Numbers) -> Numbers:
    """The standard deviation of a respondent's own answers (IRV); NaN with fewer than two of them.

    Examples
    --------
    >>> variability(np.array([[2.0, 2, 2], [1, 3, np.nan], [1, np.nan, np.nan]])).tolist()
    [0.0, 1.4142135623730951, nan]
    """
    given = (~np.isnan(answers)).sum(axis=1)
    mean = np.nansum(answers, axis=1) / np.maximum(given, 1)
    squares = np.nansum((answers - mean[:, None]) ** 2, axis=1)
    return np.where(given >= 2, np.sqrt(squares / np.maximum(given - 1, 1)), np.nan)


def squared_distance_p(answers: Numbers) -> Numbers:
    """How unusual a pattern of answers is: the tail probability of its squared Mahalanobis distance.

    Each respondent is measured on the items they answered, against χ² with so many degrees of freedom.
    NaN for respondents with fewer than two answers.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> x = rng.normal(size=(500, 1)) + 0.3 * rng.normal(size=(500, 4))
    >>> p = squared_distance_p(np.vstack([x, [[3, -3, 3, -3]]]))
    >>> bool(p[-1] < 1e-6), bool((p[:-1] < 0.01).mean() < 0.05)
    (True, True)
    """
    from scipy import special

    given = ~np.isnan(answers)
    usable = given.sum(axis=0) >= 2
    answers, given = answers[:, usable], given[:, usable]
    result = np.full(len(answers), np.nan)
    if answers.shape[1] < 2:
        return result
    centred = answers - np.nanmean(answers, axis=0)
    covariance = np.nan_to_num(pd.DataFrame(answers).cov().to_numpy())
    patterns, which = np.unique(given, axis=0, return_inverse=True)
    for number, pattern in enumerate(patterns):
        rows = which.ravel() == number
        if pattern.sum() < 2:
            continue
        inverse = np.linalg.pinv(covariance[np.ix_(pattern, pattern)], hermitian=True)
        part = centred[np.ix_(rows, pattern)]
        squares = np.einsum("ij,jk,ik->i", part, inverse, part)
        result[rows] = special.chdtrc(np.linalg.matrix_rank(inverse, hermitian=True), squares)
    return result


def even_odd(answers: Numbers) -> Numbers:
    """Agreement of each respondent with themselves: odd against even items of the same scales.

    The scales are found in the data: items join while their mean |r| is at least .30 (average linkage),
    reversed items are turned. In each scale the mean of the even items stands against that of the odd ones;
    the correlation over scales is stepped up by Spearman and Brown. Items are standardised first, so that
    what everybody agrees with does not count as consistency.

    Returns
    -------
    −1 to 1; NaN where there are fewer than four scales of two items or more, or no variation.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> traits = np.repeat(rng.normal(size=(300, 5)), 2, axis=1)
    >>> careful = traits + 0.3 * rng.normal(size=traits.shape)
    >>> careful[0] = rng.normal(size=10)
    >>> bool(np.median(even_odd(careful)[1:]) > 0.9)
    True
    """
    halves = [_halves(answers[:, list(scale)]) for scale in scales_of(answers)]
    result = np.full(len(answers), np.nan)
    if len(halves) < FEWEST_SCALES:
        return result
    odd = np.column_stack([pair[0] for pair in halves])
    even = np.column_stack([pair[1] for pair in halves])
    known = ~np.isnan(odd) & ~np.isnan(even)
    for row in np.flatnonzero(known.sum(axis=1) >= FEWEST_SCALES):
        a, b = odd[row, known[row]], even[row, known[row]]
        if a.std() > 0 and b.std() > 0:
            r = float(np.corrcoef(a, b)[0, 1])
            result[row] = max(2 * r / (1 + r), -1.0) if r > -1 else -1.0
    return result


def scales_of(answers: Numbers) -> tuple[tuple[int, ...], ...]:
    """Group items that measure one thing: average linkage on 1 − |r|; groups of two items or more.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> one, two = rng.normal(size=(2, 200, 1))
    >>> scales_of(np.hstack([one, two, -one, two]) + 0.2 * rng.normal(size=(200, 4)))
    ((0, 2), (1, 3))
    """
    from scipy.cluster import hierarchy
    from scipy.spatial import distance

    similarity = np.abs(_correlations(answers))
    if len(similarity) < 2:
        return ()
    apart = distance.squareform(np.clip(1 - similarity, 0, 1), checks=False)
    groups = hierarchy.fcluster(hierarchy.average(apart), 1 - SCALE_JOINS_AT, criterion="distance")
    found = (tuple(int(i) for i in np.flatnonzero(groups == g)) for g in np.unique(groups))
    return tuple(sorted(scale for scale in found if len(scale) >= 2))


def _correlations(answers: Numbers) -> Numbers:
    matrix: Numbers = np.nan_to_num(pd.DataFrame(answers).corr().to_numpy(copy=True))
    np.fill_diagonal(matrix, 1.0)
    return matrix


def _halves(items: Numbers) -> tuple[Numbers, Numbers]:
    """The mean of the odd and of the even items of one scale, standardised, reversed ones turned."""
    spread = np.nanstd(items, axis=0)
    standard = (items - np.nanmean(items, axis=0)) / np.where(spread > 0, spread, 1.0)
    standard = standard * np.where(_correlations(items)[0] < 0, -1.0, 1.0)
    return _row_mean(standard[:, 0::2]), _row_mean(standard[:, 1::2])


def _row_mean(values: Numbers) -> Numbers:
    given = (~np.isnan(values)).sum(axis=1)
    return np.where(given > 0, np.nansum(values, axis=1) / np.maximum(given, 1), np.nan)
