"""Answers as numbers: positions of ordered levels, and a 0–1 column for each level without an order."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from workbench.schemas import Variable, options_chosen

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Coded:
    """The answers to one variable as columns of numbers.

    Attributes
    ----------
    variable
        The variable.
    levels
        One entry a column: the level or option that its 1 stands for, or ``("",)`` for one column of scores.
    values
        Rows × columns; NaN where there is no answer.
    """

    variable: Variable
    levels: tuple[str, ...]
    values: Numbers

    @property
    def is_scored(self) -> bool:
        return self.levels == ("",)


def coded(answers: pd.Series, variable: Variable) -> Coded:
    """Code answers: one column of scores where there is an order, one of 0 and 1 a level where there is none.

    Scores are positions, 0 for the lowest level; a numeric variable keeps its numbers. A level that the
    variable does not know counts as no answer.

    Raises
    ------
    ValueError
        For a type without such a code (date, open text).

    Examples
    --------
    >>> coded(pd.Series(["low", "high", None]), Variable("x", "ordinal", levels=("low", "high"))).values.T
    array([[ 0.,  1., nan]])
    >>> two = coded(pd.Series(["b", "a"]), Variable("x", "nominal", levels=("a", "b")))
    >>> two.levels, two.values.tolist()
    (('a', 'b'), [[0.0, 1.0], [1.0, 0.0]])
    """
    if variable.type == "numeric":
        return Coded(variable, ("",), pd.to_numeric(answers).to_numpy(float, na_value=math.nan)[:, None])
    if variable.type == "multi-select":
        return Coded(variable, variable.levels, options_chosen(answers, variable).to_numpy(float))
    if variable.is_scored or variable.type == "nominal":
        positions = _positions(answers, variable.levels)
        if variable.is_scored:
            return Coded(variable, ("",), positions[:, None])
        return Coded(variable, variable.levels, indicators(positions, len(variable.levels)))
    raise ValueError(f"{variable.name!r} is {variable.type}: it has no code as numbers")


def indicators(positions: Numbers, levels: int) -> Numbers:
    """One column of 0 and 1 a level, NaN in every column where the position is.

    Examples
    --------
    >>> indicators(np.array([1.0, np.nan]), 2).tolist()
    [[0.0, 1.0], [nan, nan]]
    """
    columns: Numbers = (positions[:, None] == np.arange(levels)).astype(float)
    columns[np.isnan(positions)] = math.nan
    return columns


def is_codable(variable: Variable) -> bool:
    """Can its answers be numbers? Dates and open texts cannot."""
    return variable.type not in {"date", "open text"} and variable.role not in {"id", "weight", "ignore"}


def first_point(variable: Variable) -> int:
    """The number that a person gives to the lowest level: 1 on a worded scale, its own on a numbered one.

    Examples
    --------
    >>> first_point(Variable("x", "likert", levels=("disagree", "neutral", "agree")))
    1
    >>> first_point(Variable("x", "likert", levels=("0", "1", "2")))
    0
    """
    if not variable.levels or variable.type == "binary":
        return 0
    try:
        numbers = [int(level) for level in variable.levels]
    except ValueError:
        return 1
    consecutive = numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    return numbers[0] if consecutive else 1


def mid_ranks(values: Numbers, weights: Numbers) -> Numbers:
    """Percentiles from 0 to 1: the weighted share of people below each value, plus half of those at it.

    Examples
    --------
    >>> mid_ranks(np.array([10.0, 20.0, 20.0, 30.0]), np.ones(4)).tolist()
    [0.125, 0.5, 0.5, 0.875]
    """
    distinct, place = np.unique(values, return_inverse=True)
    at = np.bincount(place, weights=weights, minlength=len(distinct)) / weights.sum()
    ranks: Numbers = (np.cumsum(at) - at / 2)[place]
    return ranks


def _positions(answers: pd.Series, levels: tuple[str, ...]) -> Numbers:
    """Where each answer stands among the levels; NaN for none."""
    order = pd.Index(levels, dtype=object)
    if isinstance(answers.dtype, pd.CategoricalDtype):
        # each category is looked up once, not each row
        places = order.get_indexer(pd.Index([str(level) for level in answers.cat.categories], dtype=object))
        codes = answers.cat.codes.to_numpy()
        found = np.where(codes >= 0, places[codes], -1) if len(places) else np.full(len(codes), -1)
    else:
        found = order.get_indexer(pd.Index([str(a) if pd.notna(a) else None for a in answers], dtype=object))
    positions: Numbers = np.where(found >= 0, found, math.nan).astype(float)
    return positions
