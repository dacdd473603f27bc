"""Single entries of the ledger as values, and the rules by which they may be appended."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import replace
from typing import Any

from workbench.config import FACTORS
from workbench.errors import InputError, Problem, listed
from workbench.notes import codebook as book
from workbench.notes.anchors import reanchor
from workbench.notes.ledger import Entry, Writer
from workbench.notes.models import (
    CONSENTS,
    INTERVIEW_ROLES,
    METHODS,
    Code,
    CodeDraft,
    Conflict,
    Excerpt,
    Note,
    NoteDraft,
    Saved,
)
from workbench.notes.roster import Roster
from workbench.notes.text import normalise, one_line

NOTE, EXCERPT, SETTLED, CONFLICT, DOCUMENT = "note", "excerpt", "settled", "conflict", "document"


def note_of(entry: Entry) -> Note:
    """A note's revision from its entry."""
    return Note(
        **entry.body,
        id=entry.entity,
        revision=entry.revision,
        saved_at=entry.at,
        author=entry.author,
        accepted=entry.accepted,
        based_on=entry.based_on,
    )


def save_note(writer: Writer, draft: NoteDraft, based_on: int | None) -> Saved | Conflict:
    """Append a cleaned draft, unless it says what is stored already."""
    entity = draft.id or str(uuid.uuid4())
    content = draft.content()
    current = writer.current(NOTE, entity)
    if current and current[0].body == content:
        return Saved(note_of(current[0]))
    entry = writer.append(NOTE, entity, content, based_on=based_on)
    return Saved(note_of(entry)) if entry.accepted else Conflict(note_of(current[0]), note_of(entry))


def cleaned(draft: NoteDraft, roster: Roster) -> NoteDraft:
    """A draft that may be saved: checked, normalised, its names replaced."""
    problems = [
        Problem(
            "notes", f"note of {draft.participant!r}, {name}", f"{value!r}", f"{listed(map(repr, allowed))}"
        )
        for name, value, allowed in (
            ("method", draft.method, METHODS),
            ("role", draft.role, INTERVIEW_ROLES),
            ("consent", draft.consent, CONSENTS),
        )
        if value not in allowed
    ]
    if not draft.participant.strip():
        problems.append(Problem("notes", "note", "has no participant", "a pseudonym such as 'P1'"))
    if problems:
        raise InputError(problems)
    short = ("participant", "date", "interviewer", "segment", "customer", "source", "about")
    plain: dict[str, Any] = {name: one_line(getattr(draft, name)) for name in short}
    plain["participant"] = roster.pseudonym(plain["participant"])
    for name in ("about", "source"):
        plain[name] = roster.pseudonymised(plain[name])
    return replace(draft, **plain, text=roster.pseudonymised(normalise(draft.text)))


def author_named(author: str) -> str:
    """Who saves; nobody is an error."""
    author = one_line(author)
    if not author:
        raise InputError(Problem("notes", "author", "is empty", "who saves", "give a name or initials"))
    return author


def save_code(writer: Writer, draft: CodeDraft, *, reason: str, split_from: str = "") -> Entry:
    """Append a code, new or changed."""
    draft = book.checked(draft, book.codebook(writer.current(book.CODE)))
    content: dict[str, Any] = {**draft.content(), "merged_into": ""}
    if reason:
        content["reason"] = one_line(reason)
    if split_from:
        content["split_from"] = split_from
    return writer.append(book.CODE, draft.id or str(uuid.uuid4()), content)


def code_content(code: Code) -> dict[str, Any]:
    """What a code's entry holds beside its merges."""
    keys = ("name", "definition", "include", "exclude", "parent", "colour")
    return {key: getattr(code, key) for key in keys}


def known_code(code: str, codes: dict[str, Code]) -> None:
    """Refuse a code that is not in the codebook, or was merged away."""
    if code not in codes or not codes[code].active:
        raise InputError(Problem("codebook", "code", f"{code!r} is not in the codebook", "", "save it first"))


def mark_span(
    writer: Writer,
    note_id: str,
    span: tuple[int, int],
    code: str,
    *,
    factor: str = "",
    memo: str = "",
    coder: str = "",
    entity: str = "",
) -> str:
    """Append a mark on the current text of a note; returns its id."""
    found = writer.current(NOTE, note_id)
    if not found:
        raise InputError(Problem("notes", "mark", f"there is no note {note_id!r}"))
    note = found[0]
    start, end = span
    text = note.body["text"]
    if not (0 <= start < end <= len(text)) or not text[start:end].strip():
        place = f"note of {note.body['participant']!r}"
        raise InputError(Problem("notes", place, f"span {start}–{end}", f"words within 0–{len(text)}"))
    if factor and factor not in FACTORS:
        raise InputError(Problem("notes", "factor", f"{factor!r}", listed(map(repr, FACTORS))))
    known_code(code, book.codebook(writer.current(book.CODE)))
    body = {
        "note": note_id,
        "revision": note.revision,
        "start": start,
        "end": end,
        "quote": text[start:end],
        "code": code,
        "factor": factor,
        "memo": normalise(memo).strip(),
        "coder": coder or writer.author,
    }
    return writer.append(EXCERPT, entity or str(uuid.uuid4()), body).entity


def excerpt_of(
    entry: Entry, note: Note, originals: dict[tuple[str, int], Entry], codes: dict[str, Code]
) -> Excerpt:
    """An excerpt from its entry, placed in the current text of its note."""
    body = entry.body
    original = originals.get((note.id, body["revision"]))
    old = original.body["text"] if original else note.text
    anchor = reanchor(old, note.text, body["start"], body["end"])
    return Excerpt(
        id=entry.entity,
        note=note.id,
        participant=note.participant,
        start=anchor.start,
        end=anchor.end,
        quote=body["quote"],
        code=book.followed(body["code"], codes),
        factor=body["factor"],
        author=body["coder"],
        marked_at=entry.at,
        revision=body["revision"],
        state=anchor.state,
        memo=body.get("memo", ""),
    )


def conflict_key(note: str, revision: int) -> str:
    """Names a conflict by the revision that was not accepted."""
    return f"{note}/{revision}"


def flag_key(note: str, found: str) -> str:
    """Names a finding by its hash: what somebody flagged must not stand in the ledger once more."""
    return f"{note}/{hashlib.sha256(found.encode('utf-8')).hexdigest()}"
