"""The date format of a whole column, whatever its first rows allow."""

from __future__ import annotations

from workbench.errors import InputError, Problem, listed
from workbench.sources.columns.dates import DateFormat, date_formats, nearly_dates, stated_format
from workbench.sources.raw import RawTable


def whole_column_format(raw: RawTable, column: str, *, stated: str | None = None) -> DateFormat:
    """Tell how the dates of a text column are written; read every row when its first ones could be both.

    Raises
    ------
    InputError
        No dates, two orders in one column, or a column that could be both D/M/Y and M/D/Y: two rows
        show it and ``date_format`` decides.
    """
    given = stated or raw.date_format
    if given is not None:
        return stated_format(given)
    values = raw.values(column)
    if not values:
        raise InputError(Problem(raw.name, f"column {column!r}", "is empty", "dates", "name another column"))
    found = date_formats(values) or nearly_dates(values)
    if not found:
        expected = "dates such as 2024-01-31, 31/01/2024 or 20240131"
        remedy = "name another column, or state 'date_format'"
        raise InputError(
            Problem(raw.name, f"column {column!r}", f"{values[0]!r} is no date", expected, remedy)
        )
    if len(found) == 1:
        return found[0]
    return _told_apart(raw, column, found)


def _told_apart(raw: RawTable, column: str, formats: tuple[DateFormat, ...]) -> DateFormat:
    """Choose between formats by all rows."""
    text = raw.text(column)
    fails = {f: f"{text} IS NOT NULL AND ({f.sql(text)}) IS NULL" for f in formats}
    counts = {f: raw.count_where(condition) for f, condition in fails.items()}
    good = [f for f in formats if counts[f] == 0]
    if len(good) == 1:
        return good[0]
    if not good:
        return _mixed(raw, column, formats, fails, counts)
    first, second = good[:2]
    differ = f"({first.sql(text)}) <> ({second.sql(text)})"
    rows = raw.rows_where(differ, [column], most=2)
    if not rows:
        return first
    shown = " and ".join(
        f"row {row:,} {value!r} ({_reads(first, value)} or {_reads(second, value)})" for row, value in rows
    )
    remedy = f"state 'date_format: {first.name}' or 'date_format: {second.name}'"
    raise InputError(
        Problem(raw.name, f"column {column!r}", f"day and month could be either: {shown}", "", remedy)
    )


def _reads(form: DateFormat, value: str) -> str:
    moment = form.moment(value)
    return f"{moment.day} {moment:%B}" if moment else "no date"


def _mixed(
    raw: RawTable,
    column: str,
    formats: tuple[DateFormat, ...],
    fails: dict[DateFormat, str],
    counts: dict[DateFormat, int],
) -> DateFormat:
    """No format fits all rows: two orders in one column, or a few faulty cells."""
    shown = []
    for form in formats:
        others = " AND ".join(f"NOT ({fails[f]})" for f in formats if f != form)
        if rows := raw.rows_where(f"({fails[form]}) AND {others}", [column], most=1):
            shown.append(rows[0])
    if len(shown) < 2:
        return min(formats, key=lambda f: counts[f])
    said = listed([f"row {row:,} {value!r}" for row, value in sorted(shown)], "and")
    remedy = "write all dates as YYYY-MM-DD"
    raise InputError(Problem(raw.name, f"column {column!r}", f"two date orders: {said}", "one order", remedy))
