"""Every k beside the others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.cluster import Solution, fit
from workbench.cluster.hdbscan import NoSuchSolution
from workbench.config import SegmentSettings
from workbench.errors import InputError, Problem
from workbench.space import Basis
from workbench.stability import LEVELS, Stability, Work, assess

Tell = Callable[[str], object]

SMALLEST_K, LARGEST_K = 2, 10
SILHOUETTE_ROWS = 2_000


@dataclass(frozen=True, slots=True)
class Candidate:
    """A solution for one k, with everything known of it.

    Attributes
    ----------
    solution, stability
        The clustering, and how far it comes back.
    silhouette
        Mean silhouette width (of 2,000 people drawn at random when there are more).
    shares
        Weighted share of each segment, S1 first.
    """

    solution: Solution
    stability: Stability
    silhouette: float
    shares: tuple[float, ...]

    @property
    def k(self) -> int:
        return self.solution.k

    @property
    def smallest_share(self) -> float:
        return min(self.shares)

    @property
    def smallest(self) -> int:
        """People in the smallest segment."""
        return int(self.solution.sizes.min())


@dataclass(frozen=True, slots=True)
class Comparison:
    """The candidates for k = 2 … 10, and the work that went into them."""

    candidates: tuple[Candidate, ...]
    work: Work

    def __getitem__(self, k: int) -> Candidate:
        for candidate in self.candidates:
            if candidate.k == k:
                return candidate
        raise KeyError(k)

    def with_stability(self, k: int, stability: Stability) -> Comparison:
        """The same comparison with the stability of one k measured again."""
        return replace(
            self,
            candidates=tuple(replace(c, stability=stability) if c.k == k else c for c in self.candidates),
        )


def compare(basis: Basis, settings: SegmentSettings, *, tell: Tell | None = None) -> Comparison:
    """Fit and examine every k from 2 to 10, and the researcher's own k when it lies beyond.

    Parameters
    ----------
    basis
        People and answers in the mixed space.
    settings
        The section ``segments`` of study.yaml.
    tell
        Called with a line for each k as it is done.
    """
    work = LEVELS[settings.effort].for_method(settings.method)
    ks = sorted({*range(SMALLEST_K, LARGEST_K + 1), *([settings.k] if settings.k else [])})
    most = len(np.unique(basis.points, axis=0))
    apart = _Apart.of(basis.points, settings.seed)
    found = []
    for k in (k for k in ks if k <= most):
        try:
            candidate = _candidate(basis, k, settings, work, apart)
        except NoSuchSolution as missing:
            if tell is not None:
                tell(f"k = {k}: {missing}")
            continue
        found.append(candidate)
        if tell is not None:
            tell(
                f"k = {k}: stability {candidate.stability.mean:.2f}, weakest segment "
                f"{candidate.stability.weakest:.2f}, {len(candidate.solution.near_ties)} near ties"
            )
    if not found:
        raise InputError(_nothing_found(settings))
    return Comparison(tuple(found), work)


def panel(comparison: Comparison, *, proposed: int, chosen: int, verdicts: Mapping[int, str]) -> pd.DataFrame:
    """The candidates as the table ``solutions``: one row a k.

    Parameters
    ----------
    verdicts
        k → natural, reproducible or constructed, for the k that were held against nothing.
    """
    return pd.DataFrame(
        [
            {
                "method": c.solution.method,
                "k": c.k,
                "within_ss": c.solution.within_ss,
                "silhouette": c.silhouette,
                "stability": c.stability.mean,
                "jaccard_min": c.stability.weakest,
                "smallest_share": c.smallest_share,
                "starts": c.solution.starts,
                "share_best": c.solution.share_best,
                "near_ties": len(c.solution.near_ties),
                "verdict": verdicts.get(c.k),
                "proposed": c.k == proposed,
                "chosen": c.k == chosen,
                "smallest": c.smallest,
                "stability_low": c.stability.interval[0],
                "stability_high": c.stability.interval[1],
                "unassigned": c.solution.unassigned,
                **dict(c.solution.criteria),
            }
            for c in comparison.candidates
        ]
    )


def stability_rows(comparison: Comparison) -> pd.DataFrame:
    """The table ``stability``: one row a segment of each k."""
    return pd.DataFrame(
        [
            {
                "k": c.k,
                "segment": f"S{s.segment + 1}",
                "jaccard": s.jaccard,
                "low": s.low,
                "high": s.high,
                "verdict": s.verdict,
                "share": c.shares[s.segment],
            }
            for c in comparison.candidates
            for s in c.stability.segments
        ]
    )


def _nothing_found(settings: SegmentSettings) -> Problem:
    return Problem(
        "study.yaml",
        "key segments.method",
        f"{settings.method} finds no solution with {SMALLEST_K} to {LARGEST_K} segments in these data",
        "",
        "use kmeans",
    )


def _candidate(basis: Basis, k: int, settings: SegmentSettings, work: Work, apart: _Apart) -> Candidate:
    read = basis.read_by(settings.method)
    solution = fit(read, k, method=settings.method, weights=basis.weights, seed=settings.seed)
    stability = assess(
        read,
        solution,
        weights=basis.weights,
        pairs=work.pairs,
        starts=work.starts,
        seed=settings.seed + k,
    )
    inside = solution.labels >= 0
    masses = np.bincount(solution.labels[inside], weights=basis.weights[inside], minlength=k)
    shares = tuple(float(share) for share in masses / basis.weights.sum())
    return Candidate(solution, stability, apart.silhouette(solution.labels), shares)


@dataclass(frozen=True, slots=True)
class _Apart:
    """How far people are apart: some drawn at random, the same for every k."""

    people: NDArray[np.intp]
    distances: NDArray[np.float64]

    @classmethod
    def of(cls, points: NDArray[np.float64], seed: int) -> _Apart:
        from sklearn.metrics import pairwise_distances

        people = np.arange(len(points))
        if len(points) > SILHOUETTE_ROWS:
            people = np.random.default_rng(seed).choice(len(points), SILHOUETTE_ROWS, replace=False)
        return cls(people, pairwise_distances(points[people]))

    def silhouette(self, labels: NDArray[np.intp]) -> float:
        """Mean silhouette width of those who are in a segment; not a number when they are all in one."""
        from sklearn.metrics import silhouette_score

        own = labels[self.people]
        inside = own >= 0
        if len(np.unique(own[inside])) < 2:
            return float("nan")
        return float(
            silhouette_score(self.distances[np.ix_(inside, inside)], own[inside], metric="precomputed")
        )
