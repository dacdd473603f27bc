"""What the columns of a shared table hold: counts of people, shares of people, bases, or labels."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

Range = tuple[float, float]

_COUNT = re.compile(
    r"^(?:n|n\b.*|count|counts|customers|respondents|buyers|people|persons|base|rows|size|S\d+(?: ·.*)?)$",
    re.IGNORECASE,
)
_WHOLE = re.compile(r"[\d,]+")
_BASE = re.compile(r"^(?:n|n\b.*|customers|respondents|buyers|people|persons|base)$", re.IGNORECASE)
_SHARE = re.compile(
    r"^(?:value|active|missing|rate|retention|proportion|per ?cent.*|.*(?:\b|_)share\b.*|.*\bper ?cent\b.*|.*%.*)$",
    re.IGNORECASE,
)
_IN_HUNDREDS = re.compile(r"%|\bper ?cent\b", re.IGNORECASE)
# What stands beside a share of people and is none itself, or is one of another base.
_NO_SHARE = re.compile(
    r"^(?:everyone|all|total|low|high|share_best|share of the space|right for|.*\b(?:revenue|spend|spending|sales|money|sent back"
    r"|interval|percentile|mean|median|quarter|half|error|gap|index|effect)\b.*)$",
    re.IGNORECASE,
)
_MEASURE = re.compile(r"^(?:value|marker)$", re.IGNORECASE)
_TELLS = re.compile(r"^(?:value|low|high|.*\binterval\b.*|index|marker|everyone|all|total)$", re.IGNORECASE)
_ORDER = re.compile(
    r"^(?:(?:.*\b)?(?:from|to)|age|year|month|week|quarter|k|rank|before|questions)$", re.IGNORECASE
)
_OF_MONEY = re.compile(r"^share of (?:spending|revenue|sales|money)\b", re.IGNORECASE)
_PERCENT = re.compile(r"(<\s?)?(\d[\d,]*(?:\.(\d+))?)\s?%(?:\s?\(.*\))?")
_FRACTION = re.compile(r"0|1|[01]?\.\d+|\de-\d+|\d\.\d+e-\d+")
_BETWEEN = re.compile(r" / |, |; ")
_STATED = re.compile(r"\b(?:base: |n ?= ?)(\d[\d,]*)\b(?! ?%|[.,]\d)", re.IGNORECASE)


def stated_base(text: str) -> int | None:
    """Find the one base that a caption or heading states; None where it states none, or several.

    Examples
    --------
    >>> stated_base("How do you describe yourself? (n = 286)"), stated_base("Base: 1,860 people")
    (286, 1860)
    """
    found = {int(number.replace(",", "")) for number in _STATED.findall(text)}
    return found.pop() if len(found) == 1 else None


def is_count(heading: str) -> bool:
    """Whether a column of this heading counts people."""
    return bool(_COUNT.match(heading.strip()))


def is_base(heading: str) -> bool:
    """Whether a column of this heading may hold what the shares beside it are shares of."""
    return bool(_BASE.match(heading.strip()))


def is_share(heading: str, *, percents: bool) -> bool:
    """Whether a column may hold shares of people, known by its heading or by the % of its cells."""
    return not _NO_SHARE.match(heading.strip()) and (percents or bool(_SHARE.match(heading.strip())))


def tells_of_share(heading: str) -> bool:
    """Whether a column tells something of the share beside it, from which it could be worked out."""
    return bool(_TELLS.match(heading.strip()))


def orders(heading: str) -> bool:
    """Whether the numbers of a column say which row it is, as a year or the bound of a bin does."""
    return bool(_ORDER.match(heading.strip()))


def shares(name: str, rows: Sequence[Sequence[str]], column: int) -> dict[int, Range]:
    """Row → the lowest and highest share that its cell may stand for, rounded as it is."""
    cells = {r: row[column].strip() for r, row in enumerate(rows) if column < len(row)}
    percents = {r: match for r, cell in cells.items() if (match := _PERCENT.fullmatch(cell))}
    if not is_share(name, percents=bool(percents)):
        return {}
    if not percents and _IN_HUNDREDS.search(name):  # the heading holds the sign for all its cells
        percents = {r: match for r, cell in cells.items() if (match := _PERCENT.fullmatch(f"{cell} %"))}
    if percents:
        of_people = {r: m for r, m in percents.items() if not any(_OF_MONEY.match(cell) for cell in rows[r])}
        return {r: percent_range(m[2], below=bool(m[1])) for r, m in of_people.items()}
    numbers = {r: cell for r, cell in cells.items() if cell not in ("–", "")}
    fractions = all(_FRACTION.fullmatch(cell) and float(cell) <= 1 for cell in numbers.values())
    if not fractions:
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


def percent_range(text: str, *, below: bool = False) -> Range:
    """Return the lowest and highest share that a written percentage may stand for, rounded as it is.

    Examples
    --------
    >>> percent_range("50")
    (0.495, 0.505)
    """
    places = len(text.partition(".")[2])
    share, half = float(text.replace(",", "")) / 100, 0.005 * 10.0**-places
    return (0.0, share) if below else (max(share - half, 0.0), min(share + half, 1.0))


def holds_counts(rows: Sequence[Sequence[str]], column: int) -> bool:
    """Whether all cells of a column are whole numbers or empty."""
    cells = [row[column].strip() for row in rows if column < len(row)]
    return bool(cells) and all(_WHOLE.fullmatch(cell) or cell in ("–", "") for cell in cells)


def measures(name: str, rows: Sequence[Sequence[str]], column: int) -> bool:
    """Whether a column tells something of its row's people, rather than who they are."""
    heading = name.strip()
    if _MEASURE.match(heading) or _NO_SHARE.match(heading) or _holds_numbers(rows, column):
        return True
    cells = [row[column].strip() for row in rows if column < len(row)]
    return all(_PERCENT.fullmatch(cell) or cell in ("–", "") for cell in cells)


def _holds_numbers(rows: Sequence[Sequence[str]], column: int) -> bool:
    cells = [row[column].strip() for row in rows if column < len(row)]
    return all(re.fullmatch(r"[-+−]?[\d.,]+(?:e-?\d+)?\s?%?|–|", cell) for cell in cells)


def number(text: str) -> int | None:
    """Read a whole number, its thousands parted or not."""
    digits = text.strip().replace(",", "")
    return int(digits) if digits.isdigit() else None


def is_list(text: str) -> bool:
    """Whether a cell lists several whole numbers: ``"312, 300, 7"``."""
    numbers = _BETWEEN.split(text.strip())
    return len(numbers) > 1 and all(_WHOLE.fullmatch(n) for n in numbers)


def numbers_of(text: str) -> list[int]:
    """Return the whole numbers that a cell lists."""
    return [n for part in _BETWEEN.split(text.strip()) if (n := number(part)) is not None]
