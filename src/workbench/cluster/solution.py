"""One clustering: who is in which segment, and how far that answer can be believed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from workbench.config import Method

if TYPE_CHECKING:
    from workbench.cluster.rules import Rule

Ints = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Optimum:
    """Another place where starts ended.

    Attributes
    ----------
    labels
        The segment of each row, matched to nothing: compare by `agreement`.
    loss
        Within-SS (k-means, Ward), or minus log-likelihood (mixtures): smaller is better.
    share
        Share of the starts that ended here.
    agreement
        Adjusted Rand index with the best optimum.
    """

    labels: Ints
    loss: float
    share: float
    agreement: float


@dataclass(frozen=True, slots=True)
class Solution:
    """One clustering of all rows.

    Attributes
    ----------
    method, k, seed
        How it was made.
    labels
        Per row: 0 for the largest segment, then by size; -1 where a method leaves a row unassigned.
    rule
        Gives new rows to segments.
    within_ss
        Weighted sum of squared distances to the segments' means, whatever the method.
    loss
        What the method itself makes small.
    starts, followed, share_best
        Starts that were made, how many of them were followed to the end (None: all), and the share of those that
        reached the best optimum; 0 when the best was found by improving on all starts.
    optima
        The distinct optima within 1 % of the best, best first.
    posterior
        Rows × k probabilities, for methods that have them.
    criteria
        What else the method says: bic, icl, entropy, log_likelihood …
    note
        What a reader must know of how it was computed; may be empty.
    """

    method: Method
    k: int
    labels: Ints
    rule: Rule
    within_ss: float
    loss: float
    starts: int
    share_best: float
    seed: int
    optima: tuple[Optimum, ...] = ()
    posterior: NDArray[np.float64] | None = None
    criteria: Mapping[str, float] = field(default_factory=dict)
    note: str = ""
    followed: int | None = None

    @property
    def sizes(self) -> Ints:
        """Number of rows in each segment."""
        return np.bincount(self.labels[self.labels >= 0], minlength=self.k)

    @property
    def near_ties(self) -> tuple[Optimum, ...]:
        """Optima within 1 % of the best that put people together differently (ARI below .9)."""
        return tuple(o for o in self.optima if o.agreement < NEAR_TIE_AGREEMENT)

    @property
    def unassigned(self) -> float:
        """Share of the rows in no segment."""
        return float((self.labels < 0).mean())


NEAR_TIE_LOSS = 0.01
NEAR_TIE_AGREEMENT = 0.9


def by_size(solution: Solution, *, weights: NDArray[np.floating] | None = None) -> Solution:
    """Number the segments by weighted size, the largest first; ties keep their order.

    Examples
    --------
    >>> from workbench.cluster.rules import NearestCentre
    >>> rule = NearestCentre(np.array([[0.0], [5.0]]))
    >>> found = by_size(Solution("kmeans", 2, np.array([0, 1, 1]), rule, 0.0, 0.0, 1, 1.0, 0))
    >>> found.labels.tolist(), found.rule.distances(np.array([[5.0]])).tolist()
    ([1, 0, 0], [[0.0, 5.0]])
    """
    inside = solution.labels >= 0
    own = None if weights is None else np.asarray(weights, dtype=np.float64)[inside]
    sizes = np.bincount(solution.labels[inside], weights=own, minlength=solution.k)
    order = np.argsort(-sizes, kind="stable")
    place = np.empty(solution.k + 1, dtype=np.intp)
    place[order] = np.arange(solution.k)
    place[solution.k] = -1
    posterior = None if solution.posterior is None else solution.posterior[:, order]
    return replace(
        solution,
        labels=place[solution.labels],
        rule=solution.rule.reordered(order),
        posterior=posterior,
    )


def within_ss(X: NDArray[np.floating], labels: Ints, *, weights: NDArray[np.floating] | None = None) -> float:
    """Weighted sum of squared distances of the assigned rows to the mean of their segment.

    Examples
    --------
    >>> within_ss(np.array([[0.0], [2.0], [9.0]]), np.array([0, 0, 1]))
    2.0
    """
    total = 0.0
    w = np.ones(len(X)) if weights is None else np.asarray(weights, dtype=np.float64)
    for segment in np.unique(labels[labels >= 0]):
        rows, own = X[labels == segment].astype(np.float64), w[labels == segment]
        if own.sum() > 0:
            total += float(own @ np.square(rows - own @ rows / own.sum()).sum(axis=1))
    return total
