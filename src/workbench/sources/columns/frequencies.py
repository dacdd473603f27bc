"""How often something is done, as times a year."""

from __future__ import annotations

import re

_PERIODS = {
    "day": 365.0,
    "week": 52.0,
    "fortnight": 26.0,
    "month": 12.0,
    "quarter": 4.0,
    "year": 1.0,
    "weekend": 52.0,
}
_COUNTS = {
    "once": 1.0, "one": 1.0, "twice": 2.0, "two": 2.0, "three": 3.0, "four": 4.0, "five": 5.0, "six": 6.0,
    "seven": 7.0, "eight": 8.0, "nine": 9.0, "ten": 10.0, "a few": 3.0, "a couple of": 2.5, "couple of": 2.5,
    "several": 3.5, "multiple": 3.5, "many": 6.0, "other": 2.0,
}  # fmt: skip
_ADVERBS = {
    "never": 0.0, "not at all": 0.0, "i never do": 0.0, "have never": 0.0, "almost never": 0.05, "hardly ever": 0.07,
    "very rarely": 0.08, "rarely": 0.1, "seldom": 0.11, "less often": 0.2, "less frequently": 0.2,
    "daily": 365.0, "every day": 365.0, "weekly": 52.0, "fortnightly": 26.0, "biweekly": 26.0, "monthly": 12.0,
    "quarterly": 4.0, "yearly": 1.0, "annually": 1.0, "bimonthly": 6.0,
}  # fmt: skip
_NUMBER = r"\d+(?:\.\d+)?|" + "|".join(sorted(_COUNTS, key=len, reverse=True))
_PERIOD = r"(days?|weeks?|weekends?|fortnights?|months?|quarters?|years?)"
_TIMES = re.compile(
    rf"^(?P<low>{_NUMBER})(?:\s*(?:-|–|to|or)\s*(?P<high>{_NUMBER}))?(?P<more>\+| or more)?"
    rf"(?:\s+times?)?\s+(?:an?|per|each|every|in a|/)\s*(?P<period>{_PERIOD})\b"
)
_EVERY = re.compile(
    rf"^every\s+(?:(?P<low>{_NUMBER})(?:\s*(?:-|–|to|or)\s*(?P<high>{_NUMBER}))?\s+)?(?P<period>{_PERIOD})\b"
)
_MORE = re.compile(r"^(?:more(?: often)? than|over|at least|>)\s*")
_LESS = re.compile(r"^(?:less(?: often)? than|fewer than|under|at most|<)\s*")


def rate_of(text: str) -> tuple[float, float] | None:
    """Times a year that an answer tells, and −1, 0 or +1 for less than, exactly, more than.

    Examples
    --------
    >>> rate_of("Every three months"), rate_of("More than once a week"), rate_of("Never")
    ((4.0, 0.0), (52.0, 1.0), (0.0, 0.0))
    >>> rate_of("5 - 10 times per month"), rate_of("2-3 times a week")
    ((90.0, 0.0), (130.0, 0.0))
    >>> rate_of("blue") is None
    True
    """
    bare = re.sub(r"\s+", " ", text.lower().replace("about ", "").replace("around ", "")).strip(" .!")
    side = 0.0
    for pattern, sign in ((_MORE, 1.0), (_LESS, -1.0)):
        if match := pattern.match(bare):
            bare, side = bare[match.end() :], sign
    if bare in _ADVERBS:
        return (_ADVERBS[bare], side)
    if match := _TIMES.match(bare):
        times = _mean(match["low"], match["high"])
        return (times * _period(match["period"]), side or (1.0 if match["more"] else 0.0))
    if match := _EVERY.match(bare):
        gap = _mean(match["low"] or "1", match["high"])
        return (_period(match["period"]) / gap, side)
    return None


def _mean(low: str, high: str | None) -> float:
    return (_count(low) + _count(high or low)) / 2


def _count(text: str) -> float:
    return _COUNTS[text] if text in _COUNTS else float(text)


def _period(text: str) -> float:
    return _PERIODS[text.rstrip("s")]
