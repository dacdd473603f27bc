"""Answers as values: one survey column, coded by what the study says it means."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from workbench.errors import Problem, listed, nearest
from workbench.schemas import Variable
from workbench.sources.columns.dates import DateFormat, date_formats, nearly_dates, stated_format
from workbench.sources.columns.numbers import number_format
from workbench.sources.columns.options import joining, split_answer
from workbench.sources.raw import RawTable

LEVELLED = frozenset({"ordinal", "likert", "binary", "nominal"})


@dataclass(frozen=True, slots=True)
class Coded:
    """A column's values, its variable with what was completed, and what was wrong."""

    values: pd.Series
    variable: Variable
    problems: tuple[Problem, ...] = ()


def coded_column(
    answers: pd.Series,
    variable: Variable,
    *,
    raw: RawTable,
    missing: Iterable[str] = (),
    date_format: str | None = None,
    decimal: str | None = None,
) -> Coded:
    """Code one column.

    Parameters
    ----------
    answers
        Texts; None where there is no answer.
    variable
        Its type and levels; a levelled one without levels takes those that occur.
    raw
        Where the column comes from, for the places in messages.
    missing
        Answers that count as none.
    date_format, decimal
        What the study states.
    """
    if gone := set(missing):
        answers = answers.mask(answers.isin(gone), None)
    if variable.type == "numeric":
        return _numbers(answers, variable, raw, decimal)
    if variable.type in LEVELLED:
        return _levels(answers, variable, raw)
    if variable.type == "multi-select":
        return _options(answers, variable, raw)
    if variable.type == "date":
        return _dates(answers, variable, raw, date_format)
    return Coded(answers.astype("str"), variable)


def _numbers(answers: pd.Series, variable: Variable, raw: RawTable, decimal: str | None) -> Coded:
    counts = list(dict.fromkeys(answers.dropna()))
    style = number_format(counts, decimal=decimal)
    if style is None:
        readable = [a for a in counts if number_format([a], decimal=decimal)]
        style = number_format(readable, decimal=decimal)
    read = {a: (style.number(a) if style else None) for a in counts}
    values = answers.map(read, na_action="ignore").astype("float64")
    bad = [a for a, value in read.items() if value is None or not np.isfinite(value)]
    remedy = "correct the cells, or list the words under 'missing'"
    return Coded(values, variable, _faults(answers, bad, variable, raw, "a number", remedy, "numbers"))


def _levels(answers: pd.Series, variable: Variable, raw: RawTable) -> Coded:
    found = list(dict.fromkeys(answers.dropna()))
    levels = variable.levels or tuple(sorted(found))
    same = {_folded(level): level for level in levels}
    read = {a: a if a in levels else same.get(_folded(a)) or _as_number(a, levels) for a in found}
    bad = [a for a, level in read.items() if level is None]
    ordered = variable.type in {"ordinal", "likert", "binary"}
    kind = pd.CategoricalDtype(list(levels), ordered=ordered)
    values = pd.Series(pd.Categorical(answers.map(read, na_action="ignore"), dtype=kind), index=answers.index)
    expected = f"one of the levels {listed([repr(level) for level in levels])}"
    remedy = nearest(bad[0], levels) if bad else ""
    remedy = remedy or "add it to 'levels', or to 'missing'"
    return Coded(
        values,
        replace(variable, levels=levels),
        _faults(answers, bad, variable, raw, expected, remedy, "levels"),
    )


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def _as_number(answer: str, levels: tuple[str, ...]) -> str | None:
    """``3.0`` in the file is the level ``3``."""
    style = number_format([answer])
    value = style.number(answer) if style else None
    if value is None:
        return None
    return next(
        (level for level in levels if (s := number_format([level])) and s.number(level) == value), None
    )


def _options(answers: pd.Series, variable: Variable, raw: RawTable) -> Coded:
    """Nothing ticked is an empty cell; it is missing only where there is a box for 'none'."""
    separator = variable.separator or ","
    if not variable.levels:
        pieces = (piece.strip() for answer in answers.dropna() for piece in answer.split(separator))
        variable = replace(variable, levels=tuple(dict.fromkeys(piece for piece in pieces if piece)))
    found = list(dict.fromkeys(answers.dropna()))
    ours = joining(variable.levels)
    split = {a: split_answer(a, variable.levels, separator) for a in found}
    bad = [a for a, chosen in split.items() if chosen is None]
    joined = {a: ours.join(chosen) for a, chosen in split.items() if chosen is not None}
    values = answers.map(joined, na_action="ignore")
    if not any(_folded(option).startswith("none") for option in variable.levels):
        values = values.where(answers.notna(), "")
    expected = f"options joined by {separator!r}: {listed([repr(o) for o in variable.levels], 'and')}"
    problems = _faults(answers, bad, variable, raw, expected, "complete 'options'", "levels")
    return Coded(values.astype("str"), replace(variable, separator=ours), problems)


def _dates(answers: pd.Series, variable: Variable, raw: RawTable, stated: str | None) -> Coded:
    found = list(dict.fromkeys(answers.dropna()))
    formats = (stated_format(stated),) if stated else date_formats(found) or nearly_dates(found)
    if len(formats) > 1 and (problem := _either(answers, formats, variable, raw)):
        return Coded(answers, variable, (problem,))
    read = {a: (formats[0].moment(a) if formats else None) for a in found}
    values = pd.to_datetime(answers.map(read, na_action="ignore"))
    bad = [a for a, moment in read.items() if moment is None]
    expected = f"a date as {formats[0].name}" if formats else "a date such as 2024-01-31"
    swapped = formats[0].swapped if formats else None
    remedy = "correct the cells"
    if bad and swapped and all(swapped.moment(answer) for answer in bad):
        remedy = "the column holds two date orders: write all dates as YYYY-MM-DD"
    return Coded(values, variable, _faults(answers, bad, variable, raw, expected, remedy, "dates"))


def _either(
    answers: pd.Series, formats: tuple[DateFormat, ...], variable: Variable, raw: RawTable
) -> Problem | None:
    first, second = formats[:2]
    rows = [
        (i + raw.first_row, a) for i, a in enumerate(answers) if isinstance(a, str) and first.moment(a) != second.moment(a)
    ]  # fmt: skip
    if not rows:
        return None
    shown = " and ".join(f"row {row:,} {value!r}" for row, value in rows[:2])
    remedy = f"state 'date_format: {first.name}' or 'date_format: {second.name}'"
    place = f"column {variable.name!r}"
    return Problem(raw.name, place, f"day and month could be either: {shown}", "", remedy, check="dates")


def _faults(
    answers: pd.Series,
    bad: list[str],
    variable: Variable,
    raw: RawTable,
    expected: str,
    remedy: str,
    check: str,
) -> tuple[Problem, ...]:
    """One problem for all wrong answers of a column: the first rows, the values, how many."""
    if not bad:
        return ()
    wrong = answers.isin(bad).to_numpy()
    rows = [int(i) + raw.first_row for i in wrong.nonzero()[0][:3]]
    count = int(wrong.sum())
    more = f" and {count - len(rows):,} more" if count > len(rows) else ""
    shown = ", ".join(f"{r:,}" for r in rows) if more else listed([f"{r:,}" for r in rows], "and")
    place = f"{'row' if count == 1 else 'rows'} {shown}{more}, column {variable.name!r}"
    values = ", ".join(repr(_short(a)) for a in bad[:3]) + (" …" if len(bad) > 3 else "")
    return (Problem(raw.name, place, values, expected, remedy, check=check, rows=count),)


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}…"
