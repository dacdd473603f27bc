"""Purchases that stay in their database: the canonical columns as an expression there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir

from workbench.config import PurchaseSettings
from workbench.errors import InputError, Problem, number_of
from workbench.sources.amounts import factors_of
from workbench.sources.database import database_table, reported, scheme_of, shown_source
from workbench.sources.lines import NUMBERS, OPTIONAL, TEXTS
from workbench.sources.purchases import Purchases, finished, named_columns
from workbench.sources.windows import edge_columns


def open_engine_purchases(settings: PurchaseSettings, *, folder: Path) -> Purchases:
    """Describe the lines of a database table; nothing but their summary is fetched.

    Dates must be dates or timestamps there and amounts numbers: what is text in a database is
    cast in ``query``, by its owner.

    Raises
    ------
    InputError
        Columns that are not there or of another type; lines without customer, date or amount.
    """
    name = shown_source(settings)
    table = database_table(settings, folder=folder)
    columns, missing = named_columns(settings, list(table.columns), file=name)
    if missing:
        raise InputError(missing)
    lines = _canonical(table, settings, columns, name)
    with reported(name):
        summary = _summary(lines)
        _refuse_faults(name, summary)
        has = frozenset(column for column in OPTIONAL if column in columns)
        facts = {"file": name, "format": scheme_of(settings.source), "date_format": "as stored"}
        read = Purchases(lines, table.get_backend(), has, (), facts, stay=True)
        return finished(settings, summary, read)


def _canonical(table: ir.Table, settings: PurchaseSettings, columns: dict[str, str], name: str) -> ir.Table:
    time = table[columns["date"]]
    if not (time.type().is_timestamp() or time.type().is_date()):
        remedy = f"cast it in 'query': CAST({columns['date']} AS timestamp)"
        raise InputError(_wrong_type(name, columns["date"], time, "a date or timestamp", remedy))
    made: dict[str, Any] = {
        "customer": table[columns["customer"]].cast("string"),
        "time": time.cast("timestamp"),
    }
    if "order" in columns:
        made["order"] = table[columns["order"]].cast("string")
    else:
        made["order"] = made["customer"] + " " + time.cast("date").cast("string")
    made["amount"] = ibis.literal(0.0)
    if settings.amount is not None:
        made["amount"] = ibis.literal(1.0)
        for factor in factors_of(settings.amount, table.columns, file=name):
            number = ibis.literal(factor) if isinstance(factor, float) else _number(table, factor, name)
            made["amount"] *= number
    for column in NUMBERS:
        if column in columns:
            made[column] = _number(table, columns[column], name)
    for column in TEXTS:
        if column in columns:
            made[column] = table[columns[column]].cast("string")
    for name_, column in edge_columns(settings).items():
        made[name_] = table[column].cast("timestamp")
    return table.select(**made)


def _number(table: ir.Table, column: str, name: str) -> ir.Column:
    found = table[column]
    if not found.type().is_numeric():
        raise InputError(
            _wrong_type(name, column, found, "numbers", f"cast it in 'query': CAST({column} AS float8)")
        )
    return found.cast("float64")


def _wrong_type(name: str, column: str, found: ir.Column, expected: str, remedy: str) -> Problem:
    return Problem(name, f"column {column!r}", f"is of type {found.type()}", expected, remedy, check="types")


def _summary(lines: ir.Table) -> dict[str, Any]:
    row = (
        lines.aggregate(
            rows=lines.count(),
            customers=lines.customer.nunique(),
            no_customer=lines.customer.isnull().sum(),
            no_time=lines.time.isnull().sum(),
            no_amount=lines.amount.isnull().sum(),
            negative=(lines.amount < 0).sum(),
            zero=(lines.amount == 0).sum(),
            revenue=lines.amount.sum(),
            first=lines.time.min(),
            last=lines.time.max(),
        )
        .to_pyarrow()
        .to_pylist()[0]
    )
    return {key: value if value is not None or key in {"first", "last"} else 0 for key, value in row.items()}


def _refuse_faults(name: str, summary: dict[str, Any]) -> None:
    if not summary["rows"]:
        raise InputError(Problem(name, "", "has no rows", "rows", "name another table"))
    remedy = "leave them out in 'query', or correct them there"
    problems = [
        Problem(
            name,
            "",
            f"{number_of(int(summary[key]), 'line')} without {what}",
            "",
            remedy,
            check="missing",
            rows=int(summary[key]),
        )
        for key, what in (("no_customer", "a customer"), ("no_time", "a date"), ("no_amount", "an amount"))
        if summary[key]
    ]
    if problems:
        raise InputError(problems)
