"""Which file form is written and read by what."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from workbench.artifacts import write_bytes
from workbench.errors import InputError, Problem, listed
from workbench.notes.exchange.plain import read_json_text, write_csv_text, write_json_text, write_markdown
from workbench.notes.exchange.project import Project, project_of
from workbench.notes.exchange.qdc import read_qdc, write_qdc
from workbench.notes.exchange.qdpx import write_qdpx
from workbench.notes.exchange.reading_qdpx import read_qdpx
from workbench.notes.store import NoteStore

FORMATS = (".qdpx", ".qdc", ".json", ".csv", ".md")


def export_notes(store: NoteStore, path: Path, *, name: str) -> Project:
    """Write everything current in a store to a file; its ending chooses the form. Returns what was written.

    Raises
    ------
    InputError
        For another ending.
    """
    project = project_of(store, name=name)
    writers: dict[str, Callable[[Project], bytes]] = {
        ".qdpx": write_qdpx,
        ".qdc": write_qdc,
        ".json": lambda p: write_json_text(p).encode("utf-8"),
        ".csv": lambda p: write_csv_text(p).encode("utf-8-sig"),
        ".md": lambda p: write_markdown(p).encode("utf-8"),
    }
    writer = writers.get(path.suffix.lower())
    if writer is None:
        raise InputError(Problem(path.name, "", f"no notes are written as {path.suffix!r}", listed(FORMATS)))
    write_bytes(path, writer(project))
    return project


def read_project(path: Path) -> Project:
    """Read a .qdpx, .qdc or .json file of coded notes.

    Raises
    ------
    InputError
        When it cannot be read, or is not what its ending says.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(Problem(path.name, "", error.strerror or "cannot be read")) from error
    if path.suffix.lower() == ".qdpx":
        return read_qdpx(content, file=path.name)
    if path.suffix.lower() == ".qdc":
        return read_qdc(content, file=path.name)
    try:
        return read_json_text(content.decode("utf-8-sig"), file=path.name)
    except UnicodeDecodeError as error:
        raise InputError(
            Problem(path.name, f"byte {error.start}", "not UTF-8 text", "", "save it as UTF-8")
        ) from error
