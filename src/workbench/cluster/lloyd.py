"""Lloyd's algorithm for many starts, or many resamples, of the same rows at once.

One matrix product gives the distances of every row to one centre of *all* problems, so a hundred starts
cost little more than the arithmetic. scikit-learn's `KMeans` gives the same answers one start at a time;
the tests compare them, ``benchmarks/stability_naive_vs_fast.py`` times them.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

Floats = NDArray[np.floating[Any]]
Labels = NDArray[np.uint8]

# Rows × problems worked on together: a slab of this many float32 stays in a core's cache.
SLAB = 1 << 17
LEAST_CHUNKS = 4
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
        One weight a row, or problems × rows when each problem has its own (a bootstrap's counts).
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
    chunks = list(_chunks(problems, len(X)))
    seeds = np.random.SeedSequence(seed).spawn(len(chunks))

    def one(job: tuple[slice, np.random.SeedSequence]) -> Runs:
        chunk, sequence = job
        rng = np.random.default_rng(sequence)
        own = weights if weights.ndim == 1 else weights[chunk]
        centres = _plus_plus(X, k=k, weights=own, problems=chunk.stop - chunk.start, rng=rng)
        return _follow(X, centres, weights=own, stop=stop)

    return _in_threads(one, list(zip(chunks, seeds, strict=True)))


def follow(X: Floats, centres: Floats, *, weights: Floats, stop: Stop = Stop()) -> Runs:
    """Move given centres (problems × k × columns) to their optimum.

    Examples
    --------
    >>> X = np.array([[0.0], [1.0], [10.0], [11.0]])
    >>> follow(X, np.array([[[0.0], [1.0]]]), weights=np.ones(4)).labels.tolist()
    [[0, 0, 1, 1]]
    """

    def one(chunk: slice) -> Runs:
        own = weights if weights.ndim == 1 else weights[chunk]
        return _follow(X, centres[chunk], weights=own, stop=stop)

    return _in_threads(one, list(_chunks(len(centres), len(X))))


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
    shared = weights.ndim == 1
    opened = follow(
        X,
        centres.reshape(-1, *centres.shape[2:]),
        weights=weights if shared else np.repeat(weights, problems, axis=0),
        stop=Stop(rounds=HEAT),
    )
    promising = opened.within_ss.reshape(groups, problems).argsort(axis=1)[:, :kept]
    chosen = (np.arange(groups)[:, None] * problems + promising).ravel()
    ended = follow(
        X,
        opened.centres[chosen],
        weights=weights if shared else np.repeat(weights, promising.shape[1], axis=0),
        stop=Stop(tolerance=tolerance),
    )
    best = ended.within_ss.reshape(groups, -1).argmin(axis=1) + np.arange(groups) * promising.shape[1]
    return Runs(ended.centres[best], ended.labels[best], ended.within_ss[best])


def nearest(X: Floats, centres: Floats) -> tuple[Labels, Floats]:
    """The nearest centre of every row, for centres of shape problems × k × columns.

    Returns
    -------
    labels, half
        Problems × rows; `half` is half the squared distance less half the row's own squared length.
    """
    return _nearest(np.ascontiguousarray(X.T), centres)


def _nearest(columns: Floats, centres: Floats) -> tuple[Labels, Floats]:
    problems, k, width = centres.shape
    half_norms = 0.5 * np.einsum("skd,skd->sk", centres, centres)
    # One product for all centres reads the rows once: half the time where there are many rows.
    products = (centres.reshape(-1, width) @ columns).reshape(problems, k, -1)
    labels = np.zeros((problems, columns.shape[1]), dtype=np.uint8)
    best = half_norms[:, :1] - products[:, 0]
    for j in range(1, k):
        other = half_norms[:, j : j + 1] - products[:, j]
        np.copyto(labels, np.uint8(j), where=other < best)
        np.minimum(best, other, out=best)
    return labels, best


def _plus_plus(X: Floats, *, k: int, weights: Floats, problems: int, rng: np.random.Generator) -> Floats:
    """Greedy k-means++ (Arthur & Vassilvitskii 2007): of a few rows drawn by squared distance, the best.

    The number of candidates, 2 + ln k, is scikit-learn's.
    """
    columns = np.ascontiguousarray(X.T)
    norms = np.einsum("nd,nd->n", X, X)
    own = np.broadcast_to(weights.astype(X.dtype, copy=False), (problems, len(X)))
    centres = np.empty((problems, k, X.shape[1]), dtype=X.dtype)
    centres[:, 0] = X[_drawn(own, rng)]
    squared = _squared_to(columns, norms, centres[:, 0])
    for j in range(1, k):
        running = np.cumsum(squared * own, axis=1, dtype=np.float64)
        best = np.full(problems, np.inf)
        kept = squared
        for _ in range(2 + int(np.log(k))):
            candidate = X[_at(running, rng)]
            closer = np.minimum(squared, _squared_to(columns, norms, candidate))
            loss = np.einsum("sn,sn->s", closer, own, dtype=np.float64)
            wins = loss < best
            best = np.where(wins, loss, best)
            centres[wins, j] = candidate[wins]
            kept = np.where(wins[:, None], closer, kept)
        squared = kept
    return centres


def _squared_to(columns: Floats, norms: Floats, centres: Floats) -> Floats:
    """Squared distance of every row to one centre a problem."""
    squared = np.einsum("sd,sd->s", centres, centres)[:, None] + norms - 2 * (centres @ columns)
    return np.asarray(np.maximum(squared, 0, out=squared))


def _drawn(mass: Floats, rng: np.random.Generator) -> NDArray[np.intp]:
    """One row for each problem, with chances by mass; the last row when no mass is left."""
    return _at(np.cumsum(mass, axis=1, dtype=np.float64), rng)


def _at(running: Floats, rng: np.random.Generator) -> NDArray[np.intp]:
    aims = rng.random(len(running)) * running[:, -1]
    found = [np.searchsorted(row, aim, side="right") for row, aim in zip(running, aims, strict=True)]
    return np.asarray(np.minimum(found, running.shape[1] - 1), dtype=np.intp)


def _follow(X: Floats, centres: Floats, *, weights: Floats, stop: Stop) -> Runs:
    columns = np.ascontiguousarray(X.T)
    extended = np.hstack([X, np.ones((len(X), 1), dtype=X.dtype)])
    own = weights.astype(X.dtype, copy=False)
    enough = stop.tolerance * float(np.var(X, axis=0).mean())
    centres = centres.astype(X.dtype, copy=True)
    labels = np.full((len(centres), len(X)), 255, dtype=np.uint8)
    active = np.arange(len(centres))
    for _ in range(stop.rounds):
        old = centres[active]
        new_labels, half = _nearest(columns, old)
        moved = (new_labels != labels[active]).any(axis=1)
        labels[active] = new_labels
        new = _means(extended, new_labels, old, own if own.ndim == 1 else own[active], half)
        centres[active] = new
        shift = np.square(new - old).sum(axis=(1, 2))
        active = active[moved & (shift > enough)]
        if not len(active):
            break
    labels, half = _nearest(columns, centres)
    norms = np.einsum("nd,nd->n", X, X)
    squared = np.maximum(2 * half + norms, 0)
    within = np.einsum("sn,sn->s", squared, np.broadcast_to(own, squared.shape), dtype=np.float64)
    return Runs(centres, labels, within)


def _means(extended: Floats, labels: Labels, old: Floats, weights: Floats, half: Floats) -> Floats:
    """Weighted means of the rows of each centre; a centre without rows moves to the row farthest from its own."""
    new = old.copy()
    problems, k, _ = old.shape
    member = np.empty((problems, k, labels.shape[1]), dtype=extended.dtype)
    for j in range(k):
        np.multiply(labels == j, weights, out=member[:, j])
    sums = (member.reshape(problems * k, -1) @ extended).reshape(problems, k, -1)
    for j in range(k):
        filled = sums[:, j, -1] > 0
        new[filled, j] = sums[filled, j, :-1] / sums[filled, j, -1:]
        for problem in np.flatnonzero(~filled):
            own = weights if weights.ndim == 1 else weights[problem]
            squared = 2 * half[problem] + np.square(extended[:, :-1]).sum(axis=1)
            new[problem, j] = extended[np.argmax(np.where(own > 0, squared, -1)), :-1]
    return new


def _chunks(problems: int, rows: int) -> Iterator[slice]:
    # At least four chunks, so that few problems still keep several cores busy; a constant, because the
    # chunks decide the random streams and the answer may not depend on the machine.
    step = max(1, min(SLAB // max(rows, 1), -(-problems // LEAST_CHUNKS)))
    for start in range(0, problems, step):
        yield slice(start, min(start + step, problems))


def _in_threads(one: Any, jobs: list[Any]) -> Runs:
    # NumPy lets go of the interpreter inside each product, so threads suffice; a BLAS that starts its
    # own threads in each of them makes all of them slower.
    with threadpool_limits(1, user_api="blas"), ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        parts = list(pool.map(one, jobs))
    return Runs(
        np.concatenate([part.centres for part in parts]),
        np.concatenate([part.labels for part in parts]),
        np.concatenate([part.within_ss for part in parts]),
    )
