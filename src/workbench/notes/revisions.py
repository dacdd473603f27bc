"""Notes and all their revisions: what was saved, by whom, and where two people met."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from workbench.notes.entries import (
    CONFLICT,
    NOTE,
    author_named,
    cleaned,
    conflict_key,
    note_of,
    save_note,
)
from workbench.notes.ledger import Ledger, Writer
from workbench.notes.models import Conflict, Note, NoteDraft, Saved
from workbench.notes.roster import Roster, read_roster


class Revisions:
    """The notes of a store; see `workbench.notes.NoteStore`."""

    def __init__(self, ledger: Ledger, *, roster_file: Path) -> None:
        self._ledger = ledger
        self._roster_file = roster_file

    @contextmanager
    def writer(self, author: str) -> Iterator[Writer]:
        """Open the ledger for several entries that become durable together, or not at all."""
        with self._ledger.writer(author_named(author)) as writer:
            yield writer

    def roster(self) -> Roster:
        """Names and pseudonyms, from the roster file beside the study; never from the store."""
        return read_roster(self._roster_file)

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
