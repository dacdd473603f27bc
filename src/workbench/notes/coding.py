"""Codes, and the spans of notes that carry them."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.errors import InputError, Problem
from workbench.notes import codebook as book
from workbench.notes.entries import (
    EXCERPT,
    NOTE,
    code_content,
    excerpt_of,
    known_code,
    mark_span,
    save_code,
)
from workbench.notes.models import Code, CodeChange, CodeDraft, Excerpt
from workbench.notes.revisions import Revisions


class Coding(Revisions):
    """The codebook and the excerpts of a store; see `workbench.notes.NoteStore`."""

    def codes(self, *, merged: bool = False) -> tuple[Code, ...]:
        """The active codes by path; with those that were merged away when asked."""
        codes = book.codebook(self._ledger.current(book.CODE)).values()
        return tuple(sorted((c for c in codes if merged or c.active), key=lambda c: c.path.casefold()))

    def save_code(self, draft: CodeDraft, *, author: str, reason: str = "") -> Code:
        """Add a code, or change one when the draft names its id.

        Raises
        ------
        InputError
            For an empty or taken name, or a parent that cannot be one.
        """
        with self.writer(author) as writer:
            saved = save_code(writer, draft, reason=reason)
            return book.codebook(writer.current(book.CODE))[saved.entity]

    def merge_codes(self, codes: Sequence[str], into: str, *, author: str, reason: str = "") -> None:
        """Merge codes into another: their excerpts follow; the log keeps the old names."""
        with self.writer(author) as writer:
            known = book.codebook(writer.current(book.CODE))
            known_code(into, known)
            for code in codes:
                known_code(code, known)
                if code == into or book.followed(into, known) == code:
                    found = f"{known[code].name!r} cannot be merged into itself"
                    raise InputError(Problem("codebook", "merge", found, "", "choose another code"))
                content = {**code_content(known[code]), "merged_into": into, "reason": reason}
                writer.append(book.CODE, code, content)

    def split_code(
        self, code: str, parts: Sequence[tuple[CodeDraft, Sequence[str]]], *, author: str, reason: str = ""
    ) -> tuple[Code, ...]:
        """Split a code: each part is a new code with the excerpts (ids) that move to it.

        The code itself stays, with the excerpts that no part takes.
        """
        with self.writer(author) as writer:
            known_code(code, book.codebook(writer.current(book.CODE)))
            made = []
            for draft, moving in parts:
                saved = save_code(writer, draft, reason=reason, split_from=code)
                made.append(saved.entity)
                for excerpt in moving:
                    (entry,) = writer.current(EXCERPT, excerpt)
                    writer.append(EXCERPT, excerpt, {**entry.body, "code": saved.entity})
            known = book.codebook(writer.current(book.CODE))
            return tuple(known[entity] for entity in made)

    def codebook_log(self) -> tuple[CodeChange, ...]:
        """Every addition, renaming, merge and split, oldest first."""
        return tuple(book.changes(self._ledger.history(book.CODE)))

    def mark(
        self, note_id: str, start: int, end: int, *, code: str, author: str, factor: str = "", memo: str = ""
    ) -> Excerpt:
        """Mark a span of a note's current text with a code.

        Parameters
        ----------
        start, end
            Code points into the current text; ``text[start:end]`` is the excerpt.
        factor
            One of the factors of `workbench.config.FACTORS`, or empty.

        Raises
        ------
        InputError
            When the span is empty or outside the text, or the code is not in the codebook.
        """
        memo = self.roster().pseudonymised(memo)
        with self.writer(author) as writer:
            entity = mark_span(writer, note_id, (start, end), code, factor=factor, memo=memo)
        return next(e for e in self.excerpts(note_id) if e.id == entity)

    def unmark(self, excerpt_id: str, *, author: str) -> None:
        """Take a mark back; it stays in the history."""
        with self.writer(author) as writer:
            (entry,) = writer.current(EXCERPT, excerpt_id)
            writer.append(EXCERPT, excerpt_id, {**entry.body, "removed": True})

    def excerpts(self, note_id: str | None = None, *, code: str | None = None) -> tuple[Excerpt, ...]:
        """The excerpts of a note, of a code, or all: by note, then place.

        Offsets are those of the current text; see `Excerpt.state`. Excerpts of withdrawn notes are left out.
        """
        codes = book.codebook(self._ledger.current(book.CODE))
        notes = {n.id: n for n in self.notes() if note_id in (None, n.id)}
        entries = [
            e for e in self._ledger.current(EXCERPT) if e.body["note"] in notes and not e.body.get("removed")
        ]
        moved = {
            (e.body["note"], e.body["revision"])
            for e in entries
            if notes[e.body["note"]].revision != e.body["revision"]
        }
        originals = self._ledger.revisions(NOTE, moved)
        found = [excerpt_of(e, notes[e.body["note"]], originals, codes) for e in entries]
        order = {note: position for position, note in enumerate(notes)}
        chosen = (x for x in found if code in (None, x.code))
        return tuple(sorted(chosen, key=lambda x: (order[x.note], x.start, x.end, x.id)))
