"""Parquet files, read where they lie."""

from __future__ import annotations

import hashlib
from pathlib import Path

import duckdb

from workbench.config.settings import TableSource
from workbench.errors import InputError, Problem
from workbench.sources.files.dialect import clean_names
from workbench.sources.raw import RawTable, literal, quoted


def open_parquet(
    path: Path, settings: TableSource, *, name: str, connection: duckdb.DuckDBPyConnection
) -> RawTable:
    """Open a Parquet file; its own types are kept.

    Raises
    ------
    InputError
        Not a Parquet file, cut off, or without rows.
    """
    read = f"read_parquet({literal(str(path))})"
    try:
        described = connection.execute(f"DESCRIBE SELECT * FROM {read}").fetchall()
        rows = connection.execute(f"SELECT count(*) FROM {read}").fetchall()
    except duckdb.Error as error:
        remedy = "write it again; a copy may have been cut off"
        raise InputError(Problem(name, "", "is not a whole Parquet file", "", remedy)) from error
    if not rows[0][0]:
        raise InputError(Problem(name, "", "has no rows", "rows", "export the data again"))
    names, notes = clean_names([column for column, *_ in described], name=name)
    selected = ", ".join(f"{quoted(row[0])} AS {quoted(n)}" for row, n in zip(described, names, strict=True))
    with path.open("rb") as file:
        sha = hashlib.file_digest(file, "sha256").hexdigest()
    return RawTable(
        name=name,
        connection=connection,
        sql=f"(SELECT {selected} FROM {read})",
        columns={n: _kind(row[1]) for row, n in zip(described, names, strict=True)},
        first_row=1,
        facts={"format": "parquet", "bytes": path.stat().st_size, "sha256": sha, "header_rows": 0},
        problems=tuple(notes),
        decimal=settings.decimal,
        date_format=settings.date_format,
    )


def _kind(duckdb_type: str) -> str:
    """Dictionary-encoded text comes as ENUM."""
    return "VARCHAR" if duckdb_type.startswith("ENUM") else duckdb_type
