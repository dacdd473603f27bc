"""Features against a plain pandas recomputation, against the definition, and against each customer's window."""

from __future__ import annotations

import datetime
from types import SimpleNamespace

import ibis
import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from workbench.config import PurchaseSettings, VariableSettings
from workbench.errors import InputError
from workbench.features import PurchaseFeatures, purchase_features
from workbench.sources import open_purchases

from . import oracle

HAS = frozenset({"order", "category", "channel", "quantity", "cost"})
FROM, UNTIL = pd.Timestamp("2026-01-01"), pd.Timestamp("2026-03-31 23:59:59")


def as_purchases(lines: pd.DataFrame, has: frozenset[str] = HAS) -> SimpleNamespace:
    return SimpleNamespace(lines=ibis.memtable(lines), has=has)


def lines_of(rows: list[tuple], **constant) -> pd.DataFrame:
    names = ["customer", "order", "time", "amount", "category", "channel", "quantity", "cost"]
    frame = pd.DataFrame(rows, columns=names)
    frame["time"] = pd.to_datetime(frame["time"], format="ISO8601")
    return frame.assign(**{"observed_from": FROM, "observed_until": UNTIL, **constant})


@st.composite
def random_lines(draw) -> pd.DataFrame:
    """A few customers with zero amounts, returns, returns of nothing, several lines an order, own windows."""
    n = draw(st.integers(1, 30))
    cents = st.integers(-3000, 6000).map(lambda value: value / 100)
    rows = []
    for _ in range(n):
        customer = draw(st.sampled_from(["007", "7", "Ä", "b"]))
        minute = draw(st.integers(0, 60 * 24 * 100 - 1))
        amount = draw(st.one_of(cents, st.just(0.0)))
        rows.append(
            (
                customer,
                f"{customer}-{draw(st.integers(0, 4))}",
                FROM - pd.Timedelta(days=5) + pd.Timedelta(minutes=minute),
                amount,
                draw(st.sampled_from(["tea", "cakes", 'o\'hara "x"', "cups"])),
                draw(st.sampled_from(["web", "store"])),
                float(draw(st.integers(1, 3))) * (-1 if amount < 0 else 1),
                round(amount * 0.6, 2),
            )
        )
    frame = lines_of(rows)
    ends = {c: draw(st.integers(20, 95)) for c in ("007", "7", "Ä", "b")}
    frame["observed_until"] = FROM + pd.to_timedelta(frame.customer.map(ends), unit="D")
    return frame


@given(random_lines())
@settings(
    max_examples=12,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)
def test_features_equal_a_plain_recomputation(lines: pd.DataFrame) -> None:
    try:
        found = purchase_features(as_purchases(lines), top_categories=2)
    except InputError:
        assert oracle_is_empty(lines)
        return
    expected = oracle.features(lines, categories=found.facts["categories"], channels=found.facts["channels"])
    compare(found, expected)


def oracle_is_empty(lines: pd.DataFrame) -> bool:
    day = lines.time.dt.normalize()
    inside = (day >= lines.observed_from) & (day <= lines.observed_until.dt.normalize())
    return not (inside & (lines.amount >= 0)).any()


def compare(found: PurchaseFeatures, expected: pd.DataFrame) -> None:
    assert found.frame.customer.tolist() == expected.customer.tolist()
    names = [c for c in expected.columns if c != "customer" and c in found.frame]
    missing = {c for c in expected.columns if c not in found.frame}
    assert missing <= {"share.other"} | {c for c in missing if c.startswith("hour.")}
    pd.testing.assert_frame_equal(
        found.frame[names].astype(float),
        expected[names].astype(float),
        rtol=1e-7,
        atol=1e-7,  # sums are kept to nine digits, so that no order of threads shows
        check_dtype=False,
    )


def test_the_sample_study_equals_a_plain_recomputation(tmp_path) -> None:
    from workbench.sample import write_sample

    write_sample(tmp_path, customers=60, seed=3)
    given = PurchaseSettings(
        source="purchases.csv", customer="customer", date="ordered_at", order="order_id", amount="price * quantity",
        quantity="quantity", category="category", channel="channel", cost="cost",
    )  # fmt: skip
    purchases = open_purchases(given, folder=tmp_path)
    found = purchase_features(purchases, top_categories=4)
    lines = purchases.lines.to_pandas()
    compare(
        found, oracle.features(lines, categories=found.facts["categories"], channels=found.facts["channels"])
    )
    by_month = lines.assign(month=lines.time.dt.strftime("%Y-%m")).groupby("month").amount.sum()
    assert found.months.groupby("month").revenue.sum().to_dict() == pytest.approx(by_month.to_dict())
    assert found.months.orders.sum() == lines[lines.amount >= 0].order.nunique() == found.facts["orders"]
    assert found.months.lines.sum() == (lines.amount >= 0).sum()
    assert found.months.returns.sum() == pytest.approx(-lines[lines.amount < 0].amount.sum())
    assert found.months.margin.sum() == pytest.approx((lines.amount - lines.cost).sum())


def test_each_customer_is_measured_against_their_own_window() -> None:
    rows = [
        ("stayed", "1", "2026-01-10", 10.0, "tea", "web", 1.0, 5.0),
        ("left", "2", "2026-01-10", 10.0, "tea", "web", 1.0, 5.0),
        ("left", "3", "2026-02-20", 10.0, "tea", "web", 1.0, 5.0),
    ]
    lines = lines_of(rows)
    lines.loc[lines.customer == "left", "observed_until"] = pd.Timestamp("2026-01-31")
    found = purchase_features(as_purchases(lines)).frame.set_index("customer")
    assert found.recency.to_dict() == {"left": 21.0, "stayed": 80.0}
    assert found.observed_months.round(3).to_dict() == {"left": 1.018, "stayed": 2.957}
    assert found.frequency["left"] == pytest.approx(1 / found.observed_months["left"])
    assert purchase_features(as_purchases(lines)).facts["outside_window"] == 1


def test_row_order_changes_nothing() -> None:
    rng = np.random.default_rng(5)
    rows = [
        (str(rng.integers(9)), str(rng.integers(40)), FROM + pd.Timedelta(hours=int(rng.integers(2000))),
         float(rng.integers(1, 900)) / 4, str(rng.integers(5)), "web", 1.0, 1.0)
        for _ in range(200)
    ]  # fmt: skip
    lines = lines_of(rows)
    first = purchase_features(as_purchases(lines)).frame
    again = purchase_features(as_purchases(lines.sample(frac=1, random_state=1))).frame
    pd.testing.assert_frame_equal(first, again, rtol=1e-12)


def test_a_rare_share_describes_and_does_not_form_segments() -> None:
    rows = [(str(i), str(i), "2026-01-10 10:00", 10.0, "tea", "web", 1.0, 1.0) for i in range(30)]
    rows += [
        ("1", "x", "2026-01-11 12:00", 4.0, "cake", "web", 1.0, 1.0),
        ("2", "y", "2026-01-12", 1.0, "tea", "web", 1.0, 1.0),
    ]
    found = purchase_features(as_purchases(lines_of(rows))).variables
    assert (found["share.cake"].role, found["share.cake"].reason) == (
        "descriptor",
        "fewer than 10% of customers have any",
    )
    assert (found["channel.web"].role, found["channel.web"].reason) == (
        "ignore",
        "the same for all customers",
    )


def test_without_amounts_money_is_left_out() -> None:
    rows = [
        (c, o, "2026-01-10", 0.0, "tea", "web", 1.0, 0.0) for c, o in (("1", "a"), ("1", "b"), ("2", "c"))
    ]
    found = purchase_features(as_purchases(lines_of(rows), frozenset({"category"})))
    assert found.variables["frequency"].role == "basis"
    assert {found.variables[n].role for n in ("monetary", "basket", "price_level", "share.tea")} == {"ignore"}


def test_dates_without_times_have_no_hours() -> None:
    rows = [
        ("1", "a", "2026-01-10", 1.0, "tea", "web", 1.0, 0.0),
        ("2", "b", "2026-01-12", 2.0, "tea", "web", 1.0, 0.0),
    ]
    assert not [c for c in purchase_features(as_purchases(lines_of(rows))).frame if c.startswith("hour.")]


def test_nothing_inside_the_window_says_what_to_do() -> None:
    lines = lines_of([("1", "a", "2025-01-10", 1.0, "tea", "web", 1.0, 0.0)])
    with pytest.raises(InputError) as error:
        purchase_features(as_purchases(lines))
    assert str(error.value) == (
        "study.yaml, key purchases.observed: none of the 1 purchase lines lies inside the window of observation. "
        "Correct the dates of 'observed', or leave them out."
    )


def test_the_study_may_change_a_role() -> None:
    lines = lines_of(
        [("1", "a", "2026-01-10", 1.0, "t", "w", 1.0, 0.0), ("2", "b", "2026-02-10", 2.0, "t", "w", 1.0, 0.0)]
    )
    found = purchase_features(
        as_purchases(lines), overrides={"tenure": VariableSettings(role="basis", log=True)}
    )
    assert (found.variables["tenure"].role, found.variables["tenure"].log) == ("basis", True)


def test_repeat_purchases_by_hand() -> None:
    """One purchase a day counts; calibration ends with its last day; weeks are days / 7."""
    rows = [
        ("a", "1", "2026-01-01 09:00", 10.0, "t", "w", 1.0, 0.0),
        ("a", "2", "2026-01-08 09:00", 20.0, "t", "w", 1.0, 0.0),
        ("a", "3", "2026-01-08 18:00", 5.0, "t", "w", 1.0, 0.0),
        ("a", "4", "2026-02-05 09:00", 9.0, "t", "w", 1.0, 0.0),
        ("b", "5", "2026-02-19 09:00", 7.0, "t", "w", 1.0, 0.0),
    ]
    found = purchase_features(as_purchases(lines_of(rows)), calibration=datetime.date(2026, 1, 29)).repeat
    a, b = found.iloc[0], found.iloc[1]
    assert (a.x, a.t_x, round(a["T"], 6), a.mean_value) == (2, 5.0, round(89 / 7, 6), 17.0)
    assert (a.x_calibration, a.t_x_calibration, a.T_calibration, a.mean_value_calibration) == (
        1,
        1.0,
        4.0,
        25.0,
    )
    assert (a.x_holdout, round(a.T_holdout, 6)) == (1, round(61 / 7, 6))
    assert (b.x, b.t_x) == (0, 0.0)
    assert np.isnan(b.x_calibration)
    assert np.isnan(b.x_holdout)


def test_a_frozen_model_finds_its_categories_again() -> None:
    """Tea sold best, now pants do: the share of tea stays a feature, nobody's if need be, and pants are "other"."""
    old = [("a", "2026-01-01", "tea"), ("a", "2026-01-09", "mugs"), ("b", "2026-01-02", "tea")]
    new = [("a", "2026-03-01", "pants"), ("b", "2026-03-02", "mugs")]
    found = [
        pd.DataFrame(
            [(c, f"o{i}", pd.Timestamp(day), 10.0, kind, kind) for i, (c, day, kind) in enumerate(rows)],
            columns=["customer", "order", "time", "amount", "category", "channel"],
        )
        for rows in (old, new)
    ]
    has = frozenset({"category", "channel"})
    lines = [
        as_purchases(frame.assign(observed_from=frame.time.min(), observed_until=frame.time.max()), has)
        for frame in found
    ]
    before = purchase_features(lines[0], top_categories=2)
    after = purchase_features(lines[1], top_categories=2, like=before.facts)
    assert [c for c in after.frame if c.startswith("share.")] == ["share.tea", "share.mugs", "share.other"]
    assert after.frame["share.tea"].tolist() == [0.0, 0.0]
    assert after.frame["share.other"].tolist() == [1.0, 0.0]
    assert [c for c in after.frame if c.startswith("channel.")] == [
        "channel.tea",
        "channel.mugs",
        "channel.pants",
    ]
