"""A small run with two segments, and an empty store beside it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from workbench.artifacts import Run
from workbench.config import parse_study
from workbench.notes import NoteStore, open_store
from workbench.schemas import TABLE_COLUMNS, Variable, Variables

VARIABLES = Variables.of(
    [
        Variable("age", "ordinal", "descriptor", "demographic", ("young", "old"), "How old are you?"),
        Variable("q1", "likert", "basis", "need", ("1", "2", "3", "4", "5"), "It wakes me up."),
        Variable("health", "binary", "descriptor", "demographic", ("No", "Yes"), "Ill?", sensitive=True),
    ]
)


def figure(
    variable: str, level: str, segment: str, value: float, total: float, *, n: int = 60, marker: bool = False
) -> dict[str, object]:
    known = VARIABLES[variable]
    low, high = value - 0.05, value + 0.05
    values = (
        variable,
        known.factor,
        known.role,
        level,
        segment,
        n,
        value,
        low,
        high,
        total,
        None,
        marker,
        None,
    )
    return dict(zip(TABLE_COLUMNS["profile"], values, strict=True))


@pytest.fixture
def run(tmp_path: Path) -> Run:
    study = parse_study(
        "{name: tea, survey: {source: a.csv}, segments: {names: {S1: Early birds}}}",
        path=tmp_path / "study.yaml",
    )
    run = Run(study, tmp_path / "run")
    rows = [
        figure("age", "young", "S1", 0.7, 0.5), figure("age", "old", "S1", 0.3, 0.5),
        figure("age", "young", "S2", 0.4, 0.5), figure("age", "old", "S2", 0.6, 0.5),
        figure("q1", "", "S1", 4.5, 3.1, marker=True), figure("q1", "", "S2", 3.0, 3.1),
        figure("health", "Yes", "S1", 0.9, 0.2, marker=True),
    ]  # fmt: skip
    run.write("profile", pd.DataFrame(rows))
    customers = [f"c{i:03d}" for i in range(120)]
    rng = np.random.default_rng(3)
    distance = rng.gamma(4, size=120)
    run.write(
        "segments",
        pd.DataFrame(
            {"customer": customers, "segment": ["S1"] * 60 + ["S2"] * 60, "distance": distance,
             "second": ["S2"] * 60 + ["S1"] * 60, "margin": rng.uniform(size=120), "weight": 1.0}
        ),
    )  # fmt: skip
    stability = {
        "k": [2, 2],
        "segment": ["S1", "S2"],
        "jaccard": [0.9, 0.5],
        "low": [0.8, 0.4],
        "high": [1.0, 0.6],
        "verdict": ["highly stable", "dissolved"],
    }
    run.write("stability", pd.DataFrame(stability))
    run.write_variables(VARIABLES)
    return run


@pytest.fixture
def store(tmp_path: Path) -> Iterator[NoteStore]:
    with open_store(folder=tmp_path) as store:
        yield store
