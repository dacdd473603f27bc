"""Figures of a profile against plain pandas, planted differences, and what may not be tested."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.profile import CircularTest, Groups, differences, is_marker, profile
from workbench.schemas import TABLE_COLUMNS, Variable, Variables

YES_NO = ("No", "Yes")


def planted(n: int = 400, seed: int = 1) -> tuple[pd.DataFrame, pd.Series, Variables, np.ndarray]:
    """S1 wants speed and orders often; S2 is older and lives in the country; `noise` tells nothing."""
    random = np.random.default_rng(seed)
    first = np.arange(n) < n // 2
    fast = np.where(random.random(n) < np.where(first, 0.8, 0.2), "Yes", "No")
    town = np.where(random.random(n) < np.where(first, 0.7, 0.3), "town", "country")
    frame = pd.DataFrame(
        {
            "fast": pd.Categorical(fast, categories=YES_NO, ordered=True),
            "age": random.normal(np.where(first, 30, 45), 10),
            "frequency": random.gamma(2, np.where(first, 2.0, 0.5)),
            "town": pd.Categorical(town, categories=["town", "country"]),
            "noise": random.normal(size=n),
            "agree": pd.Categorical(
                [str(x) for x in np.clip(np.round(random.normal(np.where(first, 4, 2.5), 1)), 1, 5).astype(int)],
                categories=list("12345"), ordered=True,
            ),
        }
    )  # fmt: skip
    variables = Variables.of(
        [
            Variable("fast", "binary", role="basis", factor="need", levels=YES_NO, label="It is fast."),
            Variable("age", "numeric", factor="demographic"),
            Variable(
                "frequency", "numeric", role="basis", factor="behavioural", origin="purchases", log=True
            ),
            Variable("town", "nominal", factor="geographic", levels=("town", "country")),
            Variable("noise", "numeric"),
            Variable("agree", "likert", role="basis", levels=tuple("12345"), label="I am in a hurry."),
        ]
    )
    return frame, pd.Series(np.where(first, "S1", "S2")), variables, random.uniform(0.5, 2.0, n)


def test_the_table_is_what_pandas_finds() -> None:
    frame, labels, variables, weights = planted()
    table = profile(frame, labels, variables, weights=weights).table.set_index(
        ["variable", "level", "segment"]
    )
    inside = (labels == "S1").to_numpy()
    yes = (frame["fast"] == "Yes").to_numpy()
    row = table.loc["fast", "Yes", "S1"]
    assert row["value"] == pytest.approx(weights[inside & yes].sum() / weights[inside].sum())
    assert row["total"] == pytest.approx(weights[yes].sum() / weights.sum())
    assert row["index"] == pytest.approx(100 * row["value"] / row["total"])
    assert row["effective_n"] == pytest.approx(weights[inside].sum() ** 2 / (weights[inside] ** 2).sum())
    assert table.loc["age", "", "S2"]["value"] == pytest.approx(
        np.average(frame["age"][~inside], weights=weights[~inside])
    )
    assert table.loc["agree", "", "S1"]["value"] == pytest.approx(
        np.average(frame["agree"].astype(int)[inside], weights=weights[inside])
    )
    top = table.loc["agree", "4 or 5", "S1"]["value"]
    assert top == pytest.approx(
        weights[inside & (frame["agree"].astype(int) >= 4)].sum() / weights[inside].sum()
    )


def test_the_table_has_the_columns_of_the_schema_and_no_p_for_a_basis() -> None:
    frame, labels, variables, _ = planted()
    table = profile(frame, labels, variables).table
    assert tuple(table.columns[: len(TABLE_COLUMNS["profile"])]) == TABLE_COLUMNS["profile"]
    assert table.loc[table["role"] == "basis", "p_adjusted"].isna().all()
    assert table.loc[table["role"] == "descriptor", "p_adjusted"].notna().all()
    assert len(table) == len(table.drop_duplicates(["variable", "level", "segment"]))


def test_a_basis_variable_is_refused_with_the_reason() -> None:
    frame, labels, variables, _ = planted()
    with pytest.raises(CircularTest) as caught:
        differences(frame["fast"], variables["fast"], Groups.of(labels))
    assert str(caught.value) == (
        "'fast' formed the segments, so a test of difference on it is circular: it finds one in pure noise. "
        "Read its interval and its marker instead, or test a descriptor."
    )


def test_planted_differences_are_found_and_noise_is_not() -> None:
    frame, labels, variables, weights = planted()
    for given_weights in (None, weights):
        found = profile(frame, labels, variables, weights=given_weights)
        assert found.p_adjusted["age", ""] < 1e-6
        assert found.p_adjusted["town", ""] < 1e-6
        assert found.p_adjusted["noise", ""] > 0.05
        named = {t.row.variable.name for portrait in found.portraits for t in portrait.traits}
        assert named >= {"fast", "age", "frequency", "town", "agree"}
        assert "noise" not in named


def test_the_traits_meet_in_the_same_people() -> None:
    frame, labels, variables, _ = planted()
    first = profile(frame, labels, variables).portraits[0]
    assert first.together is not None
    assert first.together.first.factor != first.together.second.factor
    assert first.together.here.low > first.together.everyone.value


def test_coverage_tells_apart_what_was_not_asked() -> None:
    frame, labels, variables, _ = planted()
    without = Variables.of(v for v in variables.values() if v.factor != "geographic")
    told = {c.factor: c.told for c in profile(frame, labels, without).portraits[0].covered}
    assert told == {
        "demographic": "told", "geographic": "not asked", "psychographic": "told",
        "behavioural": "told", "need": "told",
    }  # fmt: skip


def test_a_small_segment_is_marked_and_not_described() -> None:
    frame, labels, variables, _ = planted()
    labels = labels.copy()
    labels.iloc[:20] = "S3"
    portrait = profile(frame, labels, variables).portraits[2]
    assert portrait.base.is_small
    assert portrait.base.n == 20
    assert portrait.traits == ()
    assert portrait.name == "A few people"


def test_names_are_unique_and_a_person_s_name_wins() -> None:
    frame, labels, variables, _ = planted()
    labels = labels + np.where(np.arange(len(labels)) % 2, "0", "1")  # four segments, two alike each
    found = profile(frame, labels, variables, names={"S10": "Mine"})
    assert found.names["S10"] == "Mine"
    assert len(set(found.names.values())) == 4
    assert all(len(name) <= 40 for name in found.names.values())


def test_sensitive_variables_are_in_the_table_and_in_no_sentence() -> None:
    frame, labels, variables, _ = planted()
    found = profile(frame, labels, variables.replaced("town", sensitive=True))
    assert "town" in set(found.table["variable"])
    assert all(t.row.variable.name != "town" for p in found.portraits for t in p.traits)


def test_unassigned_people_are_in_the_totals() -> None:
    frame, labels, variables, _ = planted()
    labels = labels.where(np.arange(len(labels)) >= 50)
    found = profile(frame, labels, variables)
    assert found.unassigned == 50
    assert sum(p.base.n for p in found.portraits) == 350
    total = found.table.query("variable == 'fast'")["total"].iloc[0]
    assert total == pytest.approx((frame["fast"] == "Yes").mean())


def test_the_input_is_left_alone_and_the_answer_is_the_same_twice() -> None:
    frame, labels, variables, weights = planted()
    before = frame.copy(deep=True)
    one, two = (profile(frame, labels, variables, weights=weights) for _ in range(2))
    pd.testing.assert_frame_equal(frame, before)
    pd.testing.assert_frame_equal(one.table, two.table)
    assert one.names == two.names


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10_000), scale=st.sampled_from([0.1, 1.0, 7.0]))
def test_row_order_and_the_unit_of_weights_change_nothing(seed: int, scale: float) -> None:
    frame, labels, variables, weights = planted(80)
    order = np.random.default_rng(seed).permutation(len(frame))
    plain = profile(frame, labels, variables, weights=weights).table
    moved = profile(frame.iloc[order], labels.iloc[order], variables, weights=scale * weights[order]).table
    numbers = ["value", "low", "high", "total", "index", "p_adjusted", "standardised", "effective_n"]
    np.testing.assert_allclose(plain[numbers], moved[numbers], rtol=1e-7, atol=1e-9)
    assert (plain["marker"] == moved["marker"]).all()


def test_wrong_labels_and_weights_are_named() -> None:
    with pytest.raises(ValueError, match=r"^no one has a segment; run the clustering first$"):
        Groups.of(pd.Series([None, None], dtype=object))
    with pytest.raises(ValueError, match=r"^3 weights for 2 people; expected one each$"):
        Groups.of(pd.Series(["S1", "S2"]), [1.0, 1.0, 1.0])
    with pytest.raises(ValueError, match=r"^weights must be numbers, none negative, not all zero$"):
        Groups.of(pd.Series(["S1", "S2"]), [1.0, -1.0])


@pytest.mark.parametrize(
    ("value", "total", "measure", "spread", "marks"),
    [
        (0.80, 0.55, "share", 0.5, True),  # .25 away, in binary a hair less
        (0.79, 0.55, "share", 0.5, False),
        (0.15, 0.10, "share", 0.3, True),  # half the total away
        (0.004, 0.001, "share", 0.1, False),  # four times the total, and nothing to be seen
        (0.03, 0.02, "share", 0.1, True),  # a point is
        (0.14, 0.10, "share", 0.3, False),
        (3.5, 3.0, "mean", 1.0, True),
        (3.49, 3.0, "mean", 1.0, False),
        (0.0, 0.0, "share", 0.0, False),
        (float("nan"), 0.5, "share", 0.5, False),
    ],
)
def test_markers(value: float, total: float, measure: str, spread: float, marks: bool) -> None:
    assert is_marker(value, total, measure=measure, spread=spread) is marks  # type: ignore[arg-type]


@pytest.mark.realdata
def test_mcdonalds_means(shared_data: Path) -> None:
    """The totals of the book (Dolnicar, Grün & Leisch 2018), to .005."""
    data = pd.read_csv(shared_data / "mcdonalds" / "mcdonalds.csv")
    names = list(data.columns[:11])
    variables = Variables.of(Variable(n, "binary", role="basis", levels=YES_NO) for n in names)
    frame = data[names].apply(lambda c: pd.Categorical(c, categories=YES_NO, ordered=True))
    labels = pd.Series(np.where(data["expensive"] == "Yes", "S2", "S1"))
    table = profile(frame, labels, variables).table.drop_duplicates("variable").set_index("variable")["total"]
    book = {"yummy": 0.55, "convenient": 0.91, "spicy": 0.09, "fattening": 0.87, "greasy": 0.53, "fast": 0.90,
            "cheap": 0.60, "tasty": 0.64, "expensive": 0.36, "healthy": 0.20, "disgusting": 0.24}  # fmt: skip
    assert (table - pd.Series(book)).abs().max() <= 0.005
