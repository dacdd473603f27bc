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
from workbench.sources.raw import MAX_CELL, RawTable, quoted


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
    """All cells as texts, outer spaces gone, empty ones None; dates and numbers as DuckDB writes them.

    Raises
    ------
    InputError
        No rows, or a cell so long that it must be a fault.
    """
    raw.refuse_empty()
    selected = ", ".join(f"{raw.text(column)} AS {quoted(column)}" for column in raw.columns)
    texts = pd.DataFrame(
        raw.run(f"SELECT {selected} FROM {raw.sql}"), columns=list(raw.columns), dtype=object
    )
    for column in texts:
        for place in texts[column].str.len().gt(MAX_CELL).to_numpy().nonzero()[0][:1]:
            raise InputError(_too_long(raw, str(column), int(place), len(texts[column].iloc[place])))
    return texts


def _too_long(raw: RawTable, column: str, place: int, length: int) -> Problem:
    where = f"row {place + raw.first_row:,}, column {column!r}"
    remedy = "look for a quotation mark that is opened and never closed"
    return Problem(raw.name, where, f"a cell of {length:,} characters", f"at most {MAX_CELL:,}", remedy)
