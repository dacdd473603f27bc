"""How large an Excel workbook would be in memory, known before it is read.

A workbook is a zip of XML, and a library that reads it makes a full grid of every sheet: a file of one
kilobyte with a cell in the last corner would take all memory and end the process.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from workbench.errors import InputError, Problem

CHUNK = 1 << 20
MOST_CELLS = 20_000_000
"""Cells of a sheet, empty ones between others included."""

_PLAIN = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_ROW = re.compile(rb"<(?:\w+:)?row(?=[\s/>])")
_ROW_NUMBER = re.compile(rb"[^>]*?\sr\s*=\s*[\"'](\d{1,9})[\"']")
_CELL = re.compile(rb"<(?:\w+:)?c(?=[\s/>])")
_REFERENCE = re.compile(rb"\sr\s*=\s*[\"']([A-Za-z]{1,4})(\d{1,9})")


def check_workbook(content: Path | bytes, *, limit: int, name: str) -> None:
    """Refuse a workbook that unpacks to more than `limit` bytes or holds a sheet of too many cells.

    Both are measured by unpacking it, piece by piece, whatever its directory claims.

    Raises
    ------
    InputError
        Not a zip, damaged, or too large.
    """
    size, total = (len(content) if isinstance(content, bytes) else content.stat().st_size), 0
    try:
        with _opened(content) as file, zipfile.ZipFile(file) as archive:
            for member in archive.infolist():
                grid = _Grid() if "worksheets/" in member.filename.casefold() else None
                for piece in _unpacked(file, member):
                    total += len(piece)
                    if total > limit:
                        found = f"unpacks to more than {limit:,} bytes from {size:,}"
                        raise InputError(Problem(name, "", found, "an ordinary workbook", "save it anew"))
                    if grid is not None:
                        grid.add(piece)
                if grid is not None and grid.cells > MOST_CELLS:
                    remedy = "delete what stands far from the table, or save it as CSV in UTF-8"
                    found, expected = f"a sheet of {grid.cells:,} cells", f"at most {MOST_CELLS:,}"
                    raise InputError(Problem(name, "", found, expected, remedy))
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError) as error:
        raise InputError(not_a_workbook(name)) from error


def not_a_workbook(name: str) -> Problem:
    """What is said of a file that is no workbook, or a damaged one."""
    return Problem(name, "", "is not a whole xlsx file", "", "save it again as .xlsx or as CSV in UTF-8")


def is_panic(error: BaseException) -> bool:
    """Did the library that reads workbooks stumble over one? It says so by no ordinary exception."""
    return type(error).__name__ == "PanicException"


class _Grid:
    """The size of a sheet, from the numbers of its rows and the letters of its cells."""

    def __init__(self) -> None:
        self.rows = self.columns = 0
        self._row = -1  # what stands before the first row is none
        self._rest = b""

    def add(self, piece: bytes) -> None:
        """Take the next bytes; the last row is kept until it is whole."""
        *whole, self._rest = _ROW.split(self._rest + piece)
        for row in whole:
            self._look_at(row)

    @property
    def cells(self) -> int:
        if self._rest:
            self._look_at(self._rest)
            self._rest = b""
        return self.rows * self.columns

    def _look_at(self, row: bytes) -> None:
        number = _ROW_NUMBER.match(row)
        self._row = int(number[1]) if number else self._row + 1
        named = _REFERENCE.findall(row)
        columns, rows = {letters for letters, _ in named}, {digits for _, digits in named}
        self.columns = max(self.columns, len(_CELL.findall(row)), *map(_column, columns))
        self.rows = max(self.rows, self._row, *map(int, rows))


def _column(letters: bytes) -> int:
    """The number of a column.

    Examples
    --------
    >>> _column(b"A"), _column(b"AA"), _column(b"XFD")
    (1, 27, 16384)
    """
    number = 0
    for letter in letters.upper():
        number = 26 * number + letter - 64
    return number


def _opened(content: Path | bytes) -> BinaryIO:
    return io.BytesIO(content) if isinstance(content, bytes) else content.open("rb")


def _unpacked(file: BinaryIO, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """The bytes that a member really holds, in pieces."""
    if member.compress_type not in _PLAIN:
        raise zipfile.BadZipFile("no workbook is packed so")
    file.seek(member.header_offset)
    header = file.read(30)
    file.seek(int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"), 1)
    unpacker, left = zlib.decompressobj(-15), member.compress_size
    while left > 0 and (chunk := file.read(min(CHUNK, left))):
        left -= len(chunk)
        if member.compress_type == zipfile.ZIP_STORED:
            yield chunk
            continue
        while chunk:
            piece = unpacker.decompress(chunk, CHUNK)
            chunk = unpacker.unconsumed_tail
            if not piece and not chunk:
                break
            yield piece
