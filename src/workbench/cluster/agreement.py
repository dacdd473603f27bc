"""How far two ways of grouping the same people agree."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


def crossed(first: ArrayLike, second: ArrayLike, *, weights: ArrayLike | None = None) -> NDArray[np.float64]:
    """Cross-tabulate two labelings (0, 1, 2 …); rows with a negative label in either are left out.

    Examples
    --------
    >>> crossed([0, 0, 1, -1], [0, 1, 1, 1]).tolist()
    [[1.0, 1.0], [0.0, 1.0]]
    """
    a, b = np.asarray(first, dtype=np.intp), np.asarray(second, dtype=np.intp)
    kept = (a >= 0) & (b >= 0)
    w = None if weights is None else np.asarray(weights, dtype=np.float64)
    if not kept.all():
        a, b = a[kept], b[kept]
        w = None if w is None else w[kept]
    rows, columns = int(a.max(initial=-1)) + 1, int(b.max(initial=-1)) + 1
    table = np.bincount(a * max(columns, 1) + b, weights=w, minlength=rows * columns)
    return table.reshape(rows, columns).astype(np.float64)


def adjusted_rand(table: NDArray[np.float64]) -> float:
    """The adjusted Rand index of a cross-table (Hubert & Arabie 1985): 1 the same, 0 as by chance.

    Examples
    --------
    >>> adjusted_rand(crossed([0, 0, 1, 1], [1, 1, 0, 0]))
    1.0
    >>> round(adjusted_rand(crossed([0, 0, 1, 2], [0, 0, 1, 1])), 4)
    0.5714
    """
    n = table.sum()
    together = _pairs(table).sum()
    rows, columns = _pairs(table.sum(axis=1)).sum(), _pairs(table.sum(axis=0)).sum()
    all_pairs = _pairs(n)
    expected = rows * columns / all_pairs if all_pairs > 0 else 0.0
    most = (rows + columns) / 2
    if np.isclose(most, expected, rtol=1e-12, atol=0):
        return 1.0
    return float((together - expected) / (most - expected))


def agreement(first: ArrayLike, second: ArrayLike, *, weights: ArrayLike | None = None) -> float:
    """The adjusted Rand index of two labelings; `weights` count equal rows that stand as one.

    Examples
    --------
    >>> agreement([0, 1, 1], [1, 0, 0])
    1.0
    """
    return adjusted_rand(crossed(first, second, weights=weights))


def best_jaccard(table: NDArray[np.float64]) -> NDArray[np.float64]:
    """For each row segment its Jaccard |A ∩ B| / |A ∪ B| with the column segment that matches best.

    Hennig (2007), "Cluster-wise assessment of cluster stability".

    Examples
    --------
    >>> best_jaccard(crossed([0, 0, 0, 1], [0, 0, 1, 1])).round(3).tolist()
    [0.667, 0.5]
    """
    union = table.sum(axis=1, keepdims=True) + table.sum(axis=0, keepdims=True) - table
    shares = np.divide(table, union, out=np.zeros_like(table), where=union > 0)
    return np.asarray(shares.max(axis=1, initial=0.0))


def _pairs(counts: NDArray[np.float64] | np.floating) -> NDArray[np.float64]:
    return np.asarray(counts * (counts - 1) / 2)
