"""Customers scored in the engine by the expression of a frozen model, beside the model in Python.

    python -m benchmarks.engine_scoring [customers [segments]]

DuckDB holds a table of purchase features, made by chance, a hundredth of the values missing. A model fitted on
10,000 of them scores all into a table there; the model in Python scores them in portions. Both labels are
compared; a tie is a margin below 1e-9.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import pandas as pd

from workbench.cluster import fit
from workbench.config import SegmentSettings
from workbench.model import Model, expression, freeze
from workbench.schemas import Variable, Variables
from workbench.sources.purchases import local_engine
from workbench.sources.writing import Target, kept, written
from workbench.space import lay_out

LOGGED = ("recency", "frequency", "basket")
SHARES = tuple(f"share.c{i}" for i in range(24))
GOAL = 0.99999
PORTION = 250_000


def table(engine: Any, customers: int) -> Any:
    """Three measures and shares of 24 categories; a share is missing where nothing was spent."""
    chance = "((hash(i * 131 + {}) >> 11) / 9007199254740992.0)"
    logged = [f'exp(4 * {chance.format(j)} + i % 5 / 2.0) AS "{name}"' for j, name in enumerate(LOGGED)]
    shares = [
        f'CASE WHEN hash(i) % 100 = 0 THEN NULL ELSE pow({chance.format(10 + j)}, 1 + (i + {j}) % 5) END AS "{name}"'
        for j, name in enumerate(SHARES)
    ]
    engine.raw_sql(
        f"CREATE TABLE features AS SELECT CAST(i AS VARCHAR) AS customer, {', '.join(logged + shares)}"
        f" FROM range({customers}) AS t(i)"
    ).fetchall()
    return engine.table("features")


def model_of(sample: pd.DataFrame, k: int) -> Model:
    names = [*LOGGED, *SHARES]
    variables = Variables.of(
        Variable(name, "numeric", role="basis", origin="purchases", log=name in LOGGED) for name in names
    )
    basis = lay_out(sample, variables, SegmentSettings())
    return freeze(basis, fit(basis.points, k, seed=1), names={}, colours=("#000",))


def agreement(engine: Any, model: Model) -> tuple[int, int, float]:
    """Labels that differ, ties among them, and the seconds that Python took."""
    differ = ties = 0
    spent = 0.0
    reader = engine.con.sql("SELECT f.*, s.segment, s.tied FROM features f JOIN scored s USING (customer)")
    for batch in reader.to_arrow_reader(PORTION):
        frame = batch.to_pandas()
        began = time.monotonic()
        labels = model.score(frame)["segment"].to_numpy()
        spent += time.monotonic() - began
        other = labels != frame["segment"].to_numpy()
        differ += int(other.sum())
        ties += int(frame["tied"][other].notna().sum())
    return differ, ties, spent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("customers", type=int, nargs="?", default=1_000_000)
    parser.add_argument("segments", type=int, nargs="?", default=8)
    given = parser.parse_args()
    engine = local_engine()
    features = table(engine, given.customers)
    model = model_of(features.limit(10_000).to_pandas(), given.segments)
    began, cpu = time.monotonic(), time.process_time()
    with tempfile.TemporaryDirectory() as folder, kept(expression.standard_scores(model, features)) as scores:
        target = Target(engine, "scored", Path(folder))
        written(expression.scored(model, scores), target, replace=False)
    wall, cpu = time.monotonic() - began, time.process_time() - cpu
    differ, ties, python = agreement(engine, model)
    same = 1 - differ / given.customers
    verdict = "reached" if same >= GOAL else "MISSED"
    columns = len(LOGGED) + len(SHARES)
    print(
        f"{os.cpu_count()} cores; {given.customers:,} customers, {columns} features, k = {given.segments}\n"
        f"scored in DuckDB wall {wall:.1f} s, cpu {cpu:.1f} s; by the model in Python {python:.1f} s without reading\n"
        f"same labels {100 * same:.5f} %, {differ} differ, {ties} of them ties  goal ≥ {100 * GOAL:g} %: {verdict}"
    )
    sys.exit(0 if verdict == "reached" else 1)


if __name__ == "__main__":
    main()
