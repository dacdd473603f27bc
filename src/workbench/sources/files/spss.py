"""SPSS files with their value labels and question texts."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from workbench.config.settings import TableSource
from workbench.errors import InputError, Problem
from workbench.sources.files.dialect import clean_names
from workbench.sources.files.frames import register
from workbench.sources.raw import RawTable

MAX_CELLS = 500_000_000


def open_spss(
    path: Path, settings: TableSource, *, name: str, connection: duckdb.DuckDBPyConnection
) -> RawTable:
    """Open a .sav or .zsav file: answers as their labels, user-defined missing values as missing.

    Raises
    ------
    InputError
        Not an SPSS file, cut off, or more cells than 500 million.
    """
    import pyreadstat

    try:
        _, meta = pyreadstat.read_sav(path, metadataonly=True)
        cells = max(meta.number_rows or 0, 0) * (meta.number_columns or 0)
        if cells > MAX_CELLS:
            found = f"{cells:,} cells"
            raise InputError(Problem(name, "", found, f"at most {MAX_CELLS:,}", "save fewer columns"))
        frame, meta = pyreadstat.read_sav(path, apply_value_formats=True, formats_as_ordered_category=False)
    except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError, ValueError) as error:
        remedy = "save it again from SPSS, or as CSV in UTF-8"
        raise InputError(Problem(name, "", "is not a whole SPSS file", "", remedy)) from error
    if frame.empty:
        raise InputError(Problem(name, "", "has no rows", "rows", "export the data again"))
    names, notes = clean_names(list(frame.columns), name=name)
    frame.columns = list(names)
    table = pa.Table.from_pandas(frame.apply(_plain), preserve_index=False)
    view = register(connection, table)
    described = connection.execute(f"DESCRIBE SELECT * FROM {view}").fetchall()
    given = dict(zip(meta.column_names, names, strict=True))
    return RawTable(
        name=name,
        connection=connection,
        sql=view,
        columns={column: kind for column, kind, *_ in described},
        first_row=1,
        labels={given[c]: label for c, label in meta.column_names_to_labels.items() if label},
        levels={given[c]: _labels(values) for c, values in meta.variable_value_labels.items() if c in given},
        facts={
            "format": "SPSS",
            "bytes": path.stat().st_size,
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
            "encoding": str(meta.file_encoding or "utf-8"),
            "header_rows": 0,
        },
        problems=tuple(notes),
        decimal=settings.decimal,
        date_format=settings.date_format,
    )


def _labels(values: Any) -> tuple[str, ...]:
    """Value labels in the order of their codes."""
    return tuple(str(values[code]) for code in sorted(values, key=lambda c: (isinstance(c, str), c)))


def _plain(column: Any) -> Any:
    """Labelled columns as text; a code without a label keeps its number."""
    import pandas as pd

    if isinstance(column.dtype, pd.CategoricalDtype) or column.dtype == object:
        return column.map(_text, na_action="ignore").astype("str")
    return column


def _text(value: Any) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
