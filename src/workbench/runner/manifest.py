"""run.json: what a run was, is and came to."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from workbench.runner import environment
from workbench.runner.outputs import contents, rows_read
from workbench.runner.planning import Plan, selection


def opened(plan: Plan, run: str) -> dict[str, Any]:
    """The manifest of a run that begins."""
    numbers = [manifest.get("number", 0) for manifest in plan.shelf.runs()]
    return {
        "id": run,
        "number": max(numbers, default=0) + 1,
        "study": plan.study.name,
        "title": plan.study.heading,
        "status": "running",
        "whole": False,
        "started": now(),
        "finished": None,
        "seconds": None,
        "message": None,
        "parameters": dict(plan.order.settings),
        "selection": selection(plan.study),
        "seed": plan.study.segments.seed,
        "previous": plan.previous,
        "refit": plan.order.refit,
        "resumes": plan.order.resume,
        "inputs": [{"file": item.file, "sha256": item.sha256 or None, "rows": None} for item in plan.inputs],
        "versions": environment.versions(),
        "commit": environment.commit(plan.study.folder),
        "steps": [{"notebook": n.name, "status": "waiting", "seconds": None} for n in plan.notebooks],
        "outputs": [],
        "segments": [],
    }


def found(plan: Plan, folder: Path) -> dict[str, Any]:
    """What the notebooks found: rows of the inputs, sizes of the segments."""
    rows = rows_read(folder)
    return {
        "inputs": [
            {"file": item.file, "sha256": item.sha256 or None, "rows": rows.get(item.use)}
            for item in plan.inputs
        ],
        "segments": _segments(folder / "model.json"),
    }


def closed(folder: Path, *, status: str, seconds: float, message: str | None) -> dict[str, Any]:
    """How a run ended, with the digest of everything that it wrote."""
    return {
        "status": status,
        "finished": now(),
        "seconds": seconds,
        "message": message,
        "outputs": [{"file": name, "sha256": sha} for name, sha in sorted(contents(folder).items())],
    }


def now() -> str:
    """The time, in UTC, as text."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def _segments(model: Path) -> list[dict[str, Any]]:
    if not model.is_file():
        return []
    segments = json.loads(model.read_text(encoding="utf-8")).get("segments", [])
    return [{key: segment.get(key) for key in ("id", "name", "n", "share")} for segment in segments]
