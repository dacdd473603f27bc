"""Where the segments at one k come from at the k before (SLSₐ)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from workbench.cluster import Solution
from workbench.cluster.agreement import crossed


@dataclass(frozen=True, slots=True)
class Origin:
    """The parents of one segment.

    Attributes
    ----------
    k, segment
        The segment (0 is the largest) of the solution with k segments.
    shares
        Share of its people in each segment of the solution before.
    stability
        SLSₐ: 1 when all come from one segment, 0 when from all alike.
    """

    k: int
    segment: int
    shares: tuple[float, ...]
    stability: float


def origins(solutions: Sequence[Solution]) -> tuple[Origin, ...]:
    """Segment level stability across solutions (Dolnicar & Leisch 2017), for each next pair of solutions.

    With p_j the share of a segment at k + 1 that comes from segment j at k:
    SLSₐ = 1 − (−Σ p_j ln p_j) / ln k.

    Examples
    --------
    >>> split_evenly(np.array([0.5, 0.5])), split_evenly(np.array([1.0, 0.0]))
    (0.0, 1.0)
    """
    found = []
    for before, after in pairwise(solutions):
        table = crossed(before.labels, after.labels)
        for segment in range(table.shape[1]):
            total = table[:, segment].sum()
            shares = table[:, segment] / total if total else table[:, segment]
            found.append(Origin(after.k, segment, tuple(float(p) for p in shares), split_evenly(shares)))
    return tuple(found)


def split_evenly(shares: NDArray[np.float64]) -> float:
    """1 less the entropy of shares over its largest possible value; 1 for a single share."""
    if len(shares) < 2:
        return 1.0
    some = shares[shares > 0]
    return float(np.clip(1 + (some * np.log(some)).sum() / np.log(len(shares)), 0, 1))
