"""A small study with planted segments, taken as far as a choice among two to four segments."""

from __future__ import annotations

from functools import cache

from tests.planted import planted

from workbench.cluster import fit
from workbench.config import SegmentSettings
from workbench.selection import Candidate, Choice, Comparison, choose
from workbench.space import Basis, lay_out
from workbench.stability import Work, assess

WORK = Work("quick", 6, 3, 6, 3, 10)


@cache
def chosen() -> tuple[Basis, Choice]:
    settings = SegmentSettings(effort="quick", k=3)
    frame, variables, _ = planted(240, k=3, seed=1, missing=0.05, variables=9, apart=2.5)
    basis = lay_out(frame, variables, settings)
    comparison = Comparison(tuple(_candidate(basis, k) for k in (2, 3, 4)), WORK)
    return basis, choose(basis, comparison, settings)


def _candidate(basis: Basis, k: int) -> Candidate:
    read = basis.points
    solution = fit(read, k, weights=basis.weights, starts=20, seed=1)
    found = assess(read, solution, weights=basis.weights, pairs=4, starts=3, seed=1)
    return Candidate(solution, found, 0.5, tuple(solution.sizes / solution.sizes.sum()))
