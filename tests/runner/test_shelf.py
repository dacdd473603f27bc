"""Runs on disk after a crash at each of its moments."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from workbench.artifacts import write_json
from workbench.errors import InputError, RunLocked
from workbench.runner.shelf import Shelf


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "reports", "tea")


def stage(shelf: Shelf, run: str, number: int, status: str) -> Path:
    folder = shelf.staging(run)
    write_json(folder / "run.json", manifest(run, number, status))
    return folder


def manifest(run: str, number: int, status: str = "done") -> dict[str, Any]:
    whole = status != "running"
    return {
        "id": run,
        "number": number,
        "status": status,
        "whole": whole,
        "finished": "2026-01-01T00:00:00+00:00",
    }


def status(shelf: Shelf, run: str) -> str:
    found: str = json.loads((shelf.final(run) / "run.json").read_text())["status"]
    return found


def test_a_run_killed_at_work_is_marked_interrupted(shelf: Shelf) -> None:
    (stage(shelf, "a", 1, "running") / ".table.csv.x.part").write_text("half")
    assert shelf.recover() == ["a"]
    assert status(shelf, "a") == "interrupted"
    assert [p.name for p in shelf.final("a").iterdir()] == ["run.json"]
    assert not (shelf.folder / "latest.json").exists()


def test_a_run_killed_while_its_pages_are_written_is_interrupted(shelf: Shelf) -> None:
    """It had already said how it ended, for the pages to show: they were its last part."""
    folder = stage(shelf, "a", 1, "done")
    write_json(folder / "run.json", {**manifest("a", 1), "whole": False})
    (folder / "1_data.html").write_text("<title>")
    assert shelf.recover() == ["a"]
    assert status(shelf, "a") == "interrupted"
    assert [p.name for p in shelf.final("a").iterdir()] == ["run.json"]
    assert not (shelf.folder / "latest.json").exists()


def test_a_page_that_a_notebook_wrote_stays_for_a_resume(shelf: Shelf) -> None:
    folder = stage(shelf, "a", 1, "running")
    write_json(folder / "steps.json", {"2_segments": {"parts": {}, "outputs": {"typing_tool.html": "1"}}})
    for name in ("typing_tool.html", "1_data.html"):
        (folder / name).write_text("<title>")
    shelf.recover()
    assert [p.name for p in shelf.final("a").glob("*.html")] == ["typing_tool.html"]


def test_a_recovery_that_is_killed_itself_still_tells(shelf: Shelf) -> None:
    stage(shelf, "a", 1, "interrupted")
    assert shelf.recover() == ["a"]


def test_a_run_killed_before_its_rename_is_whole(shelf: Shelf) -> None:
    stage(shelf, "a", 1, "done")
    assert shelf.recover() == []
    assert status(shelf, "a") == "done"
    assert json.loads((shelf.folder / "latest.json").read_text())["run"] == "a"


def test_a_run_killed_before_it_was_pointed_at_is_found(shelf: Shelf) -> None:
    for number, run in enumerate("ab", 1):
        write_json(shelf.final(run) / "run.json", manifest(run, number))
    write_json(shelf.folder / "latest.json", {"run": "a"})
    assert shelf.recover() == []
    assert json.loads((shelf.folder / "latest.json").read_text())["run"] == "b"


def test_a_run_killed_before_its_first_file_leaves_nothing(shelf: Shelf) -> None:
    shelf.staging("a").mkdir(parents=True)
    assert shelf.recover() == []
    assert list(shelf.folder.iterdir()) == []


def test_what_was_written_after_a_run_took_its_place_is_removed(shelf: Shelf) -> None:
    write_json(shelf.final("a") / "run.json", manifest("a", 1))
    stage(shelf, "a", 1, "running")
    assert shelf.recover() == []
    assert status(shelf, "a") == "done"
    assert not shelf.staging("a").exists()


def test_a_manifest_that_a_disk_broke_hides_no_other_run(shelf: Shelf) -> None:
    write_json(shelf.final("a") / "run.json", manifest("a", 1))
    shelf.final("b").mkdir()
    (shelf.final("b") / "run.json").write_text('{"id": "b", "sta')
    assert [m["id"] for m in shelf.runs()] == ["a"]


def test_selections_do_not_become_the_latest_of_the_study(shelf: Shelf) -> None:
    write_json(shelf.final("a") / "run.json", manifest("a", 1))
    write_json(shelf.final("b") / "run.json", {**manifest("b", 2), "selection": "region=North"})
    shelf.point()
    latest = json.loads((shelf.folder / "latest.json").read_text())
    assert (latest["run"], latest["selections"]) == ("a", {"region=North": "b"})


def test_a_lock_is_held_once(shelf: Shelf) -> None:
    with shelf.locked(), pytest.raises(RunLocked, match="another run of 'tea' is at work"), shelf.locked():
        pass


def test_a_lock_leaves_no_folder_behind(shelf: Shelf) -> None:
    with shelf.locked():
        assert shelf.folder.is_dir()
    assert not shelf.reports.exists()


def test_a_target_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "reports").write_text("")
    with (
        pytest.raises(InputError, match="Choose another folder with --out") as caught,
        Shelf(tmp_path / "reports", "tea").locked(),
    ):
        pass
    assert str(tmp_path) not in str(caught.value)


def test_a_run_that_is_not_there_is_met_with_the_nearest(shelf: Shelf) -> None:
    write_json(shelf.final("20260101-060000-abc") / "run.json", manifest("20260101-060000-abc", 1))
    with pytest.raises(InputError, match=r"did you mean '20260101-060000-abc'|Did you mean"):
        shelf.find("20260101-060000-abd")
    assert shelf.find("latest")["id"] == "20260101-060000-abc"
