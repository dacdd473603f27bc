"""Who the segments are: every figure, the tests on descriptors, and what sets each segment apart."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from workbench.answers import coded, is_codable
from workbench.estimate import Estimate, Numbers
from workbench.profile.coverage import Covered, coverage
from workbench.profile.difference import Difference, differences_of, false_discovery
from workbench.profile.groups import Base, Groups, share_of_sum
from workbench.profile.names import propose_names
from workbench.profile.order import by_similarity
from workbench.profile.rows import Row, profile_rows
from workbench.profile.traits import Together, Trait, distinct_first, together, traits_of
from workbench.schemas import Variables

SPENDING = "monetary"  # the purchase feature: net spending a month


@dataclass(frozen=True, slots=True)
class Portrait:
    """What there is to say of one segment.

    Attributes
    ----------
    segment, name
        The id, and the name that a person chose or that its markers propose.
    base
        How many people it stands on.
    spending
        Its share of what everyone spends a month; None without purchases.
    traits
        What sets it apart, strongest first.
    together
        Two traits of different factors that meet in the same people, if any do.
    covered
        Which factors the description covers.
    """

    segment: str
    name: str
    base: Base
    spending: Estimate | None
    traits: tuple[Trait, ...]
    together: Together | None
    covered: tuple[Covered, ...]

    @property
    def title(self) -> str:
        return f"{self.segment} · {self.name}"


@dataclass(frozen=True, slots=True)
class Profile:
    """The profile of a solution.

    Attributes
    ----------
    rows
        Every figure of every segment.
    differences
        The tests on descriptors; a basis variable has none.
    p_adjusted
        (variable, option or "") → p adjusted for the false discovery rate over all tests.
    portraits
        What sets each segment apart, S1 first.
    variables
        What the columns mean.
    n, unassigned
        Everyone, and those without a segment (they are in the totals).
    is_weighted
        Do people weigh differently?
    """

    rows: tuple[Row, ...]
    differences: tuple[Difference, ...]
    p_adjusted: Mapping[tuple[str, str], float]
    portraits: tuple[Portrait, ...]
    variables: Variables
    n: int
    unassigned: int
    is_weighted: bool

    @property
    def names(self) -> dict[str, str]:
        """Segment → its name."""
        return {portrait.segment: portrait.name for portrait in self.portraits}

    @property
    def table(self) -> pd.DataFrame:
        """One row a variable, level and segment: the run's table ``profile``."""
        return pd.DataFrame([_record(row, self.p_adjusted) for row in self.rows], columns=list(_COLUMNS))

    @property
    def bases(self) -> pd.DataFrame:
        """One row a segment: people, weighted and effective, and its share with the interval."""
        return pd.DataFrame(
            {
                "segment": p.segment, "name": p.name, "n": p.base.n, "weighted_n": p.base.weighted_n,
                "effective_n": p.base.effective_n, "share": p.base.share.value, "low": p.base.share.low,
                "high": p.base.share.high, "small": p.base.is_small,
            }
            for p in self.portraits
        )  # fmt: skip

    @property
    def order(self) -> list[tuple[str, str]]:
        """(variable, level) of every figure, alike ones beside each other."""
        wide = pd.DataFrame(
            [(row.variable.name, row.level, row.segment, row.standardised) for row in self.rows],
            columns=["variable", "level", "segment", "standardised"],
        ).pivot(index=["variable", "level"], columns="segment", values="standardised")
        return by_similarity(wide[[p.segment for p in self.portraits]])  # type: ignore[return-value]


def profile(
    frame: pd.DataFrame,
    labels: pd.Series,
    variables: Variables,
    *,
    weights: pd.Series | Sequence[float] | Numbers | None = None,
    names: Mapping[str, str] | None = None,
) -> Profile:
    """Profile segments on every variable of the study.

    Parameters
    ----------
    frame
        The customer table.
    labels
        ``"S1"``, ``"S2"`` … indexed like `frame`; missing for the unassigned.
    variables
        Dates, open texts, ids and ignored columns are left out.
    weights
        One a person; figures, bases and tests use them.
    names
        Segment → the name a person chose; the others get one from their markers.

    Raises
    ------
    ValueError
        When labels or weights do not fit the frame.

    Examples
    --------
    >>> from workbench.schemas import Variable
    >>> frame = pd.DataFrame({"spicy": pd.Categorical(["Yes"] * 40 + ["No"] * 60, categories=["No", "Yes"])})
    >>> labels = pd.Series(["S2"] * 40 + ["S1"] * 60)
    >>> variables = Variables.of([Variable("spicy", "binary", role="basis", levels=("No", "Yes"))])
    >>> result = profile(frame, labels, variables)
    >>> result.table[["segment", "level", "n", "value", "total", "marker"]].values.tolist()
    [['S1', 'Yes', 60, 0.0, 0.4, True], ['S2', 'Yes', 40, 1.0, 0.4, True]]
    >>> result.names
    {'S1': 'Not spicy', 'S2': 'Spicy'}
    """
    groups = Groups.of(labels.reindex(frame.index), weights)
    shown = Variables.of(v for v in variables.values() if v.name in frame.columns and is_codable(v))
    codes = {name: coded(frame[name], variable) for name, variable in shown.items()}
    rows = tuple(profile_rows(codes.values(), groups))
    tests = tuple(
        test for name in shown.with_role("descriptor") for test in differences_of(codes[name], groups)
    )
    adjusted = dict(
        zip(
            [(test.variable, test.level) for test in tests],
            false_discovery([test.p for test in tests]),
            strict=True,
        )
    )
    traits = {
        segment: distinct_first(codes, traits_of((r for r in rows if r.segment == segment), adjusted))
        for segment in groups.segments
    }
    small = {base.segment: "A few people" for base in groups.bases() if base.is_small}
    chosen = {**propose_names(traits), **small, **(names or {})}
    portraits = tuple(
        Portrait(
            base.segment,
            chosen[base.segment],
            base,
            _spending(frame, groups, base.segment),
            traits[base.segment],
            together(codes, traits[base.segment], groups, base.segment),
            coverage(base.segment, traits[base.segment], shown),
        )
        for base in groups.bases()
    )
    unassigned = int((groups.member < 0).sum())
    return Profile(rows, tests, adjusted, portraits, shown, len(frame), unassigned, groups.is_weighted)


def _spending(frame: pd.DataFrame, groups: Groups, segment: str) -> Estimate | None:
    if SPENDING not in frame.columns:
        return None
    amounts = frame[SPENDING].to_numpy(float)
    return share_of_sum(amounts, dict(groups.masks())[segment], groups.weights)


_COLUMNS = (
    "variable", "factor", "role", "level", "segment", "n", "value", "low", "high", "total", "index", "marker",
    "p_adjusted", "title", "measure", "weighted_n", "effective_n", "standardised", "clear", "method",
)  # fmt: skip


def _record(row: Row, adjusted: Mapping[tuple[str, str], float]) -> dict[str, Any]:
    name = row.variable.name
    p = adjusted.get((name, row.level), adjusted.get((name, ""), math.nan))
    return {
        "variable": name, "factor": row.variable.factor, "role": row.variable.role, "level": row.level,
        "segment": row.segment, "n": row.here.n, "value": row.here.value, "low": row.here.low,
        "high": row.here.high, "total": row.everyone.value, "index": row.index, "marker": row.is_marker,
        "p_adjusted": p, "title": row.variable.title, "measure": row.measure, "weighted_n": row.weighted_n,
        "effective_n": row.effective_n, "standardised": row.standardised, "clear": row.is_clear,
        "method": row.here.method,
    }  # fmt: skip
