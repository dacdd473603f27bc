"""``workbench score STUDY --into TABLE``: what it writes, and what it refuses."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from workbench.artifacts import Run
from workbench.cli.engine_scoring import score_there
from workbench.cluster import fit
from workbench.cluster.rules import LikeliestNormal
from workbench.config import SegmentSettings, load_study
from workbench.errors import InputError
from workbench.features import customer_table, purchase_features
from workbench.model import Model, freeze
from workbench.schemas import Variables
from workbench.sources import open_purchases
from workbench.space import lay_out

STUDY = "{name: shop, purchases: {source: %s, customer: who, date: day, amount: eur, category: kind}}"


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """A study of a file with a run of it: what scoring reads of a run, and nothing else."""
    chance = np.random.default_rng(5)
    lines = pd.DataFrame(
        {
            "who": chance.integers(100, 160, 600).astype(str),
            "day": pd.Timestamp("2026-01-01") + pd.to_timedelta(chance.integers(0, 300, 600), unit="D"),
            "eur": chance.gamma(2, 10, 600).round(2),
            "kind": chance.choice(["tea", "coffee", "cocoa"], 600),
        }
    )
    lines.to_csv(tmp_path / "p.csv", index=False)
    path = tmp_path / "study.yaml"
    path.write_text(STUDY % "p.csv")
    read = load_study(path)
    assert read.purchases is not None
    bought = purchase_features(open_purchases(read.purchases, folder=tmp_path))
    table = customer_table(None, bought, join="both")
    basis = lay_out(table.frame, table.variables, SegmentSettings())
    model = freeze(basis, fit(basis.points, 3, seed=1), names={}, colours=("#000",))
    folder = tmp_path / "reports" / "shop" / "r1"
    folder.mkdir(parents=True)
    (folder / "run.json").write_text(json.dumps({"id": "r1", "number": 1, "status": "done"}))
    run = Run(read, folder)
    run.write_document("sources", {"features": dict(bought.facts)})
    run.write_document("model", model.to_record())
    return path


def refusal(study: Path, into: str = "scored", *, replace: bool = False) -> str:
    with pytest.raises(InputError) as caught:
        score_there(study, into, run="r1", replace=replace, out=None, as_json=False)
    return str(caught.value)


def change_model(study: Path, **changes: object) -> Model:
    run = Run(load_study(study), study.parent / "reports" / "shop" / "r1")
    model = replace(Model.from_record(run.read_document("model")), **changes)  # type: ignore[arg-type]
    run.write_document("model", model.to_record())
    return model


@pytest.mark.database
def test_every_customer_of_a_database(
    study: Path, postgres_database: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import psycopg

    with psycopg.connect(postgres_database, autocommit=True) as connection:
        connection.execute(b"CREATE TABLE bought (who text, day timestamp, eur float8, kind text)")
        with connection.cursor().copy("COPY bought FROM STDIN (FORMAT csv, HEADER)") as copied:
            copied.write((study.parent / "p.csv").read_bytes())
    study.write_text(
        (STUDY % "'${SHOP_URL}', table: bought").replace("}}", ", observed: {until: 2026-10-27}}}")
    )
    monkeypatch.setenv("SHOP_URL", postgres_database)
    score_there(study, "scored", run="r1", replace=False, out=None, as_json=False)
    said = capsys.readouterr()
    assert said.out == "scored: 60 customers in 3 segments\n"
    assert postgres_database not in said.out + said.err
    assert (
        refusal(study)
        == "--into: table 'scored' is there already. Choose another name, or replace it with --replace."
    )
    score_there(study, "scored", run="r1", replace=True, out=None, as_json=True)
    found = json.loads(capsys.readouterr().out)
    assert (found["customers"], found["tied"]) == (60, 0)
    wrong = refusal(study, "nowhere.scored")
    assert wrong.startswith("postgresql table 'bought': cannot be scored there (InvalidSchemaName).")
    assert postgres_database not in wrong


def test_nothing_is_written_into_a_file(study: Path) -> None:
    assert refusal(study) == (
        "--into: the purchases are a file, into which nothing is written; expected a database. Place the customers of a "
        "file with: workbench score STUDY FILE."
    )


def test_a_model_of_answers_is_refused(study: Path) -> None:
    model = change_model(study)
    answered = [replace(v, origin="survey") for v in model.variables.values()]
    change_model(study, variables=Variables.of(answered))
    said = refusal(study)
    assert "its segments rest on answers (" in said
    assert "which a table of purchases does not hold; expected segments formed by purchases alone" in said


def test_a_rule_that_is_no_nearest_centre_is_refused(study: Path) -> None:
    centres = change_model(study).rule.to_record()["centres"]
    width = len(centres[0])
    rule = LikeliestNormal(np.full(3, 1 / 3), np.asarray(centres), np.stack([np.eye(width)] * 3))
    change_model(study, rule=rule, method="gmm")
    assert refusal(study).startswith(
        "model: gmm gives people to segments by a rule that is no nearest centre; expected a model of kmeans, ward or consensus"
    )


def test_a_part_of_the_customers_is_refused(study: Path) -> None:
    study.write_text(study.read_text().replace("{name: shop,", "{name: shop, only: {region: West},"))
    assert "the study is of a part of the customers (region)" in refusal(study)
