"""A table written into an engine: whole under its name, or not at all."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import ibis.expr.types as ir

from workbench.errors import InputError, Problem
from workbench.sources.spark import FILES, address_of, files_at


@dataclass(frozen=True, slots=True)
class Target:
    """Where a table is to be written.

    Attributes
    ----------
    backend
        The Ibis backend of the engine.
    name
        As the person gave it: ``scored``, ``shop.scored``, or, of Spark, ``parquet.`path` ``.
    folder
        The study's folder, inside of which such a path has to lie.
    """

    backend: Any
    name: str
    folder: Path

    @property
    def parts(self) -> tuple[str | None, str]:
        """Schema, if one is named, and table."""
        schema, _, table = self.name.rpartition(".")
        return schema or None, table

    @property
    def is_files(self) -> bool:
        return self.backend.name == "pyspark" and FILES.fullmatch(self.name) is not None

    def __str__(self) -> str:
        return f"table {self.name!r}"


def refuse_taken(target: Target, *, replace: bool) -> None:
    """Ask before anything is computed: may the table be written?

    Raises
    ------
    InputError
        It is there already and may not be replaced, or it would be forgotten at once.
    """
    if not target.is_files and target.backend.name == "pyspark" and _forgets(target.backend):
        raise InputError(
            Problem(
                "--into", "", "the catalogue of this Spark is in memory: the table would be forgotten at the end", "",
                "set spark.sql.catalogImplementation to hive, or write files: --into 'parquet.`data/scored`'",
            )
        )  # fmt: skip
    if not replace and _is_there(target):
        remedy = "choose another name, or replace it with --replace"
        raise InputError(Problem("--into", "", f"{target} is there already", "", remedy))


def written(rows: ir.Table, target: Target, *, replace: bool) -> ir.Table:
    """Write rows into the engine that holds them, and give the table that came of it.

    They are written under a name of their own, which is changed when all are there; until then an earlier
    table stands as it was. Spark's catalogue cannot change two names at once: between dropping the earlier
    table and naming the new one there is a moment without either.
    """
    if target.is_files:
        return _files(rows, target, replace=replace)
    schema, table = target.parts
    made = f"{table}_{uuid4().hex[:12]}"
    try:
        _made(rows, target, made)
        _renamed(target, made, replace=replace)
    except BaseException:
        with contextlib.suppress(Exception):  # the first error is the one to tell
            _run(target.backend, f"DROP TABLE IF EXISTS {_quoted(target, schema, made)}")
        raise
    return target.backend.table(table, database=schema)


@contextlib.contextmanager
def kept(rows: ir.Table) -> Iterator[ir.Table]:
    """Let the engine keep these rows while they are asked for: a temporary table, or the memory of a cluster."""
    backend = rows.get_backend()
    if backend.name == "pyspark":
        cached = rows.cache()
        try:
            yield cached
        finally:
            cached.release()
        return
    name = f"kept_{uuid4().hex}"
    _run(backend, f"CREATE TEMP TABLE {name} AS {backend.compile(rows)}")
    try:
        yield backend.table(name)
    finally:
        _run(backend, f"DROP TABLE IF EXISTS {name}")


def _made(rows: ir.Table, target: Target, name: str) -> None:
    schema, _ = target.parts
    if target.backend.name == "pyspark":  # which makes a table of text files when asked in SQL alone
        target.backend.create_table(name, rows, database=schema)
        return
    _run(target.backend, f"CREATE TABLE {_quoted(target, schema, name)} AS {target.backend.compile(rows)}")


def _renamed(target: Target, made: str, *, replace: bool) -> None:
    schema, table = target.parts
    spark = target.backend.name == "pyspark"
    new = _quoted(target, schema if spark else None, table)
    steps = [f"ALTER TABLE {_quoted(target, schema, made)} RENAME TO {new}"]
    if replace:
        steps.insert(0, f"DROP TABLE IF EXISTS {_quoted(target, schema, table)}")
    for statement in steps if spark else ["; ".join(["BEGIN", *steps, "COMMIT"])]:
        _run(target.backend, statement)


def _run(backend: Any, statement: str) -> None:
    done = backend.raw_sql(statement)
    if backend.name == "postgres":
        done.close()


def _quoted(target: Target, *names: str | None) -> str:
    import sqlglot

    dialect = target.backend.dialect
    return ".".join(sqlglot.to_identifier(n, quoted=True).sql(dialect=dialect) for n in names if n)


def _is_there(target: Target) -> bool:
    if target.is_files:
        where, system = _hadoop(target, _address(target))
        return bool(system.exists(where))
    schema, table = target.parts
    return table in target.backend.list_tables(database=schema)


def _files(rows: ir.Table, target: Target, *, replace: bool) -> ir.Table:
    """Write a folder of files beside the place, then move it there."""
    session = target.backend._session  # noqa: SLF001 - Ibis has no way to write a folder of Parquet
    match = FILES.fullmatch(target.name)
    assert match is not None, "asked by is_files"
    final = _address(target)
    made = f"{final.rstrip('/')}_{uuid4().hex[:12]}"
    session.sql(rows.compile()).write.format(match["format"]).save(made)
    source, system = _hadoop(target, made)
    where, _ = _hadoop(target, final)
    if replace:
        system.delete(where, True)  # noqa: FBT003 - Java's own: with all that is in it
    if not system.rename(source, where):
        raise OSError("the files could not be moved to their place")
    return files_at(target.backend, match["format"], final)


def _address(target: Target) -> str:
    match = FILES.fullmatch(target.name)
    assert match is not None, "asked by is_files"
    return address_of(match["path"], folder=target.folder, must_exist=False)


def _hadoop(target: Target, address: str) -> tuple[Any, Any]:
    """A path as Hadoop has it, and the file system that holds it."""
    context = target.backend._session.sparkContext  # noqa: SLF001 - the session's own storage, with its rights
    where = context._jvm.org.apache.hadoop.fs.Path(address)  # noqa: SLF001 - PySpark has no public door to it
    return where, where.getFileSystem(context._jsc.hadoopConfiguration())  # noqa: SLF001


def _forgets(backend: Any) -> bool:
    catalogue: str = backend._session.conf.get("spark.sql.catalogImplementation", "in-memory")  # noqa: SLF001
    return catalogue != "hive"
