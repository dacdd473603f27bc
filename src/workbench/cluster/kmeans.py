"""k-means with many starts, every optimum kept that the data cannot tell from the best."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.cluster.agreement import agreement
from workbench.cluster.exchange import exchanged
from workbench.cluster.lloyd import Runs, Stop, follow, nearest, run_many
from workbench.cluster.patterns import Patterns, collapse
from workbench.cluster.rules import NearestCentre
from workbench.cluster.solution import NEAR_TIE_LOSS, Optimum, Solution, by_size, within_ss

Floats = NDArray[np.floating[Any]]

MANY, MANY_ROWS = 200, 50_000
FEWER = 50
SAMPLED = 5_000
HALFWAY, LAST_ROUNDS = 20_000, 10
FINISHED, FINISHED_LARGE = 12, 4
NEARLY, EXACTLY = 1e-4, 1e-7
WITHIN = 0.05
SAME = 1e-5
"""Optima whose within-SS differs by less than this share are one, when their people agree too."""


def usual_starts(rows: int) -> int:
    """200 starts below 50,000 rows, 50 from there on.

    Examples
    --------
    >>> usual_starts(1_800), usual_starts(100_000)
    (200, 50)
    """
    return MANY if rows < MANY_ROWS else FEWER


def fit_kmeans(X: Floats, k: int, *, weights: Floats, starts: int | None, seed: int) -> Solution:
    """Fit k-means from many k-means++ starts.

    Every start is followed to its optimum in single precision; the best is improved by exchanging centres
    (the starts alone miss the best optimum where there are many segments), which adds no start and no
    share; the distinct optima are then finished in double precision on all rows. Above 5,000 rows the starts run on a sample of 5,000 and the 4
    best distinct optima, and 4 found by exchange, are finished on all rows: which of them wins is decided on all rows.

    Raises
    ------
    ValueError
        When there are fewer distinct rows than segments.
    """
    starts = starts or usual_starts(len(X))
    patterns = collapse(X, weights=weights)
    if len(patterns.rows) < k:
        raise ValueError(f"{len(patterns.rows)} distinct rows cannot make {k} segments")
    rows, row_weights = _sampled(patterns, seed)
    runs = run_many(rows.astype(np.float32), k=k, weights=row_weights, problems=starts, seed=seed)
    all_rows = rows is patterns.rows
    seeds = _distinct(runs.labels, runs.within_ss, row_weights, most=FINISHED if all_rows else FINISHED_LARGE)
    better = exchanged(
        rows.astype(np.float32),
        runs.centres[seeds[0][0]],
        loss=runs.within_ss.min(),
        weights=row_weights,
        seed=seed,
    )
    better = better if all_rows else better[:FINISHED_LARGE]
    begun = np.concatenate([runs.centres[[leader for leader, _ in seeds]], better])
    ended = _finished(patterns, begun, exactly=all_rows)
    shares = np.array([share for _, share in seeds] + [0.0] * len(better))
    if not all_rows:
        shares = np.concatenate([[0.0], shares])  # the exact end of the best stands before all others
    optima = _optima(ended.labels, ended.within_ss, shares, patterns)
    best = int(np.argmin(ended.within_ss))
    solution = Solution(
        method="kmeans",
        k=k,
        labels=optima[0].labels,
        rule=NearestCentre(ended.centres[best].astype(np.float64)),
        within_ss=within_ss(X, optima[0].labels, weights=weights),
        loss=float(ended.within_ss[best]),
        starts=starts,
        share_best=optima[0].share,
        seed=seed,
        optima=optima,
        note="" if rows is patterns.rows else _note(starts, len(X)),
    )
    return by_size(solution, weights=weights)


def _finished(patterns: Patterns, begun: Floats, *, exactly: bool) -> Runs:
    """Follow optima on all rows in double precision; in a large study in single, and only the best in double.

    There they are followed on 20,000 rows first, which leaves little to do for the few last rounds on all rows.
    """
    rows = patterns.rows.astype(np.float64)
    if exactly:
        return follow(rows, begun.astype(np.float64), weights=patterns.weights)
    single = rows.astype(np.float32)
    some = slice(None, None, -(-len(rows) // HALFWAY))
    half = follow(single[some], begun, weights=patterns.weights[some], stop=Stop(tolerance=NEARLY))
    last = Stop(tolerance=NEARLY, rounds=LAST_ROUNDS)
    near = follow(single, half.centres, weights=patterns.weights, stop=last)
    best = int(near.within_ss.argmin())
    exact = follow(
        rows,
        near.centres[best : best + 1].astype(np.float64),
        weights=patterns.weights,
        stop=Stop(tolerance=EXACTLY),
    )
    return Runs(
        np.concatenate([exact.centres, near.centres]),
        np.concatenate([exact.labels, near.labels]),
        np.concatenate([exact.within_ss, near.within_ss]),
    )


def _note(starts: int, rows: int) -> str:
    return (
        f"{starts} starts on a sample of {SAMPLED:,} of {rows:,} rows; the best distinct optima "
        "were finished on all rows"
    )


def _sampled(patterns: Patterns, seed: int) -> tuple[Floats, NDArray[np.float64]]:
    if len(patterns.rows) <= SAMPLED:
        return patterns.rows, patterns.weights
    kept = np.random.default_rng(seed).choice(len(patterns.rows), SAMPLED, replace=False)
    return patterns.rows[kept], patterns.weights[kept]


def _distinct(
    labels: NDArray[np.uint8], losses: NDArray[np.float64], weights: Floats, *, most: int
) -> list[tuple[int, float]]:
    """Leaders of the distinct optima, best first, each with the share of starts that ended there."""
    order = np.argsort(losses, kind="stable")
    limit = losses[order[0]] * (1 + WITHIN) + 1e-12
    leaders: list[int] = []
    counts: list[int] = []
    for start in order[losses[order] <= limit]:
        same = [
            at
            for at, leader in enumerate(leaders)
            if losses[start] <= losses[leader] * (1 + SAME) + 1e-12
            and agreement(labels[start], labels[leader], weights=weights) > 0.99
        ]
        if same:
            counts[same[0]] += 1
        elif len(leaders) < most:
            leaders.append(int(start))
            counts.append(1)
    return [(leader, n / len(losses)) for leader, n in zip(leaders, counts, strict=True)]


def _optima(
    labels: NDArray[np.uint8], losses: NDArray[np.float64], shares: NDArray[np.float64], patterns: Patterns
) -> tuple[Optimum, ...]:
    """The optima within 1 % of the best on all rows, merged where finishing made them one."""
    order = np.argsort(losses, kind="stable")
    best = labels[order[0]].astype(np.intp)
    found: list[Optimum] = []
    for at in order[losses[order] <= losses[order[0]] * (1 + NEAR_TIE_LOSS) + 1e-12]:
        own = labels[at].astype(np.intp)
        twin = next((i for i, o in enumerate(found) if _same(o, own, float(losses[at]), patterns)), None)
        if twin is not None:
            old = found[twin]
            found[twin] = Optimum(old.labels, old.loss, old.share + float(shares[at]), old.agreement)
        else:
            alike = agreement(own, best, weights=patterns.weights)
            found.append(Optimum(own, float(losses[at]), float(shares[at]), alike))
    return tuple(Optimum(o.labels[patterns.of], o.loss, o.share, o.agreement) for o in found)


def _same(optimum: Optimum, labels: NDArray[np.intp], loss: float, patterns: Patterns) -> bool:
    return (
        loss <= optimum.loss * (1 + SAME) + 1e-12
        and agreement(optimum.labels, labels, weights=patterns.weights) > 0.99
    )


def assigned(X: Floats, centres: Floats) -> NDArray[np.intp]:
    """The nearest centre of every row, for one set of centres.

    Examples
    --------
    >>> assigned(np.array([[1.0], [9.0]]), np.array([[0.0], [10.0]])).tolist()
    [0, 1]
    """
    return np.asarray(nearest(X, centres[None])[0][0], dtype=np.intp)
