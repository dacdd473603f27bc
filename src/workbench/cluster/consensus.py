"""Consensus: people who fall together however one looks."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform

from workbench.cluster.lloyd import nearest, run_many
from workbench.cluster.rules import NearestCentre
from workbench.cluster.solution import Optimum, Solution, by_size, within_ss
from workbench.cluster.ward import means

Array = NDArray[np.float64]
MOST_ROWS = 1_500
ROUNDS = 10
VIEWS_A_ROUND = 5
COLUMNS_SEEN = 0.7
STARTS_A_VIEW = 4


def fit_consensus(X: Array, k: int, *, weights: Array, starts: int | None, seed: int) -> Solution:
    """Join people by how often they fall together (co-association; Fred & Jain 2005), average linkage.

    The views are k-means solutions for k − 1 … k + 3 segments on random 70 % of the columns, and Ward's tree at
    the same numbers. Above 1,500 rows the co-association is made of a sample and the others join the nearest mean.

    Parameters
    ----------
    starts
        Rounds of five k-means views; 10 when not given.
    """
    views = (starts or ROUNDS) * VIEWS_A_ROUND
    rng = np.random.default_rng(seed)
    kept = rng.choice(len(X), MOST_ROWS, replace=False) if len(X) > MOST_ROWS else np.arange(len(X))
    together = _co_association(X[kept], k, weights[kept], views, rng)
    own = _joined(together, k)
    centres = means(X[kept], own, k, weights[kept])
    labels = own if len(kept) == len(X) else nearest(X, centres[None])[0][0].astype(np.intp)
    loss = within_ss(X, labels, weights=weights)
    same = own[:, None] == own
    solution = Solution(
        method="consensus",
        k=k,
        labels=labels,
        rule=NearestCentre(centres),
        within_ss=loss,
        loss=loss,
        starts=views,
        share_best=1.0,
        seed=seed,
        optima=(Optimum(labels, loss, 1.0, 1.0),),
        criteria={
            "together_inside": float(together[same].mean()),
            "together_across": _across(together, same),
        },
        note=f"{views} views by k-means and one by Ward for each number of segments"
        + (f", on {MOST_ROWS:,} of {len(X):,} rows" if len(kept) < len(X) else ""),
    )
    return by_size(solution, weights=weights)


def _across(together: Array, same: NDArray[np.bool_]) -> float:
    return float(together[~same].mean()) if not same.all() else 0.0


def _co_association(X: Array, k: int, weights: Array, views: int, rng: np.random.Generator) -> Array:
    most = len(np.unique(X, axis=0))
    numbers = [number for number in range(max(2, k - 1), k + 4) if number <= most]
    tree = linkage(X, "ward")
    labels = [np.asarray(fcluster(tree, number, "maxclust") - 1, dtype=np.intp) for number in numbers]
    for view in range(views):
        columns = np.asarray(rng.random(X.shape[1]) < COLUMNS_SEEN)
        columns[rng.integers(X.shape[1])] = True
        number = numbers[view % len(numbers)]
        runs = run_many(
            X[:, columns].astype(np.float32),
            k=number,
            weights=weights,
            problems=STARTS_A_VIEW,
            seed=int(rng.integers(2**32)),
        )
        labels.append(runs.labels[runs.within_ss.argmin()].astype(np.intp))
    together = np.zeros((len(X), len(X)), dtype=np.float32)
    for own in labels:
        member = (own[:, None] == np.arange(own.max() + 1)).astype(np.float32)
        together += member @ member.T
    return np.asarray(together / len(labels), dtype=np.float64)


def _joined(together: Array, k: int) -> NDArray[np.intp]:
    apart: Array = 1.0 - together
    apart[np.diag_indices_from(apart)] = 0
    tree = linkage(squareform(apart, checks=False), "average")
    return np.asarray(fcluster(tree, k, "maxclust") - 1, dtype=np.intp)
