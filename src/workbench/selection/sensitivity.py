"""What the segments hang on: the same solution with one decision made otherwise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.base import clone

from workbench.cluster import Solution, fit
from workbench.cluster.agreement import agreement
from workbench.space import Basis, MixedSpace

Array = NDArray[np.float64]
IMPUTATIONS = 5
STARTS = 50
DRAWN = 10_000
"""People whose missing answers are drawn again; in a larger study an even part of all."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """One decision made otherwise, and how far the segments stay the same.

    Attributes
    ----------
    what
        The decision, as a phrase.
    agreement
        Adjusted Rand index with the chosen segments; the mean when it was done several times.
    low
        The smallest, when it was done several times; else the same.
    times
        How often.
    """

    what: str
    agreement: float
    low: float
    times: int = 1


def alternatives(basis: Basis, solution: Solution, *, seed: int) -> tuple[Alternative, ...]:
    """Make the chosen solution again without weights, with other imputations, without balance, ipsatised or raw.

    Only what applies is tried: a survey without weights has no unweighted alternative; latent classes read the
    answers themselves, so that nothing is imputed, balanced or ipsatised for them.
    """
    again = _Again(basis, solution, seed)
    found: list[Alternative] = []
    if basis.is_weighted:
        found.append(again.fitted("survey weights left out", basis.read_by(solution.method), weights=None))
    return tuple(found + (again.spaced() if solution.rule.reads == "points" else []))


@dataclass(frozen=True, slots=True)
class _Again:
    basis: Basis
    solution: Solution
    seed: int

    def spaced(self) -> list[Alternative]:
        """What was decided in the space: the imputed answers, the balance of the factors, the batteries."""
        found, space = [], self.basis.space
        if max(space.imputed_.values(), default=0.0) > 0:
            found.append(self.imputed())
        if len({v.factor for v in self.basis.variables.values()}) > 1:
            other = "none" if space.balance == "blocks" else "blocks"
            what = "factors not balanced" if other == "none" else "factors balanced"
            found.append(self.respaced(what, lambda space: space.set_params(balance=other)))
        likert = [v.battery for v in self.basis.variables.values() if v.battery and v.type == "likert"]
        batteries = tuple(dict.fromkeys(likert))
        if space.ipsatise:
            found.append(self.respaced("batteries as answered", lambda space: space.set_params(ipsatise=())))
        elif batteries:
            what = "batteries relative to each person's own mean"
            found.append(self.respaced(what, lambda space: space.set_params(ipsatise=batteries)))
        return found

    def fitted(self, what: str, points: Array, *, weights: Array | None) -> Alternative:
        other = fit(
            points,
            self.solution.k,
            method=self.solution.method,
            weights=weights,
            starts=STARTS,
            seed=self.seed,
        )
        alike = agreement(self.solution.labels, other.labels)
        return Alternative(what, alike, alike)

    def respaced(self, what: str, change: Callable[[MixedSpace], object]) -> Alternative:
        space = clone(self.basis.space)
        change(space)
        points = space.fit_transform(self.basis.answers, sample_weight=self.basis.weights)
        return self.fitted(what, points, weights=self.basis.weights)

    def imputed(self) -> Alternative:
        values = []
        some = slice(None, None, -(-len(self.basis.answers) // DRAWN))
        answers = self.basis.answers.iloc[some]
        for number in range(IMPUTATIONS):
            points = self.basis.space.drawn(answers, seed=self.seed + number)
            labels = self.solution.rule.distances(points).argmin(axis=1)
            values.append(agreement(self.solution.labels[some], labels))
        return Alternative(
            "missing answers drawn instead of expected", float(np.mean(values)), min(values), IMPUTATIONS
        )
