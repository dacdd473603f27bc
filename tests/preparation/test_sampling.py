"""Of a database so many customers are fetched as the study says; of a file all."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from workbench.config import Study, load_study
from workbench.preparation import bought_features, read


@pytest.fixture
def study(tmp_path: Path) -> Study:
    customers = np.arange(1_200)
    rows = {"who": customers, "day": "2026-01-01", "eur": 1.0 + customers % 7}
    pd.DataFrame(rows).to_csv(tmp_path / "p.csv", index=False)
    pd.DataFrame({"who": [3, 5, 4_000], "tasty": ["Yes", "No", "Yes"]}).to_csv(
        tmp_path / "s.csv", index=False
    )
    path = tmp_path / "study.yaml"
    path.write_text(
        "{name: tea, survey: {source: s.csv, id: who},"
        " purchases: {source: p.csv, customer: who, date: day, amount: eur, sample_above: 1000}}"
    )
    return load_study(path)


def test_everybody_of_a_file(study: Study) -> None:
    bought = bought_features(read(study))
    assert bought is not None
    assert (len(bought.frame), bought.weights) == (1_200, None)


def test_a_sample_of_a_database_and_whoever_answered(study: Study) -> None:
    data = read(study)
    assert data.purchases is not None
    bought = bought_features(replace(data, purchases=replace(data.purchases, stay=True)))
    assert bought is not None
    assert bought.weights is not None
    assert len(bought.frame) == 1_002  # as many as the study says, and the two who answered and bought
    assert {"3", "5"} <= set(bought.frame["customer"])
    assert bought.weights.sum() == pytest.approx(1_200)
