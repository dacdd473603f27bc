"""What a comparison of saying and doing holds."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from workbench.config import SayDo
from workbench.estimate import Estimate
from workbench.saydo.pairs import Item

FLAGGED = 0.40
EVERYONE = ""

Quadrant = Literal["say and do", "say, not do", "do, not say", "neither"]
QUADRANTS: tuple[Quadrant, ...] = ("say and do", "say, not do", "do, not say", "neither")


@dataclass(frozen=True, slots=True)
class Group:
    """A segment, or everyone (an empty id), on one pair.

    Attributes
    ----------
    n
        People with both an answer and purchases.
    say, do
        The medians of the percentiles of what they say and of what they do, 0 to 1 among everyone.
    say_mean, do_mean
        Their means: .5 for everyone, and apart by `gap`. Medians jump where many give one answer, or buy nothing.
    gap
        The mean of say − do; 0 for everyone by construction.
    over, under
        The shares who say .40 or more above, or below, what they do.
    quadrants
        The 2×2 of saying × doing more than half of everyone: people in each.
    hidden
        Fewer people than may be shown (or the one beside whom they could be derived); figures are NaN.
    hidden_quadrants
        The cells of the 2×2 that may not be shown.
    """

    segment: str
    n: int
    say: Estimate
    do: Estimate
    say_mean: Estimate
    do_mean: Estimate
    gap: Estimate
    over: Estimate
    under: Estimate
    quadrants: dict[Quadrant, int]
    hidden: bool = False
    hidden_quadrants: frozenset[Quadrant] = frozenset()


@dataclass(frozen=True, slots=True)
class Answer:
    """What people who gave one answer do, in the unit of the purchases.

    Attributes
    ----------
    answer
        A level, or a quarter of a numeric answer.
    n
        People.
    actual
        The median of the purchase measure, with its interval.
    lower, upper
        Its quartiles.
    """

    answer: str
    n: int
    actual: Estimate
    lower: float
    upper: float
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Kept:
    """How far the people who gave one answer do what it says.

    Attributes
    ----------
    answer, n
        The level, and the people who chose it and bought.
    below, within, above
        The shares who do less than it says, what it says, and more.
    hidden
        Fewer people than may be shown (or the ones beside whom they could be derived); figures are NaN.
    few
        Who are fewer than may be counted: those who ``do`` as they say, those who ``do not``, or nobody (empty).
    """

    answer: str
    n: int
    below: Estimate
    within: Estimate
    above: Estimate
    hidden: bool = False
    few: Literal["", "do", "do not"] = ""


@dataclass(frozen=True, slots=True)
class AtWord:
    """What people do against what their answer says in plain numbers.

    Attributes
    ----------
    rates
        The range of times a month that each level names.
    below, within, above
        The shares of everyone who do less than they say, what they say, and more: carried by the answer that most people give.
    answers
        The same for each answer that someone gave.
    """

    rates: tuple[tuple[float, float], ...]
    below: Estimate
    within: Estimate
    above: Estimate
    answers: tuple[Kept, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """One pair, compared.

    Attributes
    ----------
    pair, say, do
        The pair of study.yaml, and both sides.
    n, without
        People with both; people with an answer and no purchases to lay beside it.
    agreement
        Spearman's ρ with its interval (Bonett & Wright 2000); NaN below 11 people.
    groups
        Everyone first, then the segments.
    answers
        What people who gave each answer do.
    at_word
        What they do against the numbers in their answers; None when the answers name none.
    gaps
        One a person, indexed like the frame: percentile of saying − percentile of doing; NaN without both.
    """

    pair: SayDo
    say: Item
    do: Item
    n: int
    without: int
    agreement: Estimate
    groups: tuple[Group, ...]
    answers: tuple[Answer, ...]
    at_word: AtWord | None
    gaps: pd.Series

    @property
    def label(self) -> str:
        return self.pair.label or self.say.title

    @property
    def everyone(self) -> Group:
        return self.groups[0]

    @property
    def segments(self) -> tuple[Group, ...]:
        return self.groups[1:]


def nothing(n: int, method: str) -> Estimate:
    """An estimate of which nothing can be said."""
    return Estimate(math.nan, math.nan, math.nan, n, method)
