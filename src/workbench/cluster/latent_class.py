"""Latent classes: answers are independent within a class (Lazarsfeld & Henry 1968).

Items with levels and numeric items together; a missing answer is left out of its person's likelihood
(full information). Equal answer patterns are one weighted row, and an expectation–maximisation step is two
matrix products, which is what makes bootstraps of it possible; StepMix, which takes some hundred times as
long, gives the same likelihood (a test holds them side by side).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from workbench.cluster.answers_table import Items
from workbench.cluster.optima import distinct_optima
from workbench.cluster.patterns import collapse
from workbench.cluster.rules import softmax
from workbench.cluster.solution import Solution, by_size, within_ss

Array = NDArray[np.float64]
STARTS, FOLLOWED = 50, 10
SHORT, LONG = 20, 2_000
SETTLED = 1e-9
LEAST_CHANCE = 1e-10
LEAST_VARIANCE = 1e-3


@dataclass(frozen=True, slots=True)
class LikeliestClass:
    """Improbability of each class given the answers, 1 − posterior.

    Attributes
    ----------
    items
        What the columns are.
    shares
        Share of each class.
    slopes
        Features × classes: what each feature adds to the log-likelihood.
    """

    items: Items
    shares: Array
    slopes: Array

    def log_joint(self, X: Array) -> Array:
        """Log of share × likelihood of the answers, rows × classes."""
        return np.asarray(self.items.features(X) @ self.slopes + np.log(self.shares))

    def distances(self, X: Array) -> Array:
        return 1 - softmax(self.log_joint(X))

    @property
    def reads(self) -> Literal["answers"]:
        return "answers"

    def reordered(self, order: NDArray[np.intp]) -> LikeliestClass:
        return LikeliestClass(self.items, self.shares[order], self.slopes[:, order])

    def to_record(self) -> dict[str, Any]:
        return {
            "rule": "likeliest class",
            "levels": list(self.items.levels),
            "shares": self.shares.tolist(),
            "slopes": self.slopes.tolist(),
        }

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> LikeliestClass:
        """Read what `to_record` gave."""
        return cls(
            Items(tuple(record["levels"])),
            np.asarray(record["shares"], dtype=np.float64),
            np.asarray(record["slopes"], dtype=np.float64),
        )


def fit_latent_class(X: Array, k: int, *, weights: Array, starts: int | None, seed: int) -> Solution:
    """Fit latent classes by many short starts, of which the ten best are followed to the end.

    Parameters
    ----------
    X
        Coded answers, NaN where missing: whole numbers 0 … 9 are levels, anything else numeric.

    Raises
    ------
    ValueError
        When there are fewer distinct rows than classes.
    """
    patterns = collapse(X, weights=weights)
    if len(patterns.rows) < k:
        raise ValueError(f"{len(patterns.rows)} distinct rows cannot make {k} classes")
    items = Items.seen_in(X)
    model = _Model(items, items.features(patterns.rows.astype(np.float64)), patterns.weights, k)
    starts = starts or STARTS
    rng = np.random.default_rng(seed)
    short = [model.climbed(model.random(rng), rounds=SHORT) for _ in range(starts)]
    best_first = sorted(short, key=lambda fitted: -fitted[1])[: max(1, min(FOLLOWED, starts))]
    ended = sorted((model.climbed(f[0], rounds=LONG) for f in best_first), key=lambda fitted: -fitted[1])
    posterior, likelihood = ended[0]
    shares, slopes = model.maximised(posterior)
    rule = LikeliestClass(items, shares, slopes)
    labels = posterior.argmax(axis=1)[patterns.of]
    solution = Solution(
        method="latent_class",
        k=k,
        labels=labels,
        rule=rule,
        within_ss=within_ss(_filled(X), labels, weights=weights),
        loss=-likelihood,
        starts=starts,
        share_best=float(np.mean([likelihood - other < 0.01 for _, other in ended])),
        seed=seed,
        optima=distinct_optima([(found.argmax(axis=1)[patterns.of], -own) for found, own in ended]),
        posterior=posterior[patterns.of],
        criteria=model.criteria(posterior, likelihood),
        note=f"{starts} short starts, of which the {len(ended)} best were followed to the end",
        followed=len(ended),
    )
    return by_size(solution, weights=weights)


@dataclass(frozen=True, slots=True)
class _Model:
    items: Items
    features: Array
    weights: Array
    k: int

    def random(self, rng: np.random.Generator) -> Array:
        return rng.dirichlet(np.ones(self.k), size=len(self.features))

    def climbed(self, posterior: Array, *, rounds: int) -> tuple[Array, float]:
        """Expectation–maximisation from a posterior; returns posterior and weighted log-likelihood."""
        likelihood = -np.inf
        for _ in range(rounds):
            shares, slopes = self.maximised(posterior)
            logs = self.features @ slopes + np.log(shares)
            most = logs.max(axis=1, keepdims=True)
            chances = np.exp(logs - most)
            totals = chances.sum(axis=1, keepdims=True)
            posterior = chances / totals
            reached = float(self.weights @ (np.log(totals) + most)[:, 0])
            if reached - likelihood < SETTLED * abs(reached):
                return posterior, reached
            likelihood = reached
        return posterior, likelihood

    def maximised(self, posterior: Array) -> tuple[Array, Array]:
        """Shares of the classes, and the slopes that maximise the expected log-likelihood."""
        mass = posterior * self.weights[:, None]
        totals = mass.sum(axis=0)
        sums = self.features.T @ mass
        slopes = np.empty_like(sums)
        for own, numeric in self.items.slices():
            slopes[own] = _normal_slopes(sums[own]) if numeric else _level_slopes(sums[own])
        return np.maximum(totals / totals.sum(), LEAST_CHANCE), slopes

    def criteria(self, posterior: Array, likelihood: float) -> dict[str, float]:
        """Log-likelihood, BIC, ICL and relative entropy 1 − ΣΣ(−p ln p) / (n ln k)."""
        n = float(self.weights.sum())
        safe = np.where(posterior > 0, posterior, 1.0)
        uncertain = float(self.weights @ -(posterior * np.log(safe)).sum(axis=1))
        bic = -2 * likelihood + self.items.parameters(self.k) * np.log(n)
        sure = posterior.max(axis=1)
        return {
            "log_likelihood": likelihood,
            "bic": float(bic),
            "icl": float(bic + 2 * uncertain),
            "entropy": float(1 - uncertain / (n * np.log(self.k))),
            "mean_posterior": float(self.weights @ sure / n),
        }


def _level_slopes(sums: Array) -> Array:
    totals = sums.sum(axis=0, keepdims=True)
    chances = np.divide(sums, totals, out=np.full_like(sums, 1 / len(sums)), where=totals > 0)
    return np.asarray(np.log(np.maximum(chances, LEAST_CHANCE)))


def _normal_slopes(sums: Array) -> Array:
    """log N(x; m, v) = seen · (−m²/2v − ½ ln 2πv) + x · m/v − x² · 1/2v."""
    seen, first, second = sums
    pooled = second.sum() / seen.sum() - (first.sum() / seen.sum()) ** 2
    safe = np.maximum(seen, 1e-12)
    mean = first / safe
    variance = np.maximum(second / safe - mean**2, LEAST_VARIANCE * max(pooled, 1e-12))
    constant = -(mean**2) / (2 * variance) - 0.5 * np.log(2 * np.pi * variance)
    return np.stack([constant, mean / variance, -1 / (2 * variance)])


def _filled(X: Array) -> Array:
    missing = np.isnan(X)
    if not missing.any():
        return X
    seen = np.maximum((~missing).sum(axis=0), 1)
    return np.asarray(np.where(missing, np.where(missing, 0, X).sum(axis=0) / seen, X))
