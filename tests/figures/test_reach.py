"""A map of indices draws no conclusion from a handful of people."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.figures.reach import index_map


def shares(rows: dict[str, tuple[float, float]], *, n: int = 400) -> pd.DataFrame:
    """Two segments of `n` people: row → the share of each."""
    table = pd.DataFrame(
        [
            {"stage": row, "segment": segment, "n": n, "value": value, "low": 8.674e-19, "high": value, "total": sum(values) / 2}
            for row, values in rows.items()
            for segment, value in zip(("S1", "S2"), values, strict=True)
        ]
    )  # fmt: skip
    return table.assign(index=100 * table["value"] / table["total"])


def made(table: pd.DataFrame):
    return index_map(table, "stage", {}, title="t", base="Base: 800 customers.")


def test_a_few_people_are_no_headline_have_no_colour_and_no_index() -> None:
    figure = made(shares({"one purchase": (0.01, 0.0), "buying again": (0.45, 0.55)}))
    assert figure.layout.meta["alt"] == "The highest index is 110: buying again in S2."
    (cells,) = figure.data
    assert np.asarray(cells.z).round().tolist() == [[100, 100], [90, 110]]
    assert [list(row) for row in cells.text] == [["1 %", "0 %"], ["45 % (90)", "55 % (110)"]]
    assert "No index and no colour where it is about fewer than 11 people." in figure.layout.meta["caption"]


def test_nobody_where_many_were_to_be_expected_is_a_finding() -> None:
    figure = made(shares({"post": (0.5, 0.0)}))
    assert list(figure.data[0].text[0]) == ["50 % (200)", "0 % (0)"]
    assert "fewer than 11" not in figure.layout.meta["caption"]


def test_without_enough_people_anywhere_nothing_stands_out() -> None:
    figure = made(shares({"post": (0.01, 0.0)}))
    assert figure.layout.meta["alt"] == "No index stands on 11 people or more."


def test_the_table_has_no_remains_of_arithmetic() -> None:
    table = made(shares({"post": (0.5, 0.25)})).layout.meta["table"]
    low = table["columns"].index("low")
    assert [row[low] for row in table["rows"]] == [0.0, 0.0]
