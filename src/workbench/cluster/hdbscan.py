"""HDBSCAN: dense regions, with the people between them left in no segment."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from workbench.cluster.rules import NearestCentre
from workbench.cluster.solution import Optimum, Solution, by_size, within_ss
from workbench.cluster.ward import means

Array = NDArray[np.float64]
MOST_ROWS = 10_000
SIZES = (0.10, 0.08, 0.06, 0.05, 0.04, 0.03, 0.02, 0.015, 0.01, 0.0075, 0.005)
NEIGHBOURS = 10


class NoSuchSolution(ValueError):
    """The method finds no solution with so many segments in these data."""


def fit_hdbscan(X: Array, k: int, *, weights: Array, starts: int | None, seed: int) -> Solution:
    """Find k dense regions (scikit-learn), trying smallest sizes from 10 % to ½ % of the people.

    HDBSCAN finds its own number of segments; of the sizes that give k the one that leaves the fewest
    people unassigned wins. Above 10,000 rows it runs on a sample; the others join the nearest mean
    when they are no farther from it than its own people, else nobody.

    Raises
    ------
    NoSuchSolution
        When no size gives k segments: the data have no k dense regions.
    """
    rng = np.random.default_rng(seed)
    kept = rng.choice(len(X), MOST_ROWS, replace=False) if len(X) > MOST_ROWS else np.arange(len(X))
    found = _best(X[kept], k)
    if found is None:
        raise NoSuchSolution(f"HDBSCAN finds no {k} dense regions in these data; its own number is another")
    centres = means(X[kept][found >= 0], found[found >= 0], k, weights[kept][found >= 0])
    rule = NearestCentre(centres)
    labels = found if len(kept) == len(X) else _joined(X, rule, X[kept], found)
    inside = labels >= 0
    loss = within_ss(X, labels, weights=weights)
    solution = Solution(
        method="hdbscan",
        k=k,
        labels=labels,
        rule=rule,
        within_ss=loss,
        loss=loss,
        starts=1,
        share_best=1.0,
        seed=seed,
        optima=(Optimum(labels, loss, 1.0, 1.0),),
        note=f"{100 * (1 - inside.mean()):.0f} % of the people are in no segment",
    )
    return by_size(solution, weights=weights)


def _best(X: Array, k: int) -> NDArray[np.intp] | None:
    from sklearn.cluster import HDBSCAN

    best, least = None, 2.0
    for size in dict.fromkeys(max(5, round(share * len(X))) for share in SIZES):
        labels = HDBSCAN(min_cluster_size=size, min_samples=min(NEIGHBOURS, size), copy=True).fit_predict(X)
        unassigned = float((labels < 0).mean())
        if labels.max() + 1 == k and unassigned < least:
            best, least = labels.astype(np.intp), unassigned
    return best


def _joined(X: Array, rule: NearestCentre, sample: Array, found: NDArray[np.intp]) -> NDArray[np.intp]:
    own = rule.distances(sample)
    reach = np.asarray([own[found == j, j].max() for j in range(len(rule.centres))])
    distances = rule.distances(X)
    labels = distances.argmin(axis=1)
    far = distances[np.arange(len(X)), labels] > reach[labels]
    return np.where(far, -1, labels).astype(np.intp)
