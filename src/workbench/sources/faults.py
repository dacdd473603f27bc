"""Faults of purchase lines, each with its rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbench.errors import Problem, listed, number_of
from workbench.sources.ids import scientific_ids
from workbench.sources.lines import Reading, number_sql
from workbench.sources.raw import RawTable

LONGEST_ID = 1_000


def faults_of(raw: RawTable, reading: Reading, summary: Mapping[str, Any]) -> list[Problem]:
    """Every fault of the values: ids, dates and numbers that are missing or none."""
    problems: list[Problem] = []
    if summary["scientific"]:
        problems.append(scientific_ids(raw, reading.sources["customer"][0]))
    if (summary["longest_id"] or 0) > LONGEST_ID:
        problems.append(_long_ids(raw, reading.sources["customer"][0]))
    if summary["no_customer"]:
        column = reading.sources["customer"][0]
        problems.append(
            _missing(raw, column, "a customer", "give each line its customer, or remove the lines")
        )
    if summary["no_time"]:
        problems.append(_no_dates(raw, reading))
    for name in reading.numbers:
        if summary[f"no_{name}"]:
            problems.extend(_no_numbers(raw, reading, name))
    if summary["infinite"]:
        problems.append(_infinite(raw, reading))
    return problems


def _long_ids(raw: RawTable, column: str) -> Problem:
    rows = raw.rows_where(f"length({raw.text(column)}) > {LONGEST_ID}", [column], most=1)
    found = f"an id of {len(rows[0][1]):,} characters"
    remedy = "look for a quotation mark that is opened and never closed"
    return Problem(
        raw.name, f"row {rows[0][0]:,}, column {column!r}", found, f"at most {LONGEST_ID:,}", remedy
    )


def _missing(raw: RawTable, column: str, what: str, remedy: str) -> Problem:
    condition = f"{raw.text(column)} IS NULL"
    rows = [row[0] for row in raw.rows_where(condition, [column])]
    count = raw.count_where(condition)
    return Problem(
        raw.name,
        f"{_rows(rows, count)}, column {column!r}",
        f"{number_of(count, 'line')} without {what}",
        "",
        remedy,
        check="missing",
        rows=count,
    )


def _no_dates(raw: RawTable, reading: Reading) -> Problem:
    column = reading.sources["time"][0]
    empty = f"{raw.text(column)} IS NULL"
    condition = f"{reading.expressions['time']} IS NULL AND NOT ({empty})"
    rows = raw.rows_where(condition, [column])
    if not rows:
        return _missing(raw, column, "a date", "give each line its date, or remove the lines")
    count = raw.count_where(condition)
    expected = f"a date as {reading.date.name if reading.date else 'stored'}"
    swapped = reading.date.swapped if reading.date else None
    remedy = "correct the cells"
    if swapped and all(swapped.moment(str(row[1])) for row in rows):
        remedy = "the column holds two date orders: write all dates as YYYY-MM-DD"
    place = f"{_rows([row[0] for row in rows], count)}, column {column!r}"
    return Problem(
        raw.name, place, _shown([row[1] for row in rows], count), expected, remedy, check="dates", rows=count
    )


def _no_numbers(raw: RawTable, reading: Reading, name: str) -> list[Problem]:
    problems = []
    for column in reading.sources[name]:
        number = number_sql(raw, column)
        condition = f"{number} IS NULL AND {raw.text(column)} IS NOT NULL"
        if name == "amount":
            condition = f"{number} IS NULL"
        if not (count := raw.count_where(condition)):
            continue
        rows = raw.rows_where(condition, [column])
        place = f"{_rows([row[0] for row in rows], count)}, column {column!r}"
        found = _shown([row[1] for row in rows], count)
        problems.append(
            Problem(raw.name, place, found, "a number", "correct the cells", check="numbers", rows=count)
        )
    return problems


def _infinite(raw: RawTable, reading: Reading) -> Problem:
    made = reading.expressions["amount"]
    condition = f"isinf({made}) OR isnan({made})"
    columns = list(reading.sources["amount"])
    rows, count = raw.rows_where(condition, columns), raw.count_where(condition)
    place = f"{_rows([row[0] for row in rows], count)}, column {' * '.join(columns)!r}"
    found = _shown([" * ".join(map(str, row[1:])) for row in rows], count)
    return Problem(
        raw.name, place, found, "a finite amount", "correct the cells", check="amounts", rows=count
    )


def _rows(numbers: list[int], count: int) -> str:
    """Row numbers as words: the first few, and how many more.

    >>> _rows([2, 5], 9)
    'rows 2, 5 and 7 more'
    """
    shown = listed([f"{n:,}" for n in numbers], "and")
    if count > len(numbers):
        shown = f"{', '.join(f'{n:,}' for n in numbers)} and {count - len(numbers):,} more"
    return f"{'row' if count == 1 else 'rows'} {shown}"


def _shown(values: list[Any], count: int) -> str:
    texts = list(dict.fromkeys("an empty cell" if v is None else repr(v) for v in values))
    return ", ".join(texts) + (" …" if count > len(values) else "")
