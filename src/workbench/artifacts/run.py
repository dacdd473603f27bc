"""One run: its study, its tables, its documents, its events."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.artifacts.files import with_whole_file, write_json, write_text
from workbench.artifacts.spreadsheets import write_csv
from workbench.config import Study, load_study
from workbench.errors import InputError, Problem, listed, nearest
from workbench.schemas import TABLE_COLUMNS, Variables

if TYPE_CHECKING:
    import pandas as pd

NOTEBOOKS = ("1_data", "2_segments", "3_explore", "4_personas", "5_report")
DRAFT = "draft"

TABLES: Mapping[str, str] = {
    "customers": "1_data",
    "others": "1_data",
    "respondents": "1_data",
    "months": "1_data",
    "repeat": "1_data",
    "quality": "1_data",
    "coverage": "1_data",
    "segments": "2_segments",
    "solutions": "2_segments",
    "labels": "2_segments",
    "stability": "2_segments",
    "profile": "2_segments",
    "space": "2_segments",
    "say_do": "2_segments",
    "typing": "2_segments",
    "coefficients": "2_segments",
    "projected": "2_segments",
    "map": "3_explore",
    "invitations": "4_personas",
    "saturation": "4_personas",
    "words": "4_personas",
    "value": "5_report",
    "growth": "5_report",
    "channels": "5_report",
    "lineage": "5_report",
    "moved": "5_report",
    "drift": "5_report",
}
"""Each table and the notebook that makes it."""

DOCUMENTS: Mapping[str, str] = {
    "variables": "1_data",
    "sources": "1_data",
    "model": "2_segments",
    "facts": "2_segments",
    "typing_tool": "2_segments",
    "personas": "4_personas",
    "saturation": "4_personas",
    "report": "5_report",
    "choices": "3_explore",
    "explorer": "3_explore",
    "map_quality": "3_explore",
}
"""Each JSON document and the notebook that makes it; ``model`` stands at the top of the run."""

PAGES: Mapping[str, str] = {"typing_tool": "2_segments"}
"""Each page that stands alone beside the report, and the notebook that makes it."""


@dataclass(frozen=True, slots=True)
class Run:
    """A run folder and the study it belongs to.

    Notebooks hand over through it: each reads what an earlier one wrote.

    Attributes
    ----------
    study
        The frozen settings, parameters of this run included.
    folder
        ``reports/<study>/draft`` in the lab, a staging folder of its own in a headless run.
    interactive
        Is there a front end that can show widgets?
    """

    study: Study
    folder: Path
    interactive: bool = False

    def table_path(self, name: str, suffix: str = ".parquet") -> Path:
        return self.folder / "tables" / f"{_known(name, TABLES, 'table')}{suffix}"

    def document_path(self, name: str) -> Path:
        file = f"{_known(name, DOCUMENTS, 'document')}.json"
        return self.folder / file if name == "model" else self.folder / "tables" / file

    def has(self, name: str) -> bool:
        """Is there such a table or document in this run?"""
        paths = [self.table_path(name)] if name in TABLES else []
        if name in DOCUMENTS:
            paths.append(self.document_path(name))
        return any(path.is_file() for path in paths)

    def write(self, name: str, frame: pd.DataFrame) -> Path:
        """Write a table as parquet and csv, each whole or not at all.

        Cells of the csv that a spreadsheet would take for a formula are led by an apostrophe.
        """
        missing = [column for column in TABLE_COLUMNS.get(name, ()) if column not in frame.columns]
        if missing:
            raise ValueError(f"table {name!r} lacks the columns {listed(missing, 'and')}")
        path = self.table_path(name)
        with_whole_file(path, lambda part: frame.to_parquet(part, index=False, compression="zstd"))
        with_whole_file(self.table_path(name, ".csv"), lambda part: write_csv(frame, part))
        return path

    def read(self, name: str) -> pd.DataFrame:
        """Read a table of this run.

        Raises
        ------
        InputError
            When the notebook that makes it has not run yet; the message names it.
        """
        import pandas as pd

        path = self.table_path(name)
        if not path.is_file():
            raise InputError(_not_yet(name, TABLES[name]))
        return pd.read_parquet(path)

    def read_if(self, name: str) -> pd.DataFrame | None:
        """Read a table, or None when this study has none (no survey, no purchases)."""
        return self.read(name) if self.table_path(name).is_file() else None

    def write_document(self, name: str, value: Any) -> Path:
        path = self.document_path(name)
        write_json(path, value)
        return path

    def write_page(self, name: str, html: str) -> Path:
        """Write a page that stands alone, such as the form of the typing tool."""
        path = self.folder / f"{_known(name, PAGES, 'page')}.html"
        write_text(path, html)
        return path

    def read_document(self, name: str) -> Any:
        path = self.document_path(name)
        if not path.is_file():
            raise InputError(_not_yet(name, DOCUMENTS[name]))
        return json.loads(path.read_text(encoding="utf-8"))

    def read_document_if(self, name: str) -> Any | None:
        return self.read_document(name) if self.document_path(name).is_file() else None

    def write_variables(self, variables: Variables) -> Path:
        return self.write_document("variables", variables.to_records())

    def variables(self) -> Variables:
        """What the columns of the customer table mean."""
        return Variables.from_records(self.read_document("variables"))

    def log(self, event: str, **fields: Any) -> None:
        """Append one line to events.jsonl."""
        self.folder.mkdir(parents=True, exist_ok=True)
        line = {"time": datetime.now(UTC).isoformat(timespec="milliseconds"), "event": event, **fields}
        with (self.folder / "events.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")


def open_run(
    study: str | Path = "study.yaml",
    run_dir: str | Path | None = None,
    *,
    interactive: bool | None = None,
    **settings: Any,
) -> Run:
    """Open the run folder that a notebook reads from and writes to.

    Parameters
    ----------
    study
        The study file; a relative path is looked for here and in the folders above.
    run_dir
        The run folder; by default the draft of the study, ``reports/<study>/draft``.
    interactive
        Show widgets? By default: is there a front end? (A headless run says so in the
        environment, by ``WORKBENCH_HEADLESS=1``; bare papermill is told by its parameter.)
    **settings
        Overrides of study.yaml: ``k``, ``seed``, ``method``; or ``settings={"dotted.key": value}``.

    Raises
    ------
    InputError
        When the study cannot be read; every problem at once.
    """
    given = dict(settings.pop("settings", None) or {})
    given.update({name: value for name, value in settings.items() if value is not None})
    loaded = load_study(study, settings=given)
    folder = Path(run_dir) if run_dir else loaded.folder / "reports" / loaded.name / DRAFT
    if interactive is None:
        interactive = _has_front_end()
    folder.mkdir(parents=True, exist_ok=True)
    return Run(loaded, folder, interactive)


def maker(file: str) -> str | None:
    """The notebook that makes a file of a run folder; None for what no notebook is known to make.

    Examples
    --------
    >>> maker("tables/map.csv"), maker("notebooks/1_data.ipynb"), maker("model.json"), maker("run.json")
    ('3_explore', '1_data', '2_segments', None)
    """
    known = {**{name: name for name in NOTEBOOKS}, **PAGES, **DOCUMENTS, **TABLES}
    return known.get(Path(file).stem)


def _has_front_end() -> bool:
    """A kernel started by JupyterLab has a session; one started by papermill has none."""
    if os.environ.get("WORKBENCH_HEADLESS"):
        return False
    return "JPY_SESSION_NAME" in os.environ


def _known(name: str, known: Mapping[str, str], what: str) -> str:
    if name not in known:
        raise KeyError(f"no {what} {name!r}; {nearest(name, known)}")
    return name


def _not_yet(name: str, notebook: str) -> Problem:
    return Problem(
        f"table {name!r}",
        "",
        "is not in this run yet",
        "",
        f"run the notebook {notebook} first",
    )
