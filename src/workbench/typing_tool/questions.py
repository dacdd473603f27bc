"""The questions that a typing tool may ask, and their answers as numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from workbench.answers import coded, is_codable
from workbench.estimate import Numbers
from workbench.schemas import Variable, Variables


@dataclass(frozen=True, slots=True)
class Column:
    """One column of numbers of a question, with what stands in for a missing answer.

    Attributes
    ----------
    variable, level
        The question; the level that a 1 stands for, empty for a score.
    centre, scale
        The weighted mean (used where there is no answer) and standard deviation in the sample.
    """

    variable: str
    level: str
    centre: float
    scale: float


@dataclass(frozen=True, slots=True)
class Question:
    """One question and its columns: one for a score, one a level for a choice."""

    variable: Variable
    columns: tuple[Column, ...]

    def standardised(self, answers: pd.Series) -> Numbers:
        """Rows × columns: (answer − centre) / scale; 0 where there is no answer."""
        values = numbers(answers, self.variable)
        centres = np.array([column.centre for column in self.columns])
        scales = np.array([column.scale for column in self.columns])
        standardised: Numbers = np.nan_to_num((values - centres) / scales)
        return standardised

    def to_record(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {"variable": asdict(self.variable), "columns": [asdict(column) for column in self.columns]}

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Question:
        (variable,) = Variables.from_records([record["variable"]]).values()
        return cls(variable, tuple(Column(**column) for column in record["columns"]))


def numbers(answers: pd.Series, variable: Variable) -> Numbers:
    """Answers as numbers, amounts on the log scale where the variable says so."""
    values = coded(answers, variable).values
    logged: Numbers = np.log1p(np.maximum(values, 0))
    return logged if variable.log else values


def candidates(variables: Variables) -> Variables:
    """The variables that one could ask a new respondent: of the survey, not sensitive, with a code.

    Examples
    --------
    >>> v = Variables.of([Variable("q1", "binary", levels=("No", "Yes")), Variable("note", "open text"),
    ...                   Variable("basket", "numeric", origin="purchases")])
    >>> list(candidates(v))
    ['q1']
    """
    return Variables.of(
        v
        for v in variables.from_origin("survey").with_role("basis", "descriptor").values()
        if is_codable(v) and not v.sensitive and (v.levels or v.type == "numeric")
    )


def questions_of(frame: pd.DataFrame, variables: Variables, weights: Numbers) -> tuple[Question, ...]:
    """Prepare each variable that has two answers or more in the sample as a question."""
    found = []
    for variable in variables.values():
        if variable.name in frame.columns:
            levels = coded(frame[variable.name].iloc[:0], variable).levels
            values = numbers(frame[variable.name], variable)
            columns = [
                _column(variable, level, x, weights) for level, x in zip(levels, values.T, strict=True)
            ]
            if any(_varies(x) for x in values.T):
                found.append(Question(variable, tuple(columns)))
    return tuple(found)


def _column(variable: Variable, level: str, values: Numbers, weights: Numbers) -> Column:
    known = np.isfinite(values)
    if not known.any() or not weights[known].sum() > 0:
        return Column(variable.name, level, 0.0, 1.0)
    centre = float(np.average(values[known], weights=weights[known]))
    spread = float(np.sqrt(np.average((values[known] - centre) ** 2, weights=weights[known])))
    # a column that never varies gets a slope of 0, whatever its scale
    return Column(variable.name, level, centre, spread if spread > 1e-12 else 1.0)


def _varies(values: Numbers) -> bool:
    known = values[np.isfinite(values)]
    return len(known) > 1 and bool((known != known[0]).any())


def design(frame: pd.DataFrame, questions: Sequence[Question]) -> Numbers:
    """All questions' columns side by side, standardised."""
    blocks = [question.standardised(frame[question.variable.name]) for question in questions]
    return np.hstack(blocks) if blocks else np.empty((len(frame), 0))


def places(questions: Sequence[Question]) -> tuple[slice, ...]:
    """Where each question's columns are in the design."""
    ends = np.cumsum([0, *(len(question.columns) for question in questions)])
    return tuple(slice(int(a), int(b)) for a, b in pairwise(ends))
