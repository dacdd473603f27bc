"""Which cells of a table count too few people, and which others would give them away."""

from __future__ import annotations

import re
from collections.abc import Sequence

_COUNT = re.compile(
    r"^(?:n|n\b.*|count|counts|customers|respondents|buyers|people|persons|base|rows|size|S\d+(?: ·.*)?)$",
    re.IGNORECASE,
)
_WHOLE = re.compile(r"[\d,]+")


def hidden_cells(columns: Sequence[str], rows: Sequence[Sequence[str]], least: int) -> set[tuple[int, int]]:
    """Find the cells (row, column) that a shared table may not show.

    A count of 1 to `least` − 1 people is hidden with every other number of its row. Where one count alone is
    hidden among rows that share a label (or in the whole column), the total would give it away: the next
    smallest count there is hidden too.

    Parameters
    ----------
    columns
        Headings; counts are known by their heading (n, customers, respondents, base, S1 …).
    rows
        Cells as text.
    least
        The smallest group that may be counted.

    Examples
    --------
    >>> rows = [["S1", "60", "31 %"], ["S2", "25", "13 %"], ["S3", "4", "2 %"]]
    >>> sorted(hidden_cells(["segment", "n", "share"], rows, 11))
    [(1, 1), (1, 2), (2, 1), (2, 2)]
    """
    counts = [i for i, name in enumerate(columns) if _COUNT.match(name.strip()) and _holds_counts(rows, i)]
    labels = [i for i in range(len(columns)) if i not in counts and not _holds_numbers(rows, i)]
    hidden: set[tuple[int, int]] = set()
    for column in counts:
        numbers = {r: _number(row[column]) for r, row in enumerate(rows) if column < len(row)}
        small = {r for r, n in numbers.items() if n is not None and 0 < n < least}
        for row in _with_cover(small, numbers, rows, labels):
            matrix = columns[column].strip().upper().startswith("S")
            hidden.add((row, column))
            if not matrix:  # shares and means of the row would give its base away
                hidden |= {(row, c) for c in range(len(rows[row])) if c not in labels}
    return hidden


def _with_cover(
    small: set[int], numbers: dict[int, int | None], rows: Sequence[Sequence[str]], labels: Sequence[int]
) -> set[int]:
    """Add, to each group of rows with one hidden count, the next smallest."""
    hidden = set(small)
    groups = [list(numbers)] if small else []
    for label in labels:
        values: dict[str, list[int]] = {}
        for row in numbers:
            values.setdefault(rows[row][label], []).append(row)
        groups += [group for group in values.values() if 1 < len(group) < len(numbers)]
    for group in groups:
        inside = [row for row in group if row in hidden]
        open_ = [row for row in group if row not in hidden and numbers[row]]
        if len(inside) == 1 and open_:
            hidden.add(min(open_, key=lambda row: (numbers[row] or 0, row)))
    return hidden


def _holds_counts(rows: Sequence[Sequence[str]], column: int) -> bool:
    cells = [row[column].strip() for row in rows if column < len(row)]
    return bool(cells) and all(_WHOLE.fullmatch(cell) or cell in ("–", "") for cell in cells)


def _holds_numbers(rows: Sequence[Sequence[str]], column: int) -> bool:
    cells = [row[column].strip() for row in rows if column < len(row)]
    return all(re.fullmatch(r"[-+−]?[\d.,]+(?:e-?\d+)?\s?%?|–|", cell) for cell in cells)


def _number(text: str) -> int | None:
    digits = text.strip().replace(",", "")
    return int(digits) if digits.isdigit() else None
