"""Tables and queries of databases, read where they are."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import ibis
import ibis.expr.types as ir

from workbench.config.settings import TableSource
from workbench.errors import InputError, Problem, listed, nearest
from workbench.sources.allowed import allowed_path
from workbench.sources.files.frames import register
from workbench.sources.raw import RawTable, literal, quoted
from workbench.sources.spark import connect_spark, is_files, shown_files, spark_files

LOCAL = frozenset({"sqlite", "duckdb"})
"""Engines whose database is a file: its rows are read by DuckDB here."""

_DIALECTS = {"spark": "spark"}
_JAVA = frozenset({"reflect", "try_reflect", "java_method"})
_SCHEME = re.compile(r"([a-z][a-z0-9+]*)://(.*)", re.DOTALL)


def scheme_of(url: str) -> str:
    """The engine that a url names; nothing else of a url may enter a message.

    Examples
    --------
    >>> scheme_of("postgresql://ana:secret@db/shop")
    'postgresql'
    """
    match = _SCHEME.fullmatch(url)
    return match[1] if match else ""


def shown_source(settings: TableSource) -> str:
    """Name a database table in a message: engine and table, never the url.

    Examples
    --------
    >>> shown_source(TableSource(source="postgresql://ana:secret@db/shop", table="orders"))
    "postgresql table 'orders'"
    """
    engine = scheme_of(settings.source)
    return f"{engine} table {shown_files(settings.table)!r}" if settings.table else f"{engine} query"


@contextlib.contextmanager
def open_database_table(
    settings: TableSource, *, folder: Path, connection: duckdb.DuckDBPyConnection
) -> Iterator[RawTable]:
    """Open a table or query of a database as a raw table of DuckDB.

    A DuckDB file is attached, read-only; rows of other engines are fetched.

    Raises
    ------
    InputError
        No table or query stated, no such table, or a database that cannot be reached.
    """
    name = shown_source(settings)
    if scheme_of(settings.source) == "duckdb":
        yield _raw(connection, _attached(settings, name, folder, connection), name, settings)
        return
    table = database_table(settings, folder=folder)
    try:
        with reported(name):
            fetched = table.to_pyarrow()
    finally:
        table.get_backend().disconnect()
    yield _raw(connection, register(connection, fetched), name, settings)


def _attached(settings: TableSource, name: str, folder: Path, connection: duckdb.DuckDBPyConnection) -> str:
    """Attach a DuckDB file read-only; after that the connection can open no other file."""
    _stated(settings, name)
    path = allowed_path(_local_path(settings.source), folder=folder)
    with reported(name):
        connection.execute(f"ATTACH {literal(str(path))} AS source (READ_ONLY)").fetchall()
        connection.execute("SET enable_external_access=false").fetchall()
        found = connection.execute("SELECT table_name FROM duckdb_tables() WHERE database_name = 'source'")
        known = [row[0] for row in found.fetchall()]
    if settings.query is not None:
        return f"({_qualified(settings.query)})"
    table = (settings.table or "").rpartition(".")[2]
    if table not in known:
        raise InputError(_no_table(name, table, known))
    return f"source.{'.'.join(quoted(part) for part in (settings.table or '').split('.'))}"


def _qualified(query: str) -> str:
    """The query with its tables looked up in the attached file."""
    import sqlglot
    from sqlglot.optimizer.qualify_tables import qualify_tables

    tree = qualify_tables(sqlglot.parse_one(query, dialect="duckdb"), catalog="source", db="main")
    return tree.sql(dialect="duckdb")


def _stated(settings: TableSource, name: str) -> None:
    """A table or a query must be there, and a query must be one SELECT."""
    if settings.table is None and settings.query is None:
        engine = scheme_of(settings.source)
        remedy = "state 'table:' or 'query:' beside the source"
        raise InputError(Problem(f"{engine} database", "", "neither a table nor a query", "one", remedy))
    if settings.query is not None:
        check_query(settings.query, name, dialect=_DIALECTS.get(scheme_of(settings.source)))


def _no_table(name: str, table: str, known: list[str]) -> Problem:
    hint = nearest(table, known) or (
        f"the tables are {listed(known[:12], 'and')}" if known else "name a table"
    )
    return Problem(name, "key table", "there is no such table", "", hint)


def database_table(settings: TableSource, *, folder: Path) -> ir.Table:
    """The Ibis table of a source with a url; nothing is fetched."""
    name = shown_source(settings)
    _stated(settings, name)
    with reported(name):
        backend = connect(settings.source, folder=folder)
        if settings.query is not None:
            return backend.sql(settings.query)
        if backend.name == "pyspark" and is_files(settings.table):
            return spark_files(backend, settings.table or "", folder=folder)
        database, _, table = (settings.table or "").rpartition(".")
        if not database and table not in (known := backend.list_tables()):
            backend.disconnect()
            raise InputError(_no_table(name, table, known))
        return backend.table(table, database=database or None)


def connect(url: str, *, folder: Path) -> Any:
    """Connect to the engine of a url; a local database file must be one the study may read."""
    if scheme_of(url) == "sqlite":
        return ibis.sqlite.connect(allowed_path(_local_path(url), folder=folder))
    if scheme_of(url) == "spark":
        return connect_spark(url)
    return ibis.connect(url.replace("postgresql://", "postgres://", 1))


def check_query(query: str, name: str, *, dialect: str | None = None) -> None:
    """Refuse what is not one SELECT: a study reads, and nothing else.

    Examples
    --------
    >>> check_query("DROP TABLE orders", "sqlite query")
    Traceback (most recent call last):
    ...
    workbench.errors.InputError: sqlite query, key query: is not one SELECT; expected a single SELECT that changes nothing. Correct the query.
    """
    import sqlglot
    from sqlglot import exp

    try:
        statements = sqlglot.parse(query, dialect=dialect)
    except (sqlglot.ParseError, sqlglot.TokenError, RecursionError) as error:
        raise InputError(
            Problem(name, "key query", "is no SQL that can be read", "", "correct it")
        ) from error
    changing = (exp.Insert, exp.Update, exp.Delete, exp.Create, exp.Drop, exp.Command, exp.Copy, exp.Into)
    one = len(statements) == 1 and isinstance(statements[0], exp.Query)
    if not one or any(statements[0].find_all(*changing)) or _runs_code(statements[0]):  # type: ignore[union-attr]
        expected = "a single SELECT that changes nothing"
        raise InputError(Problem(name, "key query", "is not one SELECT", expected, "correct the query"))


def _runs_code(query: Any) -> bool:
    """Functions with which a SELECT of Spark calls any method of Java."""
    from sqlglot import exp

    return any(call.name.lower() in _JAVA for call in query.find_all(exp.Anonymous))


@contextlib.contextmanager
def reported(name: str, done: str = "read") -> Iterator[None]:
    """Turn what an engine says into our error, without its text: that may hold the url.

    `done` is what could not be done with it.
    """
    try:
        yield
    except InputError:
        raise
    except ModuleNotFoundError as error:
        engine = name.split()[0]
        remedy = f"install it with: pip install '{_extra(engine)}'"
        raise InputError(Problem(name, "", f"needs the package {error.name!r}", "", remedy)) from None
    except Exception as error:  # noqa: BLE001 - each engine has its own exceptions; none may show the url
        kind = type(error).__name__
        right = "read the table" if done == "read" else "read the table and write beside it"
        remedy = f"check the url, that the server runs, and that you may {right}"
        raise InputError(Problem(name, "", f"cannot be {done} ({kind})", "", remedy)) from None


def _extra(engine: str) -> str:
    """What to install for an engine: an extra of ours, or of Ibis for one that is not tested here."""
    own = {"postgresql": "postgres", "postgres": "postgres", "spark": "spark"}.get(engine)
    return f"persona-workbench[{own}]" if own else f"ibis-framework[{engine}]"


def _local_path(url: str) -> str:
    """``sqlite:///data/a.db`` is beside the study, ``sqlite:////srv/a.db`` is absolute."""
    rest = url.split("://", 1)[1]
    return rest[1:] if rest.startswith("/") else rest


def _raw(connection: duckdb.DuckDBPyConnection, sql: str, name: str, settings: TableSource) -> RawTable:
    with reported(name):
        described = connection.execute(f"DESCRIBE SELECT * FROM {sql}").fetchall()
    return RawTable(
        name=name,
        connection=connection,
        sql=sql,
        columns={row[0]: row[1] for row in described},
        first_row=1,
        facts={"format": scheme_of(settings.source), "header_rows": 0},
        decimal=settings.decimal,
        date_format=settings.date_format,
    )
