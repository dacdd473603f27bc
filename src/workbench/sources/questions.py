"""Question texts from a file beside the survey: a row a column, its name and its wording."""

from __future__ import annotations

from pathlib import Path

import duckdb

from workbench.config import SurveySettings
from workbench.config.settings import TableSource
from workbench.errors import InputError, Problem
from workbench.sources.files.opening import open_file
from workbench.sources.raw import quoted


def read_questions(settings: SurveySettings, *, folder: Path) -> dict[str, str]:
    """Read ``survey.questions``: the first column names columns, the second holds the questions.

    White space within a question becomes single spaces. No file stated gives no questions.

    Raises
    ------
    InputError
        When the file cannot be read or has fewer than two columns.
    """
    if settings.questions is None:
        return {}
    source = TableSource(source=settings.questions)
    with duckdb.connect() as connection, open_file(source, folder=folder, connection=connection) as raw:
        if len(raw.columns) < 2:
            expected = "two columns: a column's name and its question"
            raise InputError(Problem(raw.name, "", "has one column", expected, "state another 'questions'"))
        name, text = (raw.text(column) for column in list(raw.columns)[:2])
        rows = raw.run(f"SELECT {name} AS {quoted('name')}, {text} AS {quoted('text')} FROM {raw.sql}")
    return {str(name): " ".join(str(text).split()) for name, text in rows if name and text}
