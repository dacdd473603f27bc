"""The files of a run that is being made."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from workbench.artifacts import maker
from workbench.runner.inputs import digest
from workbench.runner.shelf import EVENTS, MANIFEST, STEPS

Stamps = dict[str, tuple[int, int, int]]
PREVIOUS = "tables/previous.json"
_NO_OUTPUT = {MANIFEST, STEPS, EVENTS, PREVIOUS}


def stamps(folder: Path) -> Stamps:
    """What tells a file from the one that stood in its place before; cheap."""
    found = {}
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name not in _NO_OUTPUT and not path.name.endswith(".part"):
            stat = path.stat()
            found[name] = (stat.st_ino, stat.st_mtime_ns, stat.st_size)
    return found


def contents(folder: Path) -> dict[str, str]:
    """The digest of every file that a run wrote."""
    return {name: digest(folder / name) for name in stamps(folder)}


def rows_read(folder: Path) -> dict[str, int | None]:
    """How many rows each input had, as the first notebook wrote it down."""
    path = folder / "tables" / "sources.json"
    if not path.is_file():
        return {}
    sources = json.loads(path.read_text(encoding="utf-8"))
    return {use: facts.get("rows") for use, facts in sources.items() if isinstance(facts, dict)}


def new_outputs(folder: Path, seen: Stamps, notebook: str) -> dict[str, str]:
    """The digest of each file that a notebook wrote since `seen`; another may be writing its own meanwhile."""
    changed = sorted(
        name
        for name, stamp in stamps(folder).items()
        if seen.get(name) != stamp and maker(name) in {notebook, None}
    )
    return {name: digest(folder / name) for name in changed}


def written_parts(outputs: Mapping[str, str]) -> dict[str, str]:
    """What a later notebook can read of what the notebooks before it wrote, by name.

    A table counts once for its two files. Executed copies are for people: no notebook reads them.

    Examples
    --------
    >>> written_parts({"tables/a.csv": "1", "tables/a.parquet": "2", "model.json": "3", "notebooks/1_data.ipynb": "4"})
    {'table a': '1 2', 'model.json': '3'}
    """
    parts: dict[str, str] = {}
    for name, sha in outputs.items():
        path = Path(name)
        if path.parts[0] == "notebooks":
            continue
        is_table = path.suffix in {".csv", ".parquet"}
        part = f"table {path.stem}" if is_table else path.name
        parts[part] = f"{parts[part]} {sha}" if part in parts else sha
    return parts
