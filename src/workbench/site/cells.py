"""Which cells of a table count too few people, and which others would give them away."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

Range = tuple[float, float]

_COUNT = re.compile(
    r"^(?:n|n\b.*|count|counts|customers|respondents|buyers|people|persons|base|rows|size|S\d+(?: ·.*)?)$",
    re.IGNORECASE,
)
_WHOLE = re.compile(r"[\d,]+")
_BASE = re.compile(r"^(?:n|n\b.*|customers|respondents|buyers|people|persons|base)$", re.IGNORECASE)
_SHARE = re.compile(
    r"^(?:value|active|missing|rate|retention|proportion|per ?cent.*|.*(?:\b|_)share\b.*)$", re.IGNORECASE
)
_WHOLES = re.compile(r"^(?:everyone|all|total)$", re.IGNORECASE)
# What stands beside a share of people and is none itself, or is one of another base.
_NO_SHARE = re.compile(
    r"^(?:everyone|all|total|low|high|.*\b(?:revenue|spend|spending|sales|money|sent back|interval|percentile"
    r"|mean|median|quarter|half|error|gap|index|effect)\b.*)$",
    re.IGNORECASE,
)
_MEASURE = re.compile(r"^(?:value|marker)$", re.IGNORECASE)
_OF_MONEY = re.compile(r"^share of (?:spending|revenue|sales|money)\b", re.IGNORECASE)
_PERCENT = re.compile(r"(<\s?)?(\d[\d,]*(?:\.(\d+))?)\s?%(?:\s?\(.*\))?")
_FRACTION = re.compile(r"0|1|[01]?\.\d+|\de-\d+|\d\.\d+e-\d+")


def hidden_cells(columns: Sequence[str], rows: Sequence[Sequence[str]], least: int) -> set[tuple[int, int]]:
    """Find the cells (row, column) that a shared table may not show.

    A count of 1 to `least` − 1 people is hidden with every other number of its row. Where one count alone is
    hidden among rows that share a label (or in the whole column), the total would give it away: the next
    smallest count there is hidden too. A share of people beside its base is a count as well: 1 % of 286 is
    hidden as 3 would be. Shown rounded, it is hidden when any count it may stand for is small.

    Parameters
    ----------
    columns
        Headings; counts are known by their heading (n, customers, respondents, base, S1 …), shares by theirs
        (value, share, active …) or by the % of their cells.
    rows
        Cells as text.
    least
        The smallest group that may be counted.

    Examples
    --------
    >>> rows = [["S1", "60", "31 %"], ["S2", "25", "13 %"], ["S3", "4", "2 %"]]
    >>> sorted(hidden_cells(["segment", "n", "share"], rows, 11))
    [(1, 1), (1, 2), (2, 1), (2, 2)]
    >>> rows = [["S1", "323", "1 %"], ["S2", "286", "7 %"], ["S3", "251", "48 %"]]
    >>> sorted(hidden_cells(["segment", "n", "value"], rows, 11))
    [(0, 1), (0, 2), (1, 1), (1, 2)]
    """
    rows = [[*row, *[""] * (len(columns) - len(row))] for row in rows]
    counts = [i for i, name in enumerate(columns) if _COUNT.match(name.strip()) and _holds_counts(rows, i)]
    labels = [i for i, name in enumerate(columns) if i not in counts and not _measures(name, rows, i)]
    hidden: set[tuple[int, int]] = set()
    for column in counts:
        numbers = {r: _number(row[column]) for r, row in enumerate(rows) if column < len(row)}
        small = {r for r, n in numbers.items() if n is not None and 0 < n < least}
        for row in _with_cover(small, numbers, rows, labels):
            matrix = columns[column].strip().upper().startswith("S")
            hidden.add((row, column))
            if not matrix:  # shares and means of the row would give its base away
                hidden |= {(row, c) for c in range(len(rows[row])) if c not in labels}
    bases = [i for i in counts if _BASE.match(columns[i].strip())]
    for ranges in _ranges_of_people(columns, rows, bases, labels):
        hidden |= _hidden_by_share(ranges, columns, rows, labels, least)
    return hidden


def _hidden_by_share(
    ranges: dict[int, Range],
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    labels: Sequence[int],
    least: int,
) -> set[tuple[int, int]]:
    """Hide the rows whose share may stand for 1 to `least` − 1 people, and what would give them away."""
    numbers: dict[int, float | None] = dict.fromkeys(range(len(rows)))
    numbers |= {r: (low + high) / 2 if high else 0.0 for r, (low, high) in ranges.items()}
    # Weighted, people come in parts: half a person is one, unless the share is shown as none at all.
    small = {r for r, (low, high) in ranges.items() if low < least - 0.5 and high >= (0.5 if low > 0 else 1)}
    covered = _with_cover(small, numbers, rows, labels)
    hidden = {(row, c) for row in covered for c in range(len(rows[row])) if c not in labels}
    # Beside a row of nobody the share of everyone is that of the hidden rows alone.
    wholes = [i for i, name in enumerate(columns) if _WHOLES.match(name.strip())]
    told = {rows[row][labels[0]] for row in covered} if labels else set()
    nobody = [
        row for row, number in numbers.items() if number == 0 and labels and rows[row][labels[0]] in told
    ]
    return hidden | {(row, c) for row in nobody for c in wholes}


def _ranges_of_people(
    columns: Sequence[str], rows: Sequence[Sequence[str]], bases: Sequence[int], labels: Sequence[int]
) -> Iterator[dict[int, Range]]:
    """Per share and base: row → the fewest and most people that the share may stand for."""
    for column, name in enumerate(columns):
        if not bases or column in bases or _NO_SHARE.match(name.strip()):
            continue
        shares = _shares(name, rows, column)
        if not shares or any(_is_part(shares, rows, i, labels) for i in range(len(columns)) if i != column):
            continue
        for base in bases:
            n = {r: _number(rows[r][base]) for r in shares}
            yield {r: (low * (n[r] or 0), high * (n[r] or 0)) for r, (low, high) in shares.items() if n[r]}


def _shares(name: str, rows: Sequence[Sequence[str]], column: int) -> dict[int, Range]:
    """Row → the lowest and highest share that its cell may stand for, rounded as it is."""
    cells = {r: row[column].strip() for r, row in enumerate(rows) if column < len(row)}
    percents = {r: match for r, cell in cells.items() if (match := _PERCENT.fullmatch(cell))}
    if percents:
        of_people = {r: m for r, m in percents.items() if not any(_OF_MONEY.match(cell) for cell in rows[r])}
        return {r: _percent(m) for r, m in of_people.items()}
    numbers = {r: cell for r, cell in cells.items() if cell not in ("–", "")}
    fractions = all(_FRACTION.fullmatch(cell) and float(cell) <= 1 for cell in numbers.values())
    if not _SHARE.match(name.strip()) or not fractions:
        return {}
    places = {r: -int(Decimal(cell).as_tuple().exponent) for r, cell in numbers.items()}
    # Trailing noughts are not shown: the longest cell tells how finely the column is rounded.
    finest = min(max(places.values(), default=0), 4)
    halves = {r: 0.5 * 10.0 ** -max(own, finest) for r, own in places.items()}
    return {
        r: (float(cell),) * 2
        if cell in ("0", "1")
        else (max(float(cell) - halves[r], 0.0), float(cell) + halves[r])
        for r, cell in numbers.items()
    }


def _percent(match: re.Match[str]) -> Range:
    share, half = float(match[2].replace(",", "")) / 100, 0.005 * 10.0 ** -len(match[3] or "")
    return (0.0, share) if match[1] else (max(share - half, 0.0), share + half)


def _is_part(
    shares: dict[int, Range], rows: Sequence[Sequence[str]], column: int, labels: Sequence[int]
) -> bool:
    """Whether the shares are this column's own, of its total: then it counts the part, and is no base."""
    numbers = {r: number for r in shares if (number := _number(rows[r][column])) is not None}
    if len(numbers) < len(shares):
        return False

    def fits(group: Sequence[int]) -> bool:
        total = sum(numbers[r] for r in group)
        return any(
            whole and all(shares[r][0] - 1e-6 <= numbers[r] / whole <= shares[r][1] + 1e-6 for r in group)
            for whole in (total, total / 2)  # half, where a row of the total stands among them
        )

    by_label = (
        [[r for r in shares if rows[r][i] == value] for value in {rows[r][i] for r in shares}] for i in labels
    )
    return fits(list(shares)) or any(all(map(fits, groups)) for groups in by_label)


def _with_cover(
    small: set[int], numbers: Mapping[int, float | None], rows: Sequence[Sequence[str]], labels: Sequence[int]
) -> set[int]:
    """Add, to each group of rows with one hidden count, the next smallest."""
    hidden = set(small)
    groups: list[list[int]] = []
    for label in labels:
        values: dict[str, list[int]] = {}
        for row in numbers:
            values.setdefault(rows[row][label], []).append(row)
        groups += [group for group in values.values() if 1 < len(group) < len(numbers)]
    groups.append(list(numbers))  # last: a group within the column may have covered it already
    before = -1
    while before != len(hidden):  # what covers one group is alone in another
        before = len(hidden)
        for group in groups:
            inside = [row for row in group if row in hidden]
            open_ = [row for row in group if row not in hidden and numbers[row]]
            if len(inside) == 1 and open_:
                hidden.add(min(open_, key=lambda row: (numbers[row] or 0, row)))
    return hidden


def _holds_counts(rows: Sequence[Sequence[str]], column: int) -> bool:
    cells = [row[column].strip() for row in rows if column < len(row)]
    return bool(cells) and all(_WHOLE.fullmatch(cell) or cell in ("–", "") for cell in cells)


def _measures(name: str, rows: Sequence[Sequence[str]], column: int) -> bool:
    """Whether a column tells something of its row's people, rather than who they are."""
    heading = name.strip()
    if _MEASURE.match(heading) or _NO_SHARE.match(heading) or _holds_numbers(rows, column):
        return True
    cells = [row[column].strip() for row in rows if column < len(row)]
    return all(_PERCENT.fullmatch(cell) or cell in ("–", "") for cell in cells)


def _holds_numbers(rows: Sequence[Sequence[str]], column: int) -> bool:
    cells = [row[column].strip() for row in rows if column < len(row)]
    return all(re.fullmatch(r"[-+−]?[\d.,]+(?:e-?\d+)?\s?%?|–|", cell) for cell in cells)


def _number(text: str) -> int | None:
    digits = text.strip().replace(",", "")
    return int(digits) if digits.isdigit() else None
