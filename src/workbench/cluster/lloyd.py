"""Lloyd's algorithm for many starts, or many resamples, of the same rows at once.

The arithmetic is in `workbench.cluster.compiled`; here the problems are dealt out to the cores.
scikit-learn's `KMeans` gives the same answers one start at a time; the tests compare them,
``benchmarks/stability_naive_vs_fast.py`` times them.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.cluster import compiled

Floats = NDArray[np.floating[Any]]
Labels = NDArray[np.uint8]

HEAT = 8
"""Rounds after which hopeless problems are left."""


@dataclass(frozen=True, slots=True)
class Stop:
    """When a problem is done: no row changes sides, or one of these.

    Attributes
    ----------
    tolerance
        The squared movement of the centres is below this share of the total variance.
    rounds
        So many rounds were made.
    """

    tolerance: float = 0.0
    rounds: int = 300


@dataclass(frozen=True, slots=True)
class Runs:
    """Where each problem of a batch ended.

    Attributes
    ----------
    centres
        Problems × k × columns.
    labels
        Problems × rows: the nearest centre of every row, also of rows with weight 0.
    within_ss
        Weighted sum of squared distances to the nearest centre, per problem.
    """

    centres: Floats
    labels: Labels
    within_ss: NDArray[np.float64]


def run_many(
    X: Floats,
    *,
    k: int,
    weights: Floats,
    problems: int,
    seed: int,
    stop: Stop = Stop(),
) -> Runs:
    """Start k-means++ once for each problem and follow each to its optimum.

    Parameters
    ----------
    X
        Rows × columns; worked on in its own precision (float32 is twice as fast).
    k
        Number of centres, at most 255.
    weights
        One weight a row, or sets × rows (a bootstrap's counts a set): the problems are dealt to the sets evenly,
        in order.
    problems
        How many.
    seed
        The answer depends on it and on nothing else, not on the number of cores.
    stop
        When a problem is done.

    Examples
    --------
    >>> X = np.array([[0.0], [1.0], [10.0], [11.0]])
    >>> runs = run_many(X, k=2, weights=np.ones(4), problems=3, seed=1)
    >>> runs.within_ss.round(6).tolist(), sorted(runs.centres[0].ravel().tolist())
    ([1.0, 1.0, 1.0], [0.5, 10.5])
    """
    trials = 2 + int(np.log(k))  # scikit-learn's number of candidates
    chances = np.random.default_rng(seed).random((problems, 1 + (k - 1) * trials))
    centres = np.empty((problems, k, X.shape[1]), dtype=X.dtype)
    people = _People.of_rows(X, weights, problems)

    def start(part: slice) -> None:
        compiled.plus_plus_all(*people.given(part), chances[part], trials, centres[part])

    _side_by_side(start, problems)
    return _followed(people, centres, stop)


def follow(X: Floats, centres: Floats, *, weights: Floats, stop: Stop = Stop()) -> Runs:
    """Move given centres (problems × k × columns) to their optimum.

    Examples
    --------
    >>> X = np.array([[0.0], [1.0], [10.0], [11.0]])
    >>> follow(X, np.array([[[0.0], [1.0]]]), weights=np.ones(4)).labels.tolist()
    [[0, 0, 1, 1]]
    """
    people = _People.of_rows(X, weights, len(centres))
    return _followed(people, centres.astype(X.dtype, copy=True), stop)


def raced(X: Floats, centres: Floats, *, weights: Floats, kept: int, tolerance: float = 0.0) -> Runs:
    """Of the problems of each group, follow the best few to their optimum and return the best of them.

    A few rounds tell which starts are hopeless; following only the promising ones gives the best of
    them in half the time.

    Parameters
    ----------
    centres
        Groups × problems × k × columns.
    weights
        One weight a row, or groups × rows.
    kept
        How many problems of each group are followed to the end.
    """
    groups, problems = centres.shape[:2]
    flat = centres.reshape(-1, *centres.shape[2:])
    opened = follow(X, flat, weights=weights, stop=Stop(rounds=HEAT))
    promising = opened.within_ss.reshape(groups, problems).argsort(axis=1)[:, :kept]
    chosen = (np.arange(groups)[:, None] * problems + promising).ravel()
    ended = follow(X, opened.centres[chosen], weights=weights, stop=Stop(tolerance=tolerance))
    best = ended.within_ss.reshape(groups, -1).argmin(axis=1) + np.arange(groups) * promising.shape[1]
    return Runs(ended.centres[best], ended.labels[best], ended.within_ss[best])


def nearest(X: Floats, centres: Floats) -> tuple[Labels, Floats]:
    """The nearest centre of every row, for centres of shape problems × k × columns.

    Returns
    -------
    labels, half
        Problems × rows; `half` is half the squared distance less half the row's own squared length.
    """
    columns = np.ascontiguousarray(X.T)
    own = centres.astype(X.dtype, copy=False)
    labels = np.empty((len(own), len(X)), dtype=np.uint8)
    half = np.empty(labels.shape, dtype=X.dtype)
    for problem in range(len(own)):
        compiled.assign(columns, own[problem], labels[problem], half[problem])
    return labels, half


@dataclass(frozen=True, slots=True)
class _People:
    """The rows, as the compiled loops want them.

    Attributes
    ----------
    rows, columns
        The same numbers, twice: people lie together in the one, columns in the other.
    norms
        Squared length of each row.
    weights, of
        Sets of weights × rows, and which set each problem takes.
    """

    rows: Floats
    columns: Floats
    norms: Floats
    weights: Floats
    of: NDArray[np.intp]

    @classmethod
    def of_rows(cls, X: Floats, weights: Floats, problems: int) -> _People:
        own = np.ascontiguousarray(np.atleast_2d(weights), dtype=X.dtype)
        of = np.arange(problems) * len(own) // problems
        rows = np.ascontiguousarray(X)
        return cls(rows, np.ascontiguousarray(X.T), np.einsum("nd,nd->n", X, X), own, of)

    def given(self, part: slice) -> tuple[Floats, Floats, Floats, Floats, NDArray[np.intp]]:
        return self.rows, self.columns, self.norms, self.weights, self.of[part]


def _followed(people: _People, centres: Floats, stop: Stop) -> Runs:
    """Follow `centres` in place."""
    enough = stop.tolerance * float(np.var(people.rows, axis=0).mean())
    labels = np.empty((len(centres), len(people.rows)), dtype=np.uint8)
    within = np.empty(len(centres))

    def follow_part(part: slice) -> None:
        moved = centres[part], stop.rounds, enough, labels[part], within[part]
        compiled.follow_all(*people.given(part), *moved)

    _side_by_side(follow_part, len(centres))
    return Runs(centres, labels, within)


def _side_by_side(work: Callable[[slice], None], problems: int) -> None:
    """Deal problems out to threads, a few at a time: some end much sooner than others."""
    cores = os.cpu_count() or 1
    step = max(1, problems // (4 * cores))
    parts = [slice(start, min(start + step, problems)) for start in range(0, problems, step)]
    if len(parts) == 1 or cores == 1:
        for part in parts:
            work(part)
        return
    list(_threads(os.getpid()).map(work, parts))


@lru_cache(maxsize=1)
def _threads(_process: int) -> ThreadPoolExecutor:
    """A thread a core, kept: hundreds of batches of a few milliseconds come in a row. A fork has its own."""
    return ThreadPoolExecutor(os.cpu_count(), thread_name_prefix="lloyd")
