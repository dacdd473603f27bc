"""Which segment first: attractiveness × fit, by criteria and weights that the team sets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

Axis = Literal["attractiveness", "fit"]


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing that counts, with its weight and a rating of every segment.

    Attributes
    ----------
    name
        In the team's words.
    axis
        Does it make a segment attractive, or fit what we can do?
    weight
        Its importance against the other criteria of the same axis; 0 leaves it out.
    ratings
        Segment → 1 (poor) to 5 (excellent).
    source
        ``"data"`` when the program derived the ratings, else who set them.
    """

    name: str
    axis: Axis
    weight: float
    ratings: Mapping[str, float]
    source: str = "data"


@dataclass(frozen=True, slots=True)
class Priority:
    """The scores of one segment, 1 to 5, and its rank (1 is first)."""

    segment: str
    attractiveness: float
    fit: float
    score: float
    rank: int


@dataclass(frozen=True, slots=True)
class Ranking:
    """The segments in order, and how sure the order is.

    Attributes
    ----------
    priorities
        First to last.
    first_share
        Segment → share of random weightings in which it comes first.
    rank_shares
        Columns ``segment, rank, share``: how often each segment has each rank.
    """

    priorities: tuple[Priority, ...]
    first_share: Mapping[str, float]
    rank_shares: pd.DataFrame


def rate(values: Mapping[str, float], *, larger_is_better: bool = True) -> dict[str, float]:
    """Turn an amount into ratings from 1 to 5: 3 is the mean of the segments, 5 twice as much, 1 half.

    A scale from the least to the most would turn any difference, however small, into 1 against 5.

    Examples
    --------
    >>> rate({"S1": 10.0, "S2": 40.0, "S3": 10.0})
    {'S1': 1.0, 'S2': 5.0, 'S3': 1.0}
    >>> rate({"S1": 99.0, "S2": 101.0})["S2"] < 3.1
    True
    """
    known = [v for v in values.values() if np.isfinite(v)]
    middle = float(np.mean(known)) if known else 0.0
    if middle <= 0:
        return dict.fromkeys(values, 3.0)
    ratings = {
        s: 3.0 if not np.isfinite(v) else float(np.clip(3 + 2 * np.log2(max(v, 1e-9) / middle), 1, 5))
        for s, v in values.items()
    }
    return ratings if larger_is_better else {s: 6 - r for s, r in ratings.items()}


def rank_segments(criteria: Sequence[Criterion], segments: Sequence[str]) -> tuple[Priority, ...]:
    """Weigh the ratings and put the segments in order; ties keep the order of the ids.

    Examples
    --------
    >>> size = Criterion("size", "attractiveness", 1, {"S1": 5, "S2": 1})
    >>> [(p.segment, p.score, p.rank) for p in rank_segments([size], ["S1", "S2"])]
    [('S1', 5.0, 1), ('S2', 1.0, 2)]
    """
    attractive = _weighted(criteria, segments, "attractiveness")
    fitting = _weighted(criteria, segments, "fit")
    axes = [axis for axis in (attractive, fitting) if np.isfinite(axis).all()]
    score = np.mean(axes, axis=0) if axes else np.full(len(segments), 3.0)
    order = np.argsort(-score, kind="stable")
    return tuple(
        Priority(segments[i], float(attractive[i]), float(fitting[i]), float(score[i]), place)
        for place, i in enumerate(order, start=1)
    )


def rank_sensitivity(
    criteria: Sequence[Criterion], segments: Sequence[str], *, seed: int, draws: int = 1_000
) -> Ranking:
    """Draw the weights anew around the team's own, and see which segments keep their place.

    Each weight is multiplied by a log-normal factor with a standard deviation of 0.5: two thirds of the
    draws keep a weight between 0.6 and 1.6 times what the team set.
    """
    random = np.random.default_rng(seed)
    places = np.zeros((len(segments), len(segments)))
    index = {segment: i for i, segment in enumerate(segments)}
    for factors in np.exp(random.normal(0, 0.5, (draws, len(criteria)))):
        drawn = [
            Criterion(c.name, c.axis, c.weight * float(f), c.ratings, c.source)
            for c, f in zip(criteria, factors, strict=True)
        ]
        for priority in rank_segments(drawn, segments):
            places[index[priority.segment], priority.rank - 1] += 1
    shares = places / draws
    rows = [
        {"segment": segment, "rank": rank + 1, "share": float(shares[i, rank])}
        for segment, i in index.items()
        for rank in range(len(segments))
    ]
    first = {segment: float(shares[i, 0]) for segment, i in index.items()}
    return Ranking(rank_segments(criteria, segments), first, pd.DataFrame(rows))


def _weighted(criteria: Sequence[Criterion], segments: Sequence[str], axis: Axis) -> np.ndarray:
    used = [c for c in criteria if c.axis == axis and c.weight > 0]
    if not used:
        return np.full(len(segments), np.nan)
    weights = np.array([c.weight for c in used], dtype=float)
    ratings = np.array([[c.ratings.get(s, 3.0) for s in segments] for c in used], dtype=float)
    return np.asarray(weights @ ratings / weights.sum(), dtype=float)
