"""Dates as people write them; day and month are told apart by the whole column."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

_TIMES = ("", " %H:%M", " %H:%M:%S", " %H:%M:%S.%f", " %I:%M %p", " %I:%M:%S %p")
_NAMED = ("%d %b %Y", "%d-%b-%Y", "%d-%b-%y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y", "%b %d %Y")
_NUMERIC = re.compile(r"(\d{1,4})([-/. ])(\d{1,2})\2(\d{1,4})(.*)", re.DOTALL)
_COMPACT = re.compile(r"(19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})([T ]\d\d:\d\d(:\d\d([.,]\d+)?)?( ?(Z|UTC|[+-]\d\d:?\d\d))?)?")
_WORDS = (("YYYY", "%Y"), ("YY", "%y"), ("MM", "%m"), ("DD", "%d"), ("HH", "%H"), ("mm", "%M"), ("SS", "%S"))
_YEARS = (1900, 2200)


@dataclass(frozen=True, slots=True)
class DateFormat:
    """One way to write dates; `pattern` is empty for ISO 8601, else as in strptime.

    Examples
    --------
    >>> DateFormat("%d/%m/%Y").name, DateFormat("").name
    ('DD/MM/YYYY', 'YYYY-MM-DD')
    """

    pattern: str = ""

    @property
    def name(self) -> str:
        """As a researcher would write it, and as ``date_format`` takes it."""
        text = self.pattern or "%Y-%m-%d"
        for word, code in (*_WORDS, ("Mon", "%b"), ("Month", "%B"), ("hh", "%I"), ("AM", "%p"), ("f", "%f")):
            text = text.replace(code, word)
        return text

    def moment(self, text: str) -> datetime | None:
        """The moment a text tells, as written (an offset from UTC is dropped), or None."""
        text = text.strip()
        try:
            if self.pattern:
                found = datetime.strptime(text, self.pattern)  # noqa: DTZ007 - wall-clock times are meant
            elif match := _ISO.fullmatch(text):
                year, month, day = (int(match[i]) for i in (1, 2, 3))
                clock = (match[4] or "").lstrip("T ").split("+")[0].split("-")[0]
                clock = clock.removesuffix("Z").removesuffix("UTC").strip().replace(",", ".")
                found = datetime.fromisoformat(f"{year:04}-{month:02}-{day:02} {clock or '00:00'}")
            else:
                return None
        except ValueError:
            return None
        return found if _YEARS[0] <= found.year < _YEARS[1] else None

    def sql(self, text: str) -> str:
        """The same as a DuckDB expression of the text expression `text`."""
        made = f"try_strptime({text}, '{self.pattern}')" if self.pattern else f"TRY_CAST({text} AS TIMESTAMP)"
        low, high = (f"TIMESTAMP '{year}-01-01'" for year in _YEARS)
        return f"CASE WHEN {made} >= {low} AND {made} < {high} THEN {made} END"

    @property
    def swapped(self) -> DateFormat | None:
        """The same with day and month exchanged, where both are numbers."""
        if "%d" in self.pattern and "%m" in self.pattern and not self.pattern.startswith("%Y"):
            order = self.pattern.replace("%d", "\0").replace("%m", "%d").replace("\0", "%m")
            return DateFormat(order)
        return None


def stated_format(given: str) -> DateFormat:
    """Read ``date_format`` of study.yaml: DD/MM/YYYY, or strptime's %d/%m/%Y, or ISO.

    Examples
    --------
    >>> stated_format("DD/MM/YYYY HH:mm").pattern
    '%d/%m/%Y %H:%M'
    """
    if given.upper() in {"ISO", "YYYY-MM-DD"}:
        return DateFormat("")
    pattern = given
    if "%" not in pattern:
        for word, code in _WORDS:
            pattern = pattern.replace(word, code)
    return DateFormat(pattern)


def date_formats(values: Iterable[str]) -> tuple[DateFormat, ...]:
    """The ways to write dates under which every one of `values` is a date.

    Two come back when day and month could be exchanged in all of them; none when some value is no
    date. Which of two it is, the whole column must tell.

    Examples
    --------
    >>> [f.name for f in date_formats(["03/04/2024", "25/04/2024"])]
    ['DD/MM/YYYY']
    >>> [f.name for f in date_formats(["03/04/2024", "05/06/2024"])]
    ['DD/MM/YYYY', 'MM/DD/YYYY']
    >>> date_formats(["soon"])
    ()
    """
    texts = list(dict.fromkeys(value.strip() for value in values))
    if not texts:
        return ()
    return tuple(f for f in _candidates(texts[0]) if all(f.moment(text) for text in texts))


def nearly_dates(values: Sequence[str]) -> tuple[DateFormat, ...]:
    """The formats under which most of `values` are dates: a date column with faults in it."""
    texts = list(dict.fromkeys(value.strip() for value in values))
    tried = dict.fromkeys(f for text in texts[:20] for f in _candidates(text))
    good = {f: sum(f.moment(text) is not None for text in texts) for f in tried}
    best = max(good.values(), default=0)
    return tuple(f for f in good if good[f] == best and best >= 0.5 * len(texts))


def _candidates(text: str) -> list[DateFormat]:
    """The formats that a first value allows."""
    if _ISO.fullmatch(text):
        return [DateFormat("")]
    if _COMPACT.fullmatch(text):
        return [DateFormat("%Y%m%d")]
    if match := _NUMERIC.fullmatch(text):
        sep = match[2]
        if len(match[1]) == 4:
            dates = [f"%Y{sep}%m{sep}%d"]
        else:
            year = "%Y" if len(match[4]) == 4 else "%y"
            dates = [f"%d{sep}%m{sep}{year}", f"%m{sep}%d{sep}{year}"]
    elif re.search(r"[A-Za-z]{3}", text):
        dates = list(_NAMED)
    else:
        return []
    tried = [DateFormat(date + time) for date in dates for time in _TIMES]
    return [f for f in tried if f.moment(text)] or [f for f in tried if f.swapped and f.swapped.moment(text)]
