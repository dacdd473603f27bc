"""A project from outside, added to a store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from workbench.errors import number_of
from workbench.notes import codebook as book
from workbench.notes.entries import EXCERPT, NOTE, cleaned, mark_span, save_code, save_note
from workbench.notes.exchange.project import Mark, Project
from workbench.notes.ledger import Writer
from workbench.notes.matching import find_quote
from workbench.notes.models import Code, CodeDraft
from workbench.notes.store import NoteStore


@dataclass(frozen=True, slots=True)
class Added:
    """What an import brought: counts, what was there already, and what could not be taken over.

    `participants` counts those that a roster added or named anew.
    """

    notes: int = 0
    codes: int = 0
    excerpts: int = 0
    already: int = 0
    participants: int = 0
    left_out: tuple[str, ...] = ()

    def __str__(self) -> str:
        if self.participants:
            return (
                f"{number_of(self.participants, 'participant')} in the roster: names are replaced from now on"
            )
        added = {"note": self.notes, "code": self.codes, "excerpt": self.excerpts}
        text = ", ".join(number_of(count, noun) for noun, count in added.items()) + " added"
        if self.already:
            text += f"; {self.already} {'was' if self.already == 1 else 'were'} there already"
        return f"{text}; {len(self.left_out)} left out" if self.left_out else text


def add_project(store: NoteStore, project: Project, *, author: str) -> Added:
    """Add notes, codes and excerpts that the store does not have; all of them, or none on an error.

    What has the id of something in the store is left as the store has it, so that a second import changes
    nothing. A code is also recognised by its path. Names of the roster are replaced on the way in; a mark
    follows its words when that moved them.
    """
    with store.writer(author) as writer:
        codes, new_codes = _add_codes(writer, project.codes)
        known = {entry.entity for entry in writer.current(NOTE)}
        roster = store.roster()
        fresh = [note for note in project.notes if note.id not in known]
        stored = {note.id: save_note(writer, cleaned(note, roster), None) for note in fresh}
        texts = {note.id: note.text for note in project.notes}
        marked = {entry.entity for entry in writer.current(EXCERPT)}
        added, left_out = 0, list(project.left_out)
        for mark in project.marks:
            if mark.id in marked:
                continue
            placed = _placed(writer, mark, texts[mark.note])
            if placed is None:
                left_out.append(
                    f"a mark on {texts[mark.note][mark.start : mark.end]!r}: the note reads otherwise now"
                )
                continue
            mark_span(
                writer, mark.note, placed, codes[mark.code],
                factor=mark.factor, memo=mark.memo, coder=mark.coder, entity=mark.id,
            )  # fmt: skip
            added += 1
    already = len(project.notes) - len(stored) + len(project.codes) - new_codes
    return Added(len(stored), new_codes, added, already, left_out=tuple(left_out))


def _add_codes(writer: Writer, drafts: tuple[CodeDraft, ...]) -> tuple[dict[str, str], int]:
    """The store's code for each code of the project, and how many are new."""
    ids: dict[str, str] = {}
    added = 0
    for draft in _parents_first(drafts):
        known = book.codebook(writer.current(book.CODE))
        parent = ids.get(draft.parent, draft.parent)
        same = _same_code(replace(draft, parent=parent), known)
        if same:
            ids[draft.id] = same
            continue
        ids[draft.id] = save_code(writer, replace(draft, parent=parent), reason="").entity
        added += 1
    return ids, added


def _same_code(draft: CodeDraft, known: Mapping[str, Code]) -> str:
    if draft.id in known:
        return book.followed(draft.id, known)
    alike = (
        c.id for c in known.values()
        if c.active and c.parent == draft.parent and c.name.casefold() == draft.name.casefold()
    )  # fmt: skip
    return next(alike, "")


def _parents_first(drafts: tuple[CodeDraft, ...]) -> list[CodeDraft]:
    by_id = {draft.id: draft for draft in drafts}

    def depth(draft: CodeDraft) -> int:
        return 0 if draft.parent not in by_id else 1 + depth(by_id[draft.parent])

    return sorted(drafts, key=depth)


def _placed(writer: Writer, mark: Mark, text: str) -> tuple[int, int] | None:
    """Where the mark's words stand in the note as it is stored."""
    (entry,) = writer.current(NOTE, mark.note)
    stored = entry.body["text"]
    if stored == text:
        return mark.start, mark.end
    found = find_quote(stored, text[mark.start : mark.end], near=mark.start)
    return (found.start, found.end) if found else None
