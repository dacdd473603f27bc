"""Worth, price curves and priorities by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from workbench.schemas import Variable, Variables
from workbench.value import (
    Criterion,
    acceptable_prices,
    channel_index,
    concentration,
    demand,
    rank_segments,
    rank_sensitivity,
    segment_worth,
)


@pytest.fixture
def months() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "customer": ["a", "a", "b", "c"],
            "month": pd.to_datetime(["2026-01-01", "2026-02-01", "2026-01-01", "2026-02-01"]),
            "orders": [1, 2, 1, 1],
            "lines": [1, 2, 1, 1],
            "revenue": [10.0, 20.0, 30.0, 40.0],
            "returns": [0.0, 10.0, 0.0, 0.0],
            "margin": [1.0, 2.0, 3.0, 4.0],
        }
    )


def test_worth_is_net_revenue_margin_and_returns_by_hand(months: pd.DataFrame) -> None:
    customers = pd.DataFrame({"customer": ["a", "b", "c", "d"], "price_level": [5.0, 6.0, 8.0, np.nan]})
    first, second = segment_worth(customers, pd.Series(["S1", "S1", "S2", "S2"]), months, seed=1)
    assert (first.revenue, first.margin, second.revenue) == (60.0, 6.0, 40.0)
    assert first.revenue_share.value == pytest.approx(0.6)
    assert first.index == pytest.approx(120.0)
    assert first.returns_share == pytest.approx(10 / 70)
    assert first.repeat_rate.value == pytest.approx(0.5)
    assert first.price_level == pytest.approx(5.5)
    assert second.price_level == pytest.approx(8.0)
    assert first.revenue_share.low <= 0.6 <= first.revenue_share.high


def test_weights_count(months: pd.DataFrame) -> None:
    customers = pd.DataFrame({"customer": ["a", "b", "c"]})
    worth = segment_worth(
        customers, pd.Series(["S1", "S1", "S2"]), months, weights=pd.Series([1.0, 1.0, 3.0]), seed=1
    )
    assert worth[1].revenue_share.value == pytest.approx(120 / 180)


def test_concentration_of_a_known_distribution() -> None:
    found = concentration(np.array([1.0] * 90 + [10.0] * 10))
    assert found.top_decile == pytest.approx(100 / 190)
    assert found.gini == pytest.approx(100 / 190 - 0.1, abs=1e-9)


def test_price_curves_cross_where_they_should() -> None:
    """Everybody answers 2, 4, 6, 8 and 3, 5, 7, 9: the range lies between the inner answers."""
    answers = [pd.Series([low, low + 1.0] * 10) for low in (2.0, 4.0, 6.0, 8.0)]
    found = acceptable_prices(*answers)
    assert (found.n, found.dropped) == (20, 0)
    assert 3.0 <= found.lowest <= 6.0
    assert 5.0 <= found.highest <= 8.0
    assert found.curves["too_cheap"].is_monotonic_decreasing
    assert found.curves["too_expensive"].is_monotonic_increasing


def test_prices_out_of_order_are_dropped_and_counted() -> None:
    prices = [pd.Series([1.0, 9.0]), pd.Series([2.0, 2.0]), pd.Series([3.0, 3.0]), pd.Series([4.0, 4.0])]
    assert (acceptable_prices(*prices).n, acceptable_prices(*prices).dropped) == (1, 1)


def test_weights_of_criteria_decide_the_order_and_its_doubt() -> None:
    size = Criterion("size", "attractiveness", 3, {"S1": 5, "S2": 1})
    growth = Criterion("growth", "attractiveness", 1, {"S1": 1, "S2": 5})
    fit = Criterion("fit", "fit", 1, {"S1": 3, "S2": 3})
    ranked = rank_segments([size, growth, fit], ["S1", "S2"])
    assert [(p.segment, p.attractiveness, p.fit) for p in ranked] == [("S1", 4.0, 3.0), ("S2", 2.0, 3.0)]
    doubt = rank_sensitivity([size, growth, fit], ["S1", "S2"], seed=1)
    assert 0.5 < doubt.first_share["S1"] < 1.0
    assert sum(doubt.first_share.values()) == pytest.approx(1.0)


def test_a_tie_of_criteria_is_a_coin() -> None:
    one = Criterion("a", "attractiveness", 1, {"S1": 5, "S2": 1})
    other = Criterion("b", "attractiveness", 1, {"S1": 1, "S2": 5})
    share = rank_sensitivity([one, other], ["S1", "S2"], seed=1).first_share["S1"]
    assert share == pytest.approx(0.5, abs=0.06)


def test_channel_index_against_all() -> None:
    table = channel_index(
        pd.DataFrame({"channel.web": [1.0, 0.5, 0.0, 0.5]}), pd.Series(["S1", "S1", "S2", "S2"])
    )
    assert table["value"].tolist() == [0.75, 0.25]
    assert table["index"].tolist() == [150.0, 50.0]


def test_demand_for_an_option_of_a_list() -> None:
    need = Variable("want", "multi-select", factor="need", levels=("speed", "taste"), separator="; ")
    answers = pd.DataFrame({"want": ["speed; taste", "taste", "", None]})
    table = demand(answers, pd.Series(["S1", "S1", "S2", "S2"]), Variables.of([need]))
    speed = table[table["option"] == "speed"].set_index("segment")
    assert speed["value"].to_dict() == {"S1": 0.5, "S2": 0.0, "all": pytest.approx(1 / 3)}
    assert speed["n"].to_dict() == {"S1": 2, "S2": 1, "all": 3}
