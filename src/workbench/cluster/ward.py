"""Ward's tree: people joined pair by pair so that the within-SS grows least."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from workbench.cluster.lloyd import nearest
from workbench.cluster.rules import NearestCentre
from workbench.cluster.solution import Optimum, Solution, by_size, within_ss

Array = NDArray[np.float64]
MOST_ROWS = 5_000
"""The tree takes memory by the square of the rows; a larger study is cut from a sample."""


def fit_ward(X: Array, k: int, *, weights: Array, starts: int | None, seed: int) -> Solution:
    """Cut Ward's tree (scikit-learn) at k segments.

    The tree has no starts and takes no weights. Above 5,000 rows it is made of a random sample and
    the others join the nearest mean. New people join the nearest mean too.

    Raises
    ------
    ValueError
        When there are fewer rows than segments.
    """
    from sklearn.cluster import AgglomerativeClustering

    rng = np.random.default_rng(seed)
    sampled = len(X) > MOST_ROWS
    kept = rng.choice(len(X), MOST_ROWS, replace=False) if sampled else np.arange(len(X))
    own = AgglomerativeClustering(k, linkage="ward").fit_predict(X[kept]).astype(np.intp)
    centres = means(X[kept], own, k, weights[kept])
    labels = nearest(X, centres[None])[0][0].astype(np.intp) if sampled else own
    notes = [f"the tree is made of {MOST_ROWS:,} of {len(X):,} rows"] if sampled else []
    if np.ptp(weights) > 0:
        notes.append("the tree does not use survey weights")
    loss = within_ss(X, labels, weights=weights)
    solution = Solution(
        method="ward",
        k=k,
        labels=labels,
        rule=NearestCentre(centres),
        within_ss=loss,
        loss=loss,
        starts=1,
        share_best=1.0,
        seed=seed,
        optima=(Optimum(labels, loss, 1.0, 1.0),),
        note="; ".join(notes),
    )
    return by_size(solution, weights=weights)


def means(X: Array, labels: NDArray[np.intp], k: int, weights: Array) -> Array:
    """Weighted mean of each segment.

    Examples
    --------
    >>> means(np.array([[0.0], [2.0], [9.0]]), np.array([0, 0, 1]), 2, np.ones(3)).ravel().tolist()
    [1.0, 9.0]
    """
    member = (labels[:, None] == np.arange(k)) * weights[:, None]
    totals = np.maximum(member.sum(axis=0), 1e-300)
    return np.asarray(member.T @ X / totals[:, None])
