"""Do the segments differ on a descriptor? A basis variable is refused."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.answers import Coded, coded, mid_ranks
from workbench.estimate import Numbers
from workbench.profile.groups import Groups
from workbench.profile.rank_tests import eta_squared, kruskal_wallis, lumley_scott
from workbench.profile.table_tests import pearson, rao_scott
from workbench.schemas import Variable

FDR = 0.05


class CircularTest(ValueError):
    """A test of difference was asked of a variable that formed the segments.

    Such a test finds a difference in pure noise: k-means with two segments on 200 random normal numbers gives
    p < 1e-38 every time. The p-value would say nothing, so there is none.

    Examples
    --------
    >>> raise CircularTest("yummy")
    Traceback (most recent call last):
    ...
    workbench.profile.difference.CircularTest: 'yummy' formed the segments, so a test of difference on it is circular: it finds one in pure noise. Read its interval and its marker instead, or test a descriptor.
    """

    def __init__(self, variable: str) -> None:
        self.variable = variable
        super().__init__(
            f"{variable!r} formed the segments, so a test of difference on it is circular: "
            "it finds one in pure noise. Read its interval and its marker instead, or test a descriptor."
        )

    def __reduce__(self) -> tuple[type[CircularTest], tuple[str]]:
        return type(self), (self.variable,)


@dataclass(frozen=True, slots=True)
class Difference:
    """A test of whether the segments differ on one descriptor, with the size of the difference.

    Attributes
    ----------
    variable, level
        What was tested; the level is an option of a multi-select, else empty.
    method
        ``"χ²"``, ``"Rao–Scott χ²"``, ``"Kruskal–Wallis"`` or ``"Lumley–Scott rank test"``.
    statistic, df, p
        χ² (or F) and its degrees of freedom; NaN when only one segment or one answer is left.
    effect, effect_name
        Cramér's V of the weighted table, or η²: the share of the variance of ranks between segments.
    n
        People with an answer and a segment.
    is_sparse
        A χ² with expected counts below 5 in more than a fifth of its cells: read p with care.
    """

    variable: str
    level: str
    method: str
    statistic: float
    df: float
    p: float
    effect: float
    effect_name: str
    n: int
    is_sparse: bool = False


def differences(answers: pd.Series, variable: Variable, groups: Groups) -> tuple[Difference, ...]:
    """Test one descriptor: one test, or one an option for a multi-select.

    Raises
    ------
    CircularTest
        When the variable formed the segments.

    Examples
    --------
    >>> groups = Groups.of(pd.Series(["S1"] * 40 + ["S2"] * 40))
    >>> v = Variable("city", "nominal", levels=("town", "country"))
    >>> (d,) = differences(pd.Series((["town"] * 30 + ["country"] * 10) + ["town"] * 40), v, groups)
    >>> d.method, round(d.statistic, 2), round(d.effect, 2)
    ('χ²', 11.43, 0.38)
    """
    return differences_of(coded(answers, variable), groups)


def differences_of(code: Coded, groups: Groups) -> tuple[Difference, ...]:
    """The same for answers that are numbers already."""
    variable = code.variable
    if variable.role == "basis":
        raise CircularTest(variable.name)
    if variable.type == "multi-select":
        return tuple(
            _of_categories(variable.name, level, column, groups)
            for level, column in zip(code.levels, code.values.T, strict=True)
        )
    if code.is_scored and variable.type != "binary":
        return (_of_ranks(variable.name, code.values[:, 0], groups),)
    return (_of_categories(variable.name, "", _category(code), groups),)


def _category(code: Coded) -> Numbers:
    if code.is_scored:
        return code.values[:, 0]
    known = np.isfinite(code.values).all(axis=1)
    numbers: Numbers = np.where(known, np.nan_to_num(code.values).argmax(axis=1), math.nan)
    return numbers


def _of_categories(name: str, level: str, category: Numbers, groups: Groups) -> Difference:
    known = np.isfinite(category) & (groups.member >= 0)
    member, w = groups.member[known], groups.weights[known]
    rows, columns = np.unique(member), np.unique(category[known])
    method = "Rao–Scott χ²" if groups.is_weighted else "χ²"
    if len(rows) < 2 or len(columns) < 2:
        return _untestable(name, level, method, "Cramér's V", int(known.sum()))
    i, j = np.searchsorted(rows, member), np.searchsorted(columns, category[known])
    test = rao_scott(i, j, w) if groups.is_weighted else pearson(i, j)
    effect = math.sqrt(test.pearson / (len(i) * (min(len(rows), len(columns)) - 1)))
    return Difference(
        name, level, method, test.statistic, test.df, test.p, effect, "Cramér's V", len(i), test.is_sparse
    )


def _untestable(name: str, level: str, method: str, effect_name: str, n: int) -> Difference:
    """One segment or one answer is left: there is nothing to compare."""
    return Difference(name, level, method, math.nan, math.nan, math.nan, math.nan, effect_name, n)


def _of_ranks(name: str, values: Numbers, groups: Groups) -> Difference:
    method = "Lumley–Scott rank test" if groups.is_weighted else "Kruskal–Wallis"
    known = np.isfinite(values) & (groups.member >= 0)
    member, w = groups.member[known], groups.weights[known]
    present = np.unique(member)
    # a segment of one has no variance to compare with
    if groups.is_weighted:
        present = present[[int((member == g).sum()) > 1 for g in present]]
    if len(present) < 2 or len(np.unique(values[known])) < 2:
        return _untestable(name, "", method, "η²", int(known.sum()))
    ranks = mid_ranks(values[known], w)
    between = eta_squared(ranks, member, w)
    if groups.is_weighted:
        test = lumley_scott(ranks, member, w, present)
    else:
        test = kruskal_wallis(between, len(ranks), len(present))
    return Difference(name, "", method, *test, between, "η²", len(ranks))


def false_discovery(p_values: Sequence[float]) -> list[float]:
    """Benjamini & Hochberg's adjusted p-values; NaN stays NaN and is no test.

    Examples
    --------
    >>> [round(q, 3) for q in false_discovery([0.01, 0.02, 0.03, 0.5])]
    [0.04, 0.04, 0.04, 0.5]
    """
    p = np.asarray(p_values, dtype=float)
    adjusted = np.full(len(p), math.nan)
    tested = np.flatnonzero(np.isfinite(p))
    order = tested[np.argsort(p[tested], kind="stable")]
    scaled = p[order] * len(order) / np.arange(1, len(order) + 1)
    adjusted[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    return [float(q) for q in adjusted]
