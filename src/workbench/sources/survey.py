"""A survey as one frame: a row a respondent, a column a variable."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from workbench.config import SurveySettings, VariableSettings
from workbench.config.settings import TableSource
from workbench.errors import InputError, Problem, listed, nearest
from workbench.schemas import CUSTOMER, RESPONDENT, WEIGHT, Variable, Variables
from workbench.sources.coding import Coded, coded_column
from workbench.sources.columns.options import joining
from workbench.sources.columns.roles import Proposal, propose_roles
from workbench.sources.columns.types import guess_type
from workbench.sources.files.opening import open_file
from workbench.sources.ids import is_scientific
from workbench.sources.questions import read_questions
from workbench.sources.raw import RawTable, quoted

RESERVED = (CUSTOMER, RESPONDENT, WEIGHT, "segment", "duration")


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
        columns = list(raw.columns)
        _refuse_unknown(settings, columns, raw.name)
        questions = read_questions(settings, folder=folder)
        columns_meant = described(raw, texts, settings, questions=questions)
        frame, problems = _leading(texts, settings, raw)
        coded = {name: _coded(texts[name], column, settings, raw) for name, column in columns_meant.items()}
    problems += [problem for column in coded.values() for problem in column.problems]
    if errors := [problem for problem in problems if problem.severity == "error"]:
        raise InputError(errors)
    kept = Variables.of(column.variable for column in coded.values())
    for name, column in coded.items():
        frame[name] = column.values
    facts = {"file": raw.name, **raw.facts, "rows": len(texts), "columns": columns}
    return Survey(pd.DataFrame(frame), kept, (*raw.problems, *problems), facts)


@contextlib.contextmanager
def open_raw(settings: TableSource, *, folder: Path, shown: str | None = None) -> Iterator[RawTable]:
    """Open any source as a raw table; `shown` is its name in messages."""
    with duckdb.connect() as connection:
        if "://" not in settings.source:
            with open_file(settings, folder=folder, connection=connection, shown=shown) as raw:
                yield raw
            return
        from workbench.sources.database import open_database_table

        with open_database_table(settings, folder=folder, connection=connection) as raw:
            yield raw


def texts_of(raw: RawTable) -> pd.DataFrame:
    """All cells as texts, outer spaces gone, empty ones None; dates and numbers as DuckDB writes them."""
    selected = ", ".join(f"{raw.text(column)} AS {quoted(column)}" for column in raw.columns)
    rows = raw.run(f"SELECT {selected} FROM {raw.sql}")
    if not rows:
        remedy = "export the data again"
        raise InputError(Problem(raw.name, "", "has a header and no rows", "rows below the header", remedy))
    return pd.DataFrame(rows, columns=list(raw.columns), dtype=object)


@dataclass(frozen=True, slots=True)
class Meaning:
    """A variable, and the answers that count as none."""

    variable: Variable
    missing: tuple[str, ...] = ()


def described(
    raw: RawTable,
    texts: pd.DataFrame,
    settings: SurveySettings,
    *,
    questions: Mapping[str, str] | None = None,
) -> dict[str, Meaning]:
    """What each column means: as the study says, else as it seems; ignored columns left out."""
    stated = {name: given.label for name, given in settings.variables.items() if given.label}
    labels = {**raw.labels, **(questions or {}), **stated}
    proposals = column_proposals(raw, texts, settings, labels=labels)
    named = any(v.role == "basis" for v in settings.variables.values())
    made = {}
    for name, proposal in proposals.items():
        given = settings.variables.get(name)
        variable = _variable(name, given or VariableSettings(), proposal, raw, labels.get(name, ""))
        if given is None and named and variable.role == "basis":
            variable = _descriptor(variable)
        if variable.role not in {"ignore", "id", "weight"}:
            missing = given.missing if given else ()
            off_scale = (a for a in proposal.guess.missing if a not in variable.levels)
            made[name] = Meaning(variable, tuple(dict.fromkeys((*missing, *off_scale))))
    return made


def column_proposals(
    raw: RawTable, texts: pd.DataFrame, settings: SurveySettings, *, labels: Mapping[str, str]
) -> dict[str, Proposal]:
    """What each column seems to be, from its name, question and answers; ids and weights left out."""
    special = {settings.id, settings.weight, settings.customer, settings.duration} - {None}
    guesses = {}
    for name in raw.columns:
        given = settings.variables.get(name, VariableSettings())
        if name in special or given.role in {"ignore", "id", "weight"}:
            continue
        counts = Counter(texts[name].dropna())
        for code in given.missing:
            counts.pop(code, None)
        guesses[name] = guess_type(name, counts, rows=len(texts), label=labels.get(name, ""))
    return propose_roles(guesses, labels)


def _descriptor(variable: Variable) -> Variable:
    return replace(variable, role="descriptor", reason=f"{variable.reason}; not named in the study")


def _variable(
    name: str, given: VariableSettings, proposal: Proposal, raw: RawTable, label: str
) -> Variable:
    """The study's word first, the guess where it says nothing."""
    guess = proposal.guess
    kind = given.type or guess.type
    same = kind == guess.type
    levels: tuple[str, ...]
    if kind == "multi-select":
        levels = given.options or given.levels or (guess.levels if same else ())
    else:
        levels = given.levels or raw.levels.get(name) or (guess.levels if same else ())
    role = given.role or ("open text" if kind == "open text" else proposal.role)
    if given.type and not given.role and role in {"ignore", "open text"} and kind != "open text":
        role = "descriptor"
    return Variable(
        name=name,
        type=kind,
        role=role,
        factor=given.factor or proposal.factor,
        levels=levels,
        label=label,
        battery=given.battery or proposal.battery,
        unit=given.unit or "",
        separator=given.separator or guess.separator,
        log=guess.log if given.log is None else given.log,
        reason="stated in the study" if given.type and given.role else proposal.reason or guess.reason,
        sensitive=bool(proposal.sensitive),
    )


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


def _refuse_unknown(settings: SurveySettings, columns: list[str], file: str) -> None:
    """Every column that the study names and the file does not have, at once."""
    keys = {f"survey.{key}": getattr(settings, key) for key in ("id", "weight", "customer", "duration")}
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
    if problems:
        raise InputError(problems)


def _all_of(columns: list[str]) -> str:
    shown = listed([repr(c) for c in columns[:12]], "and")
    return f"the columns are {shown}" + (" …" if len(columns) > 12 else "")


def _leading(
    texts: pd.DataFrame, settings: SurveySettings, raw: RawTable
) -> tuple[dict[str, Any], list[Problem]]:
    """Ids, join key, weights and durations."""
    problems: list[Problem] = []
    if settings.id is None:
        ids = pd.Series([str(i) for i in range(1, len(texts) + 1)], index=texts.index, dtype="str")
        remedy = "state 'survey.id' if there is a column of ids"
        found = "no column of ids: each row's number is its respondent"
        problems.append(Problem(raw.name, "", found, "", remedy, severity="note", check="ids"))
    else:
        ids = texts[settings.id]
        problems += _id_faults(ids, settings.id, raw)
    frame: dict[str, Any] = {RESPONDENT: ids.astype("str")}
    frame[CUSTOMER] = texts[settings.customer].astype("str") if settings.customer else frame[RESPONDENT]
    frame[WEIGHT] = pd.Series(1.0, index=texts.index)
    for key, column in (("weight", settings.weight), ("duration", settings.duration)):
        if column is not None:
            numbers = coded_column(
                texts[column], Variable(column, "numeric"), decimal=settings.decimal, raw=raw
            )
            problems += numbers.problems
            if key == "weight":
                problems += _weight_faults(numbers.values, column, raw)
            frame[key] = numbers.values
    return frame, problems


def _id_faults(ids: pd.Series, column: str, raw: RawTable) -> list[Problem]:
    problems = []
    first = raw.first_row
    empty = ids.isna().to_numpy().nonzero()[0]
    if len(empty):
        place = f"row {empty[0] + first}, column {column!r}"
        remedy = "give each respondent an id, or remove the rows"
        problems.append(Problem(raw.name, place, f"{len(empty):,} respondents without an id", "", remedy, check="ids", rows=len(empty)))
    repeated = ids[ids.notna() & ids.duplicated(keep=False)]
    if len(repeated):
        value = repeated.iloc[0]
        rows = [int(i) + first for i in (ids == value).to_numpy().nonzero()[0][:3]]
        place = f"rows {listed([str(r) for r in rows], 'and')}, column {column!r}"
        others = ids[ids.duplicated() & ids.notna()]
        found = f"the id {value!r} occurs more than once" + (
            f"; {others.nunique():,} ids repeat" if others.nunique() > 1 else ""
        )
        problems.append(Problem(raw.name, place, found, "a row a respondent", "keep one row of each respondent", check="ids", rows=len(others)))
    rounded = [(i, v) for i, v in enumerate(ids) if isinstance(v, str) and is_scientific(v)]
    if rounded:
        place = f"row {rounded[0][0] + first}, column {column!r}"
        found = f"{len(rounded):,} ids in scientific notation, such as {rounded[0][1]!r}: their last digits are lost"
        remedy = "export again with this column formatted as text"
        problems.append(Problem(raw.name, place, found, "ids as text", remedy, check="ids", rows=len(rounded)))
    return problems


def _weight_faults(weights: pd.Series, column: str, raw: RawTable) -> list[Problem]:
    bad = (~(weights > 0)).to_numpy().nonzero()[0]
    if not len(bad):
        return []
    place = f"row {bad[0] + raw.first_row}, column {column!r}"
    value = weights.iloc[bad[0]]
    found = "an empty weight" if pd.isna(value) else f"the weight {value:g}"
    remedy = "give each respondent a weight, or remove the rows"
    return [Problem(raw.name, place, f"{found} ({len(bad):,} such rows)", "a number above 0", remedy, check="weights", rows=len(bad))]
