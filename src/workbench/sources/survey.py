"""A survey as one frame: a row a respondent, a column a variable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from workbench.config import SurveySettings, VariableSettings
from workbench.errors import InputError, Problem, listed, nearest
from workbench.schemas import CUSTOMER, RESPONDENT, WEIGHT, Variables
from workbench.sources.coding import Coded, coded_column
from workbench.sources.describing import Meaning, described
from workbench.sources.opening import open_raw, texts_of
from workbench.sources.questions import read_questions
from workbench.sources.raw import RawTable
from workbench.sources.respondents import respondents_of

RESERVED = (CUSTOMER, RESPONDENT, WEIGHT, "segment", "duration")
KEYS = ("id", "weight", "customer", "duration")


@dataclass(frozen=True, slots=True)
class Survey:
    """A survey that has been read.

    Attributes
    ----------
    frame
        ``respondent``, ``customer``, ``weight``, ``duration`` (seconds, when given), then one
        column a variable. Numeric: float. Ordinal, likert, binary, nominal: categorical, levels
        in order. Multi-select: text, options joined by the variable's separator. Date: datetime.
    variables
        What the columns mean, in the order of the file; ignored columns are left out.
    problems
        Warnings and notes for the data page.
    facts
        What was detected and counted, as plain JSON values.
    """

    frame: pd.DataFrame
    variables: Variables
    problems: tuple[Problem, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)


def read_survey(settings: SurveySettings, *, folder: Path) -> Survey:
    """Read a survey; what study.yaml leaves out is told from the data.

    Parameters
    ----------
    settings
        The section ``survey`` of study.yaml.
    folder
        The study's folder, where relative paths start.

    Raises
    ------
    InputError
        Every problem of the file: columns that are not there, ids that repeat, answers that are
        not among the stated levels, numbers and dates that are none; rows by their numbers.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "s.csv").write_text("id,tasty,spend\\n007,Yes,12\\n008,No,30.5\\n")
    >>> survey = read_survey(SurveySettings(source="s.csv", id="id"), folder=folder)
    >>> survey.frame["respondent"].tolist(), survey.variables["tasty"].levels
    (['007', '008'], ('No', 'Yes'))
    """
    with open_raw(settings, folder=folder) as raw:
        texts = texts_of(raw)
        problems = unknown_columns(settings, list(raw.columns), raw.name)
        known = _only_known(settings, list(raw.columns))
        questions = read_questions(known, folder=folder)
        frame, faults = respondents_of(texts, known, raw)
        meant = described(raw, texts, known, questions=questions)
        coded = {name: _coded(texts[name], meaning, known, raw) for name, meaning in meant.items()}
    problems += [*faults, *(problem for column in coded.values() for problem in column.problems)]
    problems += [p for column in coded.values() for p in _without_contrast(column, raw.name)]
    if errors := [problem for problem in problems if problem.severity == "error"]:
        raise InputError(errors)
    variables = Variables.of(column.variable for column in coded.values())
    frame |= {name: column.values for name, column in coded.items()}
    facts = {"file": raw.name, **raw.facts, "rows": len(texts), "columns": list(raw.columns)}
    return Survey(pd.DataFrame(frame), variables, (*raw.problems, *problems), facts)


def _coded(answers: pd.Series, column: Meaning, settings: SurveySettings, raw: RawTable) -> Coded:
    given = settings.variables.get(column.variable.name, VariableSettings())
    return coded_column(
        answers,
        column.variable,
        missing=column.missing,
        date_format=given.date_format or settings.date_format,
        decimal=settings.decimal,
        raw=raw,
    )


def unknown_columns(settings: SurveySettings, columns: list[str], file: str) -> list[Problem]:
    """A problem for each column that the study names and the file does not have, or that is ours."""
    keys = {f"survey.{key}": getattr(settings, key) for key in KEYS}
    keys.update({f"survey.variables.{name}": name for name in settings.variables})
    problems = [
        Problem(file, f"key {key}", f"no column {name!r}", "", nearest(name, columns) or _all_of(columns))
        for key, name in keys.items()
        if name is not None and name not in columns
    ]
    taken = [name for name in columns if name in RESERVED and name not in {settings.id, settings.weight,
             settings.customer, settings.duration}]  # fmt: skip
    problems += [
        Problem(file, f"column {name!r}", "is a name the workbench uses itself", "", "rename the column")
        for name in taken
        if settings.variables.get(name, VariableSettings()).role != "ignore"
    ]
    return problems


def _only_known(settings: SurveySettings, columns: list[str]) -> SurveySettings:
    """The settings without what the file does not have, so that the rest can be checked too."""
    gone = {key: None for key in KEYS if getattr(settings, key) not in columns}
    kept = {name: given for name, given in settings.variables.items() if name in columns}
    return settings.model_copy(update={**gone, "variables": kept})


def _all_of(columns: list[str]) -> str:
    shown = listed([repr(c) for c in columns[:12]], "and")
    return f"the columns are {shown}" + (" …" if len(columns) > 12 else "")


def _without_contrast(column: Coded, file: str) -> list[Problem]:
    """A column that nobody answered, or everybody alike, tells nobody apart: no basis can be made of it."""
    variable, answers = column.variable, column.values
    if variable.role == "open text" or variable.type == "multi-select" or column.problems:
        return []
    different = answers.nunique(dropna=True)
    if different > 1:
        return []
    found = "nobody answered" if different == 0 else f"every answer is {str(answers.dropna().iloc[0])!r}"
    place = f"column {variable.name!r}"
    if variable.role == "basis":
        remedy = "give it 'role: ignore'"
        return [
            Problem(
                file,
                place,
                found,
                "answers that differ: a basis tells people apart",
                remedy,
                check="contrast",
            )
        ]
    return [Problem(file, place, found, severity="warning", check="contrast", rows=len(answers))]
