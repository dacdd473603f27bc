"""Coded notes as one value, independent of any file form."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass, replace

from workbench.notes.models import CodeDraft, NoteDraft
from workbench.notes.store import NoteStore

NAMESPACE = uuid.UUID("6f2c1c5e-0d51-4d0c-9a55-0e6a6f0f7a11")
_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Mark:
    """A coded span: code points ``[start, end)`` of its note's text."""

    id: str
    note: str
    start: int
    end: int
    code: str
    factor: str = ""
    coder: str = ""
    memo: str = ""


@dataclass(frozen=True, slots=True)
class Project:
    """Notes, codes and marks, and what could not be taken over.

    Attributes
    ----------
    notes, codes, marks
        Every one has an id; marks refer to notes and codes of this project.
    left_out
        One sentence for each thing that the file held and this value does not.
    """

    name: str
    notes: tuple[NoteDraft, ...] = ()
    codes: tuple[CodeDraft, ...] = ()
    marks: tuple[Mark, ...] = ()
    left_out: tuple[str, ...] = ()


def project_of(store: NoteStore, *, name: str) -> Project:
    """Everything current in a store; marks whose words are gone are left out and said so."""
    notes = tuple(n.draft(id=guid(n.id)) for n in store.notes())
    codes = tuple(
        CodeDraft(c.name, c.definition, c.include, c.exclude, guid(c.parent), c.colour, guid(c.id))
        for c in store.codes()
    )
    kept, left_out = [], []
    for x in store.excerpts():
        if x.state == "lost":
            left_out.append(f"an excerpt of {x.participant} whose words were edited away")
        else:
            kept.append(
                Mark(guid(x.id), guid(x.note), x.start, x.end, guid(x.code), x.factor, x.author, x.memo)
            )
    return Project(name, notes, codes, tuple(kept), tuple(left_out))


def guid(entity: str) -> str:
    """An id as the GUID that REFI-QDA asks for: itself, or one made from it; empty stays empty.

    Examples
    --------
    >>> guid("interview 1") == guid("interview 1") != guid("interview 2")
    True
    """
    if not entity or _GUID.fullmatch(entity):
        return entity
    return str(uuid.uuid5(NAMESPACE, entity))


def in_order(project: Project) -> Project:
    """The same project with codes, notes and marks in one order, so that equal ones compare equal."""
    return replace(
        project,
        notes=tuple(sorted(project.notes, key=lambda n: n.id)),
        codes=tuple(sorted(project.codes, key=lambda c: c.id)),
        marks=tuple(sorted(project.marks, key=lambda m: m.id)),
    )
