"""The note files that a study names, brought into its store once."""

from __future__ import annotations

from workbench.artifacts import Run
from workbench.display import Prose
from workbench.notes import NoteStore
from workbench.notes.importing import import_notes

AUTHOR = "import"


def bring_in(run: Run, store: NoteStore) -> Prose:
    """Import the files of ``personas.files`` in their order; what is there already stays as people left it.

    Raises
    ------
    InputError
        When a file cannot be read or lies outside of what the study may read; those before it are in the store by then.
    """
    # brings the engines, which the pages of personas do without
    from workbench.sources.allowed import allowed_path

    said = []
    for file in run.study.personas.files:
        path = allowed_path(file, folder=run.study.folder)
        added = import_notes(store, path, author=AUTHOR)
        said.append(f"- {file}: {added}.")
        said += [f"- left out: {reason}" for reason in added.left_out]
    notes = store.notes()
    people = len({n.participant for n in notes if n.method != "survey comment"})
    return Prose.of(f"The store holds {len(notes)} notes of {people} participants.", *said)
