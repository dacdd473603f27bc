"""The notes of a study: what a desk, an importer and an analysis ask of the store."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from workbench.errors import InputError, Problem, listed
from workbench.notes import codebook as book
from workbench.notes.engine import open_engine
from workbench.notes.entries import (
    CONFLICT,
    DOCUMENT,
    EXCERPT,
    NOTE,
    SETTLED,
    author_named,
    cleaned,
    code_content,
    conflict_key,
    excerpt_of,
    flag_key,
    known_code,
    mark_span,
    note_of,
    save_code,
    save_note,
)
from workbench.notes.ledger import Ledger, Writer
from workbench.notes.models import (
    RESOLUTIONS,
    Code,
    CodeChange,
    CodeDraft,
    Conflict,
    Excerpt,
    Flag,
    Head,
    Note,
    NoteDraft,
    Resolution,
    Saved,
    Verification,
)
from workbench.notes.personal import find_personal
from workbench.notes.roster import FILE as ROSTER_FILE
from workbench.notes.roster import Participant, Roster, read_roster, write_roster


class NoteStore:
    """Interview notes, their codes and everything that people decided about them.

    Every save is a new revision; nothing is overwritten or deleted. Methods may be called from any thread:
    each takes a connection of its own from the pool. Use `open_store` to make one.
    """

    def __init__(self, ledger: Ledger, *, roster_file: Path) -> None:
        self._ledger = ledger
        self._roster_file = roster_file

    def __repr__(self) -> str:
        return f"<NoteStore in {self._ledger.engine.dialect.name}>"

    def close(self) -> None:
        """Give the connections back."""
        self._ledger.engine.dispose()

    def __enter__(self) -> NoteStore:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def writer(self, author: str) -> Iterator[Writer]:
        """Open the ledger for several entries that become durable together, or not at all."""
        with self._ledger.writer(author_named(author)) as writer:
            yield writer

    # ── notes ────────────────────────────────────────────────────────────────────────────────────────

    def notes(self, segment: str | None = None, *, withdrawn: bool = False) -> tuple[Note, ...]:
        """The current notes, of one segment or all, in the order in which they were first saved."""
        notes = [note_of(entry) for entry in self._ledger.current(NOTE)]
        return tuple(
            n for n in notes if (withdrawn or not n.withdrawn) and (segment is None or n.segment == segment)
        )

    def note(self, note_id: str) -> Note:
        """One note as it is now.

        Raises
        ------
        KeyError
            When there is no such note.
        """
        entries = self._ledger.current(NOTE, note_id)
        if not entries:
            raise KeyError(note_id)
        return note_of(entries[0])

    def history(self, note_id: str) -> tuple[Note, ...]:
        """Every revision of a note, conflicting ones included, oldest first."""
        return tuple(note_of(entry) for entry in self._ledger.history(NOTE, note_id))

    def save(self, draft: NoteDraft, based_on: int | None = None, *, author: str) -> Saved | Conflict:
        """Save a note as its next revision.

        Parameters
        ----------
        draft
            With an empty `id` for a new note. The text is normalised and names of the roster are replaced;
            `Saved.note` shows what was stored.
        based_on
            The revision that the author had before them; None for a new note.
        author
            Who saves.

        Returns
        -------
        Saved | Conflict
            A conflict when somebody else saved since `based_on`; both versions are kept. Saving what is
            already stored makes no new revision.

        Raises
        ------
        InputError
            When a field holds a word that it may not hold.
        """
        (outcome,) = self.save_all([(draft, based_on)], author=author)
        return outcome

    def save_all(
        self, drafts: Sequence[tuple[NoteDraft, int | None]], *, author: str
    ) -> list[Saved | Conflict]:
        """Save several notes together, or none when one of them is not valid."""
        roster = self.roster()
        clean = [(cleaned(draft, roster), based_on) for draft, based_on in drafts]
        with self.writer(author) as writer:
            return [save_note(writer, draft, based_on) for draft, based_on in clean]

    def conflicts(self) -> tuple[Conflict, ...]:
        """Conflicts that nobody has settled yet, oldest first."""
        settled = {entry.entity for entry in self._ledger.current(CONFLICT)}
        current = {entry.entity: entry for entry in self._ledger.current(NOTE)}
        return tuple(
            Conflict(note_of(current[entry.entity]), note_of(entry))
            for entry in self._ledger.unaccepted(NOTE)
            if conflict_key(entry.entity, entry.revision) not in settled
        )

    def settle_conflict(self, conflict: Conflict, draft: NoteDraft, *, author: str) -> Saved | Conflict:
        """Save the text that shall stand, written by somebody who has seen both versions.

        When yet another save came in between, that is a conflict of its own and the first one stays open.
        """
        clean = cleaned(replace(draft, id=conflict.yours.id), self.roster())
        with self.writer(author) as writer:
            outcome = save_note(writer, clean, conflict.theirs.revision)
            if isinstance(outcome, Saved):
                key = conflict_key(conflict.yours.id, conflict.yours.revision)
                writer.append(CONFLICT, key, {"settled_in": outcome.revision})
            return outcome

    # ── codes ────────────────────────────────────────────────────────────────────────────────────────

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

    # ── excerpts ─────────────────────────────────────────────────────────────────────────────────────

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

    # ── people ───────────────────────────────────────────────────────────────────────────────────────

    def roster(self) -> Roster:
        """Names and pseudonyms, from the roster file beside the study; never from the store."""
        return read_roster(self._roster_file)

    def add_participant(self, pseudonym: str, names: Sequence[str] = ()) -> None:
        """Add a participant, or names of one, to the roster file."""
        known = {p.pseudonym: p.names for p in self.roster().participants}
        known[pseudonym] = tuple(dict.fromkeys((*known.get(pseudonym, ()), *names)))
        write_roster(self._roster_file, (Participant(p, n) for p, n in known.items()))

    def participants(self) -> tuple[str, ...]:
        """Every pseudonym of the notes and of the roster, in the order of first mention."""
        in_notes = (n.participant for n in self.notes() if n.participant)
        in_roster = (p.pseudonym for p in self.roster().participants)
        return tuple(dict.fromkeys((*in_notes, *in_roster)))

    def flags(self, note_id: str | None = None) -> tuple[Flag, ...]:
        """What looks like personal data in the current notes, settled or not."""
        settled = {e.entity: e.body["resolution"] for e in self._ledger.current(SETTLED)}
        return tuple(
            Flag(
                n.id,
                n.participant,
                f.kind,
                f.start,
                f.end,
                f.found,
                settled.get(flag_key(n.id, f.found), ""),
            )
            for n in self.notes()
            if note_id in (None, n.id)
            for f in find_personal(n.text)
        )

    def settle(self, flag: Flag, resolution: Resolution, *, author: str) -> None:
        """Record what a person decided about a flag.

        ``"removed"`` rewrites the text with ``[kind]`` in its place (earlier revisions keep it: they never
        leave this store); the others keep the text.
        """
        if resolution not in RESOLUTIONS:
            raise InputError(Problem("notes", "flag", f"{resolution!r}", f"{listed(RESOLUTIONS)}"))
        with self.writer(author) as writer:
            if resolution == "removed":
                (entry,) = writer.current(NOTE, flag.note)
                text = entry.body["text"].replace(flag.found, f"[{flag.kind}]")
                writer.append(NOTE, flag.note, {**entry.body, "text": text})
            else:
                writer.append(SETTLED, flag_key(flag.note, flag.found), {"resolution": resolution})

    # ── documents and the chain ──────────────────────────────────────────────────────────────────────

    def save_document(self, name: str, content: dict[str, Any], *, author: str) -> int:
        """Keep a person's decision that is no note (a persona's edits, a plan); returns its revision."""
        with self.writer(author) as writer:
            current = writer.current(DOCUMENT, name)
            if current and current[0].body == content:
                return current[0].revision
            return writer.append(DOCUMENT, name, content).revision

    def document(self, name: str) -> dict[str, Any] | None:
        """A document as it is now, or None."""
        entries = self._ledger.current(DOCUMENT, name)
        return dict(entries[0].body) if entries else None

    def documents(self, prefix: str = "") -> dict[str, dict[str, Any]]:
        """All documents whose name begins with `prefix`."""
        entries = self._ledger.current(DOCUMENT)
        return {e.entity: dict(e.body) for e in entries if e.entity.startswith(prefix)}

    def verify(self, kept: Head | None = None) -> Verification:
        """Walk the audit chain; see `Ledger.verify`."""
        return self._ledger.verify(kept)

    def head(self) -> Head:
        """The last link of the audit chain."""
        return self._ledger.head()


def open_store(url: str = "sqlite", *, folder: Path | str = ".") -> NoteStore:
    """Open the notes of a study.

    Parameters
    ----------
    url
        ``"sqlite"`` (`notes.sqlite` in `folder`), or a database url; `study.personas.notes`.
    folder
        The study's folder; the roster file is there too.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder, open_store(folder=folder) as store:
    ...     first = store.save(NoteDraft("P1", "I buy beans."), author="ann")
    ...     second = store.save(first.note.draft(text="I buy tea."), based_on=1, author="ann")
    ...     late = store.save(first.note.draft(text="I buy cocoa."), based_on=1, author="ben")
    ...     store.notes()[0].text, second.revision, late.theirs.text, late.yours.text
    ('I buy tea.', 2, 'I buy tea.', 'I buy cocoa.')
    """
    folder = Path(folder)
    return NoteStore(Ledger(open_engine(url, folder=folder)), roster_file=folder / ROSTER_FILE)
