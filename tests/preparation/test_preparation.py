"""Notebook 1 as values: real data, both kinds of single-file study, and the notebook itself."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat
import pandas as pd
import pytest
from nbclient import NotebookClient
from traitlets.config import Config

from workbench.artifacts import open_run
from workbench.config import load_study
from workbench.errors import InputError
from workbench.features import purchase_features
from workbench.figures import data as figures
from workbench.intake import propose
from workbench.preparation import answers_quality, bought_features, joined, read, save
from workbench.quality import CHECKS
from workbench.runner.kernels import spoken_through
from workbench.sample import write_sample
from workbench.words import data as words

ROOT = Path(__file__).resolve().parents[2]


def prepared_from(files: list[Path], folder: Path, monkeypatch: pytest.MonkeyPatch):
    """Copy the files, let `workbench init` write the study, and prepare it unedited."""
    (folder / "data").mkdir()
    for file in files:
        (folder / "data" / file.name).write_bytes(file.read_bytes())
    monkeypatch.chdir(folder)
    (folder / "study.yaml").write_text(
        propose([f"data/{file.name}" for file in files]).text, encoding="utf-8"
    )
    data = read(load_study(folder / "study.yaml"))
    return joined(data, answers_quality(data), bought_features(data))


def test_problems_of_both_files_are_reported_together(tmp_path: Path) -> None:
    (tmp_path / "study.yaml").write_text(
        "name: tea\nsurvey: {source: a.csv}\npurchases: {source: b.csv, customer: who, date: day}\n"
    )
    with pytest.raises(InputError) as error:
        read(load_study(tmp_path / "study.yaml"))
    assert [problem.file for problem in error.value.problems] == ["a.csv", "b.csv"]


def test_a_misspelt_sensitive_question_is_an_error(tmp_path: Path) -> None:
    write_sample(tmp_path, customers=30, seed=1)
    study = (
        (tmp_path / "study.yaml").read_text(encoding="utf-8").replace("sensitive: [q30]", "sensitive: [q3O]")
    )
    (tmp_path / "study.yaml").write_text(study, encoding="utf-8")
    with pytest.raises(InputError, match=r"key sharing.sensitive: no variable 'q3O'.*Did you mean 'q30'"):
        read(load_study(tmp_path / "study.yaml"))


def test_excluded_respondents_are_in_no_table(tmp_path: Path) -> None:
    write_sample(tmp_path, customers=400, seed=5)
    run = open_run(tmp_path / "study.yaml", tmp_path / "run", settings={"quality.exclude": True})
    data = read(run.study)
    quality = answers_quality(data)
    save(run, joined(data, quality, bought_features(data)))
    gone = set(quality.excluded)
    assert gone
    for table in ("customers", "others", "respondents"):
        assert not gone & set(run.read(table)["respondent"].dropna())
    assert len(run.read("respondents")) == 400 - len(gone)
    assert set(run.read_document("sources")["excluded"]) == gone
    assert run.variables()["q30"].sensitive


@pytest.mark.realdata
def test_the_open_e_commerce_study(
    shared_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = shared_data / "open-ecommerce"
    found = prepared_from([source / "survey.csv", source / "purchases.csv.gz"], tmp_path, monkeypatch)
    assert str(words.coverage(found)).startswith("860 of 5,027 respondents (17 %) have purchases")
    assert "each in their own window" in str(words.windows(found.bought))
    assert not [v.name for v in found.table.variables.with_role("basis").values() if v.sensitive]
    assert figures.windows(found.bought) is not None
    assert set(found.quality.not_made) == set(CHECKS)


@pytest.mark.realdata
def test_mcdonalds_alone(shared_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = prepared_from([shared_data / "mcdonalds" / "mcdonalds.csv"], tmp_path, monkeypatch)
    assert len(found.table.frame) == 1453
    assert found.bought is None
    assert words.features(None) is figures.months(None) is figures.coverage(found) is None
    assert words.NO_PURCHASES in str(words.files(found.data))


@pytest.mark.realdata
def test_cdnow_gives_the_published_repeat_table(
    shared_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """2,357 customers, 946 of them with a repeat purchase in 39 weeks (Fader, Hardie & Lee 2005)."""
    found = prepared_from([shared_data / "cdnow" / "CDNOW_sample.txt"], tmp_path, monkeypatch)
    repeat = purchase_features(found.data.purchases, calibration=datetime.date(1997, 9, 30)).repeat
    assert (len(repeat), int((repeat["x_calibration"] > 0).sum())) == (2357, 946)
    assert repeat["x_calibration"].sum() == 2457
    assert repeat["T_calibration"].max() == pytest.approx(272 / 7)
    assert words.NO_SURVEY in str(words.files(found.data))


@pytest.mark.slow
@pytest.mark.notebook
def test_the_notebook_runs_on_the_sample_study(tmp_path: Path) -> None:
    write_sample(tmp_path, customers=300, seed=6)
    notebook = nbformat.read(ROOT / "notebooks" / "1_data.ipynb", as_version=4)
    parameters = next(cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", []))
    parameters.source = f"study, run_dir = {str(tmp_path / 'study.yaml')!r}, {str(tmp_path / 'run')!r}\ninteractive, settings = False, {{}}"
    with TemporaryDirectory() as sockets:
        config = Config({"KernelManager": spoken_through(Path(sockets) / "k")})
        NotebookClient(notebook, timeout=120, kernel_name="python3", config=config).execute()
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    drawn = [
        o.data["application/vnd.plotly.v1+json"]
        for o in outputs
        if "application/vnd.plotly.v1+json" in o.get("data", {})
    ]
    assert [figure["layout"]["title"]["text"] for figure in drawn] == [
        "Signs of careless answers", "Purchases month by month", "Who is in which file", "What is missing",
    ]  # fmt: skip
    assert all(figure["layout"]["meta"]["alt"] and figure["layout"]["meta"]["table"] for figure in drawn)
    tables = tmp_path / "run" / "tables"
    written = {path.stem for path in tables.glob("*.parquet")}
    assert written == {"customers", "others", "respondents", "months", "repeat", "quality", "coverage"}
    assert (
        len(json.loads((tables / "variables.json").read_text()))
        == len(pd.read_parquet(tables / "customers.parquet").columns) - 3
    )
