"""Which encoding a text file is in, from all of its bytes."""

from __future__ import annotations

import codecs
from dataclasses import dataclass, field

from workbench.errors import InputError, Problem

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NOT_IN_CP1252 = frozenset(b"\x81\x8d\x8f\x90\x9d")


def encoding_of_start(start: bytes) -> str | None:
    """The encoding that the first bytes of a file give away: a BOM, or the zeros of UTF-16.

    Examples
    --------
    >>> encoding_of_start(b"\\xff\\xfea\\x00"), encoding_of_start(b"a\\x00b\\x00"), encoding_of_start(b"ab")
    ('utf-16', 'utf-16-le', None)
    """
    for bom, name in _BOMS:
        if start.startswith(bom):
            return name
    head = start[: min(len(start), 1000) // 2 * 2]
    if len(head) >= 4:
        if all(head[1::2][i] == 0 for i in range(len(head) // 2)) and 0 not in head[::2]:
            return "utf-16-le"
        if all(head[::2][i] == 0 for i in range(len(head) // 2)) and 0 not in head[1::2]:
            return "utf-16-be"
    return None


@dataclass(slots=True)
class TextCheck:
    """Reads a file's bytes once, in pieces, and tells what text they are.

    Examples
    --------
    >>> check = TextCheck("a.csv")
    >>> check.update("café".encode("cp1252"))
    >>> check.encoding()
    'cp1252'
    """

    name: str
    lines: int = 0
    carriage_returns: int = 0
    pairs: int = 0
    _decoder: codecs.IncrementalDecoder = field(default_factory=codecs.getincrementaldecoder("utf-8"))
    _bytes_above: set[int] = field(default_factory=set)
    foreign_line: int = 0
    _foreign: int = 0
    _wide_line: int = 0
    _last: bytes = b""
    _wide: int = 0

    def update(self, chunk: bytes) -> None:
        """Take the next piece.

        Raises
        ------
        InputError
            At a NUL byte: such a file is no text in an encoding of bytes.
        """
        if b"\0" in chunk:
            line = self.lines + chunk[: chunk.index(b"\0")].count(b"\n") + 1
            remedy = "save it as CSV in UTF-8, or name its real format by the ending of the file"
            raise InputError(Problem(self.name, f"line {line}", "a NUL byte: not text", "text", remedy))
        if not chunk.isascii() or self._last:
            self._look_at(self._last + chunk)
        self.pairs += chunk.count(b"\r\n")
        self.carriage_returns += chunk.count(b"\r")
        self.lines += chunk.count(b"\n")

    def _look_at(self, piece: bytes) -> None:
        """Sort the bytes above ASCII of a piece into UTF-8 characters and foreign bytes."""
        keep = 0
        for back in range(1, min(4, len(piece) + 1)):  # a character cut by the end of the piece waits
            if piece[-back] >= 0xC0:
                keep = back if back < _length_of(piece[-back]) else 0
                break
            if piece[-back] < 0x80:
                break
        self._last = piece[len(piece) - keep :] if keep else b""
        whole = piece[: len(piece) - keep] if keep else piece
        try:
            whole.decode("utf-8")
        except UnicodeDecodeError:
            self._count(whole)
        else:
            if not whole.isascii():
                self._wide += 1
                self._wide_line = self._wide_line or self.lines + 1

    def _count(self, piece: bytes) -> None:
        for number, line in enumerate(piece.split(b"\n"), start=self.lines + 1):
            if line.isascii():
                continue
            try:
                line.decode("utf-8")
            except UnicodeDecodeError:
                self._foreign += 1
                self.foreign_line = self.foreign_line or number
                self._bytes_above.update(byte for byte in line if byte >= 0x80)
            else:
                self._wide += 1
                self._wide_line = self._wide_line or number

    def encoding(self) -> str:
        """The encoding, once all pieces are in: utf-8, cp1252 or latin-1.

        Raises
        ------
        InputError
            When some lines are UTF-8 and others are not.
        """
        if self._last:
            self._count(self._last)
            self._last = b""
        if not self._foreign:
            return "utf-8"
        if self._wide:
            place = f"lines {self._wide_line} and {self.foreign_line}"
            found = "two encodings: the first line is UTF-8, the second is not"
            remedy = "save the whole file as UTF-8, or state 'encoding: cp1252'"
            raise InputError(Problem(self.name, place, found, "one encoding", remedy))
        return "latin-1" if self._bytes_above & _NOT_IN_CP1252 else "cp1252"


def _length_of(lead: int) -> int:
    return 4 if lead >= 0xF0 else 3 if lead >= 0xE0 else 2
