"""The same solution sought in data that have no segments."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from workbench.cluster import Solution
from workbench.stability.assess import assess
from workbench.stability.replicates import POOL

Array = NDArray[np.float64]
Kind = Literal["permuted", "one normal"]
Verdict = Literal["natural", "reproducible", "constructed"]
LEVEL = 0.05
PAIRS_A_NULL = 2


@dataclass(frozen=True, slots=True)
class Null:
    """Stability in data sets of one kind without segments.

    Attributes
    ----------
    kind
        ``"permuted"``: each variable shuffled by itself, so that nothing goes with anything;
        ``"one normal"``: one cloud with the same covariances; for coded answers a cloud with the same
        correlations, cut so that each question keeps its answers, and those that are missing stay missing.
    observed
        Global stability of the solution in the real data.
    values
        Global stability in each data set without segments, at the same k and effort.
    """

    kind: Kind
    observed: float
    values: Array

    @property
    def p(self) -> float:
        """Share of data sets without segments that are as stable, the real one counted among them."""
        return float((1 + (self.values >= self.observed).sum()) / (1 + len(self.values)))

    @property
    def beyond(self) -> bool:
        """Is the real solution more stable than 95 % of them (all of them, when they are fewer than 20)?"""
        return self.p <= max(LEVEL, 1 / (1 + len(self.values)) + 1e-12)


@dataclass(frozen=True, slots=True)
class Nulls:
    """What the two comparisons with nothing say together."""

    permuted: Null
    one_normal: Null

    @property
    def verdict(self) -> Verdict:
        """Natural beyond both, reproducible beyond permutation only, constructed otherwise."""
        if not self.permuted.beyond:
            return "constructed"
        return "natural" if self.one_normal.beyond else "reproducible"


def against_nothing(
    X: Array,
    solution: Solution,
    *,
    observed: float,
    groups: NDArray[np.intp],
    nulls: int,
    starts: int,
    seed: int,
) -> Nulls:
    """Hold a solution's stability against data without segments.

    Parameters
    ----------
    X
        The points the solution was fitted on.
    observed
        Its global stability.
    groups
        For each column the number of its variable; the columns of one variable are shuffled together.
    nulls
        Data sets of each kind.
    """
    rng = np.random.default_rng(seed)
    one_cloud = _one_normal if solution.rule.reads == "points" else _one_normal_cut
    makers: dict[Kind, Callable[[], Array]] = {
        "permuted": lambda: _permuted(X, groups, rng),
        "one normal": lambda: one_cloud(X, rng),
    }
    found = {}
    for kind, make in makers.items():
        values = [_stability(make(), solution, starts=starts, seed=seed + number) for number in range(nulls)]
        found[kind] = Null(kind, observed, np.asarray(values))
    return Nulls(found["permuted"], found["one normal"])


def _stability(X: Array, solution: Solution, *, starts: int, seed: int) -> float:
    weights = np.ones(len(X))
    # Global stability compares replicates with each other: no reference solution is needed.
    blank = replace(solution, labels=np.zeros(len(X), dtype=np.intp), posterior=None, optima=())
    return assess(X, blank, weights=weights, pairs=PAIRS_A_NULL, starts=starts, seed=seed).mean


def _permuted(X: Array, groups: NDArray[np.intp], rng: np.random.Generator) -> Array:
    rows = min(len(X), POOL)
    shuffled = np.empty((rows, X.shape[1]))
    for group in np.unique(groups):
        own = groups == group
        shuffled[:, own] = X[rng.permutation(len(X))[:rows]][:, own]
    return shuffled


def _one_normal(X: Array, rng: np.random.Generator) -> Array:
    centred = X - X.mean(axis=0)
    # Scores × a random rotation of normal draws: the covariance of X without forming its root.
    values, vectors = np.linalg.eigh(centred.T @ centred / len(X))
    root = vectors * np.sqrt(np.maximum(values, 0))
    return np.asarray(rng.standard_normal((min(len(X), POOL), X.shape[1])) @ root.T)


def _one_normal_cut(X: Array, rng: np.random.Generator) -> Array:
    """Coded answers from one normal cloud: its ranks take the answers that people gave, column by column.

    Cutting weakens correlations, so a first cloud tells by how much, and the second is drawn with as much more.
    """
    mask = np.isnan(X[rng.permutation(len(X))[:POOL]])
    aim = _correlations(X)
    first = _correlations(_cut(X, _cloud(aim, POOL, rng)))
    stronger = np.clip(np.divide(aim**2, first, out=aim.copy(), where=np.abs(first) > 0.05), -1, 1)
    found = _cut(X, _cloud(np.where(np.sign(stronger) == np.sign(aim), stronger, aim), len(mask), rng))
    found[mask] = np.nan
    return found


def _correlations(X: Array) -> Array:
    """Correlations of the columns over the people who answered both."""
    seen = ~np.isnan(X)
    centred = np.where(seen, X - np.nanmean(X, axis=0), 0)
    scaled = centred / np.sqrt(
        np.maximum(np.square(centred).sum(axis=0) / np.maximum(seen.sum(axis=0), 1), 1e-12)
    )
    both = seen.astype(np.float64).T @ seen
    return np.asarray(scaled.T @ scaled / np.maximum(both, 1))


def _cloud(correlations: Array, rows: int, rng: np.random.Generator) -> Array:
    full = correlations.copy()
    np.fill_diagonal(full, 1.0)
    values, vectors = np.linalg.eigh(full)
    return np.asarray(rng.standard_normal((rows, len(full))) @ (vectors * np.sqrt(np.maximum(values, 0))).T)


def _cut(X: Array, cloud: Array) -> Array:
    found = np.empty_like(cloud)
    for j, column in enumerate(X.T):
        given = np.sort(column[~np.isnan(column)])
        ranks = cloud[:, j].argsort().argsort()
        found[:, j] = given[(ranks * len(given)) // len(cloud)]
    return found
