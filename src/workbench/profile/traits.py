"""What sets a segment apart: its clearest figures, one a variable, strongest first."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, groupby

import numpy as np
import numpy.typing as npt

from workbench.answers import Coded
from workbench.config import Factor
from workbench.estimate import Estimate, share
from workbench.profile.difference import FDR
from workbench.profile.groups import Groups
from workbench.profile.rows import Row, has_top_two, top_two

NOTABLE = 0.2  # Cohen's (1988) small difference, in standard deviations
ECHO = 0.6
LOOKED_AT = 30
FEWER = 0.8  # "less than others" says less about people than "more than others"


@dataclass(frozen=True, slots=True)
class Trait:
    """One figure worth a clause about a segment.

    Attributes
    ----------
    row
        The figure, beside everyone's.
    strength
        The difference in standard deviations, always positive.
    """

    row: Row
    strength: float

    @property
    def factor(self) -> Factor:
        return self.row.variable.factor

    @property
    def is_more(self) -> bool:
        """More than everyone, rather than less."""
        return self.row.difference > 0


@dataclass(frozen=True, slots=True)
class Together:
    """Two traits of different factors in the same people.

    Attributes
    ----------
    first, second
        The traits.
    here, everyone
        The share that has both, in the segment and among all.
    """

    first: Trait
    second: Trait
    here: Estimate
    everyone: Estimate


def traits_of(rows: Iterable[Row], p_adjusted: Mapping[tuple[str, str], float]) -> tuple[Trait, ...]:
    """Choose what to say of one segment.

    A figure counts when its interval leaves everyone's value out, its base is 30 or more and the difference
    is .2 standard deviations or more; on a descriptor, when its test also holds a false discovery rate of 5 %.

    Parameters
    ----------
    rows
        The rows of one segment, variable by variable.
    p_adjusted
        (variable, level or "") → adjusted p, for descriptors.
    """
    found: list[Trait] = []
    for _, group in groupby(rows, key=lambda row: row.variable.name):
        own = list(group)
        if own[0].variable.sensitive:
            continue  # in the table of the run, never in a sentence
        candidates = [row for row in own if row.is_clear and _holds(row, p_adjusted)]
        if own[0].variable.type == "multi-select":
            found += [Trait(row, abs(row.standardised)) for row in candidates if _is_notable(row)]
        elif spoken := _spoken(candidates):
            strength = max(abs(row.standardised) for row in candidates)
            found.append(Trait(spoken, strength))
    return tuple(sorted(found, key=lambda t: t.strength * (1 if t.is_more else FEWER), reverse=True))


def _holds(row: Row, p_adjusted: Mapping[tuple[str, str], float]) -> bool:
    if row.variable.role == "basis":
        return True
    name = row.variable.name
    return p_adjusted.get((name, row.level), p_adjusted.get((name, ""), math.nan)) < FDR


def _is_notable(row: Row) -> bool:
    return abs(row.standardised) >= NOTABLE


def _spoken(rows: Sequence[Row]) -> Row | None:
    """The one row that a person would say: two highest levels of an attitude, the level that stands out, the mean."""
    notable = [row for row in rows if _is_notable(row)]
    if not notable:
        return None
    variable = notable[0].variable
    if has_top_two(variable):
        agreed = [row for row in notable if row.level == top_two(variable)]
        mean = [row for row in notable if row.measure == "mean"]
        notable = agreed or mean or notable
    elif variable.type in {"ordinal", "nominal"}:
        # a mean of positions says nothing to a reader: the level that stands out most does
        shares = [row for row in rows if row.measure == "share" and abs(row.standardised) >= NOTABLE / 2]
        notable = [row for row in shares if row.difference > 0] or shares
    return max(notable, key=lambda row: abs(row.standardised), default=None)


def distinct_first(codes: Mapping[str, Coded], traits: Sequence[Trait]) -> tuple[Trait, ...]:
    """The same traits, those that only echo a stronger one of their factor after the others.

    A trait echoes when having it correlates .6 or more, whatever the sign, with having the other: five questions about price say one thing.
    Looked at among the first 30.
    """
    kept: list[tuple[Trait, npt.NDArray[np.float64]]] = []
    echoes = []
    for trait in traits[:LOOKED_AT]:
        has = _has(codes[trait.row.variable.name], trait)
        if any(other.factor == trait.factor and _correlated(has, before) for other, before in kept):
            echoes.append(trait)
        else:
            kept.append((trait, has))
    return (*(trait for trait, _ in kept), *echoes, *traits[LOOKED_AT:])


def _correlated(one: npt.NDArray[np.float64], other: npt.NDArray[np.float64]) -> bool:
    known = np.isfinite(one) & np.isfinite(other)
    a, b = one[known], other[known]
    if len(a) < 2 or a.std() == 0 or b.std() == 0:
        return False
    return abs(float(np.corrcoef(a, b)[0, 1])) >= ECHO


def together(
    codes: Mapping[str, Coded], traits: Sequence[Trait], groups: Groups, segment: str
) -> Together | None:
    """The two traits of different factors that meet in the same people most distinctly.

    Of the two strongest traits a factor, the pair whose share in the segment exceeds that among all by most.
    None when the segment stands out on fewer than two factors.
    """
    telling = [t for t in traits if t.is_more or t.row.measure == "mean"]
    strongest = [
        t for factor in dict.fromkeys(t.factor for t in telling) for t in _first_two(telling, factor)
    ]
    inside = dict(groups.masks())[segment]
    has_of = {trait: _has(codes[trait.row.variable.name], trait) for trait in strongest}
    found = []
    for first, second in combinations(strongest, 2):
        if first.factor == second.factor:
            continue
        has = has_of[first] + has_of[second]  # NaN in either is unknown
        known = np.isfinite(has)
        both = has[known] == 2
        here = share(both[inside[known]], groups.weights[known & inside])
        everyone = share(both, groups.weights[known])
        if here.low > everyone.value:
            found.append(Together(first, second, here, everyone))
    return max(found, key=_distinction, default=None)


def _distinction(meeting: Together) -> float:
    """How far the segment is from everyone, in standard deviations of "has both"."""
    everyone = meeting.everyone.value
    spread = math.sqrt(everyone * (1 - everyone))
    return (meeting.here.value - everyone) / spread if spread > 0 else 0.0


def _first_two(traits: Sequence[Trait], factor: Factor) -> list[Trait]:
    return [t for t in traits if t.factor == factor][:2]


def _has(code: Coded, trait: Trait) -> npt.NDArray[np.float64]:
    """1 for who has the trait, 0 for who has not, NaN where unknown; a mean is split at everyone's median."""
    row = trait.row
    if row.level in code.levels and row.level:
        has = code.values[:, code.levels.index(row.level)]
    elif row.measure == "mean":
        scores = code.values[:, 0]
        has = np.where(np.isnan(scores), math.nan, scores > np.nanmedian(scores))
    elif row.level in row.variable.levels:
        scores = code.values[:, 0]
        has = np.where(np.isnan(scores), math.nan, scores == row.variable.levels.index(row.level))
    else:
        scores = code.values[:, 0]
        has = np.where(np.isnan(scores), math.nan, scores >= len(row.variable.levels) - 2)
    chosen: npt.NDArray[np.float64] = has if trait.is_more else 1 - has
    return chosen
