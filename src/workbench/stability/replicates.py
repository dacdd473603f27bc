"""The same method on resampled people, again and again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.cluster import Solution, fit
from workbench.cluster.hdbscan import NoSuchSolution
from workbench.cluster.lloyd import Runs, Stop, raced, run_many
from workbench.cluster.patterns import Patterns, collapse

Array = NDArray[np.float64]
Ints = NDArray[np.intp]

POOL = 5_000
"""People a replicate resamples; a larger study is resampled by fresh samples of this size."""
PAIRS_A_POOL = 10
TOLERANCE = 1e-4
"""The same stopping rule as scikit-learn's default."""


@dataclass(frozen=True, slots=True)
class Replicates:
    """Pairs of partitions of the same people, each learnt from its own bootstrap sample.

    Attributes
    ----------
    labels
        2 × pairs × people: replicates 2i and 2i + 1 are a pair; all -1 where the method found no solution.
    counts
        How many original rows each person stands for (equal rows are kept once).
    reference
        The segment of each person in the solution that is examined.
    """

    labels: NDArray[np.integer[Any]]
    counts: Array
    reference: Ints


def replicates(
    X: Array, solution: Solution, *, weights: Array, pairs: int, starts: int, seed: int
) -> Iterator[Replicates]:
    """Refit a solution's method on pairs of bootstrap samples and assign all people by both.

    Above 5,000 rows each batch of 10 pairs has a fresh random sample of 5,000 people; its bootstraps
    are drawn from it. Stability at 5,000 people is a little lower than at more, never flattered.
    """
    sequence = np.random.SeedSequence(seed)
    for share in _shares(pairs, len(X)):
        pool_seed, fit_seed = sequence.spawn(2)
        rng = np.random.default_rng(pool_seed)
        pool = _pool(len(X), rng)
        fit_number = int(fit_seed.generate_state(1)[0])
        examined = solution.labels[pool]
        if solution.method == "kmeans":
            yield _kmeans(X[pool], examined, solution.k, weights[pool], (share, starts), rng, fit_number)
        else:
            yield _any_method(X[pool], examined, solution, weights[pool], (share, starts), rng)


def _shares(pairs: int, rows: int) -> list[int]:
    if rows <= POOL:
        return [pairs]
    full, rest = divmod(pairs, PAIRS_A_POOL)
    return [PAIRS_A_POOL] * full + ([rest] if rest else [])


def _pool(rows: int, rng: np.random.Generator) -> Ints:
    if rows <= POOL:
        return np.arange(rows)
    return np.sort(rng.choice(rows, POOL, replace=False))


def _kmeans(
    X: Array,
    examined: Ints,
    k: int,
    weights: Array,
    work: tuple[int, int],
    rng: np.random.Generator,
    seed: int,
) -> Replicates:
    pairs, starts = work
    # Equal rows may stand as one only when they weigh the same.
    even = bool(np.ptp(weights) == 0)
    patterns = collapse(X, weights=np.ones(len(X))) if even else _apart(X)
    counts = rng.multinomial(len(X), patterns.chances, size=2 * pairs)
    own = counts.astype(np.float32) * (1.0 if even else weights.astype(np.float32))
    best = _best_of(patterns.rows.astype(np.float32), k, own, starts, seed)
    first = np.zeros(len(patterns.rows), dtype=np.intp)
    first[patterns.of] = examined
    return Replicates(best.labels, np.bincount(patterns.of).astype(np.float64), first)


def _apart(X: Array) -> Patterns:
    return Patterns(X, np.arange(len(X)), np.ones(len(X)))


def _best_of(X: NDArray[np.float32], k: int, weights: NDArray[np.float32], starts: int, seed: int) -> Runs:
    """For each row of `weights` the best of several starts, followed to its optimum.

    All rows decide which start is best: on a part of them another optimum wins often enough to halve the
    stability of a k that has several.
    """
    problems = len(weights) * starts
    begun = run_many(X, k=k, weights=weights, problems=problems, seed=seed, stop=Stop(rounds=0))
    centres = begun.centres.reshape(len(weights), starts, k, X.shape[1])
    return raced(X, centres, weights=weights, kept=1 + starts // 3, tolerance=TOLERANCE)


def _any_method(
    X: Array,
    examined: Ints,
    solution: Solution,
    weights: Array,
    work: tuple[int, int],
    rng: np.random.Generator,
) -> Replicates:
    pairs, starts = work
    labels = np.empty((2 * pairs, len(X)), dtype=np.intp)
    for number in range(2 * pairs):
        drawn = rng.integers(0, len(X), len(X))
        seed = int(rng.integers(2**32))
        try:
            again = fit(
                X[drawn], solution.k, method=solution.method, weights=weights[drawn], starts=starts, seed=seed
            )
            labels[number] = again.rule.distances(X).argmin(axis=1)
        except NoSuchSolution:
            labels[number] = -1
    return Replicates(labels, np.ones(len(X)), examined)
