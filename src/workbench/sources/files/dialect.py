"""How a text table is laid out: delimiter, header rows, names; told from its first lines."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from workbench.errors import InputError, Problem, listed
from workbench.sources.columns.numbers import looks_like_value

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar", "": "runs of spaces"}
LONGEST = 2_000_000
_SEP_LINE = re.compile(r'"?sep=(.)"?\r?\n?')

Rows = list[list[str]]


@dataclass(frozen=True, slots=True)
class Dialect:
    """The layout of a text table.

    Attributes
    ----------
    delimiter
        One character; empty when columns stand apart by runs of spaces or tabs.
    header
        The header rows as they stand: none, one, or three (Qualtrics: names, questions, ids).
    skip
        Records before the first row of data: header rows, blank lines, the line ``sep=;``.
    width
        Cells in a row.
    sep_line
        Does the file begin with Excel's line ``sep=;``?
    """

    delimiter: str
    header: tuple[tuple[str, ...], ...]
    skip: int
    width: int
    sep_line: bool = False

    @property
    def is_qualtrics(self) -> bool:
        return len(self.header) == 3


def detect_dialect(
    text: str, *, name: str, delimiter: str | None = None, header: bool | None = None
) -> Dialect:
    """Tell the layout of a text table from its beginning.

    Parameters
    ----------
    text
        The first lines, whole.
    name
        The file as the user named it.
    delimiter, header
        What the study states; detected when None.

    Raises
    ------
    InputError
        Nothing there, no delimiter that fits, or the stated one does not.

    Examples
    --------
    >>> d = detect_dialect("id;price\\n01;2,5\\n02;3,5\\n", name="a.csv")
    >>> d.delimiter, d.header, d.skip
    (';', (('id', 'price'),), 1)
    >>> detect_dialect(" 00004 19970101  2   29.33\\n 00004 19970118  2   29.73\\n", name="a.txt").header
    ()
    """
    lines = text.splitlines(keepends=True)
    sep = _SEP_LINE.fullmatch(lines[0]) if lines else None
    body = "".join(lines[1:]) if sep else text
    if not body.strip():
        raise InputError(Problem(name, "", "is empty", "a header and rows", "export the data again"))
    given = _delimiter_of(delimiter, name) if delimiter is not None else sep[1] if sep else None
    if body.lstrip()[:14].lower().startswith(("<!doctype html", "<html")):
        raise InputError(Problem(name, "", "is a web page", "a table", "log in and download the data again"))
    chosen, rows = _split(body, given, name)
    count = _header_rows(rows, header)
    skip = (1 if sep else 0) + _records_before_data(body, chosen, count)
    return Dialect(chosen, tuple(tuple(r) for r in rows[:count]), skip, len(rows[0]), sep is not None)


def rows_of(text: str, delimiter: str) -> Rows:
    """Split text into rows of cells; blank lines are left out."""
    if not delimiter:
        return [line.split() for line in text.splitlines() if line.strip()]
    csv.field_size_limit(LONGEST)
    return [row for row in csv.reader(text.splitlines(keepends=True), delimiter=delimiter) if row]


def _delimiter_of(given: str, name: str) -> str:
    words = {"tab": "\t", "\\t": "\t", "space": "", "spaces": "", " ": "", "whitespace": ""}
    delimiter = words.get(given, given)
    if len(delimiter) > 1:
        expected = "one character, 'tab' or 'spaces'"
        raise InputError(Problem(name, "key delimiter", repr(given), expected, "correct it in study.yaml"))
    return delimiter


def _split(text: str, given: str | None, name: str) -> tuple[str, Rows]:
    try:
        found = {d: rows_of(text, d) for d in ([given] if given is not None else DELIMITERS)}
        best = max(found, key=lambda d: _fit(found[d], d))
        if given is not None and _fit(found[given], given)[1] < 2:
            other = {d: rows_of(text, d) for d in DELIMITERS if d != given}
            better = max(other, key=lambda d: _fit(other[d], d))
            if _fit(other[better], better)[1] >= 2:
                found_text = f"the delimiter {given!r} gives one column"
                remedy = f"state 'delimiter: {_word(better)}', which gives {len(other[better][0])}"
                raise InputError(Problem(name, "line 1", found_text, "several", remedy))
    except csv.Error as error:
        found_text = f"a cell of more than {LONGEST:,} characters" if "limit" in str(error) else str(error)
        remedy = "look for a quotation mark that is opened and never closed"
        raise InputError(Problem(name, "", found_text, "", remedy)) from error
    return best, found[best]


def _word(delimiter: str) -> str:
    return {"\t": "tab", "": "spaces", ",": "','", ";": "';'", "|": "'|'"}.get(delimiter, repr(delimiter))


def _fit(rows: Rows, delimiter: str) -> tuple[float, int]:
    """How well a delimiter fits: the share of rows as wide as the first, then the width.

    Runs of spaces fit only when every row agrees, and less than any delimiter that fits as well:
    they may be the spaces of words.
    """
    width = len(rows[0])
    share = sum(len(row) == width for row in rows) / len(rows)
    if width < 2 or (not delimiter and share < 1):
        return (0.0, 1)
    return (round(share, 2) if delimiter else 0.5, width)


def _header_rows(rows: Rows, stated: bool | None) -> int:
    if len(rows) >= 3 and any(cell.startswith('{"ImportId"') for cell in rows[2]):
        return 3
    if stated is not None:
        return int(stated)
    return 0 if _is_data(rows[0], rows[1:]) else 1


def _is_data(first: Sequence[str], rest: Rows) -> bool:
    """Is the first row already data? Numbers stand where names would, or answers that come again."""
    columns = [[row[i] for row in rest if i < len(row) and row[i].strip()] for i in range(len(first))]
    valued = [bool(column) and sum(map(looks_like_value, column)) >= 0.9 * len(column) for column in columns]
    heads = [looks_like_value(first[i]) for i in range(len(first)) if valued[i]]
    if heads:
        return sum(heads) > len(heads) / 2
    repeated = [
        first[i].strip() != "" and Counter(column)[first[i]] > 0 for i, column in enumerate(columns) if column
    ]
    return bool(repeated) and sum(repeated) > len(repeated) / 2


def _records_before_data(text: str, delimiter: str, headers: int) -> int:
    """Records up to the last header row, blank lines included: what DuckDB's ``skip`` counts."""
    lines = text.splitlines(keepends=True)
    records = (line.split() for line in lines) if not delimiter else csv.reader(lines, delimiter=delimiter)
    seen = taken = 0
    while seen < headers:
        seen += bool(next(records))
        taken += 1
    return taken


def column_names(
    dialect: Dialect, *, stated: Sequence[str] | None, name: str
) -> tuple[tuple[str, ...], list[Problem]]:
    """Name the columns: as the study states, as the header says without outer spaces, or column_1…

    Raises
    ------
    InputError
        Two columns of one name, or fewer or more stated names than columns.
    """
    if stated is not None:
        if len(stated) != dialect.width:
            found = f"{len(stated)} names for {dialect.width} columns"
            raise InputError(Problem(name, "key columns", found, "", f"name all {dialect.width} columns"))
        raw: Sequence[str] = stated
    elif dialect.header:
        raw = dialect.header[0]
    else:
        raw = [f"column_{i}" for i in range(1, dialect.width + 1)]
    return clean_names(raw, name=name)


def clean_names(raw: Sequence[str], *, name: str) -> tuple[tuple[str, ...], list[Problem]]:
    """Strip names, fill empty ones, refuse doubles.

    Examples
    --------
    >>> clean_names(["id", ""], name="a.csv")[0]
    ('id', 'column_2')
    >>> clean_names(["age", "age "], name="a.csv")
    Traceback (most recent call last):
    ...
    workbench.errors.InputError: a.csv, columns 1 and 2: two columns named 'age' and 'age ', which differ by spaces only. Rename one of them.
    """
    names = [" ".join(cell.replace("\ufeff", "").split()) or f"column_{i}" for i, cell in enumerate(raw, 1)]
    faults, first = [], {}
    for i, column in enumerate(names):
        if column not in first:
            first[column] = i
            continue
        a, b = str(raw[first[column]]), str(raw[i])
        found = (
            f"two columns named {a!r}"
            if a == b
            else f"two columns named {a!r} and {b!r}, which differ by spaces only"
        )
        faults.append(
            Problem(name, f"columns {first[column] + 1} and {i + 1}", found, "", "rename one of them")
        )
    if faults:
        raise InputError(faults)
    empty = [str(i) for i, cell in enumerate(raw, 1) if not cell.strip()]
    notes = []
    if empty:
        found = f"{'column' if len(empty) == 1 else 'columns'} {listed(empty, 'and')} without a name"
        notes.append(Problem(name, "header", f"{found}: called column_N", severity="note", check="names"))
    return tuple(names), notes
