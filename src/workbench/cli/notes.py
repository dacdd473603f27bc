"""The notes of a study from the command line."""

from __future__ import annotations

from pathlib import Path

from workbench.cli.output import say, say_json, shown, tell
from workbench.config import load_study
from workbench.errors import GateRefused


def list_notes(study_path: Path, *, as_json: bool) -> None:
    """One line a note, without its text: a terminal is no place for what a person said."""
    from workbench.notes import open_store

    study = load_study(study_path)
    with open_store(study.personas.notes, folder=study.folder) as store:
        notes = store.notes()
    if as_json:
        for note in notes:
            say_json(
                {
                    "id": note.id,
                    "participant": note.participant,
                    "revision": note.revision,
                    "saved": note.saved_at,
                }
            )
        return
    for note in notes:
        say(f"{note.id}  {note.participant}  revision {note.revision}  {note.saved_at}")
    say(f"{len(notes)} notes")


def verify(study_path: Path, *, as_json: bool) -> None:
    """Walk the chain of revisions.

    Raises
    ------
    GateRefused
        When a revision was changed or taken out.
    """
    from workbench.notes import open_store

    study = load_study(study_path)
    with open_store(study.personas.notes, folder=study.folder) as store:
        found = store.verify()
    if as_json:
        say_json({"intact": found.intact, "broken": list(found.broken), "counts": dict(found.counts)})
    if not found.intact:
        raise GateRefused(found.broken)
    if not as_json:
        counted = ", ".join(f"{n} {what}" for what, n in found.counts.items()) or "no entries"
        say(f"intact: {counted}")


def import_notes(study_path: Path, file: Path, *, author: str, as_json: bool) -> None:
    """Add the notes of a file; what is there already stays as it is."""
    from workbench.notes import open_store
    from workbench.notes.importing import import_notes as bring_in

    study = load_study(study_path)
    with open_store(study.personas.notes, folder=study.folder) as store:
        added = bring_in(store, file, author=author)
    for what in added.left_out:
        tell(f"left out: {what}")
    if as_json:
        say_json(
            {"notes": added.notes, "codes": added.codes, "excerpts": added.excerpts, "already": added.already}
        )
    else:
        say(str(added))


def export_notes(study_path: Path, file: Path, *, as_json: bool) -> None:
    """Write all notes to a file; its ending says the form."""
    from workbench.notes import open_store
    from workbench.notes.exchange import export_notes as write_notes

    study = load_study(study_path)
    with open_store(study.personas.notes, folder=study.folder) as store:
        project = write_notes(store, file, name=study.heading)
    say_json({"file": shown(file), "notes": len(project.notes)}) if as_json else say(
        f"{shown(file)}: {len(project.notes)} notes"
    )
