"""The same features wherever the purchases are."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from workbench.config import PurchaseSettings
from workbench.features import PurchaseFeatures, purchase_features
from workbench.sources import open_purchases

COLUMNS = {
    "customer": "customer", "date": "ordered_at", "order": "order_id", "amount": "price * quantity",
    "quantity": "quantity", "category": "category", "channel": "channel", "cost": "cost",
}  # fmt: skip
TYPES = (
    "customer text, ordered_at timestamp, order_id text, price float8, quantity int, category text,"
    " channel text, cost float8"
)


@pytest.fixture(scope="module")
def purchases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A purchase file with returns, gaps and several lines an order."""
    from workbench.sample import write_sample

    folder = tmp_path_factory.mktemp("engines")
    write_sample(folder, customers=60, seed=3)
    return folder / "purchases.csv"


def features_of(folder: Path, **source: str) -> PurchaseFeatures:
    opened = open_purchases(PurchaseSettings(**COLUMNS, **source), folder=folder)  # type: ignore[arg-type]
    try:
        return purchase_features(opened, top_categories=4)
    finally:
        opened.connection.disconnect()


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


@pytest.mark.database
def test_postgresql_gives_the_features_of_duckdb(postgres_database: str, purchases: Path) -> None:
    import psycopg

    table = pd.read_csv(purchases, dtype=str)[[part.split()[0] for part in TYPES.split(", ")]]
    with psycopg.connect(postgres_database, autocommit=True) as connection:
        connection.execute(f"CREATE TABLE bought ({TYPES})".encode())
        with connection.cursor().copy("COPY bought FROM STDIN (FORMAT csv)") as copied:
            copied.write(table.to_csv(index=False, header=False))
    found = features_of(purchases.parent, source=postgres_database, table="bought")
    assert_same(found, features_of(purchases.parent, source="purchases.csv"))
