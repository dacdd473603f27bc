"""How many people each segment stands for."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from workbench.estimate import Estimate, share
from workbench.schemas import segment_order

TOO_BROAD = 0.6


@dataclass(frozen=True, slots=True)
class Size:
    """The size of one segment.

    Attributes
    ----------
    segment
        Its id.
    n
        Customers in the data, unweighted.
    share
        Weighted share of all customers, with Wilson's interval on the effective sample size.
    heads
        `share` × population; None when the study names no population.
    remark
        ``"too small"``, ``"too broad"`` or empty, by the study's own minimum and by `TOO_BROAD`.
    """

    segment: str
    n: int
    share: Estimate
    heads: Estimate | None
    remark: str


def segment_sizes(
    segments: pd.Series,
    weights: pd.Series | None = None,
    *,
    population: int | None = None,
    min_share: float = 0.05,
    min_size: int = 50,
) -> tuple[Size, ...]:
    """Size every segment, the ids in their order; customers without a segment count in the base.

    Parameters
    ----------
    segments
        Segment id of each customer; missing where unassigned.
    weights
        Survey weight of each customer, in the same order; all 1 by default.
    population
        How many customers the data stand for.
    min_share, min_size
        Below either a segment is too small to carry a business of its own.

    Examples
    --------
    >>> sizes = segment_sizes(pd.Series(["S1"] * 70 + ["S2"] * 30), population=1000)
    >>> [(s.segment, s.n, round(s.heads.value), s.remark) for s in sizes]
    [('S1', 70, 700, 'too broad'), ('S2', 30, 300, 'too small')]
    """
    w = None if weights is None else weights.to_numpy(dtype=float)
    sizes = []
    for label in sorted(segments.dropna().unique(), key=segment_order):
        chosen = (segments == label).fillna(value=False).to_numpy(dtype=bool)
        estimate = share(chosen, w)
        n = int(chosen.sum())
        small = estimate.value < min_share or n < min_size
        remark = "too small" if small else "too broad" if estimate.value > TOO_BROAD else ""
        heads = None if population is None else estimate.scaled(population)
        sizes.append(Size(str(label), n, estimate, heads, remark))
    return tuple(sizes)
