"""The copy of a run for people outside the team: through the gate, as a folder and as one zip."""

from __future__ import annotations

import io
import json
import shutil
import tempfile
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from workbench.artifacts import write_bytes
from workbench.errors import GateRefused, InputError, Problem
from workbench.site.gate import reasons
from workbench.site.hiding import shared
from workbench.site.notebook import Code
from workbench.site.pages import page_name, private_of, read_run, rendered
from workbench.site.rules import NoteText, Rules

ID_TABLES = ("customers", "respondents", "segments", "others", "invitations")
ID_COLUMNS = ("customer", "respondent")


@dataclass(frozen=True, slots=True)
class Published:
    """What was published: the folder, the same as one file, and what the pages leave out."""

    folder: Path
    archive: Path
    hidden: tuple[str, ...]


def publish(
    run_folder: Path,
    to: Path,
    *,
    rules: Rules,
    heading: str | None = None,
    code: Code = "hidden",
    language: str = "en",
) -> Published:
    """Write the pages of a run as they may be shared.

    Ids of people are replaced and groups smaller than ``rules.min_cell`` are hidden, with their charts; whatever
    else may not be shared is a reason to refuse. Only the pages leave: no notebook, no table, no model.

    Parameters
    ----------
    to
        The folder in which ``<study>-<run>`` and ``<study>-<run>.zip`` are made.
    rules
        See `rules_for`.

    Raises
    ------
    GateRefused
        With every reason; nothing is written then.
    InputError
        When `run_folder` holds no executed report.
    """
    private = private_of(run_folder, heading)
    run, found = read_run(run_folder, code=code, private=private)
    if "5_report" not in found:
        raise InputError(
            Problem(run_folder.name, "", "has no report", "a run that is done", "run the study to its end")
        )
    rules = replace(rules, private=private)
    cleaned = {name: shared(document, rules) for name, document in found.items()}
    refused = [why for name, (page, _) in cleaned.items() for why in reasons(page_name(name), page, rules)]
    heading = private.scrub(heading or run.title)
    pages = rendered(
        run,
        {name: page for name, (page, _) in cleaned.items()},
        heading=heading,
        language=language,
        audience="shared",
    )
    if refused:
        raise GateRefused(tuple(dict.fromkeys(refused)))
    name = f"{run.study}-{run.id}" if run.study else run.id
    folder = _put_folder(to / name, pages)
    archive = to / f"{name}.zip"
    write_bytes(archive, _zipped(name, pages))
    hidden = tuple(f"{page_name(n)}: {what}" for n, (_, left_out) in cleaned.items() for what in left_out)
    return Published(folder, archive, hidden)


def rules_for(
    run_folder: Path,
    *,
    min_cell: int = 11,
    sensitive: Iterable[str] = (),
    notes: Iterable[NoteText] = (),
    names: Iterable[str] = (),
) -> Rules:
    """The rules of a run: the ids in its tables, the labels of its sensitive variables, its notes.

    Parameters
    ----------
    min_cell, sensitive
        From study.yaml, section ``sharing``.
    notes
        Every note of the study; `NoteText` says what the gate needs of one.
    names
        Every name of the roster.
    """
    notes = tuple(notes)
    return Rules(
        min_cell=min_cell,
        sensitive=_with_labels(run_folder, tuple(sensitive)),
        names=frozenset(names),
        customers=_ids(run_folder),
        participants=frozenset(note.participant for note in notes if note.participant),
        notes=notes,
    )


def _ids(run_folder: Path) -> frozenset[str]:
    import pandas as pd
    import pyarrow.parquet as parquet

    found: set[str] = set()
    for table in ID_TABLES:
        path = run_folder / "tables" / f"{table}.parquet"
        if path.is_file():
            columns = [c for c in ID_COLUMNS if c in parquet.read_schema(path).names]
            frame = pd.read_parquet(path, columns=columns)
            for column in columns:
                found |= set(frame[column].dropna().astype(str))
    return frozenset(found - {""})


def _with_labels(run_folder: Path, names: tuple[str, ...]) -> tuple[str, ...]:
    path = run_folder / "tables" / "variables.json"
    if not names or not path.is_file():
        return names
    records: list[Mapping[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    labels = [str(r["label"]) for r in records if r.get("name") in names and r.get("label")]
    return tuple(dict.fromkeys((*names, *labels)))


def _put_folder(folder: Path, pages: Mapping[str, str]) -> Path:
    """Make the folder beside its place, then put it there."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}."))
    made.chmod(0o755)
    for name, html in pages.items():
        (made / name).write_text(html, encoding="utf-8", newline="\n")
    if folder.exists():
        shutil.rmtree(folder)
    made.rename(folder)
    return folder


def _zipped(name: str, pages: Mapping[str, str]) -> bytes:
    """The same bytes for the same pages."""
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        for page, html in pages.items():
            entry = zipfile.ZipInfo(f"{name}/{page}", date_time=(1980, 1, 1, 0, 0, 0))
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, html.encode("utf-8"), zipfile.ZIP_DEFLATED)
    return memory.getvalue()
