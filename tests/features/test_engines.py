"""The same features, the same sample and the same segments wherever the purchases are."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import ibis
import numpy as np
import pandas as pd
import pytest

from workbench.cluster import fit
from workbench.config import PurchaseSettings, SegmentSettings
from workbench.features import PurchaseFeatures, Sample, customer_table, every_customer, purchase_features
from workbench.model import Model, freeze
from workbench.model import expression as scoring
from workbench.sources import Purchases, open_purchases
from workbench.sources.writing import Target, kept, written
from workbench.space import lay_out

COLUMNS = {
    "customer": "customer", "date": "ordered_at", "order": "order_id", "amount": "price * quantity",
    "quantity": "quantity", "category": "category", "channel": "channel", "cost": "cost",
}  # fmt: skip
TYPES = (
    "customer text, ordered_at timestamp, order_id text, price float8, quantity int, category text,"
    " channel text, cost float8"
)
NAMES = [part.split()[0] for part in TYPES.split(", ")]
DRAWN = Sample(40, keep=("00007", "00029"))


@pytest.fixture(scope="module")
def purchases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A purchase file with returns, gaps and several lines an order; two customers who paid nothing."""
    from workbench.sample import write_sample

    folder = tmp_path_factory.mktemp("engines")
    write_sample(folder, customers=90, seed=3)
    lines = pd.read_csv(folder / "purchases.csv", dtype=str)
    first = sorted(lines["customer"].unique())[:2]
    lines.loc[lines["customer"].isin(first), ["price", "cost"]] = "0"
    lines[NAMES].to_csv(folder / "purchases.csv", index=False)
    return folder / "purchases.csv"


@contextmanager
def opened(folder: Path, **source: str) -> Iterator[Purchases]:
    found = open_purchases(PurchaseSettings(**COLUMNS, **source), folder=folder)  # type: ignore[arg-type]
    try:
        yield found
    finally:
        found.connection.disconnect()


def shown_by(lines: Purchases) -> SimpleNamespace:
    """Everything that has to be the same on another engine."""
    features = purchase_features(lines, top_categories=4)
    sample = purchase_features(lines, top_categories=4, sample=DRAWN)
    return SimpleNamespace(features=features, sample=sample)


@pytest.fixture(scope="module")
def here(purchases: Path) -> SimpleNamespace:
    """What DuckDB gives, and a model of it."""
    with opened(purchases.parent, source=purchases.name) as lines:
        found = shown_by(lines)
    table = customer_table(None, found.features, join="both")
    basis = lay_out(table.frame, table.variables, SegmentSettings())
    solution = fit(basis.points, 4, seed=1, weights=basis.weights)
    found.model = freeze(basis, solution, names={}, colours=("#000",))
    found.scored = found.model.score(table.frame).set_index("customer")
    return found


def assert_same(found: PurchaseFeatures, expected: PurchaseFeatures) -> None:
    """Equal to 1e-9 relative, missing in the same places."""
    assert found.facts == expected.facts
    for name in ("frame", "months", "repeat"):
        here, there = getattr(expected, name), getattr(found, name)
        numbers = here.select_dtypes("number").columns
        assert list(there.columns) == list(here.columns)
        pd.testing.assert_frame_equal(
            there.drop(columns=numbers), here.drop(columns=numbers), check_dtype=False
        )
        np.testing.assert_allclose(
            there[numbers].to_numpy(np.float64), here[numbers].to_numpy(np.float64), rtol=1e-9, atol=0
        )


def scored_there(lines: Purchases, model: Model, like: Any, target: Target, *, replace: bool = False) -> Any:
    with kept(scoring.standard_scores(model, every_customer(lines, like=like))) as scores:
        return written(scoring.scored(model, scores), target, replace=replace)


def assert_same_segments(table: pd.DataFrame, here: SimpleNamespace) -> None:
    """The labels of the frozen model in Python, and how near they are."""
    found = table.set_index("customer").loc[here.scored.index]
    assert len(found) == len(table)
    pd.testing.assert_series_equal(found["segment"], here.scored["segment"], check_dtype=False)
    pd.testing.assert_series_equal(found["second"], here.scored["second"], check_dtype=False)
    for column in ("distance", "margin"):
        np.testing.assert_allclose(
            found[column].to_numpy(float), here.scored[column].to_numpy(float), rtol=1e-7, atol=1e-9
        )
    assert found["tied"].isna().all()


def test_a_sample_says_of_whom_and_how_it_was_drawn(here: SimpleNamespace) -> None:
    whole, drawn = here.features, here.sample
    assert (
        drawn.facts["sample"]["n"] == len(drawn.frame) <= 42 < drawn.facts["sample"]["of"] == len(whole.frame)
    )
    assert drawn.weights is not None
    assert drawn.weights.sum() == pytest.approx(len(whole.frame))  # together they stand for everybody
    by_customer = drawn.weights.set_axis(drawn.frame["customer"])
    assert by_customer.loc[list(DRAWN.keep)].tolist() == [1.0, 1.0]
    everybody = whole.frame.set_index("customer").loc[drawn.frame["customer"]].reset_index()
    pd.testing.assert_frame_equal(
        drawn.frame, everybody
    )  # a customer's features do not hang on who was drawn


def test_duckdb_scores_as_the_model_does(purchases: Path, here: SimpleNamespace) -> None:
    with opened(purchases.parent, source=purchases.name) as lines:
        target = Target(lines.connection, "scored", purchases.parent)
        table = scored_there(lines, here.model, here.features.facts, target)
        assert_same_segments(table.to_pandas(), here)
    basis = list(here.model.variables)
    assert here.features.frame[basis].isna().any(axis=1).sum() == 2  # whose missing values were imputed there


@pytest.mark.database
def test_postgresql_gives_what_duckdb_gives(
    postgres_database: str, purchases: Path, here: SimpleNamespace
) -> None:
    import psycopg

    with psycopg.connect(postgres_database, autocommit=True) as connection:
        connection.execute(f"CREATE TABLE bought ({TYPES})".encode())
        connection.execute(b"CREATE SCHEMA shop")
        with connection.cursor().copy("COPY bought FROM STDIN (FORMAT csv, HEADER)") as copied:
            copied.write(purchases.read_bytes())
    with opened(purchases.parent, source=postgres_database, table="bought") as lines:
        found = shown_by(lines)
        assert_same(found.features, here.features)
        assert_same(found.sample, here.sample)
        target = Target(lines.connection, "shop.scored", purchases.parent)
        scored_there(lines, here.model, here.features.facts, target)
        again = scored_there(lines, here.model, here.features.facts, target, replace=True)
        assert_same_segments(again.to_pandas(), here)
        with pytest.raises(psycopg.errors.DuplicateTable):
            scored_there(lines, here.model, here.features.facts, target)
        assert lines.connection.list_tables(database="shop") == ["scored"]  # nothing half-written is left


@pytest.mark.database
def test_spark_gives_what_duckdb_gives(spark_url: str, purchases: Path, here: SimpleNamespace) -> None:
    typed = pd.read_csv(purchases, dtype={"customer": str, "order_id": str}, parse_dates=["ordered_at"])
    (purchases.parent / "lines").mkdir()
    for number, part in enumerate(np.array_split(np.arange(len(typed)), 2)):
        typed.iloc[part].to_parquet(purchases.parent / "lines" / f"{number}.parquet")
    with opened(purchases.parent, source=spark_url, table="parquet.`lines`") as lines:
        # the features of those drawn; of all others the distances below tell, for less of Spark's time
        assert_same(purchase_features(lines, top_categories=4, sample=DRAWN), here.sample)
        files = Target(lines.connection, "parquet.`scored`", purchases.parent)
        table = scored_there(lines, here.model, here.features.facts, files)
        assert_same_segments(table.to_pandas(), here)
        with kept(every_customer(lines, like=here.features.facts).select("customer")) as people:
            written(people, files, replace=True)
            assert (
                written(people, Target(lines.connection, "shop", purchases.parent), replace=False)
                .count()
                .execute()
                == 118
            )
        assert [p.name for p in purchases.parent.glob("scored*")] == ["scored"]


def test_equally_near_segments_go_to_the_first_and_are_named(here: SimpleNamespace) -> None:
    rows = ibis.memtable(
        pd.DataFrame({"customer": ["a"], "length": [1.0], "s0": [3.0], "s1": [1.0], "s2": [1.0], "s3": [9.0]})
    )
    (row,) = scoring.segments(here.model, rows).to_pyarrow().to_pylist()
    assert (row["segment"], row["second"], row["margin"], row["tied"]) == ("S2", "S3", 0.0, "S3")


def test_the_customer_table_of_a_sample_stands_for_all(here: SimpleNamespace) -> None:
    table, everybody = customer_table(None, here.sample, join="both"), len(here.features.frame)
    assert table.frame["weight"].sum() == pytest.approx(everybody)
    assert table.coverage.set_index("what")["n"].to_dict() == {
        "customers who bought": everybody,
        "in the table": len(here.sample.frame),
    }
    (remark,) = table.problems
    assert remark.check == "sample"
    assert f"{len(here.sample.frame)} of {everybody} customers were drawn, from " in str(remark)
