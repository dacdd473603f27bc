"""The notes of a study: what a desk, an importer and an analysis ask of the store."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from workbench.notes.coding import Coding
from workbench.notes.engine import open_engine
from workbench.notes.entries import DOCUMENT
from workbench.notes.ledger import Ledger
from workbench.notes.models import Head, Verification
from workbench.notes.people import People
from workbench.notes.roster import FILE as ROSTER_FILE


class NoteStore(Coding, People):
    """Interview notes, their codes and everything that people decided about them.

    Every save is a new revision; nothing is overwritten or deleted. Methods may be called from any thread:
    each takes a connection of its own from the pool. Use `open_store` to make one.
    """

    def __repr__(self) -> str:
        return f"<NoteStore in {self._ledger.engine.dialect.name}>"

    def close(self) -> None:
        """Give the connections back."""
        self._ledger.engine.dispose()

    def __enter__(self) -> NoteStore:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

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
    >>> from workbench.notes import NoteDraft
    >>> with tempfile.TemporaryDirectory() as folder, open_store(folder=folder) as store:
    ...     first = store.save(NoteDraft("P1", "I buy beans."), author="ann")
    ...     second = store.save(first.note.draft(text="I buy tea."), based_on=1, author="ann")
    ...     late = store.save(first.note.draft(text="I buy cocoa."), based_on=1, author="ben")
    ...     store.notes()[0].text, second.revision, late.theirs.text, late.yours.text
    ('I buy tea.', 2, 'I buy tea.', 'I buy cocoa.')
    """
    folder = Path(folder)
    return NoteStore(Ledger(open_engine(url, folder=folder)), roster_file=folder / ROSTER_FILE)
