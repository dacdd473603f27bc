"""A good k-means solution made better by moving one centre elsewhere at a time."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.cluster.lloyd import Stop, follow, nearest

Floats = NDArray[np.floating[Any]]

TRIALS, TRIALS_LARGE = 100, 40
LARGE = 5_000
PROMISING = 5
HEAT = 4
IDLE = 4
GAIN = 1e-4
"""A round that lowers the within-SS by less than this share is idle."""
MOST_ROUNDS = 30


def exchanged(X: Floats, centres: Floats, *, loss: float, weights: Floats, seed: int) -> Floats:
    """Exchange centres until four rounds of 100 trials (40 above 5,000 rows) bring little (random swap; Fränti 2018).

    A trial takes one centre away at random, puts it on a row drawn by its squared distance to the nearest
    centre, and follows the fifth of them that promises most to their optimum.

    Parameters
    ----------
    centres
        k × columns, an optimum whose within-SS is `loss`.

    Returns
    -------
    The good optima that were met, each k × columns: what was improved on the way, and in the last rounds
    what came within 1 % of the best; the best is first. Empty when the given centres stayed the best and alone.

    Examples
    --------
    >>> X = np.array([[0.0], [0.1], [5.0], [5.1], [9.0], [9.1]])
    >>> stuck = np.array([[0.0], [0.1], [7.05]])     # two centres for one pair, one for two pairs
    >>> sorted(exchanged(X, stuck, loss=16.0, weights=np.ones(6), seed=1)[0].ravel().round(2).tolist())
    [0.05, 5.05, 9.05]
    """
    rng = np.random.default_rng(seed)
    best, least = centres, loss
    met: list[tuple[float, Floats]] = []
    idle = 0
    trials = TRIALS if len(X) < LARGE else TRIALS_LARGE
    for _ in range(MOST_ROUNDS):
        tried = follow(X, _varied(X, best, weights, trials, rng), weights=weights, stop=Stop(rounds=HEAT))
        promising = np.argsort(tried.within_ss)[: trials // PROMISING]
        ended = follow(X, tried.centres[promising], weights=weights)
        met.extend(zip(ended.within_ss.tolist(), ended.centres, strict=True))
        winner = int(ended.within_ss.argmin())
        found = float(ended.within_ss[winner])
        idle = 0 if found < least * (1 - GAIN) else idle + 1
        if found < least:
            best, least = ended.centres[winner], found
        if idle == IDLE:
            break
    return _best_of(met, least, centres.shape)


def _varied(X: Floats, centres: Floats, weights: Floats, trials: int, rng: np.random.Generator) -> Floats:
    _labels, half = nearest(X, centres[None])
    squared = np.maximum(2 * half[0] + np.square(X).sum(axis=1), 0) * weights
    chances = squared.astype(np.float64)
    total = chances.sum()
    chances = chances / total if total > 0 else np.full(len(X), 1 / len(X))
    varied = np.repeat(centres[None], trials, axis=0)
    varied[np.arange(trials), rng.integers(len(centres), size=trials)] = X[
        rng.choice(len(X), trials, p=chances)
    ]
    return varied


def _best_of(met: list[tuple[float, Floats]], least: float, shape: tuple[int, ...]) -> Floats:
    """One of each loss within 1 % of the least, at most a dozen."""
    kept: list[tuple[float, Floats]] = []
    for loss, centres in sorted(met, key=lambda pair: pair[0]):
        if loss > least * 1.01 or len(kept) == 12:
            break
        if not kept or loss > kept[-1][0] * (1 + 1e-6):
            kept.append((loss, centres))
    return np.asarray([centres for _, centres in kept]).reshape(-1, *shape)
