"""Which file brings which notes."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from pathlib import Path

from workbench.errors import InputError, Problem, listed
from workbench.notes.exchange import Added, Project, add_project, read_project
from workbench.notes.exchange.project import NAMESPACE
from workbench.notes.importing.quotes import add_coded_quotes, read_coded_quotes
from workbench.notes.importing.tables import notes_in_csv, notes_in_xlsx
from workbench.notes.importing.texts import transcript
from workbench.notes.models import Consent, InterviewMethod, NoteDraft
from workbench.notes.roster import is_roster, read_roster
from workbench.notes.store import NoteStore

TRANSCRIPTS = (".txt", ".md", ".docx", ".vtt", ".srt")
TABLES = (".csv", ".xlsx")
PROJECTS = (".qdpx", ".qdc", ".json")
ENDINGS = (*TRANSCRIPTS, *TABLES, *PROJECTS)


@dataclass(frozen=True, slots=True)
class Defaults:
    """What a transcript file does not say of itself; an empty participant is the file's name."""

    participant: str = ""
    date: str = ""
    interviewer: str = ""
    method: InterviewMethod = "interview"
    consent: Consent = "internal"
    segment: str = ""


def read_notes(path: Path, *, defaults: Defaults | None = None) -> list[NoteDraft]:
    """Read the notes of a transcript or table.

    Their ids are made from file, participant, date and place, so that a second import finds them again; the id of
    a transcript from its file alone, so that it is found under any pseudonym.

    Raises
    ------
    InputError
        When the file cannot be read, or is not what its ending says.
    """
    ending = path.suffix.lower()
    content = _content(path)
    if ending == ".csv":
        notes = notes_in_csv(content, file=path.name)
    elif ending == ".xlsx":
        notes = notes_in_xlsx(content, file=path.name)
    elif ending in TRANSCRIPTS:
        given = defaults or Defaults()
        notes = [
            NoteDraft(
                given.participant or path.stem, transcript(content, file=path.name), given.date, given.interviewer,
                given.method, consent=given.consent, segment=given.segment,
            )
        ]  # fmt: skip
    else:
        raise InputError(Problem(path.name, "", f"no notes are read from {ending!r}", listed(ENDINGS)))
    seen: dict[str, int] = {}
    numbered = []
    for note in notes:
        participant = path.stem if ending in TRANSCRIPTS else note.participant
        key = "\x1f".join((path.name, participant, note.date, note.method))
        seen[key] = seen.get(key, 0) + 1
        entity = str(uuid.uuid5(NAMESPACE, f"{key}\x1f{seen[key]}"))
        numbered.append(replace(note, id=entity, source=note.source or _source(path, note)))
    return numbered


def _source(path: Path, note: NoteDraft) -> str:
    """The file's name, unless the note was given another pseudonym: then the name may be the participant's own."""
    named = path.suffix.lower() in TRANSCRIPTS and note.participant != path.stem
    return f"a {path.suffix.lower()} transcript" if named else path.name


def import_notes(store: NoteStore, path: Path, *, author: str, defaults: Defaults | None = None) -> Added:
    """Bring a file into the store: transcripts, tables of notes, coded quotes, a roster, REFI-QDA, our JSON.

    What was imported before is left as the store has it by now.

    Raises
    ------
    InputError
        See `read_notes` and `workbench.notes.exchange.read_project`; nothing is stored then.
    """
    ending = path.suffix.lower()
    if ending in PROJECTS:
        return add_project(store, read_project(path), author=author)
    if ending == ".csv" and is_roster(_content(path)):
        return Added(participants=store.add_participants(read_roster(path)))
    if ending == ".csv" and _is_coded(_content(path)):
        coded = add_coded_quotes(store, read_coded_quotes(_content(path), file=path.name), author=author)
        left_out = tuple(
            f"not found in a note of {q.participant}: {q.excerpt[:60]!r}" for q in coded.not_found
        )
        return Added(excerpts=coded.marked, already=coded.already, left_out=left_out)
    return add_project(store, Project("", tuple(read_notes(path, defaults=defaults))), author=author)


def _is_coded(content: bytes) -> bool:
    head = content.partition(b"\n")[0].decode("utf-8-sig", errors="replace").casefold()
    return "excerpt" in head and "code" in head and "text" not in head


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(
            Problem(path.name, "", error.strerror or "cannot be read", "", "check its path")
        ) from error
