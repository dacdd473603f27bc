"""One call for every method."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from workbench.cluster.solution import Solution
from workbench.config import Method

Fit = Callable[..., Solution]

HOMES: dict[Method, str] = {
    "kmeans": "kmeans",
    "gmm": "gmm",
    "latent_class": "latent_class",
    "ward": "ward",
    "hdbscan": "hdbscan",
    "consensus": "consensus",
}


def fit(
    X: ArrayLike,
    k: int,
    *,
    method: Method = "kmeans",
    weights: ArrayLike | None = None,
    starts: int | None = None,
    seed: int,
) -> Solution:
    """Find k segments.

    Parameters
    ----------
    X
        Rows × columns: points of the mixed space; for latent classes the coded answers, NaN where missing.
    k
        Number of segments.
    method
        One of the methods of study.yaml.
    weights
        Survey weights, one a row; used where the method has them, scaled to a mean of 1.
    starts
        By default many: see the method.
    seed
        The answer depends on it and on nothing else.

    Raises
    ------
    ValueError
        When weights do not match the rows, or there are fewer distinct rows than segments.

    Examples
    --------
    >>> found = fit([[0.0], [0.1], [0.2], [5.0], [5.1]], 2, seed=1)
    >>> found.labels.tolist(), round(found.within_ss, 3), found.share_best
    ([0, 0, 0, 1, 1], 0.025, 1.0)
    """
    points = np.asarray(X, dtype=np.float64)
    function: Fit = getattr(import_module(f"workbench.cluster.{HOMES[method]}"), f"fit_{method}")
    return function(points, k, weights=_scaled(weights, len(points)), starts=starts, seed=seed)


def _scaled(weights: ArrayLike | None, rows: int) -> NDArray[np.float64]:
    if weights is None:
        return np.ones(rows)
    given: NDArray[Any] = np.asarray(weights, dtype=np.float64)
    if given.shape != (rows,):
        raise ValueError(f"{given.shape} weights for {rows} rows; give one a row")
    if not np.isfinite(given).all() or (given < 0).any() or given.sum() <= 0:
        raise ValueError("weights must be finite, not negative, and not all 0")
    return np.asarray(given / given.mean())
