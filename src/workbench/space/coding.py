"""Answers → numbers, before anything is weighed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.errors import InputError, Problem, listed
from workbench.schemas import Variable, Variables, options_chosen

Array = NDArray[np.float64]
ENTERS = ("numeric", "ordinal", "likert", "binary", "nominal", "multi-select", "date")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the space: a score, or one level of a variable.

    Examples
    --------
    >>> Column("pets", "cat").title, Column("age").title
    ('pets=cat', 'age')
    """

    variable: str
    level: str = ""

    @property
    def title(self) -> str:
        return f"{self.variable}={self.level}" if self.level else self.variable


def columns_of(variables: Iterable[Variable]) -> tuple[Column, ...]:
    """The columns that variables become: one a score, one a level of a nominal or multi-select one.

    Examples
    --------
    >>> columns_of([Variable("pet", "nominal", levels=("cat", "dog")), Variable("age", "numeric")])
    (Column(variable='pet', level='cat'), Column(variable='pet', level='dog'), Column(variable='age', level=''))
    """
    return tuple(
        Column(variable.name, level)
        for variable in variables
        for level in (variable.levels if variable.type in {"nominal", "multi-select"} else ("",))
    )


def coded(frame: pd.DataFrame, variables: Variables) -> Array:
    """Rows × columns as numbers; a missing answer is NaN in every column of its variable.

    Numeric answers stay, or become log(1 + x) where the variable says so (a negative x mirrors);
    ordered levels become 0, 1, 2 …; nominal levels and options 0 or 1; dates days since 1970.
    A level that is not listed counts as missing.

    Raises
    ------
    InputError
        When columns are absent from the table, or of a type that has no numbers.

    Examples
    --------
    >>> answers = pd.DataFrame({"spent": [0.0, 99.0]})
    >>> coded(answers, Variables.of([Variable("spent", "numeric", log=True)])).round(2).tolist()
    [[0.0], [4.61]]
    """
    _complain(frame, variables)
    parts = [_one(frame[variable.name], variable) for variable in variables.values()]
    return np.hstack(parts) if parts else np.empty((len(frame), 0))


def _one(answers: pd.Series, variable: Variable) -> Array:
    if variable.type == "multi-select":
        return options_chosen(answers, variable).to_numpy(dtype=np.float64)
    if variable.type in {"ordinal", "likert", "binary", "nominal"}:
        codes = level_codes(answers, variable.levels)
        if variable.type != "nominal":
            return codes[:, None]
        one_hot = (codes[:, None] == np.arange(len(variable.levels))).astype(np.float64)
        one_hot[np.isnan(codes)] = np.nan
        return np.asarray(one_hot)
    if variable.type == "date":
        days = (pd.to_datetime(answers) - pd.Timestamp(1970, 1, 1)) / pd.Timedelta(days=1)
        return np.asarray(days, dtype=np.float64)[:, None]
    numbers = answers.to_numpy(dtype=np.float64, na_value=np.nan).copy()
    numbers[~np.isfinite(numbers)] = np.nan
    if variable.log:
        numbers = np.sign(numbers) * np.log1p(np.abs(numbers))
    return numbers[:, None]


def level_codes(answers: pd.Series, levels: Sequence[str]) -> Array:
    """The place of each answer among the levels, from 0; NaN for a missing or unlisted one.

    Examples
    --------
    >>> level_codes(pd.Series(["high", "low", "odd", None]), ["low", "high"]).tolist()
    [1.0, 0.0, nan, nan]
    """
    known = pd.Index(list(levels), dtype=object)
    if isinstance(answers.dtype, pd.CategoricalDtype):
        places = known.get_indexer(answers.cat.categories.astype(object))
        found = np.append(places, -1)[answers.cat.codes.to_numpy()]
    else:
        found = known.get_indexer(pd.Index(answers, dtype=object))
    return np.where(found < 0, np.nan, found).astype(np.float64)


def codes(frame: pd.DataFrame, variables: Variables) -> Array:
    """Answers as a latent class model reads them: one column a variable or option, NaN where missing.

    Levels become 0, 1, 2 …, nominal ones too; a numeric answer stays (log(1 + x) where its variable says so).

    Examples
    --------
    >>> answers = pd.DataFrame({"pet": ["dog", "cat", None]})
    >>> codes(answers, Variables.of([Variable("pet", "nominal", levels=("cat", "dog"))])).ravel().tolist()
    [1.0, 0.0, nan]
    """
    _complain(frame, variables)
    # A nominal variable is scored like an ordinal one here: its levels are names, not indicators.
    scored = [replace(v, type="ordinal") if v.type == "nominal" else v for v in variables.values()]
    return np.hstack([_one(frame[variable.name], variable) for variable in scored])


def centred_batteries(
    X: Array, columns: Sequence[Column], variables: Variables, chosen: Iterable[str]
) -> Array:
    """Take from each answer of a battery the person's mean over that battery (ipsatisation).

    It removes how high a person answers everything, and leaves what they prefer over what.

    Examples
    --------
    >>> items = Variables.of(Variable(n, "likert", levels=("1", "2", "3"), battery="q") for n in "ab")
    >>> centred_batteries(np.array([[0.0, 2.0]]), columns_of(items.values()), items, ["q"]).tolist()
    [[-1.0, 1.0]]
    """
    X = X.copy()
    for battery in chosen:
        own = [i for i, column in enumerate(columns) if variables[column.variable].battery == battery]
        answered = ~np.isnan(X[:, own])
        counts = np.maximum(answered.sum(axis=1, keepdims=True), 1)
        X[:, own] -= np.where(answered, X[:, own], 0).sum(axis=1, keepdims=True) / counts
    return X


def _complain(frame: pd.DataFrame, variables: Variables) -> None:
    absent = [name for name in variables if name not in frame.columns]
    wrong = [v.name for v in variables.values() if v.type not in ENTERS]
    problems = [
        Problem("customer table", f"column {name!r}", "is not there", f"one of {listed(map(str, frame.columns))}")
        for name in absent
    ] + [
        Problem(
            "study.yaml", f"variable {name!r}", f"is {variables[name].type} and cannot form segments",
            listed(ENTERS), "give it the role descriptor",
        )
        for name in wrong
    ]  # fmt: skip
    if problems:
        raise InputError(problems)
