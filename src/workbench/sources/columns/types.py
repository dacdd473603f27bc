"""The type of a survey column, told from its answers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from statistics import fmean

from workbench.config import Role, VariableType
from workbench.sources.columns.dates import DateFormat, date_formats
from workbench.sources.columns.levels import DO_NOT_KNOW, NON_ANSWER, natural_order
from workbench.sources.columns.meaning import is_personal, words_of
from workbench.sources.columns.numbers import number_format
from workbench.sources.columns.options import Choice, infer_options
from workbench.sources.columns.scales import LIKERT

MOST_LEVELS = 60
RARE = 0.10
_YES_NO = (
    ("no", "yes"), ("0", "1"), ("false", "true"), ("n", "y"), ("f", "t"), ("not selected", "selected"),
    ("unchecked", "checked"), ("nein", "ja"), ("non", "oui"),
)  # fmt: skip
_CODES = re.compile(r"\b(zip|postcode|postal|plz|code|fips)\b")
_RATING = re.compile(
    r"\b(rat(e|ing)|scale|satisf\w*|likel(y|ihood)|agree\w*|recommend|nps|importan\w+|score|stars?|attitude)\b"
)
_CLOCK = re.compile(
    r"\b(interview|survey|response|start|end|recorded|created|submitted|completed|modified) ?(date|time|at)\b|^(timestamp|date|answered|interviewed)( (at|on))?$"
)


@dataclass(frozen=True, slots=True)
class Guess:
    """What a column seems to be, and why."""

    type: VariableType
    reason: str
    levels: tuple[str, ...] = ()
    separator: str = ""
    missing: tuple[str, ...] = ()
    role: Role | None = None
    scale: str = ""
    dates: tuple[DateFormat, ...] = field(default=())
    log: bool = False
    steps: tuple[int, int] | None = None


def guess_type(name: str, counts: Mapping[str, int], *, rows: int, label: str = "") -> Guess:
    """Tell the type of a column.

    Parameters
    ----------
    name, label
        The column's name and the question, where known.
    counts
        Answer → how many gave it; no empty ones.
    rows
        Respondents, those who did not answer included.

    Examples
    --------
    >>> guess_type("greasy", {"Yes": 5, "No": 4}, rows=9).type
    'binary'
    >>> guess_type("age", {"25 - 34": 5, "18 - 24": 4, "Prefer not to say": 1}, rows=10).missing
    ('Prefer not to say',)
    """
    answered = sum(counts.values())
    if not counts:
        return Guess("nominal", "nobody answered", role="ignore")
    if is_personal(name):
        return Guess("open text", "tells who somebody is", role="ignore")
    if len(counts) == 1:
        return Guess("nominal", f"always {next(iter(counts))!r}", tuple(counts), role="ignore")
    if (guess := _binary(counts)) or (guess := _numeric(name, label, counts, answered)):
        return guess
    if dates := date_formats(counts):
        clock = bool(_CLOCK.search(words_of(name)))
        said = f"dates as {dates[0].name}" if len(dates) == 1 else "dates; day and month could be either"
        return Guess("date", said, role="ignore" if len(dates) > 1 or clock else "descriptor", dates=dates)
    if guess := _ordered(counts, answered):
        return guess
    if choice := infer_options(counts):
        return _several(choice)
    return _texts(counts, answered)


def _binary(counts: Mapping[str, int]) -> Guess | None:
    answered = sum(counts.values())
    off = {a for a in counts if NON_ANSWER.fullmatch(a) or DO_NOT_KNOW.fullmatch(a)}
    if off and sum(counts[a] for a in off) > RARE * answered:
        return None
    by_word = {answer.lower(): answer for answer in counts if answer not in off}
    for no, yes in _YES_NO:
        if set(by_word) == {no, yes} and len(by_word) == len(counts) - len(off):
            levels = (by_word[no], by_word[yes])
            return Guess("binary", f"{levels[0]} or {levels[1]}", levels, missing=tuple(sorted(off)))
    return None


def _numeric(name: str, label: str, counts: Mapping[str, int], answered: int) -> Guess | None:
    off = {a for a in counts if NON_ANSWER.fullmatch(a) or DO_NOT_KNOW.fullmatch(a)}
    texts = [a for a in counts if a not in off]
    style = number_format(texts)
    if style is None or len(texts) < 2:
        return None
    values = {a: style.number(a) or 0.0 for a in texts}
    missing = tuple(sorted(off))
    whole = all(value.is_integer() for value in values.values())
    if _CODES.search(words_of(name)) or any(re.fullmatch(r"0\d+", a) for a in texts):
        role: Role = "ignore" if len(texts) > MOST_LEVELS else "descriptor"
        return Guess("nominal", "numbers that are codes", tuple(sorted(texts)), missing=missing, role=role)
    if date_formats(texts):
        return None
    if whole and len(texts) > 20 and len(texts) > 0.95 * answered:
        return Guess("nominal", f"{len(texts):,} numbers in {answered:,} answers: an id", role="ignore")
    low, high = min(values.values()), max(values.values())
    rating = _RATING.search(words_of(name)) or _RATING.search(label.lower())
    if whole and rating and low in {0.0, 1.0} and high in {4.0, 5.0, 6.0, 7.0, 9.0, 10.0} and len(texts) >= 3:
        levels = steps_between(int(low), int(high))
        return Guess(
            "likert", f"a rating from {int(low)} to {int(high)}", levels, missing=missing, scale="numbers"
        )
    log = _is_skewed(values, counts) and low >= 0
    steps = (int(low), int(high)) if whole and low in {0.0, 1.0} and high <= 10 and len(texts) > 2 else None
    said = "numbers, skewed: as logarithms" if log else "numbers"
    return Guess("numeric", said, missing=missing, log=log, steps=steps)


def steps_between(low: int, high: int) -> tuple[str, ...]:
    """Every step of a rating by numbers."""
    return tuple(str(step) for step in range(low, high + 1))


def _is_skewed(values: Mapping[str, float], counts: Mapping[str, int]) -> bool:
    """Is the skewness (third standardised moment) above 2?"""
    n = sum(counts[a] for a in values)
    mean = sum(values[a] * counts[a] for a in values) / n
    second = sum(counts[a] * (values[a] - mean) ** 2 for a in values) / n
    third = sum(counts[a] * (values[a] - mean) ** 3 for a in values) / n
    return second > 0 and third / second**1.5 > 2


def _ordered(counts: Mapping[str, int], answered: int) -> Guess | None:
    off = {a for a in counts if NON_ANSWER.fullmatch(a) or DO_NOT_KNOW.fullmatch(a)}
    on = [answer for answer in counts if answer not in off]
    if not 2 <= len(on) <= MOST_LEVELS or sum(counts[a] for a in off) > 0.5 * answered:
        return None
    order = natural_order(on)
    if order is None:
        return None
    kind: VariableType = "likert" if order.scale in LIKERT else "ordinal"
    return Guess(kind, order.reason, order.levels, missing=tuple(sorted(off)), scale=order.scale)


def _several(choice: Choice) -> Guess:
    reason = f"several of {len(choice.options)} options, joined by {choice.separator!r}"
    return Guess("multi-select", reason, choice.options, separator=choice.separator)


def _texts(counts: Mapping[str, int], answered: int) -> Guess:
    length = fmean(map(len, counts))
    spaces = fmean(answer.count(" ") for answer in counts)
    if len(counts) > 0.5 * answered and answered >= 3 and (length > 40 or spaces > 4):
        return Guess("open text", "long texts, hardly two alike", role="open text")
    if answered > 20 and len(counts) > 0.9 * answered:
        return Guess(
            "nominal", f"{len(counts):,} values in {answered:,} answers: nearly unique", role="ignore"
        )
    if len(counts) > MOST_LEVELS:
        if spaces > 2:
            return Guess("open text", "texts, many of them different", role="open text")
        return Guess("nominal", f"{len(counts):,} different values: too many to compare", role="ignore")
    levels = tuple(sorted(counts, key=lambda a: (-counts[a], a)))
    return Guess("nominal", f"{len(levels)} answers without an order", levels)
