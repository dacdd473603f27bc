"""Which notebooks run, and what is read off them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.runner.conftest import PARAMETERS, TinyStudy, notebook

from workbench.artifacts import NOTEBOOKS
from workbench.errors import InputError
from workbench.runner.notebooks import notebook_folder, read_notebooks


def test_a_study_runs_its_own_notebooks_and_else_ours(tiny: TinyStudy, tmp_path: Path) -> None:
    assert notebook_folder(tiny.folder) == tiny.folder / "notebooks"
    assert notebook_folder(tmp_path).name in {"notebooks", "_notebooks"}
    assert notebook_folder(tmp_path) != tmp_path / "notebooks"


def test_ours_can_all_be_read() -> None:
    assert [n.name for n in read_notebooks(notebook_folder())] == list(NOTEBOOKS)


def test_what_a_notebook_imports_and_is_told_is_read_off_its_cells(tmp_path: Path) -> None:
    cells = (
        "%load_ext x\nimport pandas as pd\nfrom workbench import space, words",
        "!ls\nif True:\n    import os",
    )
    (tmp_path / "a.ipynb").write_text(notebook(*cells))
    (found,) = read_notebooks(tmp_path, ("a",))
    assert found.parameters == ("study", "run_dir", "interactive", "settings")
    assert found.imports == ("pandas", "workbench", "workbench.space", "workbench.words")


def test_everything_wrong_with_the_notebooks_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "2_segments.ipynb").write_text("{")
    (tmp_path / "3_explore.ipynb").write_text(json.dumps({"cells": []}))
    text = notebook().replace(json.dumps(PARAMETERS)[1:-1], "study = 1")
    (tmp_path / "4_personas.ipynb").write_text(text)
    with pytest.raises(InputError) as caught:
        read_notebooks(tmp_path)
    lines = str(caught.value).splitlines()
    assert lines[0] == "notebooks/1_data.ipynb: there is no such file. Restore it."
    assert [line.split(":")[0].split(",")[0] for line in lines] == [f"notebooks/{n}.ipynb" for n in NOTEBOOKS]
    assert "does not assign run_dir, interactive, settings" in lines[3]


def test_a_cell_with_a_slip_is_left_for_its_execution_to_tell(tmp_path: Path) -> None:
    (tmp_path / "a.ipynb").write_text(notebook("import os", "x ="))
    (found,) = read_notebooks(tmp_path, ("a",))
    assert found.imports == ("os",)
