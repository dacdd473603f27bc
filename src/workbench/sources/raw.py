"""A source as rows and columns, before anything is known of their meaning."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import duckdb

from workbench.errors import InputError, Problem

MAX_CELL = 100_000
"""Characters in one cell; more must be a fault of the file."""

NUMBERS = (
    "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT",
    "FLOAT", "DOUBLE", "DECIMAL",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RawTable:
    """A table that DuckDB can read, with what was found out about its file.

    Attributes
    ----------
    name
        The source as messages name it.
    connection
        DuckDB, where `sql` can be read.
    sql
        What stands after FROM; may be read several times.
    columns
        Name → DuckDB type, in the order of the file.
    first_row
        The number a spreadsheet gives to the first row of data.
    labels, levels
        Question texts and value labels, where the file holds them (SPSS, Qualtrics).
    facts
        What was detected, as plain JSON values.
    decimal, date_format
        What the study states; None to detect.
    """

    name: str
    connection: duckdb.DuckDBPyConnection
    sql: str
    columns: Mapping[str, str]
    first_row: int = 2
    labels: Mapping[str, str] = field(default_factory=dict)
    levels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    decimal: str | None = None
    date_format: str | None = None

    def is_text(self, column: str) -> bool:
        return self.columns[column] == "VARCHAR"

    def is_moment(self, column: str) -> bool:
        return self.columns[column].startswith(("DATE", "TIMESTAMP"))

    def is_number(self, column: str) -> bool:
        return self.columns[column].startswith(NUMBERS)

    def is_whole_number(self, column: str) -> bool:
        return self.is_number(column) and self.columns[column].endswith(("INT", "INTEGER"))

    def text(self, column: str) -> str:
        """A column as a text expression: outer spaces gone, empty is NULL, 12.0 is 12."""
        name = quoted(column)
        if self.is_text(column):
            return f"nullif(trim({name}), '')"
        if self.columns[column] == "BOOLEAN":
            return f"CASE {name} WHEN true THEN 'Yes' WHEN false THEN 'No' END"
        if self.columns[column] in {"FLOAT", "DOUBLE"}:
            whole = f"abs({name}) < 1e15 AND {name} = trunc({name})"
            return f"CASE WHEN {whole} THEN CAST(CAST({name} AS BIGINT) AS VARCHAR) ELSE CAST({name} AS VARCHAR) END"
        return f"CAST({name} AS VARCHAR)"

    def cell(self, column: str) -> str:
        """A column as it stands, for casts that pass over outer spaces themselves: quicker than `text`."""
        return quoted(column) if self.is_text(column) else self.text(column)

    def values(self, column: str, *, rows: int = 20_000) -> list[str]:
        """The distinct texts of a column among its first `rows` rows, in order of appearance."""
        sql = (
            f"SELECT v FROM (SELECT {self.text(column)} AS v FROM {self.sql} LIMIT {rows})"
            " WHERE v IS NOT NULL"
        )
        return list(dict.fromkeys(v for (v,) in self.run(sql)))

    def rows_where(self, condition: str, columns: list[str], *, most: int = 3) -> list[tuple[Any, ...]]:
        """The first rows for which an SQL condition holds: spreadsheet row number, then the columns."""
        shown = ", ".join(self.text(column) for column in columns)
        numbered = f"(SELECT *, row_number() OVER () + {self.first_row - 1} AS __row FROM {self.sql})"
        sql = f"SELECT __row, {shown} FROM {numbered} WHERE {condition} ORDER BY __row LIMIT {most}"
        return self.run(sql)

    def refuse_empty(self) -> None:
        """Raise when there is a header and nothing below it.

        Raises
        ------
        InputError
            The table has no rows.
        """
        if not self.run(f"SELECT 1 FROM {self.sql} LIMIT 1"):
            expected, remedy = "rows below the header", "export the data again"
            raise InputError(Problem(self.name, "", "has a header and no rows", expected, remedy))

    def count_where(self, condition: str) -> int:
        return int(self.scalar(f"SELECT count(*) FROM {self.sql} WHERE {condition}"))

    def scalar(self, sql: str) -> Any:
        rows = self.run(sql)
        return rows[0][0] if rows else None

    def run(self, sql: str) -> list[tuple[Any, ...]]:
        """Execute SQL and fetch all rows; a fault in the file becomes an error that names the line.

        Raises
        ------
        InputError
            A line with too few or too many cells, an open quotation mark, foreign bytes.
        """
        try:
            return self.connection.execute(sql).fetchall()
        except duckdb.Error as error:
            raise InputError(_told(self.name, str(error))) from error


def _told(name: str, message: str) -> Problem:
    """DuckDB's message about a csv file as ours: line, what is there, what to do."""
    line = re.search(r"CSV Error on Line: (\d+)", message)
    place = f"line {line[1]}" if line else ""
    if cells := re.search(r"Expected Number of Columns: (\d+) Found: (\d+)", message):
        remedy = "look for a delimiter inside a text without quotation marks, or a line cut in two"
        return Problem(name, place, f"{cells[2]} cells", f"{cells[1]} as in the header", remedy)
    if "unterminated quote" in message:
        remedy = "close it, or double a quotation mark inside of a text"
        return Problem(name, place, "a quotation mark that is opened and never closed", "", remedy)
    if "nicode" in message:
        return Problem(name, place, "bytes that are not UTF-8", "", "state 'encoding', such as cp1252")
    if "Maximum line size" in message:
        remedy = "look for a quotation mark that is opened and never closed"
        return Problem(name, place, "a line of more than 2,000,000 bytes", "", remedy)
    first = message.splitlines()[0].split(": ", 1)[-1]
    return Problem(name, place, f"cannot be read: {first}", "", "export the data again")


def quoted(name: str) -> str:
    """An SQL identifier.

    Examples
    --------
    >>> quoted("a")
    '"a"'
    """
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """An SQL text.

    Examples
    --------
    >>> literal("it's")
    "'it''s'"
    """
    return "'" + text.replace("'", "''") + "'"
