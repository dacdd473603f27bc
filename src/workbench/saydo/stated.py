"""How often an answer says that something happens, as a range a month."""

from __future__ import annotations

import math
import re

from workbench.schemas import Variable

_PER_MONTH = {"day": 30.4, "daily": 30.4, "week": 4.35, "weekly": 4.35, "month": 1.0, "monthly": 1.0, "quarter": 1 / 3,
              "year": 1 / 12, "yearly": 1 / 12}  # fmt: skip
_NUMBERS = {
    "once": 1,
    "one": 1,
    "twice": 2,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "several": 2,
    "few": 2,
}
_UNIT = re.compile(r"\b(day|daily|week|weekly|month|monthly|quarter|year|yearly)s?\b")
_NUMBER = re.compile(r"\d+(?:\.\d+)?|\b(?:" + "|".join(_NUMBERS) + r")\b")
_LESS = re.compile(r"\b(less|fewer|under|below|at most|up to|rarer)\b")
_MORE = re.compile(r"\b(more|over|above|at least|several|or more)\b|\+")


def stated_rate(level: str) -> tuple[float, float] | None:
    """The range of times a month that an answer names, or None when it names none.

    "About once a week" allows half and double of it; "several times" begins at two and is open above.

    Examples
    --------
    >>> stated_rate("5 - 10 times per month"), stated_rate("More than 10 times per month")
    ((5.0, 10.0), (10.0, inf))
    >>> stated_rate("Two or three times a month"), stated_rate("Often")
    ((2.0, 3.0), None)
    >>> [round(x, 1) for x in stated_rate("About once a week")]
    [2.2, 8.7]
    """
    text = level.casefold()
    unit = _UNIT.search(text)
    found = [_NUMBERS.get(word) or float(word) for word in _NUMBER.findall(text)]
    if re.search(r"\bnever\b", text):
        return 0.0, 0.0
    if unit is None:
        return None
    factor = _PER_MONTH[unit[1]]
    if re.search(r"\bevery\b", text) and found:  # every three months: once in three
        return factor / found[0] / 2, factor / found[0] * 2
    numbers = [number * factor for number in (found or [1.0])]
    if _LESS.search(text):
        return 0.0, max(numbers)
    if _MORE.search(text):
        return min(numbers), math.inf
    if len(numbers) > 1:
        return min(numbers), max(numbers)
    return numbers[0] / 2, numbers[0] * 2


def stated_rates(variable: Variable) -> tuple[tuple[float, float], ...] | None:
    """The range of each level, or None when some level names none."""
    rates = [stated_rate(level) for level in variable.levels]
    if not rates or any(rate is None for rate in rates):
        return None
    return tuple(rate for rate in rates if rate is not None)
