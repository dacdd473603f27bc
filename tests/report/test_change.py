"""Two runs of the sample study, the second made of the first with planted changes."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from workbench import report
from workbench.artifacts import Run
from workbench.config import load_study
from workbench.report.comparison import size_lines
from workbench.site import write_comparison


@pytest.fixture
def waves(sample_run: Path, tmp_path: Path) -> tuple[Run, Run]:
    """The run of the sample, and one in which S1 has become S6 and a hundred of S2 have gone over to S3."""
    study = load_study(sample_run.parents[2] / "study.yaml")
    before, after = tmp_path / "20260401-1-a", tmp_path / "20260501-2-b"
    for folder in (before, after):
        shutil.copytree(sample_run / "tables", folder / "tables")
        for name in ("run.json", "model.json"):
            shutil.copy(sample_run / name, folder / name)
    now = Run(study, after)
    segments = now.read("segments")
    movers = segments.index[segments["segment"] == "S2"][:100]
    segments.loc[movers, "segment"] = "S3"
    now.write("segments", segments.assign(segment=segments["segment"].replace("S1", "S6")))
    model = now.read_document("model")
    model["version"], model["segments"][0]["id"] = 2, "S6"
    (after / "model.json").write_text(json.dumps(model))
    manifest = json.loads((after / "run.json").read_text())
    manifest["parameters"] = {"k": 5}
    manifest["inputs"][0] |= {"sha256": "other", "rows": 1_900}
    (after / "run.json").write_text(json.dumps(manifest))
    (after / "tables" / "previous.json").write_text(
        json.dumps({"run": before.name, "folder": f"../{before.name}", "refit": True})
    )
    return Run(study, before), now


def test_a_comparison_says_and_draws_what_differs(waves: tuple[Run, Run]) -> None:
    found = report.compare_runs(*waves)
    plain = waves[0].read("segments")["segment"].value_counts()
    share = (plain["S1"] + 100) / plain.sum()
    told = found.words.paragraphs
    assert told[0] == "data/sample/survey.csv changed: 2,000 rows before, 1,900 rows now."
    assert "Parameter k: not set before, 5 now." in told
    assert "Model version: 1 before, 2 now." in told
    assert f"{100 * share:.1f} % of the customers that both runs know changed segment" in str(found.words)
    assert len(found.moves.customers) == plain["S1"] + 100
    lines = size_lines(found)
    assert [line.split(" ")[0] for line in lines] == ["S1", "S2", "S3", "S4", "S5", "S6"]
    assert all(" of customers, " in line and " of revenue" in line for line in lines)
    assert "→ – of customers" in lines[0]

    page = write_comparison(waves[0].folder, waves[1].folder, found.shown, heading="Coffee")
    assert page == waves[1].folder.parent / "compared" / "20260401-1-a_20260501-2-b.html"
    html = page.read_text(encoding="utf-8")
    assert html.count('<figure class="chart') == 2
    assert "How large they were and are" in html
    assert "../20260401-1-a/index.html" in html


def test_the_first_screen_says_what_changed_and_the_old_names_stay(waves: tuple[Run, Run]) -> None:
    ground = report.ground(waves[1])
    change = report.change(ground)
    old_name = waves[0].read_document("model")["segments"][0]["name"]
    assert change.lineage.words.paragraphs[0].startswith(
        "Since the last run (1 April 2026): all 5 segments live on; "
    )
    assert f"S1 · {old_name} lives on" in str(change.lineage.words)
    assert change.before["S1"] == pytest.approx(
        waves[0].read("segments").groupby("segment")["weight"].sum().pipe(lambda w: w / w.sum())["S1"]
    )


def test_drift_is_told_against_the_model_and_silent_on_its_own_people(waves: tuple[Run, Run]) -> None:
    ground = report.ground(waves[1])
    assert str(report.drifted(ground).words) == (
        "The model was fitted on these very people, so nothing can have drifted from it yet."
    )
    older = ground.customers.assign(recency=ground.customers["recency"] * 3 + 30)
    found = report.drifted(replace(ground, customers=older))
    assert found.table.iloc[0][["variable", "verdict"]].tolist() == ["recency", "large"]
    assert "fit the segments anew" in str(found.words)
    assert isinstance(found.table, pd.DataFrame)
    assert found.figure is not None
