"""A study with five tiny notebooks: what the runner does is seen without what the notebooks do."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from workbench.artifacts import NOTEBOOKS
from workbench.errors import WorkbenchError
from workbench.runner import Event, RunResult, environment, run

PARAMETERS = 'study = "study.yaml"\nrun_dir = None\ninteractive = None\nsettings = {}'
OPEN = "from workbench import open_run\nrun = open_run(study, run_dir, interactive=interactive, settings=settings)"
TABLE = "import pandas as pd\n"

CODE = {"code": "1", "pages": "1"}
BODIES = {
    "1_data": TABLE
    + 'lines = (run.study.folder / "survey.csv").read_text().splitlines()\n'
    + 'run.write("coverage", pd.DataFrame({"line": lines}))\n'
    + 'run.write_document("sources", {"survey": {"rows": len(lines) - 1}})',
    "2_segments": TABLE
    + 'n = len(run.read("coverage")) * (run.study.segments.k or 1)\n'
    + 'run.write("labels", pd.DataFrame({"n": [n]}))\n'
    + 'run.write_document("model", {"segments": [{"id": "S1", "name": "all", "n": n, "share": 1.0}]})',
    "3_explore": 'run.write("map", run.read("labels"))',
    "4_personas": 'run.write_document("personas", {"people": run.study.heading})',
    "5_report": 'run.write("value", run.read("labels"))',
}


def notebook(*cells: str) -> str:
    """The text of a notebook: a parameters cell, then `cells`."""
    sources = [(PARAMETERS, ["parameters"]), *((cell, []) for cell in cells)]
    return json.dumps(
        {
            "cells": [
                {
                    "cell_type": "code",
                    "id": f"cell-{number}",
                    "metadata": {"tags": tags},
                    "source": source,
                    "outputs": [],
                    "execution_count": None,
                }
                for number, (source, tags) in enumerate(sources)
            ],
            "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
            "nbformat": 4,
            "nbformat_minor": 5,
        }
    )


class TinyStudy:
    """A study folder, and the call that runs it."""

    def __init__(self, folder: Path, bodies: Mapping[str, str] = BODIES) -> None:
        self.folder = folder
        self.events: list[Event] = []
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "notebooks").mkdir()
        self.yaml("{name: tiny, title: Tiny, survey: {source: survey.csv}}")
        (folder / "survey.csv").write_text("id,a\n1,2\n2,3\n")
        for name in NOTEBOOKS:
            self.body(name, bodies[name])

    def copy(self, folder: Path) -> TinyStudy:
        """The same study with its runs, elsewhere."""
        shutil.copytree(self.folder, folder)
        return TinyStudy.__new__(TinyStudy)._at(folder)

    def _at(self, folder: Path) -> TinyStudy:
        self.folder, self.events = folder, []
        return self

    @property
    def path(self) -> Path:
        return self.folder / "study.yaml"

    @property
    def shelf(self) -> Path:
        return self.folder / "reports" / "tiny"

    def yaml(self, text: str) -> None:
        self.path.write_text(text)

    def body(self, name: str, *cells: str) -> None:
        (self.folder / "notebooks" / f"{name}.ipynb").write_text(notebook(OPEN, *cells))

    def run(self, *, parameters: Mapping[str, str] | None = None, **options: object) -> RunResult:
        self.events.clear()
        return run(
            self.path,
            parameters=parameters or {},
            write_pages=lambda folder, study: (folder / "index.html").write_text("<title>pages</title>"),
            write_index=lambda reports: (reports / "index.html").write_text("<title>index</title>"),
            progress=self.events.append,
            **options,  # type: ignore[arg-type]
        )

    def refused(self, **options: object) -> WorkbenchError:
        """The error that a run raises."""
        with pytest.raises(WorkbenchError) as caught:
            self.run(**options)  # type: ignore[arg-type]
        return caught.value

    def latest(self) -> str:
        found: str = json.loads((self.shelf / "latest.json").read_text())["run"]
        return found

    def reused(self, result: RunResult) -> list[str]:
        return [decision.notebook for decision in result.decisions if decision.reuse]


@pytest.fixture(scope="session", autouse=True)
def same_code() -> Iterator[None]:
    """Our code counts as unchanged, whoever edits it while the tests run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(environment, "code", lambda: CODE)
        yield


@pytest.fixture
def tiny(tmp_path: Path) -> TinyStudy:
    return TinyStudy(tmp_path / "study")


@pytest.fixture
def make_tiny(tmp_path: Path) -> Callable[[str], TinyStudy]:
    return lambda name: TinyStudy(tmp_path / name)
