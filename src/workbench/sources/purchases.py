"""Purchases as one table of lines with canonical columns."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from tempfile import gettempdir
from typing import Any

import duckdb
import ibis
import ibis.expr.types as ir

from workbench.config import PurchaseSettings
from workbench.errors import InputError, Problem, listed, nearest, number_of
from workbench.sources.amounts import factors_of
from workbench.sources.endings import Endings, endings
from workbench.sources.faults import faults_of
from workbench.sources.files.opening import open_file
from workbench.sources.ids import SCIENTIFIC_SQL
from workbench.sources.lines import OPTIONAL, Reading, reading_of
from workbench.sources.raw import RawTable, literal, quoted
from workbench.sources.windows import edge_columns, with_window

LINES = "lines"
PEOPLE = "people"
KEPT_AS_THEY_ARE = 2_000_000
"""So many lines take some 150 MB; to compress them takes longer than to read them."""


@dataclass(frozen=True, slots=True)
class Purchases:
    """Purchase lines, ready to be aggregated where they are.

    Attributes
    ----------
    lines
        An Ibis table: ``customer`` (text), ``time``, ``order`` (text, or whole numbers where the file stores
        such), ``amount`` (of the line; negative is a return), what `has` lists, and ``observed_from``, ``observed_until``: the
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
    stay
        Do the lines stay in a database of their own?
    """

    lines: ir.Table
    connection: Any
    has: frozenset[str] = frozenset()
    problems: tuple[Problem, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    stay: bool = False


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
    connection = local_engine()
    if "://" in settings.source:
        from workbench.sources.database import LOCAL, open_database_table, scheme_of

        if scheme_of(settings.source) not in LOCAL:
            from workbench.sources.engine import open_engine_purchases

            return open_engine_purchases(settings, folder=folder)
        with open_database_table(settings, folder=folder, connection=connection.con) as raw:
            return _load(raw, settings, connection)
    with open_file(settings, folder=folder, connection=connection.con) as raw:
        return _load(raw, settings, connection)


def local_engine(environment: Mapping[str, str] | None = None) -> Any:
    """A DuckDB of this process that spills to the system's temporary folder.

    ``WORKBENCH_MEMORY`` (such as ``2GB``) limits its memory; without it DuckDB takes up to 80 % of the machine's.
    """
    limit = (os.environ if environment is None else environment).get("WORKBENCH_MEMORY")
    connection = ibis.duckdb.connect(temp_directory=str(Path(gettempdir()) / f"workbench-{os.getpid()}"))
    connection.raw_sql("ATTACH ':memory:' AS workbench (COMPRESS)").fetchall()
    connection.raw_sql("USE workbench").fetchall()
    if limit:
        try:
            connection.con.execute(f"SET memory_limit = {literal(limit)}").fetchall()
        except duckdb.Error as error:
            remedy = "correct it, or unset it"
            raise InputError(
                Problem("WORKBENCH_MEMORY", "", repr(limit), "a size such as 2GB", remedy)
            ) from error
    return connection


def _load(raw: RawTable, settings: PurchaseSettings, connection: Any) -> Purchases:
    raw.refuse_empty()
    columns, missing = named_columns(settings, list(raw.columns), file=raw.name)
    if missing and not {"customer", "date"} <= set(columns):
        raise InputError(missing)
    reading = reading_of(raw, settings, columns)
    selected = ", ".join(f"{sql} AS {quoted(name)}" for name, sql in reading.expressions.items())
    raw.run("SET preserve_insertion_order = false")  # sums do not need it, and lines load faster
    raw.run(f"CREATE TABLE {LINES} AS SELECT {selected} FROM {raw.sql}")
    raw.run("SET preserve_insertion_order = true")  # row numbers do
    summary = _summary(connection, reading)
    if summary["rows"] > KEPT_AS_THEY_ARE:
        raw.run("CHECKPOINT")  # now the lines are kept compressed: a quarter of the memory
    if problems := [*missing, *faults_of(raw, reading, summary)]:
        raise InputError(problems)
    has = frozenset(name for name in OPTIONAL if name in columns)
    facts = {**raw.facts, "date_format": reading.date.name if reading.date else "as stored"}
    read = Purchases(connection.table(LINES), connection, has, raw.problems, {"file": raw.name, **facts})
    return finished(settings, summary, read)


def finished(settings: PurchaseSettings, summary: Mapping[str, Any], read: Purchases) -> Purchases:
    """Add windows, counts and remarks to lines that have been read."""
    lines, window = with_window(read.lines, settings, summary)
    name = str(read.facts["file"])
    remarks = remarks_on(name, summary, read.has)
    facts = {**read.facts, **counted(summary), "window": window}
    if settings.observed.until is None:
        ends = endings(read.lines)
        facts["histories"] = asdict(ends)
        remarks += _ends_remark(name, ends)
    return replace(read, lines=lines, problems=(*read.problems, *remarks), facts=facts)


def named_columns(
    settings: PurchaseSettings, known: list[str], *, file: str
) -> tuple[dict[str, str], list[Problem]]:
    """Canonical column → column of the source, and a problem for each that the source does not have."""
    named = {
        name: given
        for name in ("customer", "date", *OPTIONAL)
        if (given := getattr(settings, name)) is not None
    }
    window = {f"observed.{name.removeprefix('given_')}": c for name, c in edge_columns(settings).items()}
    problems = [
        Problem(
            file,
            f"key purchases.{name}",
            f"no column {given!r}",
            "",
            nearest(given, known) or f"the columns are {listed(known, 'and')}",
            check="columns",
        )
        for name, given in {**named, **window}.items()
        if given not in known
    ]
    if settings.amount is not None:
        try:
            factors_of(settings.amount, known, file=file)
        except InputError as error:
            problems.extend(error.problems)
    return {name: given for name, given in named.items() if given in known}, problems


def _summary(connection: Any, reading: Reading) -> dict[str, Any]:
    """Everything that is counted of the lines, in two passes over the table in memory."""
    con = connection.con
    con.execute(
        f"CREATE TABLE {PEOPLE} AS SELECT customer, count(*) AS lines, min(time) AS first, max(time) AS last"
        f" FROM {LINES} GROUP BY customer"
    ).fetchall()
    empty = "".join(f" count(*) - count({name}) AS no_{name}," for name in (*reading.numbers, *reading.texts))
    counted = con.execute(
        f"SELECT count(*) AS rows, count(*) - count(time) AS no_time,{empty}"
        " count(*) FILTER (WHERE isnan(amount) OR isinf(amount)) AS infinite,"
        " count(*) FILTER (WHERE amount < 0) AS negative, count(*) FILTER (WHERE amount = 0) AS zero,"
        f" sum(amount) AS revenue, min(time) AS first, max(time) AS last FROM {LINES}"
    )
    names = [column[0] for column in counted.description]
    row = dict(zip(names, counted.fetchall()[0], strict=True))
    people = con.execute(
        "SELECT count(customer), max(length(customer)), coalesce(sum(lines) FILTER (WHERE customer IS NULL), 0),"
        f" count(*) FILTER (WHERE regexp_matches(customer, {literal(SCIENTIFIC_SQL)})) FROM {PEOPLE}"
    ).fetchall()[0]
    return {**row, **dict(zip(("customers", "longest_id", "no_customer", "scientific"), people, strict=True))}


def counted(summary: Mapping[str, Any]) -> dict[str, Any]:
    """The counts of a summary as plain JSON values."""
    plain = {name: summary[name] for name in ("rows", "customers", "negative", "zero")}
    moments = {name: summary[name].isoformat(" ", "seconds") for name in ("first", "last")}
    return {**plain, "revenue": round(float(summary["revenue"]), 2), **moments}


def remarks_on(name: str, summary: Mapping[str, Any], has: frozenset[str]) -> list[Problem]:
    """What is not wrong but worth knowing: returns, zero amounts, lines without a category."""
    said = []
    if n := summary["negative"]:
        said.append(
            Problem(
                name,
                "amounts",
                f"{_lines_are(n)} negative: taken as returns",
                severity="note",
                check="returns",
                rows=n,
            )
        )
    if n := summary["zero"]:
        said.append(
            Problem(
                name,
                "amounts",
                f"{_lines_are(n)} zero: orders without revenue",
                severity="note",
                check="zero amounts",
                rows=n,
            )
        )
    for column in sorted(has & {"category", "channel", "product"}):
        if n := summary.get(f"no_{column}"):
            found = f"{n:,} of {summary['rows']:,} lines have no {column}"
            said.append(Problem(name, f"column {column!r}", found, severity="note", check="missing", rows=n))
    return said


def _lines_are(count: int) -> str:
    return f"{number_of(count, 'line')} {'is' if count == 1 else 'are'}"


def _ends_remark(name: str, ends: Endings) -> list[Problem]:
    if not ends.differ:
        return []
    found = (
        f"histories end at different dates: {ends.silent:,} of {ends.regular:,} regular customers fall silent,"
        f" {ends.late:,} of them in the last fifth of their history"
    )
    remedy = "if people left the sample rather than stopped buying, state 'observed: {until: customer}'"
    return [
        Problem(name, "histories", found, "", remedy, severity="warning", check="histories", rows=ends.silent)
    ]
