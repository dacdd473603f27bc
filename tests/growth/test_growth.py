"""Months, forecasts and cohorts on small planted series."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from workbench.growth import forecast, monthly_series, retention, whole_months


def months_of(n: int) -> pd.DatetimeIndex:
    return pd.date_range("2022-01-01", periods=n, freq="MS")


def test_every_month_is_there_and_all_is_the_sum() -> None:
    rows = pd.DataFrame(
        {
            "customer": ["a", "b", "a"],
            "month": pd.to_datetime(["2026-01-01", "2026-01-01", "2026-04-01"]),
            "orders": [1, 1, 2],
            "revenue": [1.0, 2.0, 4.0],
        }
    )
    series = monthly_series(rows, pd.Series({"a": "S1", "b": "S2"}), gone_after=2)
    wide = series.pivot_table(index="month", columns="segment", values="revenue")
    assert len(wide) == 4
    assert (wide["S1"] + wide["S2"] == wide["all"]).all()
    lost = series[series["segment"] == "S2"].set_index("month")["lost"]
    assert lost.iloc[1] == 1.0  # b bought in January only, and two more months went by
    assert np.isnan(lost.iloc[3])


def test_lost_counts_only_leavers() -> None:
    rows = pd.DataFrame(
        {
            "customer": ["a"] * 3,
            "month": months_of(3),
            "orders": [1] * 3,
            "revenue": [1.0] * 3,
        }
    )
    series = monthly_series(rows, pd.Series({"a": "S1"}), gone_after=1)
    assert series["lost"].fillna(0).sum() == 0


def test_half_months_at_the_ends_are_left_out() -> None:
    series = pd.DataFrame({"month": months_of(4), "revenue": [1.0, 2.0, 3.0, 4.0]})
    kept = whole_months(series, pd.Timestamp("2022-01-20"), pd.Timestamp("2022-04-10"))
    assert kept["revenue"].tolist() == [2.0, 3.0]


def test_a_clear_trend_beats_naive_and_is_followed() -> None:
    random = np.random.default_rng(1)
    values = 100 + 5 * np.arange(36) + random.normal(0, 2, 36)
    found = forecast(pd.Series(values, index=months_of(36)))
    assert found is not None
    assert found.backtest is not None
    assert found.shown == "exponential smoothing"
    assert found.backtest.mase < found.backtest.mase_naive
    assert (found.table["low"] < found.table["value"]).all()
    assert found.table["value"].iloc[0] == pytest.approx(280, abs=12)


def test_when_naive_wins_naive_is_shown() -> None:
    """A pure yearly pattern without noise: last year's month is the perfect forecast."""
    values = np.tile(np.arange(12.0) ** 2 + 10, 3)
    found = forecast(pd.Series(values, index=months_of(36)))
    assert found is not None
    assert found.shown == "seasonal naive"
    assert found.table["value"].tolist() == values[:3].tolist()


def test_under_a_year_nothing_is_forecast() -> None:
    assert forecast(pd.Series(np.ones(11), index=months_of(11))) is None


def test_intervals_of_the_forecast_cover() -> None:
    random = np.random.default_rng(2)
    covered, told = 0, 0
    for _ in range(30):
        values = 50 + random.normal(0, 5, 21)
        found = forecast(pd.Series(values[:18], index=months_of(18)), origins=2)
        assert found is not None
        covered += ((found.table["low"] <= values[18:]) & (values[18:] <= found.table["high"])).sum()
        told += 3
    assert covered / told >= 0.85


def test_retention_of_a_cohort_by_hand() -> None:
    rows = pd.DataFrame(
        {
            "customer": ["z", "a", "b", "a"],
            "month": pd.to_datetime(["2025-01-01", "2025-04-01", "2025-06-01", "2025-10-01"]),
        }
    )
    table = retention(rows).table
    assert table.to_dict("list") == {
        "cohort": ["2025Q2", "2025Q2"],
        "age": [0, 2],
        "customers": [2, 2],
        "active": [1.0, 0.5],
    }


def test_a_quarter_that_the_data_cover_in_part_is_left_out() -> None:
    rows = pd.DataFrame(
        {"customer": ["z", "a", "a"], "month": pd.to_datetime(["2025-01-01", "2025-04-01", "2025-07-01"])}
    )
    assert retention(rows, until=pd.Timestamp("2025-07-31")).table["age"].tolist() == [0]
    assert retention(rows, until=pd.Timestamp("2025-09-29")).table["age"].tolist() == [0, 1]
