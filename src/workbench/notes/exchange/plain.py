"""A project as JSON, as csv and as Markdown."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from workbench.artifacts.spreadsheets import formula_safe
from workbench.errors import InputError, Problem
from workbench.notes.codebook import SEPARATOR
from workbench.notes.exchange.project import Mark, Project
from workbench.notes.models import CodeDraft, NoteDraft

FORM = "workbench notes 1"
CSV_COLUMNS = (
    "participant", "date", "interviewer", "method", "role", "consent", "segment", "customer", "about",
    "code", "factor", "excerpt", "start", "end", "coder", "memo", "text",
)  # fmt: skip


def write_json_text(project: Project) -> str:
    """A project as JSON text that `read_json_text` reads back equal."""
    content = {"form": FORM, **asdict(project)}
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def read_json_text(text: str, *, file: str) -> Project:
    """Read a project written by `write_json_text`.

    Raises
    ------
    InputError
        When it is no JSON, another form, or a field is missing, unknown or of another type.
    """
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(Problem(file, "", "not JSON", "", "export the notes again")) from error
    if not isinstance(content, dict) or content.pop("form", None) != FORM:
        raise InputError(Problem(file, "", "no notes of this program", f"JSON with 'form': {FORM!r}"))
    try:
        project = Project(
            str(content["name"]),
            tuple(_built(NoteDraft, record) for record in content["notes"]),
            tuple(_built(CodeDraft, record) for record in content["codes"]),
            tuple(_built(Mark, record) for record in content["marks"]),
        )
    except (TypeError, KeyError, ValueError) as error:
        raise InputError(
            Problem(file, "", f"a record that does not fit: {error}", "", "export the notes again")
        ) from error
    _check_references(project, file)
    return project


def write_csv_text(project: Project) -> str:
    """One row an excerpt, notes without one in a row of their own; no cell acts as a formula."""
    import pandas as pd

    paths = code_paths(project)
    rows: list[list[object]] = []
    for note in project.notes:
        own = [getattr(note, name) for name in CSV_COLUMNS[:9]]
        marks = [mark for mark in project.marks if mark.note == note.id]
        rows += [
            [*own, paths[m.code], m.factor, note.text[m.start : m.end], m.start, m.end, m.coder, m.memo, ""]
            for m in marks
        ]
        if not marks:
            rows.append([*own, "", "", "", None, None, "", "", note.text])
    frame = pd.DataFrame(rows, columns=list(CSV_COLUMNS)).astype({"start": "Int64", "end": "Int64"})
    return str(formula_safe(frame).to_csv(index=False, lineterminator="\n"))


def write_markdown(project: Project) -> str:
    """For reading: the codebook, then each note with its excerpts; every text as a quotation block."""
    paths = code_paths(project)
    lines = [f"# Notes of {_plain(project.name)}", "", "## Codes", ""]
    for code in project.codes:
        parts = [code.definition, f"Include: {code.include}" if code.include else "",
                 f"Exclude: {code.exclude}" if code.exclude else ""]  # fmt: skip
        about = " ".join(filter(None, parts))
        lines.append(f"- **{_plain(paths[code.id])}**" + (f": {_plain(about)}" if about else ""))
    for note in project.notes:
        facts = [note.date, note.method, note.role, note.segment, f"consent: {note.consent}"]
        lines += ["", f"## {_plain(note.participant)}", "", _plain(" · ".join(filter(None, facts))), ""]
        lines += [f"> {_plain(line)}" for line in note.text.split("\n")]
        for mark in (m for m in project.marks if m.note == note.id):
            quote = " ".join(note.text[mark.start : mark.end].split())
            lines += ["", f"- {_plain(paths[mark.code])}: “{_plain(quote)}”"]
    return "\n".join(lines) + "\n"


def code_paths(project: Project) -> dict[str, str]:
    """Each code's name with its parents'."""
    by_id = {code.id: code for code in project.codes}

    def path(code: CodeDraft) -> str:
        above = by_id.get(code.parent)
        return f"{path(above)}{SEPARATOR}{code.name}" if above else code.name

    return {code.id: path(code) for code in project.codes}


def _plain(text: str) -> str:
    """Text that Markdown takes as text."""
    for sign in "\\`*_{}[]()<>#+-!|&":
        text = text.replace(sign, f"\\{sign}")
    return " ".join(text.split())


def _built(kind: type[Any], record: Any) -> Any:
    if not isinstance(record, dict):
        raise TypeError(f"{record!r}")
    for spec in fields(kind):
        value = record.get(spec.name)
        expected = {"int": int, "bool": bool}.get(str(spec.type), str)
        if value is not None and type(value) is not expected:
            raise TypeError(f"{spec.name}: {value!r}")
    return kind(**record)


def _check_references(project: Project, file: str) -> None:
    notes = {note.id: note for note in project.notes}
    codes = {code.id for code in project.codes}
    problems = []
    for mark in project.marks:
        if mark.note not in notes:
            problems.append(Problem(file, f"mark {mark.id}", f"note {mark.note!r} is not in the file"))
        elif not 0 <= mark.start < mark.end <= len(notes[mark.note].text):
            problems.append(
                Problem(file, f"mark {mark.id}", f"span {mark.start}–{mark.end}", "a span of its note")
            )
        if mark.code not in codes:
            problems.append(Problem(file, f"mark {mark.id}", f"code {mark.code!r} is not in the file"))
    problems += [
        Problem(file, f"code {code.name!r}", "its parent is not in the file")
        for code in project.codes
        if code.parent and code.parent not in codes
    ]
    parents = {code.id: code.parent for code in project.codes}
    problems += [
        Problem(file, f"code {code.name!r}", "stands below itself")
        for code in project.codes
        if _is_below_itself(code.id, parents)
    ]
    if problems:
        raise InputError(problems)


def _is_below_itself(code: str, parents: Mapping[str, str]) -> bool:
    seen, above = {code}, parents.get(code, "")
    while above and above not in seen:
        seen.add(above)
        above = parents.get(above, "")
    return above in seen and bool(above)
