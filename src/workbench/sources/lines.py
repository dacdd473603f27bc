"""How each canonical column of purchase lines is made from the source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from workbench.config import PurchaseSettings
from workbench.errors import InputError
from workbench.sources.amounts import factors_of
from workbench.sources.columns.dates import DateFormat
from workbench.sources.columns.numbers import NumberFormat, number_format
from workbench.sources.dated import whole_column_format
from workbench.sources.raw import RawTable, quoted
from workbench.sources.windows import edge_columns

TEXTS = ("category", "product", "channel")
NUMBERS = ("quantity", "cost")
OPTIONAL = ("order", "quantity", *TEXTS, "cost")


@dataclass(frozen=True, slots=True)
class Reading:
    """Canonical column → DuckDB expression, with what the expressions rest on.

    Attributes
    ----------
    expressions
        Canonical column → expression of the source's columns.
    sources
        Canonical column → the source's columns it is made of.
    numbers
        Canonical columns that must hold numbers.
    date
        How dates are written; None when they are stored as dates.
    """

    expressions: Mapping[str, str]
    sources: Mapping[str, tuple[str, ...]]
    numbers: tuple[str, ...] = ()
    date: DateFormat | None = None
    texts: tuple[str, ...] = field(default=())


def reading_of(raw: RawTable, settings: PurchaseSettings, columns: Mapping[str, str]) -> Reading:
    """Decide how to read every column that the study names.

    Parameters
    ----------
    raw
        The source.
    settings
        The section ``purchases`` of study.yaml.
    columns
        Canonical column → column of the source.
    """
    date = None if raw.is_moment(columns["date"]) else whole_column_format(raw, columns["date"])
    customer, time = raw.text(columns["customer"]), _moment(raw, columns["date"], date)
    made = {"customer": customer, "time": time}
    used: dict[str, tuple[str, ...]] = {"customer": (columns["customer"],), "time": (columns["date"],)}
    made["order"] = _order(raw, columns) or f"{customer} || ' ' || strftime({time}, '%Y-%m-%d')"
    made["amount"], used["amount"] = _amount(raw, settings)
    for name in NUMBERS:
        if name in columns:
            made[name], used[name] = number_sql(raw, columns[name]), (columns[name],)
    texts = tuple(name for name in TEXTS if name in columns)
    made |= {name: raw.text(columns[name]) for name in texts}
    for name, column in edge_columns(settings, raw.columns).items():
        form = None if raw.is_moment(column) else whole_column_format(raw, column)
        made[name], used[name] = _moment(raw, column, form), (column,)
    numbers = tuple(name for name in ("amount", *NUMBERS) if used.get(name))
    return Reading(made, used, numbers, date, texts)


def _order(raw: RawTable, columns: Mapping[str, str]) -> str | None:
    """Order ids as text; stored whole numbers as they are: nobody sees them, and they part orders as well, faster."""
    if "order" not in columns:
        return None
    name = columns["order"]
    return quoted(name) if raw.is_whole_number(name) else raw.text(name)


def _moment(raw: RawTable, column: str, form: DateFormat | None) -> str:
    if form is None:
        return f"CAST({quoted(column)} AS TIMESTAMP)"
    made = form.sql(raw.text(column) if form.pattern else raw.cell(column))
    return f"CAST({made} AS TIMESTAMP)"


def _amount(raw: RawTable, settings: PurchaseSettings) -> tuple[str, tuple[str, ...]]:
    """A study without amounts counts orders only: every amount is zero."""
    if settings.amount is None:
        return "CAST(0 AS DOUBLE)", ()
    try:
        factors = factors_of(settings.amount, raw.columns, file=raw.name)
    except InputError:
        return "CAST(0 AS DOUBLE)", ()  # told by named_columns; the other columns are checked all the same
    parts = [repr(f) if isinstance(f, float) else number_sql(raw, f) for f in factors]
    return " * ".join(parts), tuple(f for f in factors if isinstance(f, str))


def number_sql(raw: RawTable, column: str) -> str:
    """A column as DOUBLE, written as its first values are.

    When some of these are no numbers it is read as most are; the others are reported with their rows.
    """
    if raw.is_number(column):
        return f"CAST({quoted(column)} AS DOUBLE)"
    values = raw.values(column)
    style = number_format(values, decimal=raw.decimal)
    if style is None:
        numeric = [value for value in values if number_format([value], decimal=raw.decimal)]
        style = number_format(numeric, decimal=raw.decimal)
    style = style or NumberFormat(plain=True)
    return style.sql(raw.cell(column) if style.plain else raw.text(column))
