"""Notebooks that do not need each other are done side by side; the first that fails ends the rest."""

from __future__ import annotations

import json
import shutil
import threading
from pathlib import Path

import pytest

from workbench.artifacts import NOTEBOOKS, maker
from workbench.errors import NotebookFailed, WorkbenchError
from workbench.runner.flow import NEEDS, side_by_side
from workbench.runner.notebooks import notebook_folder

PATIENCE = 10


def test_every_notebook_comes_after_those_it_needs() -> None:
    assert list(NEEDS) == list(NOTEBOOKS)
    for position, name in enumerate(NOTEBOOKS):
        assert set(NEEDS[name]) <= set(NOTEBOOKS[:position])


def test_two_that_do_not_need_each_other_are_at_work_at_once() -> None:
    meeting = threading.Barrier(2)

    def do(name: str) -> WorkbenchError | None:
        if name in {"3_explore", "4_personas"}:
            meeting.wait(PATIENCE)  # breaks when the other does not come
        return None

    assert side_by_side(NOTEBOOKS, do, lanes=2) is None


def test_what_is_at_work_is_let_finish_and_nothing_new_begins() -> None:
    failed, finished = threading.Event(), []

    def do(name: str) -> WorkbenchError | None:
        if name == "3_explore":
            failed.set()
            return NotebookFailed("no map")
        if name == "4_personas":
            assert failed.wait(PATIENCE)
        finished.append(name)
        return None

    assert str(side_by_side(NOTEBOOKS, do, lanes=2)) == "no map"
    assert finished[:3] == ["1_data", "2_segments", "4_personas"]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["4_personas", "5_report"])
def test_a_notebook_reads_nothing_of_those_it_does_not_need(
    name: str, sample_run: Path, tmp_path: Path
) -> None:
    """Executed cell by cell in a run that holds the work of no other notebook."""
    for file in sample_run.rglob("*"):
        relative = file.relative_to(sample_run)
        if file.is_file() and maker(relative.as_posix()) in {*NEEDS[name], None}:
            (tmp_path / relative).parent.mkdir(exist_ok=True)
            shutil.copy(file, tmp_path / relative)
    study = sample_run.parents[2] / "study.yaml"
    document = json.loads((notebook_folder() / f"{name}.ipynb").read_text(encoding="utf-8"))
    known = {"display": lambda *things: None}
    for cell in document["cells"]:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), known)
            if "parameters" in cell["metadata"].get("tags", []):
                known |= {"study": str(study), "run_dir": str(tmp_path), "interactive": False}
    assert {maker(file.relative_to(tmp_path).as_posix()) for file in tmp_path.rglob("*")} >= {name}
