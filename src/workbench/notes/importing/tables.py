"""Tables with a row a note: csv and xlsx."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from workbench.errors import InputError, Problem, listed, nearest
from workbench.notes.importing.texts import MOST_BYTES, decoded
from workbench.notes.models import CONSENTS, INTERVIEW_ROLES, METHODS, NoteDraft
from workbench.notes.text import one_line
from workbench.workbooks import check_workbook, is_panic, not_a_workbook

COLUMNS = (
    "participant", "customer", "date", "interviewer", "method", "consent", "role", "segment", "about", "source", "text",
)  # fmt: skip
_NEEDED = ("participant", "text")
_ALLOWED = {"method": METHODS, "consent": CONSENTS}


def notes_in_csv(content: bytes, *, file: str) -> list[NoteDraft]:
    """Read notes from csv, a row each, with the columns of `COLUMNS`; participant and text are needed.

    A role that is none of typical, boundary or extreme says who the participant is, and is kept as `about`.

    Raises
    ------
    InputError
        Every fault with its row: unknown columns, missing ones, ragged rows, words a column may not hold, bad dates.
    """
    text = decoded(content, file=file)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
        return _notes(list(reader), file=file)
    except csv.Error as error:
        raise InputError(
            Problem(file, "", f"not csv: {error}", "", "close its quotes and save it again")
        ) from error


def notes_in_xlsx(content: bytes, *, file: str) -> list[NoteDraft]:
    """Read notes from the first sheet of a workbook; see `notes_in_csv`."""
    from python_calamine import CalamineError, CalamineWorkbook

    check_workbook(content, limit=10 * MOST_BYTES, name=file)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        rows = workbook.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, IndexError, OSError, ValueError) as error:
        raise InputError(not_a_workbook(file)) from error
    except BaseException as error:
        if is_panic(error):
            raise InputError(not_a_workbook(file)) from error
        raise
    return _notes([[_cell(cell) for cell in row] for row in rows], file=file)


def _delimiter(text: str) -> str:
    head = text.partition("\n")[0]
    return max(",;\t", key=head.count)


def _cell(value: Any) -> str:
    if isinstance(value, (date, datetime)):
        return value.isoformat()[:10]
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _notes(rows: Sequence[Sequence[str]], *, file: str) -> list[NoteDraft]:
    if not rows:
        raise InputError(Problem(file, "", "is empty", f"the columns {listed(COLUMNS, 'and')}"))
    names = [one_line(name).casefold() for name in rows[0]]
    problems = list(_heading_problems(names, file))
    if problems:
        raise InputError(problems)
    notes = []
    for number, row in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in row):
            continue
        place = f"row {number}"
        if len(row) != len(names):
            problems.append(
                Problem(file, place, f"{len(row)} cells", f"{len(names)}", "quote texts that hold commas")
            )
            continue
        values = dict(zip(names, row, strict=True))
        found = list(_row_problems(values, file, place))
        problems += found
        if not found:
            notes.append(_note(values))
    if problems:
        raise InputError(problems)
    if not notes:
        raise InputError(Problem(file, "", "holds no note", "a row a note"))
    return notes


def _heading_problems(names: Sequence[str], file: str) -> Iterator[Problem]:
    for name in _NEEDED:
        if name not in names:
            yield Problem(file, "row 1", f"no column {name!r}", "", "add it")
    for name in names:
        if name not in COLUMNS:
            hint = nearest(name, COLUMNS)
            yield Problem(file, "row 1", f"unknown column {name!r}", listed(COLUMNS), hint)
        elif names.count(name) > 1:
            yield Problem(file, "row 1", f"column {name!r} twice", "", "keep one")


def _row_problems(values: dict[str, str], file: str, place: str) -> Iterator[Problem]:
    for name in _NEEDED:
        if not values[name].strip():
            yield Problem(file, f"{place}, column {name!r}", "is empty")
    for name, allowed in _ALLOWED.items():
        value = one_line(values.get(name, ""))
        if value and value.casefold() not in allowed:
            expected = listed(map(repr, allowed))
            yield Problem(file, f"{place}, column {name!r}", f"{value!r}", expected, nearest(value, allowed))
    day = one_line(values.get("date", ""))
    if day:
        try:
            date.fromisoformat(day)
        except ValueError:
            yield Problem(file, f"{place}, column 'date'", f"{day!r}", "a date such as 2026-11-02")


def _note(values: dict[str, str]) -> NoteDraft:
    fields: dict[str, Any] = {k: v if k == "text" else one_line(v) for k, v in values.items() if v.strip()}
    for name in _ALLOWED:
        if name in fields:
            fields[name] = fields[name].casefold()
    role = fields.pop("role", "")
    if role.casefold() in INTERVIEW_ROLES:
        fields["role"] = role.casefold()
    else:
        fields["about"] = "; ".join(filter(None, (fields.get("about", ""), role)))
    return NoteDraft(**fields)
