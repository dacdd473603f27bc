"""Rows in memory as a table that DuckDB can read."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import pyarrow as pa

from workbench.sources.raw import quoted


def register_texts(
    connection: duckdb.DuckDBPyConnection, names: Sequence[str], rows: Sequence[Sequence[str | None]]
) -> str:
    """Make rows of texts a view; return what stands after FROM.

    Examples
    --------
    >>> con = duckdb.connect()
    >>> view = register_texts(con, ["a", "b"], [["1", "x"], ["2"]])
    >>> con.execute(f"SELECT * FROM {view}").fetchall()
    [('1', 'x'), ('2', None)]
    """
    columns = {
        name: pa.array([row[i] if i < len(row) else None for row in rows], pa.string())
        for i, name in enumerate(names)
    }
    return register(connection, pa.table(columns))


def register(connection: duckdb.DuckDBPyConnection, table: pa.Table) -> str:
    """Make an Arrow table a view; return its name, ready to stand after FROM."""
    taken = {row[0] for row in connection.execute("SELECT view_name FROM duckdb_views()").fetchall()}
    view = next(f"source_{i}" for i in range(len(taken) + 1) if f"source_{i}" not in taken)
    connection.register(view, table)
    return quoted(view)
