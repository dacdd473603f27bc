"""Notes that come to the desk from elsewhere: files, the survey's open answers, the roster."""

from __future__ import annotations

import base64
import re
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePath

from workbench.artifacts import Run
from workbench.errors import InputError, Problem
from workbench.notes import NoteStore
from workbench.notes.exchange import Project, add_project
from workbench.notes.importing import TRANSCRIPTS, Defaults, import_notes, notes_from_answers

NUMBERED = re.compile(r"P(\d+)")


def bring_files(
    store: NoteStore, files: Sequence[Mapping[str, str]], given: Defaults, *, author: str
) -> list[dict[str, str]]:
    """Import uploaded files, each by itself; one that cannot be read keeps none of the others out.

    Parameters
    ----------
    files
        ``name`` and ``content`` (base64) of each.
    given
        What transcripts do not say of themselves; several are numbered on from its participant.

    Returns
    -------
    list
        For each file its ``name``, what was ``said`` of it, and ``refused`` in place of it when it could not be read.
    """
    told = []
    participant = given.participant
    with tempfile.TemporaryDirectory() as folder:
        for file in files:
            name = PurePath(file["name"].replace("\\", "/")).name or "a file"
            path = Path(folder) / name
            path.write_bytes(base64.b64decode(file["content"]))
            here = _with(given, participant)
            try:
                added = import_notes(store, path, author=author, defaults=here)
            except InputError as error:
                told.append({"name": name, "refused": str(error)})
                continue
            lines = [str(added), *(f"left out: {reason}" for reason in added.left_out)]
            told.append({"name": name, "said": ". ".join(lines)})
            if path.suffix.lower() in TRANSCRIPTS and added.notes:
                participant = after(participant)
    return told


def bring_answers(run: Run, store: NoteStore, belongs: Mapping[str, str], *, author: str) -> str:
    """The survey's open answers as notes, once; returns what was added, in words.

    Raises
    ------
    InputError
        When the survey was not read yet, or asks no open question.
    """
    respondents = run.read_if("respondents")
    if respondents is None:
        raise InputError(
            Problem("notes", "open answers", "the survey was not read", "", "run the notebook 1_data first")
        )
    if not run.variables().with_role("open text"):
        raise InputError(
            Problem(
                "notes", "open answers", "no variable has the role 'open text'", "",
                "give the question that role in study.yaml",
            )
        )  # fmt: skip
    drafts = notes_from_answers(respondents, run.variables(), segments=belongs)
    return str(add_project(store, Project("", tuple(drafts)), author=author))


def after(participant: str) -> str:
    """The pseudonym that follows: P8 after P7; the same when it does not count.

    Examples
    --------
    >>> after("P7"), after("nurse")
    ('P8', 'nurse')
    """
    counted = NUMBERED.fullmatch(participant)
    return f"P{int(counted[1]) + 1}" if counted else participant


def _with(given: Defaults, participant: str) -> Defaults:
    return Defaults(participant, given.date, given.interviewer, given.method, given.consent, given.segment)
