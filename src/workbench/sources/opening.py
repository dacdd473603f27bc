"""Any source as a raw table: a file of the study's folder, or a database."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pandas as pd

from workbench.config.settings import TableSource
from workbench.errors import InputError, Problem
from workbench.sources.files.opening import open_file
from workbench.sources.raw import RawTable, quoted


@contextlib.contextmanager
def open_raw(settings: TableSource, *, folder: Path, shown: str | None = None) -> Iterator[RawTable]:
    """Open any source as a raw table; `shown` is its name in messages."""
    with duckdb.connect() as connection:
        if "://" not in settings.source:
            with open_file(settings, folder=folder, connection=connection, shown=shown) as raw:
                yield raw
            return
        from workbench.sources.database import open_database_table

        with open_database_table(settings, folder=folder, connection=connection) as raw:
            yield raw


def texts_of(raw: RawTable) -> pd.DataFrame:
    """All cells as texts, outer spaces gone, empty ones None; dates and numbers as DuckDB writes them."""
    selected = ", ".join(f"{raw.text(column)} AS {quoted(column)}" for column in raw.columns)
    rows = raw.run(f"SELECT {selected} FROM {raw.sql}")
    if not rows:
        remedy = "export the data again"
        raise InputError(Problem(raw.name, "", "has a header and no rows", "rows below the header", remedy))
    return pd.DataFrame(rows, columns=list(raw.columns), dtype=object)
