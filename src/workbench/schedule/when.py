"""The times at which a study is run."""

from __future__ import annotations

import re
from dataclasses import dataclass

from workbench.errors import InputError, Problem

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
EXPECTED = "'06:00' (daily), 'Mon 06:00', 'Mon,Thu 06:00', 'Mon-Fri 06:00' or '1 06:00' (day 1 of the month)"
_FORM = re.compile(r"(?:(?P<day>\S+)\s+)?(?P<hour>\d{1,2}):(?P<minute>\d{2})")


@dataclass(frozen=True, slots=True)
class When:
    """A time of day, on some weekdays (0 is Monday; none means every day) or on one day of the month."""

    hour: int
    minute: int
    weekdays: tuple[int, ...] = ()
    month_day: int | None = None

    @property
    def cron(self) -> str:
        """The five fields of cron, which counts Sunday as 0.

        Examples
        --------
        >>> read_when("Mon-Fri 06:05").cron, read_when("15 23:00").cron
        ('5 6 * * 1,2,3,4,5', '0 23 15 * *')
        """
        month_day = "*" if self.month_day is None else str(self.month_day)
        weekdays = ",".join(str(d) for d in sorted((day + 1) % 7 for day in self.weekdays)) or "*"
        return f"{self.minute} {self.hour} {month_day} * {weekdays}"

    @property
    def calendar(self) -> str:
        """The ``OnCalendar`` of systemd.

        Examples
        --------
        >>> read_when("Mon,Thu 06:05").calendar, read_when("15 23:00").calendar
        ('Mon,Thu *-*-* 06:05:00', '*-*-15 23:00:00')
        """
        weekdays = ",".join(DAYS[day] for day in self.weekdays)
        month_day = "*" if self.month_day is None else f"{self.month_day:02d}"
        return f"{weekdays} *-*-{month_day} {self.time}:00".strip()

    @property
    def time(self) -> str:
        """Hour and minute as ``06:05``."""
        return f"{self.hour:02d}:{self.minute:02d}"


def read_when(text: str) -> When:
    """Read a time as people write it.

    Raises
    ------
    InputError
        When it is none of the forms.

    Examples
    --------
    >>> read_when("Mon 06:00")
    When(hour=6, minute=0, weekdays=(0,), month_day=None)
    >>> read_when("noon")
    Traceback (most recent call last):
    ...
    workbench.errors.InputError: schedule, --at: 'noon'; expected '06:00' (daily), 'Mon 06:00', 'Mon,Thu 06:00', 'Mon-Fri 06:00' or '1 06:00' (day 1 of the month).
    """
    wrong = InputError(Problem("schedule", "--at", repr(text), EXPECTED))
    match = _FORM.fullmatch(text.strip())
    if match is None:
        raise wrong
    hour, minute, day = int(match["hour"]), int(match["minute"]), match["day"] or ""
    if hour > 23 or minute > 59:
        raise wrong
    if day.isdecimal() and day.isascii():
        if not 1 <= int(day) <= 28:  # every month has it
            raise wrong
        return When(hour, minute, month_day=int(day))
    try:
        return When(hour, minute, _weekdays(day))
    except ValueError:
        raise wrong from None


def _weekdays(text: str) -> tuple[int, ...]:
    days: set[int] = set()
    for part in filter(None, text.split(",")):
        first, _, last = part.partition("-")
        start, end = _weekday(first), _weekday(last or first)
        days |= {day % 7 for day in range(start, end + 1 if end >= start else end + 8)}
    return tuple(sorted(days)) if len(days) < 7 else ()


def _weekday(name: str) -> int:
    return [day.lower() for day in DAYS].index(name.lower()[:3]) if len(name) >= 3 else _no_day(name)


def _no_day(name: str) -> int:
    raise ValueError(name)
