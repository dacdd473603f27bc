"""Ids stay text."""

from __future__ import annotations

import re

from workbench.errors import Problem, number_of
from workbench.sources.raw import RawTable, literal

SCIENTIFIC_SQL = r"^\d[.,]\d+[eE][+]?\d+$|^\d+[eE][+]\d+$"
_SCIENTIFIC = re.compile(SCIENTIFIC_SQL)


def is_scientific(text: str) -> bool:
    """Is an id written as a spreadsheet writes large numbers, its last digits lost?

    Examples
    --------
    >>> is_scientific("1.23457E+12"), is_scientific("8E10"), is_scientific("00012")
    (True, False, False)
    """
    return bool(_SCIENTIFIC.fullmatch(text))


def scientific_ids(raw: RawTable, column: str) -> Problem:
    """The problem of ids that a spreadsheet has rounded, with the first rows."""
    condition = f"regexp_matches({raw.text(column)}, {literal(SCIENTIFIC_SQL)})"
    rows = raw.rows_where(condition, [column])
    count = raw.count_where(condition)
    return Problem(
        raw.name,
        f"row {rows[0][0]}, column {column!r}",
        f"{number_of(count, 'id')} in scientific notation, such as {rows[0][1]!r}: their last digits are lost",
        "ids as text",
        "export again with this column formatted as text",
        check="ids",
        rows=count,
    )
