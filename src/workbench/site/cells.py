"""Which cells of a shared table count too few people, and which others would give them away."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from workbench.site.reading import (
    Range,
    holds_counts,
    is_base,
    is_count,
    is_list,
    measures,
    number,
    numbers_of,
    orders,
    shares,
    tells_of_share,
)

Rows = Sequence[Sequence[str]]
Cells = set[tuple[int, int]]
_WHOLES = re.compile(r"^(?:everyone|all|total|index)$", re.IGNORECASE)
_SMALLEST = re.compile(r"^smallest(?:$|[ _]share$)", re.IGNORECASE)


def hidden_cells(columns: Sequence[str], rows: Rows, least: int, *, base: int | None = None) -> Cells:
    """Find the cells (row, column) that a shared table may not show.

    A count of 1 to `least` − 1 people is hidden with every other number of its row. Where the hidden counts of
    rows that share a label (or of the whole column) are one, or fewer than `least` together, the total would
    give them away: the next smallest there is hidden too. A share of people beside its base is a count as
    well: 1 % of 286 is hidden as 3 would be, and so is 99 %, which leaves 3. Shown rounded, it is hidden when
    any count it may stand for is small. Its base stays, and what tells of other things.

    Parameters
    ----------
    columns
        Headings; counts are known by their heading (n, customers, respondents, base, S1 …), shares by theirs
        (value, share, active …) or by the % of their cells.
    rows
        Cells as text.
    least
        The smallest group that may be counted.
    base
        The people of whom the shares are, where no column says it but a caption does.

    Examples
    --------
    >>> rows = [["S1", "60", "67 %"], ["S2", "25", "28 %"], ["S3", "4", "4 %"]]
    >>> sorted(hidden_cells(["segment", "n", "share"], rows, 11))
    [(1, 1), (1, 2), (2, 1), (2, 2)]
    >>> rows = [["S1", "323", "1 %"], ["S2", "286", "7 %"], ["S3", "251", "48 %"]]
    >>> sorted(hidden_cells(["segment", "n", "value"], rows, 11))
    [(0, 2), (1, 2)]
    """
    rows = [[*row, *[""] * (len(columns) - len(row))] for row in rows]
    counts = [i for i, name in enumerate(columns) if is_count(name) and holds_counts(rows, i)]
    labels = [
        i
        for i, name in enumerate(columns)
        if i not in counts and not orders(name) and not measures(name, rows, i)
    ]
    named = {*labels, *(i for i, name in enumerate(columns) if i not in counts and orders(name))}
    hidden = _sizes(columns, rows, least)
    for column in counts:
        numbers = {r: number(row[column]) for r, row in enumerate(rows)}
        small = {r for r, n in numbers.items() if n is not None and 0 < n < least}
        for row in _with_cover(small, numbers, _groups(numbers, rows, labels), least):
            matrix = columns[column].strip().upper().startswith("S")
            hidden.add((row, column))
            if not matrix:  # shares and means of the row would give its base away
                hidden |= {(row, c) for c in range(len(rows[row])) if c not in named}
    bases = [i for i in counts if is_base(columns[i])]
    hidden |= _of_parts(_parts(rows, bases, {*counts, *named}), rows, labels, least)
    for column, people in _people_of_shares(columns, rows, bases, labels, base):
        hidden |= _hidden_by_share(column, people, columns, rows, labels, least)
    return hidden


def may_be_few(low: float, high: float, least: int) -> bool:
    """Whether a range of people may hold 1 to `least` − 1.

    Weighted, people come in parts: half a person is one, unless there may be none at all.

    Examples
    --------
    >>> may_be_few(0, 0.4, 11), may_be_few(10.2, 12, 11), may_be_few(10.6, 12, 11)
    (False, True, False)
    """
    return low < least - 0.5 and high >= (0.5 if low > 0 else 1)


def _parts(rows: Rows, bases: Sequence[int], others: set[int]) -> list[int]:
    """The columns into which a column of people is parted, whatever they are called: together they make it."""
    width = len(rows[0]) if rows else 0
    parts = [i for i in range(width) if i not in others and all(number(row[i]) is not None for row in rows)]
    sums = [sum(number(row[i]) or 0 for i in parts) for row in rows]
    made = any(
        all(abs((number(row[b]) or 0) - s) <= 1 for row, s in zip(rows, sums, strict=True)) for b in bases
    )
    return parts if made and len(parts) > 1 else []


def _of_parts(parts: Sequence[int], rows: Rows, labels: Sequence[int], least: int) -> Cells:
    """Hide the small parts, and in the row and the column of each what would give it away."""
    counted = {(r, i): number(row[i]) or 0 for r, row in enumerate(rows) for i in parts}
    hidden = {cell for cell, n in counted.items() if 0 < n < least}
    before = -1
    while before != len(hidden):  # what covers a row is alone in its column
        before = len(hidden)
        for r in range(len(rows)):
            inside = {i for i in parts if (r, i) in hidden}
            numbers = {i: counted[r, i] for i in parts}
            hidden |= {(r, i) for i in _with_cover(inside, numbers, [list(parts)], least)}
        for i in parts:
            numbers = {r: counted[r, i] for r in range(len(rows))}
            inside = {r for r in numbers if (r, i) in hidden}
            hidden |= {(r, i) for r in _with_cover(inside, numbers, _groups(numbers, rows, labels), least)}
    return hidden


def _sizes(columns: Sequence[str], rows: Rows, least: int) -> Cells:
    """Sizes that are no column of people: the smallest of several groups, or all of them in one cell."""
    smallest = [i for i, name in enumerate(columns) if _SMALLEST.match(name.strip())]
    plain = [i for i in smallest if holds_counts(rows, i) and "share" not in columns[i]]
    small = {r for i in plain for r, row in enumerate(rows) if 0 < (number(row[i]) or 0) < least}
    listed = {
        (r, i)
        for i, name in enumerate(columns)
        if name.strip().lower() == "sizes"
        for r, row in enumerate(rows)
        if is_list(row[i]) and any(0 < n < least for n in numbers_of(row[i]))
    }
    return listed | {(r, i) for r in small for i in smallest}


def _hidden_by_share(
    column: int,
    people: dict[int, tuple[Range, int]],
    columns: Sequence[str],
    rows: Rows,
    labels: Sequence[int],
    least: int,
) -> Cells:
    """Hide the shares that may stand for few people, or for all but few, and what would give them away."""
    parts = {r: part for r, (part, _) in people.items()}
    rests = {r: (max(n - high, 0.0), max(n - low, 0.0)) for r, ((low, high), n) in people.items()}
    covered: set[int] = set()
    for ranges, groups_of in ((parts, _groups), (rests, _questions)):
        middles: dict[int, float | None] = {r: (low + high) / 2 for r, (low, high) in ranges.items()}
        small = {r for r, (low, high) in ranges.items() if may_be_few(low, high, least)}
        # those who left out one question and another make no total
        groups = [] if columns[column].strip().lower() == "missing" else groups_of(middles, rows, labels)
        covered |= _with_cover(small, middles, groups, least)
    told = {rows[row][labels[0]] for row in covered} if labels else set()
    own = [c for c, name in enumerate(columns) if c == column or tells_of_share(name)]
    hidden = {(row, c) for row in covered for c in own if c not in labels}
    # Beside a row of nobody, or of all, the share of everyone is that of the hidden rows alone.
    wholes = [i for i, name in enumerate(columns) if _WHOLES.match(name.strip())]
    plain = [r for r in people if parts[r][1] == 0 or rests[r][1] == 0]
    return hidden | {(r, c) for r in plain for c in wholes if labels and rows[r][labels[0]] in told}


def _people_of_shares(
    columns: Sequence[str], rows: Rows, bases: Sequence[int], labels: Sequence[int], stated: int | None
) -> Iterator[tuple[int, dict[int, tuple[Range, int]]]]:
    """Per column of shares and base: row → the fewest and most people that it may stand for, and the base."""
    for column, name in enumerate(columns):
        if column in bases:
            continue
        found = shares(name, rows, column)
        if not found or any(_is_part(found, rows, i, labels) for i in range(len(columns)) if i != column):
            continue
        of: list[dict[int, int | None]] = [{r: number(rows[r][i]) for r in found} for i in bases]
        for n in of or ([dict.fromkeys(found, stated)] if stated else []):
            people = {r: (share, n[r] or 0) for r, share in found.items() if n[r]}
            yield column, {r: ((low * n, high * n), n) for r, ((low, high), n) in people.items()}


def _is_part(found: dict[int, Range], rows: Rows, column: int, labels: Sequence[int]) -> bool:
    """Whether the shares are this column's own, of its total: then it counts the part, and is no base."""
    numbers = {r: n for r in found if (n := number(rows[r][column])) is not None}
    if len(numbers) < len(found):
        return False

    def fits(group: Sequence[int]) -> bool:
        total = sum(numbers[r] for r in group)
        return any(
            whole and all(found[r][0] - 1e-6 <= numbers[r] / whole <= found[r][1] + 1e-6 for r in group)
            for whole in (total, total / 2)  # half, where a row of the total stands among them
        )

    by_label = (
        [[r for r in found if rows[r][i] == value] for value in {rows[r][i] for r in found}] for i in labels
    )
    return fits(list(found)) or any(all(map(fits, groups)) for groups in by_label)


def _groups(numbers: Mapping[int, float | None], rows: Rows, labels: Sequence[int]) -> list[list[int]]:
    """The rows whose total may be known: those that share a label, and all of them last."""
    groups = [group for label in labels for group in _alike(numbers, rows, label)]
    return [*(group for group in groups if 1 < len(group) < len(numbers)), list(numbers)]


def _questions(numbers: Mapping[int, float | None], rows: Rows, labels: Sequence[int]) -> list[list[int]]:
    """The rows of one answer: only among them do the people who did not give it have a total."""
    return [group for group in _alike(numbers, rows, labels[0]) if len(group) > 1] if labels else []


def _alike(numbers: Mapping[int, float | None], rows: Rows, label: int) -> list[list[int]]:
    values: dict[str, list[int]] = {}
    for row in numbers:
        values.setdefault(rows[row][label], []).append(row)
    return list(values.values())


def _with_cover(
    small: set[int], numbers: Mapping[int, float | None], groups: list[list[int]], least: int
) -> set[int]:
    """Add the next smallest to each group of rows whose hidden counts are one, or few together."""
    hidden = set(small)
    before = -1
    while before != len(hidden):  # what covers one group is alone in another
        before = len(hidden)
        for group in groups:
            inside = [row for row in group if row in hidden]
            open_ = [row for row in group if row not in hidden and numbers[row]]
            few = len(inside) == 1 or sum(numbers[row] or 0 for row in inside) < least
            if inside and few and open_:
                hidden.add(min(open_, key=lambda row: (numbers[row] or 0, row)))
    return hidden
