"""The right reader for a file, by the ending of its name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from workbench.config.settings import TableSource, shown_path
from workbench.errors import InputError, Problem, listed
from workbench.sources.allowed import allowed_path
from workbench.sources.files.delimited import open_delimited
from workbench.sources.raw import RawTable

TEXT = (".csv", ".tsv", ".txt", ".tab", ".dat")
KNOWN = (*TEXT, ".parquet", ".xlsx", ".sav")


@contextmanager
def open_file(
    settings: TableSource,
    *,
    folder: Path,
    connection: duckdb.DuckDBPyConnection,
    shown: str | None = None,
) -> Iterator[RawTable]:
    """Open the file that a source names; unpacked copies live as long as the context.

    `shown` is its name in messages, when that is not how the source names it.

    Raises
    ------
    InputError
        Not allowed, not there, not a format that is known, or not readable.
    """
    name = shown or shown_path(settings.shown)
    path = allowed_path(settings.source, folder=folder, shown=name)
    for key in ("table", "query"):
        if getattr(settings, key) is not None:
            found = "a file has no tables"
            raise InputError(Problem(name, f"key {key}", found, "a database url as source", "remove it"))
    with TemporaryDirectory(prefix="workbench-", ignore_cleanup_errors=True) as scratch:
        yield _opened(path, settings, name, connection, Path(scratch))


def _opened(
    path: Path, settings: TableSource, name: str, connection: duckdb.DuckDBPyConnection, scratch: Path
) -> RawTable:
    endings = [ending.lower() for ending in path.suffixes[-2:]]
    ending = endings[-1] if endings else ""
    if ending in {".gz", ".zst"}:
        ending = endings[0] if len(endings) > 1 and endings[0] in TEXT else ".csv"
    if path.stat().st_size == 0:
        raise InputError(Problem(name, "", "is empty: 0 bytes", "a header and rows", "export the data again"))
    if ending == ".parquet":
        from workbench.sources.files.parquet import open_parquet

        return open_parquet(path, settings, name=name, connection=connection)
    if ending in {".xlsx", ".xlsm"}:
        from workbench.sources.files.workbook import open_workbook

        return open_workbook(path, settings, name=name, connection=connection)
    if ending in {".sav", ".zsav"}:
        from workbench.sources.files.spss import open_spss

        return open_spss(path, settings, name=name, connection=connection)
    if ending in TEXT:
        return open_delimited(path, settings, name=name, connection=connection, scratch=scratch)
    expected = f"a name that ends in {listed(KNOWN)} (text also .gz or .zst)"
    raise InputError(
        Problem(name, "", f"the ending {ending!r} is not known", expected, "save it as one of these")
    )
