"""The people of each segment: who belongs, what they weigh, how many they count for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from workbench.estimate import Z95, Estimate, Numbers, effective_n, wilson
from workbench.schemas import CUSTOMER, SEGMENT, segment_order

SMALL_BASE = 30
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Base:
    """How many people a segment's figures stand on.

    Attributes
    ----------
    n, weighted_n, effective_n
        People; the sum of their weights; (Σw)² / Σw².
    share
        The weighted share of everyone, with its interval.
    """

    segment: str
    n: int
    weighted_n: float
    effective_n: float
    share: Estimate

    @property
    def is_small(self) -> bool:
        """Fewer than 30 people: shown, and marked."""
        return self.n < SMALL_BASE


@dataclass(frozen=True, slots=True)
class Groups:
    """Everyone, and the segment of each.

    Attributes
    ----------
    segments
        The ids in order, S1 first.
    member
        The number of each person's segment in `segments`, −1 for the unassigned.
    weights
        One a person.
    """

    segments: tuple[str, ...]
    member: npt.NDArray[np.intp]
    weights: Numbers

    @classmethod
    def of(cls, labels: pd.Series, weights: pd.Series | Sequence[float] | Numbers | None = None) -> Groups:
        """Group people by label; a missing label is nobody's.

        Raises
        ------
        ValueError
            When no one has a segment, or a weight is missing, negative or one too many.

        Examples
        --------
        >>> groups = Groups.of(pd.Series(["S2", None, "S1"]))
        >>> groups.segments, groups.member.tolist()
        (('S1', 'S2'), [1, -1, 0])
        """
        known = labels.dropna().astype(str)
        segments = tuple(sorted(known.unique(), key=segment_order))
        if not segments:
            raise ValueError("no one has a segment; run the clustering first")
        # a missing label has no place among the segments: -1
        member = pd.Index(segments).get_indexer(pd.Index(labels.astype(object)))
        return cls(segments, np.asarray(member, dtype=np.intp), _checked(weights, len(labels)))

    @property
    def is_weighted(self) -> bool:
        return len(self.weights) > 0 and not np.allclose(self.weights, self.weights[0])

    def masks(self) -> Iterator[tuple[str, Mask]]:
        """Each segment with who is in it."""
        for number, segment in enumerate(self.segments):
            yield segment, self.member == number

    def bases(self) -> tuple[Base, ...]:
        """The base of each segment; shares are of everyone, the unassigned included."""
        everyone = float(self.weights.sum())
        precision = effective_n(self.weights)
        bases = []
        for segment, inside in self.masks():
            weights = self.weights[inside]
            value = float(weights.sum()) / everyone
            estimate = Estimate(value, *wilson(value, precision), len(self.weights), "Wilson")
            bases.append(
                Base(segment, int(inside.sum()), float(weights.sum()), effective_n(weights), estimate)
            )
        return tuple(bases)


def _checked(weights: pd.Series | Sequence[float] | Numbers | None, n: int) -> Numbers:
    if weights is None:
        return np.ones(n)
    values = np.asarray(weights, dtype=float)
    if len(values) != n:
        raise ValueError(f"{len(values):,} weights for {n:,} people; expected one each")
    if not np.isfinite(values).all() or (values < 0).any() or values.sum() <= 0:
        raise ValueError("weights must be numbers, none negative, not all zero")
    return values


def segment_of(customers: pd.DataFrame, members: pd.DataFrame) -> pd.Series:
    """The segment of each row of the customer table, missing where there is none.

    Parameters
    ----------
    members
        The run's table ``segments``: ``customer``, ``segment``.

    Examples
    --------
    >>> members = pd.DataFrame({"customer": ["b", "a"], "segment": ["S1", "S2"]})
    >>> segment_of(pd.DataFrame({"customer": ["a", "b", "c"]}), members).tolist()
    ['S2', 'S1', nan]
    """
    return customers[CUSTOMER].map(members.set_index(CUSTOMER)[SEGMENT]).rename(SEGMENT)


def share_of_sum(values: Numbers, inside: Mask, weights: Numbers) -> Estimate:
    """The weighted share that some people have in the sum of an amount over everyone, linearised interval.

    Examples
    --------
    >>> half = share_of_sum(np.array([3.0, 1.0, 2.0]), np.array([True, False, False]), np.ones(3))
    >>> half.value, half.n
    (0.5, 1)
    """
    w = np.where(np.isfinite(values), weights, 0.0)
    amounts = np.nan_to_num(values)
    total = float(w @ amounts)
    if total <= 0:
        return Estimate(np.nan, np.nan, np.nan, int(inside.sum()), "linearised")
    value = float(w[inside] @ amounts[inside]) / total
    half = Z95 * float(np.sqrt(((w * amounts * (inside - value)) ** 2).sum())) / total
    return Estimate(value, max(value - half, 0.0), min(value + half, 1.0), int(inside.sum()), "linearised")
