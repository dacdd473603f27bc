"""Which runs may go: old ones, never the latest, never a pinned one."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from workbench.artifacts import write_json
from workbench.runner.shelf import LATEST, Shelf, newest

PINS = "pins.json"


def prunable(
    runs: Sequence[Mapping[str, Any]],
    *,
    keep: int,
    keep_days: float,
    pinned: frozenset[str] = frozenset(),
    now: datetime | None = None,
) -> list[str]:
    """Choose the runs that may go; oldest first. Pure.

    A run stays when it is among the last `keep`, younger than `keep_days`, pinned, the latest that
    ended well (of the study or of a selection), or the one that a kept run is compared with.

    Examples
    --------
    >>> old = "2020-01-01T00:00:00+00:00"
    >>> runs = [{"id": str(n), "number": n, "status": "done", "finished": old} for n in range(1, 6)]
    >>> prunable(runs, keep=2, keep_days=30, pinned=frozenset({"1"}))
    ['2', '3']
    """
    now = now or datetime.now(UTC)
    ordered = sorted(runs, key=lambda run: run.get("number", 0))
    kept = {run["id"] for run in ordered[len(ordered) - keep :]} if keep else set()
    kept |= pinned
    for run in ordered:
        when = run.get("finished") or run.get("started")
        if when and now - datetime.fromisoformat(when) < timedelta(days=keep_days):
            kept.add(run["id"])
    for selection in {run.get("selection", "") for run in ordered}:
        latest = newest([dict(run) for run in ordered], selection)
        if latest:
            kept.add(latest["id"])
    kept |= {run["previous"] for run in ordered if run["id"] in kept and run.get("previous")}
    return [run["id"] for run in ordered if run["id"] not in kept]


def pins(shelf: Shelf) -> frozenset[str]:
    """The runs that nobody may remove."""
    import json

    path = shelf.folder / PINS
    return frozenset(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else frozenset()


def pin(shelf: Shelf, run: str) -> None:
    """Keep a run for good.

    Raises
    ------
    InputError
        When there is no such run.
    """
    found = shelf.find(run)["id"]
    write_json(shelf.folder / PINS, sorted(pins(shelf) | {found}))


def remove(shelf: Shelf, runs: Sequence[str]) -> None:
    """Remove runs; a crash in between leaves whole runs and one that says that it is going.

    Each is renamed out of sight first, so that no half-removed folder looks like a run.
    """
    for run in runs:
        going = shelf.folder / f".going-{run}"
        shelf.final(run).rename(going)
        shutil.rmtree(going)
    if runs and (shelf.folder / LATEST).is_file():
        shelf.point()
