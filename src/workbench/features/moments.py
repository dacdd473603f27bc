"""Moments in time as whole numbers: the same on every engine.

Engines differ in date differences, so only seconds since 1970 are used; days and weekdays are
counted from them. Times are wall-clock times, as the file gives them.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

DAY = 86_400
MONTH_DAYS = 365.25 / 12
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAYPARTS = {"night": (0, 6), "morning": (6, 11), "afternoon": (11, 17), "evening": (17, 24)}
"""Name → first hour, and the hour after the last."""


def seconds(moment: ir.TimestampValue) -> ir.IntegerValue:
    """Seconds since 1 January 1970."""
    return moment.epoch_seconds().cast("int64")


def day_number(second: ir.IntegerValue) -> ir.IntegerValue:
    """Whole days since 1 January 1970."""
    return (second // DAY).cast("int64")


def weekday(second: ir.IntegerValue) -> ir.IntegerValue:
    """0 for Monday to 6 for Sunday: 1 January 1970 was a Thursday."""
    return ((day_number(second) + 3) % 7 + 7) % 7


def weeks(days: ir.IntegerValue) -> ir.FloatingValue:
    """Days as weeks; an engine that takes 7.0 for a decimal keeps six digits of a whole number over it."""
    return days.cast("float64") / 7.0


def month_of(day: ir.IntegerValue) -> ir.DateValue:
    """The month of a day number, as its first day: not every engine makes a timestamp of seconds, all add days to a date."""
    return (ibis.date(1970, 1, 1) + day.as_interval("D")).truncate("M")


def in_daypart(second: ir.IntegerValue, part: str) -> ir.BooleanValue:
    """Does the moment lie in this part of the day?"""
    first, end = DAYPARTS[part]
    of_day = second - day_number(second) * DAY
    return (of_day >= first * 3600) & (of_day < end * 3600)


def ratio(part: ir.NumericValue, whole: ir.NumericValue) -> ir.FloatingValue:
    """`part` / `whole`, missing where `whole` is not positive."""
    return (whole > 0).ifelse(part.cast("float64") / positive(whole), ibis.null("float64"))


def positive(value: ir.NumericValue) -> ir.FloatingValue:
    """`value` where it is above zero, else 1: a safe divisor or argument of a logarithm.

    Engines may evaluate both branches of a case, and some fail at a zero in the unused one.
    """
    return (value > 0).ifelse(value.cast("float64"), 1.0)


def entropy_part(value: ir.NumericValue) -> ir.FloatingValue:
    """x ln x, zero at zero."""
    return positive(value) * positive(value).ln()


def counted(condition: ir.BooleanValue) -> ir.IntegerScalar:
    """How many rows of a group hold the condition, zero when none does."""
    return condition.ifelse(1, 0).sum().cast("int64")


def exact_sum(value: ir.NumericValue, *, digits: int = 9) -> ir.FloatingScalar:
    """The sum of values rounded to `digits`, the same in whatever order an engine's threads add.

    Sums of binary fractions depend on their order in the last bit, which is enough to move a map.
    Whole numbers of 64 bits hold sums up to 9·10⁹ with nine digits: fewer for sums over everybody.
    """
    unit = 10.0**digits
    return (value * unit).round().cast("int64").sum().cast("float64") / unit
