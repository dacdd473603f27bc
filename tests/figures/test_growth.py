"""Growth on a narrow screen: what could not be read there scrolls sideways."""

from __future__ import annotations

import pandas as pd

from workbench.figures.growth import months_by_segment, retention_triangle


def test_the_shares_of_who_stays_keep_their_room() -> None:
    rows = [(f"2024Q{c}", age, 0.5, 20) for c in (1, 2, 3, 4) for age in range(12)]
    table = pd.DataFrame(rows, columns=["cohort", "age", "active", "customers"])
    wide = retention_triangle(table, base="").layout.meta["least"]
    few = retention_triangle(table[table["age"] < 3], base="").layout.meta["least"]
    assert wide / 12 > 38  # pixels a column
    assert few < 300  # and no phone scrolls for three


def test_panels_beside_each_other_keep_apart() -> None:
    months = pd.date_range("2024-01", periods=3, freq="MS")
    rows = [(s, m, 1.0) for s in ("S1", "S2", "all") for m in months]
    series = pd.DataFrame(rows, columns=["segment", "month", "revenue"])
    figure = months_by_segment(series, {}, {}, measure="revenue", unit="EUR", base="")
    assert figure.layout.meta["least"] >= 560
