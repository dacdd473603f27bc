"""Which runs may go."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from workbench.artifacts import write_json
from workbench.runner.pruning import pin, pins, prunable, remove
from workbench.runner.shelf import Shelf

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def manifest(number: int, *, age: float = 1000, status: str = "done", **more: Any) -> dict[str, Any]:
    finished = (NOW - timedelta(days=age)).isoformat()
    return {"id": f"r{number}", "number": number, "status": status, "finished": finished, **more}


def choose(*runs: dict[str, Any], keep: int = 1, keep_days: float = 30, pinned: str = "") -> list[str]:
    return prunable(runs, keep=keep, keep_days=keep_days, pinned=frozenset(pinned.split()), now=NOW)


def test_old_runs_beyond_the_last_go() -> None:
    assert choose(manifest(1), manifest(2), manifest(3, age=1)) == ["r1", "r2"]


def test_young_runs_stay() -> None:
    assert choose(manifest(1, age=29), manifest(2, age=31), manifest(3)) == ["r2"]


def test_the_latest_good_run_stays_behind_broken_ones() -> None:
    assert choose(manifest(1), manifest(2), *(manifest(n, status="failed") for n in (3, 4))) == ["r1", "r3"]


def test_the_latest_of_each_selection_stays() -> None:
    assert choose(manifest(1, selection="region=North"), manifest(2), manifest(3)) == ["r2"]


def test_pinned_runs_and_what_they_are_compared_with_stay() -> None:
    assert choose(manifest(1), manifest(2, previous="r1"), manifest(3), manifest(4), pinned="r2") == ["r3"]


def test_the_clock_does_not_choose_the_last_runs() -> None:
    """Numbers do: a clock that was set back leaves them right."""
    assert choose(manifest(1, age=100), manifest(2, age=200)) == ["r1"]


def test_removed_runs_are_gone_and_latest_holds(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, "tea")
    for number in (1, 2, 3):
        write_json(shelf.final(f"r{number}") / "run.json", manifest(number))
    shelf.point()
    pin(shelf, "r1")
    assert pins(shelf) == {"r1"}
    remove(shelf, ["r2"])
    assert sorted(p.name for p in shelf.folder.iterdir()) == ["latest.json", "pins.json", "r1", "r3"]
    assert [m["id"] for m in shelf.runs()] == ["r1", "r3"]
