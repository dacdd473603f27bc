"""The natural order of answers: scales, ranges, frequencies."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import inf

from workbench.sources.columns.frequencies import rate_of
from workbench.sources.columns.scales import SCALES, step_of

Key = tuple[float, float]

_NUMBER = r"[+-]?\d[\d,]*(?:\.\d+)?\s*[km]?\b"
_BELOW = re.compile(rf"^(?:less than|fewer than|under|below|up to|at most|younger than|<=?|≤)\s*({_NUMBER})")
_OR_LESS = re.compile(rf"^({_NUMBER})\D{{0,12}}\b(?:or|and)\s+(?:less|fewer|under|younger|below|lower)\b")
_ABOVE = re.compile(rf"^(?:more than|over|above|at least|older than|greater than|>=?|≥)\s*({_NUMBER})")
_OR_MORE = re.compile(
    rf"^({_NUMBER})\D{{0,12}}(?:\+|\b(?:or|and)\s+(?:more|older|over|above|up|greater|higher)\b)"
)
_PLUS = re.compile(rf"^({_NUMBER})\s*\+")
_RANGE = re.compile(rf"^({_NUMBER})\D{{0,8}}?\s*(?:-|–|—|\bto\b|\band\b)\s*({_NUMBER})")
_ALONE = re.compile(rf"^({_NUMBER})\s*(\(.*\)|[a-z]*)\.?$")
_WORDS = {"none": 0, "zero": 0, "once": 1, "one": 1, "twice": 2, "two": 2, "three": 3, "four": 4, "five": 5,
          "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10}  # fmt: skip
_WORD = re.compile(rf"\b({'|'.join(_WORDS)})\b")
_ANCHORED = re.compile(r"^(?:(?P<lead>\d{1,2})\s*[-–:=.)]\s*\D+|\D*?(?P<tail>[+-]?\d{1,2}))$")

NON_ANSWER = re.compile(
    r"(i('d)? )?(would )?(prefer|rather) not( to)?( say| answer| disclose| tell)?|no answer|refused?( to answer)?"
    r"|n\.?/?a\.?|not applicable|not stated|declined?( to answer)?|keine angabe",
    re.IGNORECASE,
)
DO_NOT_KNOW = re.compile(r"(i )?(do not|don't|don’t|dont|can't|cannot) (know|say|remember|recall)|dk|not sure|unsure|no opinion",
                         re.IGNORECASE)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Order:
    """Levels, lowest first, and how their order was recognised.

    `scale` names a worded scale ("agreement", "education"); it is empty for ranges and numbers.
    """

    levels: tuple[str, ...]
    reason: str
    scale: str = ""


def natural_order(levels: Iterable[str]) -> Order | None:
    """Order answers as people would, or None when they have no order.

    Examples
    --------
    >>> natural_order(["$150,000 or more", "$25,000 - $49,999", "Less than $25,000"]).levels
    ('Less than $25,000', '$25,000 - $49,999', '$150,000 or more')
    >>> natural_order(["Once a month", "Never", "Every three months", "More than once a week"]).levels
    ('Never', 'Every three months', 'Once a month', 'More than once a week')
    >>> natural_order(["I love it!+5", "I hate it!-5", "0", "-1", "+1"]).levels
    ('I hate it!-5', '-1', '0', '+1', 'I love it!+5')
    >>> natural_order(["tea", "coffee"]) is None
    True
    """
    texts = list(dict.fromkeys(levels))
    if len(texts) < 2:
        return None
    readings: tuple[tuple[str, Callable[[str], Key | None], str], ...] = (
        ("how often", rate_of, "frequency"),
        ("amounts or ranges", range_key, ""),
    )
    for scale in SCALES:
        if ordered := _ordered(texts, lambda text, scale=scale: step_of(scale, text)):  # type: ignore[misc]
            return Order(ordered, f"a scale of {scale}", scale)
    for said, key, scale in readings:
        if (ordered := _ordered(texts, key)) and (scale or _has_range(texts)):
            return Order(ordered, f"ordered as {said}", scale)
    if _is_anchored(texts) and (ordered := _ordered(texts, _anchor_key)):
        return Order(ordered, "a scale of numbers with words at its ends", "rating")
    return None


def _ordered(texts: list[str], key: Callable[[str], Key | None]) -> tuple[str, ...] | None:
    """Sort by a key that must exist for each level and differ between any two."""
    keys = {text: key(text) for text in texts}
    if None in keys.values() or len(set(keys.values())) < len(texts):
        return None
    return tuple(sorted(texts, key=lambda text: keys[text] or (0.0, 0.0)))


def range_key(text: str) -> Key | None:
    """Lower and upper end of a range in words.

    Examples
    --------
    >>> range_key("35 - 44 years"), range_key("4+"), range_key("under 18"), range_key("1 (just me!)")
    ((35.0, 44.0), (4.0, inf), (-inf, 18.0), (1.0, 1.0))
    >>> range_key("blue") is None
    True
    """
    bare = re.sub(r"[$€£¥₹]|\b(usd|eur|gbp|age[ds]?|aged)\b", "", text.lower()).strip()
    bare = _WORD.sub(lambda match: str(_WORDS[match[1]]), bare)
    bare = re.sub(r"\s+", " ", bare)
    if match := _BELOW.match(bare):
        return (-inf, _value(match[1]))
    if match := _OR_LESS.match(bare):
        return (-inf, _value(match[1]) + 0.5)
    if match := _RANGE.match(bare):
        low, high = _value(match[1]), abs(_value(match[2]))
        return (low, high) if low <= high else None
    if match := _ABOVE.match(bare):
        return (_value(match[1]), inf)
    if match := _OR_MORE.match(bare) or _PLUS.match(bare):
        return (_value(match[1]), inf)
    if match := _ALONE.match(bare):
        return (_value(match[1]), _value(match[1]))
    return None


def _has_range(texts: list[str]) -> bool:
    """Some level is a range or open end; bare numbers alone are no ordered categories."""
    keys = [range_key(text) for text in texts]
    return any(key is not None and key[0] != key[1] for key in keys)


def _value(text: str) -> float:
    bare = text.strip().replace(",", "")
    factor = {"k": 1e3, "m": 1e6}.get(bare[-1:], 1.0)
    return float(bare.rstrip("km ")) * factor


def _anchor_key(text: str) -> Key | None:
    """``I hate it!-5``, ``3``, ``5 - Strongly agree``."""
    match = _ANCHORED.match(text.strip())
    if match is None:
        return None
    number = match["lead"] or match["tail"]
    return (float(number), 0.0)


def _is_anchored(texts: list[str]) -> bool:
    """Bare numbers and a few with words, or every number with words of its own: no ``Store 1``, ``Store 2``."""
    words = [re.sub(r"[\d\s+=.:)(–-]+", " ", text).strip() for text in texts]
    worded = [word for word in words if word]
    return (
        bool(worded)
        and len(set(worded)) == len(worded)
        and (len(worded) < len(texts) or all(text.strip()[:1].isdigit() for text in texts))
    )
