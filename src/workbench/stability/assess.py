"""Stability of a solution as a whole and of each of its segments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from workbench.cluster import Solution
from workbench.cluster.agreement import adjusted_rand, best_jaccard, crossed
from workbench.stability.replicates import replicates

Array = NDArray[np.float64]
Word = Literal["highly stable", "stable", "a pattern only", "not to be trusted", "dissolved"]

HIGHLY, STABLE, PATTERN, DISSOLVED = 0.85, 0.75, 0.60, 0.50


@dataclass(frozen=True, slots=True)
class SegmentStability:
    """How often one segment comes back.

    Attributes
    ----------
    jaccard
        Mean over replicates of |A ∩ B| / |A ∪ B| with its best match.
    low, high
        The 5th and 95th percentile of the replicates.
    """

    segment: int
    jaccard: float
    low: float
    high: float

    @property
    def verdict(self) -> Word:
        return stability_word(self.jaccard)


@dataclass(frozen=True, slots=True)
class Stability:
    """How far a solution comes back in resampled data.

    Attributes
    ----------
    agreements
        Adjusted Rand index of each pair of replicates.
    jaccards
        Replicates × segments: Jaccard of each segment with its best match.
    starts
        Starts in each replicate.
    """

    k: int
    agreements: Array
    jaccards: Array
    starts: int

    @property
    def mean(self) -> float:
        """Global stability: the mean adjusted Rand index over the pairs."""
        return float(self.agreements.mean())

    @property
    def interval(self) -> tuple[float, float]:
        """The 5th and 95th percentile over the pairs."""
        low, high = np.quantile(self.agreements, [0.05, 0.95])
        return float(low), float(high)

    @property
    def segments(self) -> tuple[SegmentStability, ...]:
        low, high = np.quantile(self.jaccards, [0.05, 0.95], axis=0)
        means = self.jaccards.mean(axis=0)
        return tuple(
            SegmentStability(j, float(means[j]), float(low[j]), float(high[j])) for j in range(self.k)
        )

    @property
    def weakest(self) -> float:
        """The smallest mean Jaccard of a segment."""
        return float(self.jaccards.mean(axis=0).min())


def assess(X: Array, solution: Solution, *, weights: Array, pairs: int, starts: int, seed: int) -> Stability:
    """Measure the stability of a solution by pairs of bootstrap samples (Hennig 2007; Dolnicar & Leisch 2010).

    Parameters
    ----------
    X
        The points the solution was fitted on, rows × columns.
    solution
        What is examined; its method is refitted on each sample, all original rows are assigned.
    weights
        Survey weights, one a row.
    pairs, starts
        Pairs of bootstrap samples; starts in each.

    Examples
    --------
    >>> from workbench.cluster import fit
    >>> X = np.repeat([[0.0], [9.0]], 30, axis=0) + np.linspace(0, 1, 60)[:, None]
    >>> assess(X, fit(X, 2, seed=1), weights=np.ones(60), pairs=5, starts=2, seed=1).mean
    1.0
    """
    agreements: list[float] = []
    jaccards: list[Array] = []
    for batch in replicates(X, solution, weights=weights, pairs=pairs, starts=starts, seed=seed):
        for first, second in zip(batch.labels[::2], batch.labels[1::2], strict=True):
            agreements.append(_alike(first, second, batch.counts))
            for labels in (first, second):
                table = crossed(batch.reference, labels, weights=batch.counts)
                found = np.zeros(solution.k)
                found[: len(table)] = best_jaccard(table)
                jaccards.append(found)
    return Stability(solution.k, np.asarray(agreements), np.asarray(jaccards), starts)


def _alike(first: NDArray[Any], second: NDArray[Any], counts: Array) -> float:
    # A solution that is not found again agrees with nothing, not even with another that is not found.
    if first.max() < 0 or second.max() < 0:
        return 0.0
    return adjusted_rand(crossed(first, second, weights=counts))


def stability_word(jaccard: float) -> Word:
    """What a mean Jaccard says (Hennig 2008).

    Examples
    --------
    >>> [stability_word(x) for x in (0.9, 0.8, 0.7, 0.55, 0.4)]
    ['highly stable', 'stable', 'a pattern only', 'not to be trusted', 'dissolved']
    """
    if jaccard >= HIGHLY:
        return "highly stable"
    if jaccard >= STABLE:
        return "stable"
    if jaccard >= PATTERN:
        return "a pattern only"
    return "not to be trusted" if jaccard > DISSOLVED else "dissolved"
