"""The run that a run is compared with, and whether segments are to be formed anew."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from workbench.artifacts.run import Run

PREVIOUS_FILE = "previous.json"
LATEST_FILE = "latest.json"


def earlier_run(run: Run) -> Run | None:
    """The finished run before this one: the last one on other data, or None when this is the first.

    A headless run is told by the runner (a second look at the same data compares with what the
    first look compared with); in the lab it is the latest run of the study.
    """
    told = _told(run)
    name = told["run"] if told else _read(run.folder.parent / LATEST_FILE).get("run")
    folder = run.folder.parent / str(name)
    return Run(run.study, folder, interactive=False) if name and folder.is_dir() else None


def scoring_run(run: Run) -> Run | None:
    """The earlier run whose frozen model these customers are scored with; None when segments are formed anew."""
    before = None if is_refit(run) else earlier_run(run)
    return before if before is not None and before.has("model") else None


def is_refit(run: Run) -> bool:
    """Form segments anew? Always in the lab; in a headless run when it was asked for, or none exist."""
    told = _told(run)
    return bool(told["refit"]) if told else True


def _told(run: Run) -> dict[str, Any]:
    return _read(run.folder / "tables" / PREVIOUS_FILE)


def _read(path: Path) -> dict[str, Any]:
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else {}
