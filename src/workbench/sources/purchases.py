"""Purchases as one table of lines with canonical columns."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir

from workbench.config import PurchaseSettings
from workbench.errors import InputError, Problem, listed, nearest
from workbench.sources.amounts import factors_of
from workbench.sources.columns.dates import DateFormat
from workbench.sources.columns.numbers import NumberFormat, number_format
from workbench.sources.dated import whole_column_format
from workbench.sources.files.opening import open_file
from workbench.sources.ids import SCIENTIFIC_SQL, scientific_ids
from workbench.sources.raw import RawTable, literal, quoted

TEXTS = ("category", "product", "channel")
OPTIONAL = ("order", "quantity", *TEXTS, "cost")
LINES = "lines"
PEOPLE = "people"


@dataclass(frozen=True, slots=True)
class Purchases:
    """Purchase lines, ready to be aggregated where they are.

    Attributes
    ----------
    lines
        An Ibis table: ``customer`` (text), ``time``, ``order`` (text), ``amount`` (of the line;
        negative is a return), what `has` lists, and ``observed_from``, ``observed_until``: the
        window in which purchases of this customer could have been seen.
    has
        Which of quantity, category, product, channel, cost the study names; ``order`` when the
        file has order ids (else an order is a customer's day).
    connection
        The Ibis backend that holds `lines`.
    problems
        Warnings and notes for the data page.
    facts
        What was detected and counted, as plain JSON values.
    """

    lines: ir.Table
    connection: Any
    has: frozenset[str] = frozenset()
    problems: tuple[Problem, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)


def open_purchases(settings: PurchaseSettings, *, folder: Path) -> Purchases:
    """Read purchases: a file in one pass of DuckDB, a database table where it is.

    Parameters
    ----------
    settings
        The section ``purchases`` of study.yaml.
    folder
        The study's folder, where relative paths start.

    Raises
    ------
    InputError
        Every problem of the source: file, columns, dates, amounts, ids; rows by their numbers.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "p.csv").write_text("who,day,eur\\n007,2024-01-31,9.5\\n007,2024-02-01,-2\\n")
    >>> given = PurchaseSettings(source="p.csv", customer="who", date="day", amount="eur")
    >>> open_purchases(given, folder=folder).lines.to_pandas()[["customer", "order", "amount"]].values.tolist()
    [['007', '007 2024-01-31', 9.5], ['007', '007 2024-02-01', -2.0]]
    """
    connection = ibis.duckdb.connect()
    if "://" in settings.source:
        from workbench.sources.database import LOCAL, open_database_table, scheme_of

        if scheme_of(settings.source) not in LOCAL:
            from workbench.sources.engine import open_engine_purchases

            return open_engine_purchases(settings, folder=folder)
        with open_database_table(settings, folder=folder, connection=connection.con) as raw:
            return _load(raw, settings, connection)
    with open_file(settings, folder=folder, connection=connection.con) as raw:
        return _load(raw, settings, connection)


def _load(raw: RawTable, settings: PurchaseSettings, connection: Any) -> Purchases:
    columns = named_columns(settings, list(raw.columns), file=raw.name)
    reading = _Reading.of(raw, settings, columns)
    selected = ", ".join(f"{sql} AS {quoted(name)}" for name, sql in reading.expressions.items())
    raw.run(f"CREATE TABLE {LINES} AS SELECT {selected} FROM {raw.sql}")
    summary = _summary(connection, reading.numbers)
    _refuse_faults(raw, reading, summary)
    lines, window = with_window(connection.table(LINES), settings, summary)
    facts = {"file": raw.name, **raw.facts, **counted(summary), "window": window, **reading.facts}
    has = frozenset(name for name in OPTIONAL if columns.get(name))
    problems = (*raw.problems, *reading.notes, *remarks(raw.name, summary))
    return Purchases(lines, connection, has, problems, facts)


def named_columns(settings: PurchaseSettings, known: list[str], *, file: str) -> dict[str, str]:
    """Canonical column → column of the source, for those that the study names.

    Raises
    ------
    InputError
        Every named column that the source does not have, with the nearest it has.
    """
    named = {
        name: given
        for name in ("customer", "date", *OPTIONAL)
        if (given := getattr(settings, name)) is not None
    }
    window = {
        f"observed.{edge.rstrip('_')}": given
        for edge in ("from_", "until")
        if isinstance(given := getattr(settings.observed, edge), str) and given != "customer"
    }
    problems = []
    for name, given in {**named, **window}.items():
        if given not in known:
            hint = nearest(given, known) or f"the columns are {listed(known, 'and')}"
            problems.append(Problem(file, f"key purchases.{name}", f"no column {given!r}", "", hint))
    if settings.amount is not None:
        try:
            factors_of(settings.amount, known, file=file)
        except InputError as error:
            problems.extend(error.problems)
    if problems:
        raise InputError(problems)
    return named


@dataclass(frozen=True, slots=True)
class _Reading:
    """How each canonical column is made from the source."""

    expressions: dict[str, str]
    sources: dict[str, tuple[str, ...]]
    numbers: tuple[str, ...]
    date: DateFormat | None
    notes: tuple[Problem, ...]
    facts: dict[str, Any]

    @classmethod
    def of(cls, raw: RawTable, settings: PurchaseSettings, columns: Mapping[str, str]) -> _Reading:
        date = None if raw.is_moment(columns["date"]) else whole_column_format(raw, columns["date"])
        time = quoted(columns["date"]) if date is None else date.sql(raw.text(columns["date"]))
        customer = raw.text(columns["customer"])
        made: dict[str, str] = {"customer": customer, "time": f"CAST({time} AS TIMESTAMP)"}
        used: dict[str, tuple[str, ...]] = {"customer": (columns["customer"],), "time": (columns["date"],)}
        if "order" in columns:
            made["order"] = raw.text(columns["order"])
        else:
            made["order"] = f"{customer} || ' ' || strftime({made['time']}, '%Y-%m-%d')"
        numbers = []
        if settings.amount is not None:
            factors = factors_of(settings.amount, raw.columns, file=raw.name)
            parts = [str(f) if isinstance(f, float) else number_sql(raw, f) for f in factors]
            made["amount"] = " * ".join(parts)
            used["amount"] = tuple(f for f in factors if isinstance(f, str))
            numbers.append("amount")
        else:
            made["amount"] = "CAST(0 AS DOUBLE)"
        for name in ("quantity", "cost"):
            if name in columns:
                made[name] = number_sql(raw, columns[name])
                used[name] = (columns[name],)
                numbers.append(name)
        for name in TEXTS:
            if name in columns:
                made[name] = raw.text(columns[name])
        for edge in ("from_", "until"):
            given = getattr(settings.observed, edge)
            if isinstance(given, str) and given != "customer":
                form = None if raw.is_moment(given) else whole_column_format(raw, given)
                edge_sql = quoted(given) if form is None else form.sql(raw.text(given))
                made[f"given_{edge.rstrip('_')}"] = f"CAST({edge_sql} AS TIMESTAMP)"
        facts = {"date_format": date.name if date else "as stored"}
        return cls(made, used, tuple(numbers), date, (), facts)


def number_sql(raw: RawTable, column: str) -> str:
    """A column as DOUBLE, written as its first values are."""
    if raw.is_number(column):
        return f"CAST({quoted(column)} AS DOUBLE)"
    values = raw.values(column)
    style = number_format(values, decimal=raw.decimal)
    if style is None:  # some are no numbers: read as most are, the others are reported with their rows
        numeric = [v for v in values if number_format([v], decimal=raw.decimal)]
        style = number_format(numeric, decimal=raw.decimal) or number_format(["1"])
    assert style is not None
    return style.sql(raw.text(column))


def _summary(connection: Any, numbers: tuple[str, ...]) -> dict[str, Any]:
    """Everything that is counted of the lines, in two passes over the table in memory."""
    con = connection.con
    con.execute(
        f"CREATE TABLE {PEOPLE} AS SELECT customer, count(*) AS lines, min(time) AS first, max(time) AS last"
        f" FROM {LINES} GROUP BY customer"
    ).fetchall()
    empty = "".join(f" count(*) - count({name}) AS no_{name}," for name in numbers)
    counted = con.execute(
        f"SELECT count(*) AS rows, count(*) - count(time) AS no_time,{empty}"
        " count(*) FILTER (WHERE isnan(amount) OR isinf(amount)) AS infinite,"
        " count(*) FILTER (WHERE amount < 0) AS negative, count(*) FILTER (WHERE amount = 0) AS zero,"
        f" sum(amount) AS revenue, min(time) AS first, max(time) AS last FROM {LINES}"
    )
    names = [column[0] for column in counted.description]
    row = dict(zip(names, counted.fetchall()[0], strict=True))
    people = con.execute(
        "SELECT count(customer), coalesce(sum(lines) FILTER (WHERE customer IS NULL), 0),"
        f" count(*) FILTER (WHERE regexp_matches(customer, {literal(SCIENTIFIC_SQL)})) FROM {PEOPLE}"
    ).fetchall()[0]
    return {**row, **dict(zip(("customers", "no_customer", "scientific"), people, strict=True))}


def _refuse_faults(raw: RawTable, reading: _Reading, summary: Mapping[str, Any]) -> None:
    """Raise every fault of the values at once, each with its rows."""
    if not summary["rows"]:
        remedy = "export the data again"
        raise InputError(Problem(raw.name, "", "has a header and no rows", "rows below the header", remedy))
    problems: list[Problem] = []
    if summary["scientific"]:
        problems.append(scientific_ids(raw, reading.sources["customer"][0]))
    if summary["no_customer"]:
        column = reading.sources["customer"][0]
        problems.append(_missing(raw, column, "customers", "give each line its customer, or remove the lines"))
    if summary["no_time"]:
        problems.append(_no_dates(raw, reading))
    for name in reading.numbers:
        if summary[f"no_{name}"]:
            problems.extend(_no_numbers(raw, reading, name))
    if summary["infinite"]:
        problems.append(_infinite(raw, reading))
    if problems:
        raise InputError(problems)


def _missing(raw: RawTable, column: str, what: str, remedy: str) -> Problem:
    condition = f"{raw.text(column)} IS NULL"
    rows = [row[0] for row in raw.rows_where(condition, [column])]
    count = raw.count_where(condition)
    return Problem(raw.name, f"{_rows(rows, count)}, column {column!r}", f"{count:,} lines without {what}", "", remedy, check="missing", rows=count)


def _no_dates(raw: RawTable, reading: _Reading) -> Problem:
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
    return Problem(raw.name, place, _shown([row[1] for row in rows], count), expected, remedy, check="dates", rows=count)


def _no_numbers(raw: RawTable, reading: _Reading, name: str) -> list[Problem]:
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
        problems.append(Problem(raw.name, place, found, "a number", "correct the cells", check="numbers", rows=count))
    return problems


def _infinite(raw: RawTable, reading: _Reading) -> Problem:
    made = reading.expressions["amount"]
    condition = f"isinf({made}) OR isnan({made})"
    columns = list(reading.sources["amount"])
    rows, count = raw.rows_where(condition, columns), raw.count_where(condition)
    place = f"{_rows([row[0] for row in rows], count)}, column {' * '.join(columns)!r}"
    found = _shown([" * ".join(map(str, row[1:])) for row in rows], count)
    return Problem(raw.name, place, found, "a finite amount", "correct the cells", check="amounts", rows=count)


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


def with_window(
    lines: ir.Table, settings: PurchaseSettings, summary: Mapping[str, Any]
) -> tuple[ir.Table, dict[str, str]]:
    """Add ``observed_from`` and ``observed_until`` to the lines, and say what they are."""
    bounds = {}
    said = {}
    for edge, key, whole in (("from", "from_", summary["first"]), ("until", "until", summary["last"])):
        given = getattr(settings.observed, key)
        if isinstance(given, datetime.date):
            moment = datetime.datetime.combine(given, datetime.time(23, 59, 59) if edge == "until" else datetime.time())
            bounds[edge], said[edge] = ibis.literal(moment, type="timestamp"), given.isoformat()
        elif given is None:
            bounds[edge], said[edge] = ibis.literal(whole, type="timestamp"), whole.date().isoformat()
        else:
            said[edge] = "each customer's own" + ("" if given == "customer" else f", column {given!r}")
    own = {edge for edge in ("from", "until") if edge not in bounds}
    if own:
        lines = lines.join(_own_windows(lines, settings, own), "customer")
    columns = {f"observed_{edge}": bounds.get(edge, lines[f"own_{edge}"] if edge in own else None) for edge in ("from", "until")}
    kept = [c for c in lines.columns if not c.startswith(("own_", "given_")) and c != "customer_right"]
    return lines.select(*kept, **columns), said


def _own_windows(lines: ir.Table, settings: PurchaseSettings, edges: set[str]) -> ir.Table:
    """One row a customer: where their own window begins or ends."""
    ends = {}
    for edge in edges:
        given = settings.observed.from_ if edge == "from" else settings.observed.until
        column = lines.time if given == "customer" else lines[f"given_{edge}"]
        ends[f"own_{edge}"] = column.min() if edge == "from" else column.max()
    return lines.group_by("customer").aggregate(**ends)


def counted(summary: Mapping[str, Any]) -> dict[str, Any]:
    plain = {name: summary[name] for name in ("rows", "customers", "negative", "zero")}
    moments = {name: summary[name].isoformat(" ", "seconds") for name in ("first", "last")}
    return {**plain, "revenue": round(float(summary["revenue"]), 2), **moments}


def remarks(name: str, summary: Mapping[str, Any]) -> list[Problem]:
    said = []
    if n := summary["negative"]:
        said.append(Problem(name, "amounts", f"{n:,} lines are negative: taken as returns", severity="note", check="returns", rows=n))
    if n := summary["zero"]:
        said.append(Problem(name, "amounts", f"{n:,} lines are zero: orders without revenue", severity="note", check="zero amounts", rows=n))
    return said
