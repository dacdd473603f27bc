"""A small study with planted segments and a draft run, as the notebooks 1 and 2 leave it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from workbench.artifacts import Run, open_run
from workbench.profile import profile
from workbench.schemas import Variable, Variables

AGES = ("18-24", "25-34", "35-44", "45+")
AGREE = ("1", "2", "3", "4", "5")
REGIONS = ("North", "South", "East", "West")
APPS = ("maps", "shop", "bank")

STUDY = """\
name: coffee
title: Coffee drinkers
survey: {source: survey.csv, id: respondent}
"""

VARIABLES = Variables.of(
    [
        Variable("orders", "numeric", "basis", "behavioural", label="Orders a year", unit="orders", origin="purchases"),
        Variable("basket", "numeric", "basis", "behavioural", label="Money in a basket", unit="€", origin="purchases"),
        Variable("new", "likert", "basis", "psychographic", levels=AGREE, label="I enjoy trying new coffee"),
        Variable("price", "likert", "basis", "psychographic", levels=AGREE, label="I compare prices"),
        Variable("organic", "binary", "basis", "need", levels=("No", "Yes"), label="Buys organic"),
        Variable("age", "ordinal", "descriptor", "demographic", levels=AGES, label="Age"),
        Variable("region", "nominal", "descriptor", "geographic", levels=REGIONS, label="Region"),
        Variable("apps", "multi-select", "descriptor", "behavioural", levels=APPS, separator="; ", label="Apps used"),
        Variable("why", "open text", "descriptor", "need", label="Why <b>coffee</b>?"),
    ]
)  # fmt: skip

MEANS = {0: (40, 8, 3.4, 1.2, 0.8), 1: (12, 30, 1.0, 3.4, 0.2), 2: (4, 15, 2.0, 2.2, 0.5)}
PLACES = {0: (-4.0, 0.0), 1: (3.0, 3.0), 2: (2.0, -4.0)}


def make_study(folder: Path, *, customers: int = 600, seed: int = 1) -> Run:
    """Write study.yaml and the draft run below `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "study.yaml").write_text(STUDY, encoding="utf-8")
    (folder / "survey.csv").write_text("respondent\n", encoding="utf-8")
    random = np.random.default_rng(seed)
    truth = np.sort(random.choice(3, customers, p=[0.5, 0.3, 0.2]))
    frame = _customers(truth, random)
    run = open_run(folder / "study.yaml", interactive=True)
    run.write("customers", frame)
    run.write_variables(VARIABLES)
    run.write("segments", _segments(frame, truth, random))
    run.write("labels", _labels(frame, truth, random))
    run.write("solutions", _solutions())
    run.write("map", _map(frame, truth, random))
    return run


def with_profile(run: Run) -> Run:
    """The run with the table that personas rest on."""
    customers, labels = run.read("customers"), run.read("segments")["segment"]
    run.write("profile", profile(customers, labels, run.variables(), weights=customers["weight"]).table)
    return run


def _customers(truth: np.ndarray, random: np.random.Generator) -> pd.DataFrame:
    n = len(truth)
    means = np.array([MEANS[segment] for segment in truth])
    level = lambda column: np.clip(np.rint(means[:, column] + random.normal(0, 0.8, n)), 0, 4).astype(int)  # noqa: E731
    ids = [f"{number:05d}" for number in range(n)]
    answers = np.array([random.random(3) < 0.4 for _ in range(n)])
    frame = pd.DataFrame(
        {
            "customer": ids,
            "respondent": ids,
            "weight": random.uniform(0.5, 1.5, n),
            "orders": random.gamma(4, means[:, 0] / 4),
            "basket": random.gamma(4, means[:, 1] / 4),
            "new": pd.Categorical.from_codes(level(2), categories=AGREE, ordered=True),
            "price": pd.Categorical.from_codes(level(3), categories=AGREE, ordered=True),
            "organic": pd.Categorical.from_codes(
                (random.random(n) < means[:, 4]).astype(int), categories=["No", "Yes"]
            ),
            "age": pd.Categorical.from_codes(random.integers(0, 4, n), categories=AGES, ordered=True),
            "region": pd.Categorical.from_codes(random.integers(0, 4, n), categories=REGIONS),
            "apps": ["; ".join(a for a, on in zip(APPS, row, strict=True) if on) for row in answers],
            "why": "because",
        }
    )
    frame.loc[::17, "orders"] = np.nan
    frame.loc[::19, "age"] = None
    return frame


def _segments(frame: pd.DataFrame, truth: np.ndarray, random: np.random.Generator) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "customer": frame["customer"],
            "segment": [f"S{code + 1}" for code in truth],
            "distance": random.random(len(truth)),
            "second": [f"S{(code + 1) % 3 + 1}" for code in truth],
            "margin": random.random(len(truth)),
            "weight": frame["weight"],
        }
    )


def _labels(frame: pd.DataFrame, truth: np.ndarray, random: np.random.Generator) -> pd.DataFrame:
    half = random.random(len(truth)) < 0.4
    return pd.DataFrame(
        {
            "customer": frame["customer"],
            "k2": np.where(truth == 0, "S1", "S2"),
            "k3": [f"S{code + 1}" for code in truth],
            "k4": np.where((truth == 0) & half, "S4", [f"S{code + 1}" for code in truth]),
        }
    )


def _solutions() -> pd.DataFrame:
    rows = [{"method": "kmeans", "k": k, "chosen": k == 3, "proposed": k == 3} for k in (2, 3, 4)]
    frame = pd.DataFrame(rows)
    for column in ("within_ss", "silhouette", "stability", "jaccard_min", "smallest_share", "share_best"):
        frame[column] = 0.5
    return frame.assign(starts=10, near_ties=0, verdict="natural")


def _map(frame: pd.DataFrame, truth: np.ndarray, random: np.random.Generator) -> pd.DataFrame:
    places = np.array([PLACES[segment] for segment in truth]) + random.normal(0, 1, (len(truth), 2))
    turned = places @ np.array([[0.8, 0.6], [-0.6, 0.8]])
    return pd.DataFrame(
        {
            "customer": frame["customer"],
            "x": places[:, 0],
            "y": places[:, 1],
            "pca_x": turned[:, 0],
            "pca_y": turned[:, 1],
        }
    )
