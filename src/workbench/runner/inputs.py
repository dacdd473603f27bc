"""The files that a study reads, and whether they changed."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from workbench.artifacts import CHOICES_FILE
from workbench.config import Study, shown_path
from workbench.config.allowed import NETWORK, is_allowed

DATA = frozenset({"survey", "questions", "purchases"})
"""The uses that are data; what people write about them may grow while a run is at work."""

ROSTER = "roster.csv"
SQLITE = "sqlite:///"
UNKNOWN = ""
"""The digest of what cannot be looked at beforehand: a database elsewhere."""


@dataclass(frozen=True, slots=True)
class Input:
    """One thing that a study reads.

    Attributes
    ----------
    use
        ``survey``, ``purchases``, ``questions``, ``choices`` or ``notes``.
    file
        As the study names it; for a database the name of its use, never its address.
    sha256
        Of its content; empty when it cannot be known beforehand.
    """

    use: str
    file: str
    sha256: str

    @property
    def is_known(self) -> bool:
        return self.sha256 != UNKNOWN


def study_inputs(study: Study) -> tuple[Input, ...]:
    """List what a study reads, each with its digest.

    A missing file has the digest of nothing: the notebook that reads it says what is wrong.
    """
    return (*_data(study), *written_inputs(study))


def written_inputs(study: Study) -> tuple[Input, ...]:
    """The inputs that people write at any time: decisions by hand, interview notes."""
    choices = digest(study.folder / CHOICES_FILE)
    return Input("choices", "what was decided by hand", choices), _notes(study)


def _data(study: Study) -> Iterator[Input]:
    for use, source in _sources(study):
        if "://" in source:
            yield Input(use, f"the {use} database", UNKNOWN)
        else:
            shown = shown_path(source)
            yield Input(use, shown, _own_digest(study, source))


def _own_digest(study: Study, source: str) -> str:
    """The digest of a file that the study may read; another is not touched, and the notebook that would says so."""
    path = study.folder / source
    touched = "\0" not in source and not source.startswith(NETWORK) and is_allowed(path, folder=study.folder)
    return digest(path) if touched else "not allowed"


def digest(path: Path) -> str:
    """Hash a file, or every file of a folder with its name; the name of a missing one stands for it.

    Examples
    --------
    >>> digest(Path("nothing here"))[:10]
    'missing'
    """
    if path.is_dir():
        files = sorted(p for p in path.rglob("*") if p.is_file())
        total = hashlib.sha256()
        for file in files:
            total.update(f"{file.relative_to(path).as_posix()}\0{digest(file)}\0".encode())
        return total.hexdigest()
    if not path.is_file():  # a pipe or a device would be read for ever
        return "missing"
    try:
        with path.open("rb") as content:
            return hashlib.file_digest(content, "sha256").hexdigest()
    except OSError:
        return "missing"


def _sources(study: Study) -> Iterator[tuple[str, str]]:
    if study.survey is not None:
        yield "survey", study.survey.source
        if study.survey.questions:
            yield "questions", study.survey.questions
    if study.purchases is not None:
        yield "purchases", study.purchases.source


def _notes(study: Study) -> Input:
    store = study.personas.notes
    if "://" in store and not store.startswith(SQLITE):
        return Input("notes", "the notes database", UNKNOWN)
    files = (*study.personas.files, ROSTER)  # names that it learns change what is brought in
    total = hashlib.sha256("".join(_own_digest(study, file) for file in files).encode())
    named = [study.folder / store.removeprefix(SQLITE)] if store.startswith(SQLITE) else []
    named = [file for file in named if is_allowed(file, folder=study.folder)]
    for file in sorted({*named, *study.folder.glob("*.sqlite")}):
        for row in _rows(file):
            total.update(row)
    return Input("notes", "the interview notes", total.hexdigest())


def _rows(file: Path) -> Iterator[bytes]:
    """What a SQLite file says, whatever its pages look like: opening it changes those."""
    if not file.is_file():
        return
    connection = sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)
    try:
        names = [
            name
            for (name,) in connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
            )
            if name != "alembic_version"
        ]
        for name in names:
            quoted = name.replace('"', '""')
            for row in connection.execute(f'SELECT * FROM "{quoted}"'):  # noqa: S608 - a name cannot be bound
                yield f"{name}\0{row!r}\0".encode("utf-8", "surrogatepass")
    except sqlite3.Error:
        yield digest(file).encode()
    finally:
        connection.close()
