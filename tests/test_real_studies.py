"""Public data through the two commands of a newcomer: init, then run on the file that it wrote, unedited."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

WORKBENCH = Path(sys.executable).with_name("workbench")
PAGES = ["1_data.html", "2_segments.html", "3_explore.html", "4_personas.html", "index.html"]

pytestmark = [pytest.mark.slow, pytest.mark.notebook, pytest.mark.realdata]


def run_of(folder: Path, *files: Path) -> Path:
    """Init and run; quick effort, for the suite's sake."""
    for command in (
        ["init", *files, "-o", "study.yaml"],
        ["run", "study.yaml", "-p", "segments.effort=quick"],
    ):
        done = subprocess.run([WORKBENCH, *command], cwd=folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    (latest,) = folder.glob("reports/*/latest.json")
    return latest.parent / json.loads(latest.read_text(encoding="utf-8"))["run"]


def test_survey_and_purchases_of_the_same_people(shared_data: Path, tmp_path: Path) -> None:
    source = shared_data / "open-ecommerce"
    run = run_of(tmp_path, source / "survey.csv", source / "purchases.csv.gz")
    assert sorted(page.name for page in run.glob("*.html") if page.name in PAGES) == PAGES
    coverage = pd.read_parquet(run / "tables/coverage.parquet").set_index("what")["n"]
    assert (coverage["respondents"], coverage["in the table"]) == (5_027, 860)
    variables = {
        v["name"]: v for v in json.loads((run / "tables/variables.json").read_text(encoding="utf-8"))
    }
    sensitive = [name for name in variables if name.startswith(("Q-substance", "Q-personal", "Q-sexual"))]
    assert len(sensitive) == 6
    assert all(variables[name]["role"] != "basis" for name in sensitive)
    assert "until: customer" in (tmp_path / "study.yaml").read_text(encoding="utf-8")
    scored = subprocess.run(
        [WORKBENCH, "score", "study.yaml", source / "survey.csv", "--as", "survey", "--allow", source],
        cwd=tmp_path, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "4,167 people in one file only: no segment" in scored.stderr
    again = pd.read_csv(tmp_path / "segments.csv", dtype=str).set_index("customer")["segment"]
    formed = pd.read_parquet(run / "tables/segments.parquet").set_index("customer")["segment"]
    assert again.to_dict() == formed.to_dict()
    here = str(shared_data)
    assert all(here not in page.read_text(encoding="utf-8") for page in run.glob("*.html"))


def test_a_survey_alone_without_ids(shared_data: Path, tmp_path: Path) -> None:
    run = run_of(tmp_path, shared_data / "mcdonalds" / "mcdonalds.csv")
    assert len(pd.read_parquet(run / "tables/customers.parquet")) == 1_453
    assert "no purchases" in (run / "index.html").read_text(encoding="utf-8")


def test_purchases_alone_without_a_header(shared_data: Path, tmp_path: Path) -> None:
    run = run_of(tmp_path, shared_data / "cdnow" / "CDNOW_sample.txt")
    customers = pd.read_parquet(run / "tables/customers.parquet")
    assert len(customers) == 2_357
    assert customers["customer"].str.startswith("0").any()
