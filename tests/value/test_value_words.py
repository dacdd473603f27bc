"""Sentences on value say what the figures say."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from workbench import report
from workbench.artifacts import Run
from workbench.config import load_study
from workbench.display import Listing
from workbench.estimate import Estimate
from workbench.report.types import types_table
from workbench.value import Worth, acceptable_prices, concentration, rank_sensitivity
from workbench.value.priority import Criterion
from workbench.words import value as words


def worth(segment: str, share: float, index: float, monthly: float, returns: float = 0.0) -> Worth:
    around = Estimate(share, share - 0.02, share + 0.02, 100, "bootstrap")
    spend = Estimate(monthly, monthly - 1, monthly + 1, 100, "t")
    rate = Estimate(0.8, 0.7, 0.9, 100, "Wilson")
    return Worth(segment, 100, share * 1000, around, None, None, index, spend, returns, 5.0, rate)


def test_who_brings_more_and_who_sends_back_is_named() -> None:
    found = words.worth(
        [worth("S1", 0.6, 150, 20), worth("S2", 0.4, 66, 5, returns=0.12)],
        concentration(np.array([1.0] * 9 + [9.0])),
        str,
        currency="EUR",
    )
    first = (
        "More revenue than their share of customers: S1 (60 % of revenue, index 150). "
        "Less: S2 (40 % of revenue, index 66). "
        "A customer of S1 spends most: 20.00 EUR a month on average (19.00 to 21.00)."
    )
    assert found.paragraphs == (
        first,
        "The tenth of customers who spend most bring 50 % of revenue.",
        "Sent back, by value: S2 12 %.",
    )


def test_nobody_spends_most_within_the_margin_of_error() -> None:
    pair = [worth("S1", 0.5, 100, 20), worth("S2", 0.5, 100, 19)]
    said = str(words.worth(pair, concentration(np.array([1.0] * 10)), str, currency="EUR"))
    assert (
        "No segment's customers clearly spend most: those of S1 20.00 EUR a customer and month, those of S2 19.00, "
        "within the margin of error."
    ) in said


def test_an_order_that_hangs_on_the_weights_is_said_to() -> None:
    one = Criterion("a", "attractiveness", 1.1, {"S1": 5, "S2": 1})
    other = Criterion("b", "attractiveness", 1, {"S1": 1, "S2": 5})
    said = str(words.ranking(rank_sensitivity([one, other], ["S1", "S2"], seed=1), str, by_hand=True))
    assert said.startswith(
        "First: S1. It is hardly ahead: 3.1 of 5 against 2.9 of S2. "
        "That hangs on the weights: it comes first in only 5"
    )
    assert said.endswith("The team set criteria and weights.")


def test_dropped_price_answers_are_counted() -> None:
    four = [pd.Series([a, 9.0]) for a in (1.0, 2.0, 3.0, 4.0)]
    four[3] = pd.Series([4.0, 1.0])
    said = str(words.prices(acceptable_prices(*four), unit="EUR"))
    assert "This rests on 1 people. 1 were left out" in said


def test_a_margin_is_told_where_cost_is_known_and_types_are_told_apart(sample_run: Path) -> None:
    """On the sample, its regions taken for customer types: each type's shares are its own, and sum to one."""
    study = load_study(
        sample_run.parents[2] / "study.yaml", settings={"kind": "both", "customer_type": "region"}
    )
    ground = report.ground(Run(study, sample_run))
    shown = report.bought(ground, report.value(ground))
    assert isinstance(shown, Listing)
    assert {"margin EUR", "share of margin", "sent back", "price level"} <= set(shown.frame)
    assert shown.frame["share of margin"].sum() == pytest.approx(1)

    table = types_table(ground)
    assert table.groupby("type")[
        ["share of the type", "share of its revenue"]
    ].sum().to_numpy() == pytest.approx(1)
    west = ground.customers["region"] == "West"
    plain = ground.weights[west].groupby(ground.segments[west]).sum() / ground.weights[west].sum()
    found = table[table["type"] == "West"].set_index("segment")["share of the type"]
    assert {name.split(" ")[0]: share for name, share in found.items()} == pytest.approx(plain.to_dict())
    assert table["people"].sum() == pytest.approx(120_000, rel=0.01)
    assert str(report.by_type(ground).caption).startswith("Customer types apart: Capital ")
    assert report.by_type(report.ground(Run(load_study(study.path), sample_run))).paragraphs == ()
