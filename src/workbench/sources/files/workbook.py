"""Excel workbooks as a table of texts."""

from __future__ import annotations

import datetime
import hashlib
from pathlib import Path
from typing import Any

import duckdb

from workbench.config.settings import TableSource
from workbench.errors import InputError, Problem, listed, nearest
from workbench.sources.files.dialect import clean_names
from workbench.sources.files.frames import register_texts
from workbench.sources.files.unpacked import limit_for
from workbench.sources.raw import RawTable
from workbench.workbooks import check_workbook, is_panic, not_a_workbook


def open_workbook(
    path: Path, settings: TableSource, *, name: str, connection: duckdb.DuckDBPyConnection
) -> RawTable:
    """Open one sheet of an xlsx file: the stated one, or the only one that holds a table.

    Raises
    ------
    InputError
        Not a workbook, no such sheet, several sheets and none named, nothing in it.
    """
    import python_calamine

    check_workbook(path, limit=limit_for(path.stat().st_size), name=name)
    try:
        book = python_calamine.CalamineWorkbook.from_path(str(path))
        sheet = _sheet(book, settings.sheet, name)
        rows = book.get_sheet_by_name(sheet).to_python(skip_empty_area=True)
    except (python_calamine.CalamineError, OSError) as error:
        raise InputError(not_a_workbook(name)) from error
    except BaseException as error:
        if is_panic(error):
            raise InputError(not_a_workbook(name)) from error
        raise
    cells = [[_text(cell) for cell in row] for row in rows]
    has_header = settings.header is not False
    if len(cells) < 1 + has_header:
        place = f"sheet {sheet!r}"
        raise InputError(Problem(name, place, "has no rows", "a header and rows", "name another sheet"))
    raw = [c or "" for c in cells[0]] if has_header else [f"column_{i + 1}" for i in range(len(cells[0]))]
    names, notes = clean_names(settings.columns or raw, name=name)
    facts = {
        "format": "xlsx",
        "sheet": sheet,
        "bytes": path.stat().st_size,
        "sha256": _hash(path),
        "header_rows": int(has_header),
    }
    return RawTable(
        name=name,
        connection=connection,
        sql=register_texts(connection, names, cells[int(has_header) :]),
        columns=dict.fromkeys(names, "VARCHAR"),
        first_row=1 + int(has_header),
        facts=facts,
        problems=tuple(notes),
        decimal=settings.decimal,
        date_format=settings.date_format,
    )


def _sheet(book: Any, stated: str | None, name: str) -> str:
    names = list(book.sheet_names)
    if stated is not None:
        if stated not in names:
            expected = f"one of {listed([repr(n) for n in names])}"
            raise InputError(
                Problem(name, f"sheet {stated!r}", "there is none", expected, nearest(stated, names))
            )
        return stated
    filled = [n for n in names if len(book.get_sheet_by_name(n).to_python()) > 1]
    if len(filled) > 1:
        remedy = f"state 'sheet:', one of {listed([repr(n) for n in filled])}"
        raise InputError(Problem(name, "", f"{len(filled)} sheets hold rows", "one", remedy))
    return str(filled[0] if filled else names[0])


def _text(cell: Any) -> str | None:
    """A cell as text: dates as ISO, 12.0 as 12, empty as None."""
    if cell is None or cell == "":
        return None
    if isinstance(cell, bool):
        return "Yes" if cell else "No"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, (datetime.datetime, datetime.date, datetime.time)):
        return cell.isoformat(" ") if isinstance(cell, datetime.datetime) else cell.isoformat()
    return str(cell)


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
