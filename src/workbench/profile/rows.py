"""What each segment answers: means and shares with intervals, one row a level and segment."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from workbench.answers import Coded, first_point, indicators
from workbench.estimate import Estimate, Numbers, effective_n, mean, share
from workbench.profile.groups import SMALL_BASE, Groups
from workbench.schemas import Variable

Measure = Literal["mean", "share"]

MARKER_SHARE = 0.25
MARKER_RELATIVE = 0.5
MARKER_LEAST = 0.01  # half of a rare share is a difference that nobody sees
MARKER_SD = 0.5


@dataclass(frozen=True, slots=True)
class Row:
    """One figure of one segment, beside everyone's.

    Attributes
    ----------
    variable, level, segment
        What is measured; the level is empty for a mean.
    measure
        A mean or a share.
    here, everyone
        The figure in the segment and among all, each with its interval and its base (who answered).
    weighted_n, effective_n
        The weights of who answered in the segment: their sum, and (Σw)² / Σw².
    standardised
        The difference from everyone in standard deviations among all; on the log scale where
        the variable enters the segments as a log, so that a few large amounts do not hide it.
    is_marker
        See the function of that name.
    """

    variable: Variable
    level: str
    segment: str
    measure: Measure
    here: Estimate
    everyone: Estimate
    weighted_n: float
    effective_n: float
    standardised: float
    is_marker: bool

    @property
    def difference(self) -> float:
        return self.here.value - self.everyone.value

    @property
    def index(self) -> float:
        """100 × segment / total; NaN where a ratio means nothing (positions on a scale, negative values)."""
        ratio = self.measure == "share" or (self.variable.type == "numeric" and self.everyone.low >= 0)
        return 100 * self.here.value / self.everyone.value if ratio and self.everyone.value > 0 else math.nan

    @property
    def is_clear(self) -> bool:
        """More than chance: at least 30 answers, and the interval leaves everyone's value out."""
        outside = not self.here.low <= self.everyone.value <= self.here.high
        return self.here.n >= SMALL_BASE and math.isfinite(self.here.low) and outside


def is_marker(value: float, total: float, *, measure: Measure, spread: float) -> bool:
    """Does a figure mark a segment (Dolnicar, Grün & Leisch 2018, ch. 8)?

    A share does when it is .25 away from the total, or half the total away and .01 at least; a mean when it is half a
    standard deviation (`spread`) away.

    Examples
    --------
    >>> is_marker(0.80, 0.55, measure="share", spread=0.5), is_marker(0.12, 0.24, measure="share", spread=0.4)
    (True, True)
    >>> is_marker(0.001, 0.004, measure="share", spread=0.1)
    False
    >>> is_marker(3.4, 3.0, measure="mean", spread=1.0)
    False
    """
    difference = abs(value - total)
    if not math.isfinite(difference):
        return False
    slack = 1e-12  # .80 − .55 is .25 to a person
    if measure == "mean":
        return spread > 0 and difference >= MARKER_SD * spread - slack
    relative = max(total * MARKER_RELATIVE, MARKER_LEAST)
    return difference >= MARKER_SHARE - slack or (total > 0 and difference >= relative - slack)


def profile_rows(codes: Iterable[Coded], groups: Groups) -> Iterator[Row]:
    """Every figure of every segment, variable by variable.

    A numeric variable gives its mean. An ordinal or Likert one gives its mean on the scale as people count it
    (from 1, or the scale's own numbers), the share of each level, and on Likert scales of four to seven
    levels the share of the two highest. Binary gives the share of its second level; nominal and multi-select
    the share of each level. Who did not answer is in no base.
    """
    for code in codes:
        yield from _rows(code, groups)


def _rows(code: Coded, groups: Groups) -> Iterator[Row]:
    variable = code.variable
    if not code.is_scored:
        for level, column in zip(code.levels, code.values.T, strict=True):
            yield from _figures(column, variable, level, "share", groups)
        return
    scores = code.values[:, 0]
    if variable.type == "binary":
        yield from _figures(scores, variable, variable.levels[-1], "share", groups)
        return
    yield from _figures(scores + first_point(variable), variable, "", "mean", groups)
    if variable.levels:
        for level, column in zip(variable.levels, indicators(scores, len(variable.levels)).T, strict=True):
            yield from _figures(column, variable, level, "share", groups)
    if has_top_two(variable):
        top = np.where(np.isnan(scores), math.nan, scores >= len(variable.levels) - 2)
        yield from _figures(top, variable, top_two(variable), "share", groups)


def has_top_two(variable: Variable) -> bool:
    """Is the share of the two highest levels a figure of this variable?"""
    return variable.type == "likert" and 4 <= len(variable.levels) <= 7


def top_two(variable: Variable) -> str:
    """The name of the two highest levels together.

    Examples
    --------
    >>> top_two(Variable("q", "likert", levels=("1", "2", "3", "4", "5")))
    '4 or 5'
    """
    return f"{variable.levels[-2]} or {variable.levels[-1]}"


def _figures(
    values: Numbers, variable: Variable, level: str, measure: Measure, groups: Groups
) -> Iterator[Row]:
    known = np.isfinite(values)
    everyone = _estimate(values[known], groups.weights[known], measure)
    scaled = np.log1p(values) if variable.log and (values[known] > -1).all() else values
    total, spread = _moments(scaled[known], groups.weights[known])
    for segment, inside in groups.masks():
        rows = inside & known
        w = groups.weights[rows]
        here = _estimate(values[rows], w, measure)
        value, _ = _moments(scaled[rows], w)
        yield Row(
            variable, level, segment, measure, here, everyone, float(w.sum()), effective_n(w),
            standardised=(value - total) / spread if spread > 0 and len(w) else 0.0,
            is_marker=is_marker(value, total, measure=measure, spread=spread),
        )  # fmt: skip


def _estimate(values: Numbers, weights: Numbers, measure: Measure) -> Estimate:
    return share(values > 0, weights) if measure == "share" else mean(values, weights)


def _moments(values: Numbers, weights: Numbers) -> tuple[float, float]:
    if not weights.sum() > 0:
        return math.nan, 0.0
    centre = float(np.average(values, weights=weights))
    return centre, math.sqrt(float(np.average((values - centre) ** 2, weights=weights)))
