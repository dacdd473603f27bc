"""Gaps between saying and doing: hand cases, scipy, planted liars, and what may not be shown."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy import stats

from workbench.config import SayDo
from workbench.errors import InputError
from workbench.saydo import compare, hidden_cells, median, table
from workbench.saydo.stated import stated_rate
from workbench.schemas import Variable, Variables

LEVELS = ("Less than 5 times per month", "5 - 10 times per month", "More than 10 times per month")
VARIABLES = Variables.of(
    [
        Variable("often", "ordinal", levels=LEVELS, label="How often do you order?"),
        Variable("city", "nominal", levels=("Bath", "York")),
        Variable("frequency", "numeric", origin="purchases", label="Orders a month", unit="orders a month"),
    ]
)
PAIR = SayDo(say="often", do="frequency")


def sample(n: int = 300, seed: int = 2) -> tuple[pd.DataFrame, pd.Series]:
    """S1 is truthful; S2 claims the highest level whatever it does."""
    random = np.random.default_rng(seed)
    rate = random.gamma(2.0, 2.0, n)
    level = np.digitize(rate, [5, 10])
    liar = np.arange(n) % 3 == 0
    level[liar] = 2
    frame = pd.DataFrame(
        {"often": pd.Categorical(np.array(LEVELS)[level], categories=LEVELS, ordered=True), "frequency": rate}
    )
    return frame, pd.Series(np.where(liar, "S2", "S1"))


def test_percentiles_gap_and_rho_against_scipy() -> None:
    frame, labels = sample()
    (found,) = compare(frame, [PAIR], VARIABLES, labels)
    said, done = frame["often"].cat.codes.to_numpy(), frame["frequency"].to_numpy()
    say, do = ((stats.rankdata(x) - 0.5) / len(x) for x in (said, done))
    np.testing.assert_allclose(found.gaps, say - do, atol=1e-12)
    assert found.agreement.value == pytest.approx(stats.spearmanr(said, done).statistic)
    assert found.agreement.low < found.agreement.value < found.agreement.high
    assert found.everyone.gap.value == pytest.approx(0, abs=1e-12)
    assert found.everyone.over.value == pytest.approx(((say - do) >= 0.4).mean())


def test_planted_liars_are_the_ones_that_claim_more() -> None:
    frame, labels = sample()
    (found,) = compare(frame, [PAIR], VARIABLES, labels)
    truthful, liars = found.segments
    assert (truthful.segment, liars.segment) == ("S1", "S2")
    assert liars.gap.low > 0 > truthful.gap.high
    assert liars.over.value > 0.3 > truthful.over.value
    assert sum(liars.quadrants.values()) == liars.n == 100


def test_answers_are_taken_at_their_word() -> None:
    frame, _ = sample()
    (found,) = compare(frame, [PAIR], VARIABLES)
    assert found.at_word is not None
    low, high = np.array(found.at_word.rates)[frame["often"].cat.codes].T
    within = (frame["frequency"] >= low) & (frame["frequency"] <= high)
    assert found.at_word.within.value == pytest.approx(within.mean())
    parts = (found.at_word.below, found.at_word.within, found.at_word.above)
    assert sum(part.value for part in parts) == pytest.approx(1)


@pytest.mark.parametrize(
    ("level", "low", "high"),
    [
        ("Less than once a month", 0, 1), ("About once a month", 0.5, 2), ("Two or three times a month", 2, 3),
        ("Several times a week", 8.7, math.inf), ("daily", 15.2, 60.8), ("Never", 0, 0),
        ("Every three months", 1 / 6, 2 / 3), ("More than once a week", 4.35, math.inf), ("10+ times a year", 10 / 12, math.inf),
    ],
)  # fmt: skip
def test_stated_rates(level: str, low: float, high: float) -> None:
    assert stated_rate(level) == pytest.approx((low, high))


@pytest.mark.parametrize("level", ["Often", "Agree", "4 or 5", "I don't know"])
def test_answers_without_a_rate(level: str) -> None:
    assert stated_rate(level) is None


@pytest.mark.parametrize("n", [9, 40, 201])
def test_the_median_s_interval_is_the_bootstrap_s(n: int) -> None:
    """Against 20,000 resamples: within one neighbouring value."""
    random = np.random.default_rng(n)
    x = np.sort(random.normal(size=n))
    resampled = np.median(x[random.integers(0, n, (20_000, n))], axis=1)
    found = median(x)
    assert found.value == pytest.approx(np.median(x))
    for ours, theirs in zip((found.low, found.high), np.quantile(resampled, [0.025, 0.975]), strict=True):
        place = np.searchsorted(x, theirs)
        assert x[max(place - 1, 0)] - 1e-9 <= ours <= x[min(place + 1, n - 1)] + 1e-9


def test_weights_of_two_are_two_people_in_the_median_not_in_its_precision() -> None:
    x = np.arange(21.0)
    doubled = median(x, np.full(21, 2.0))
    assert (doubled.value, doubled.low, doubled.high) == (median(x).value, median(x).low, median(x).high)
    assert median(x, np.where(x < 5, 100.0, 1.0)).value < 5


@given(arrays.arrays(np.intp, (4, 4), elements=st.integers(0, 40)))
def test_no_small_cell_is_shown_or_given_away_by_its_line(counts: np.ndarray) -> None:
    hidden = hidden_cells(counts, least=11)
    assert hidden[(counts > 0) & (counts < 11)].all()
    for line, mask in [*zip(counts, hidden, strict=True), *zip(counts.T, hidden.T, strict=True)]:
        if mask.sum() == 1:  # alone only where nothing else is there to hide it behind
            assert not ((line > 0) & ~mask).any()


def test_small_segments_have_no_number_in_the_table() -> None:
    frame, labels = sample()
    labels.iloc[:7] = "S3"
    found = compare(frame, [PAIR], VARIABLES, labels)
    marks = table(found)
    small = marks[marks["segment"] == "S3"]
    assert len(small) > 0
    assert small["hidden"].all()
    assert small[["n", "value", "low", "high"]].isna().all(axis=None)
    # the sum over the segments must not give S3's seven people away: a second one is hidden with it
    shown = marks[(marks["show"] == "segment") & (marks["measure"] == "gap") & (marks["segment"] != "")]
    assert shown["hidden"].sum() == 2


def test_too_few_people_have_no_rho() -> None:
    frame, labels = sample(8)
    (found,) = compare(frame, [PAIR], VARIABLES, labels)
    assert math.isnan(found.agreement.value)
    assert found.everyone.hidden
    assert table([found])["value"].isna().all()


def test_people_without_purchases_are_counted_apart() -> None:
    frame, labels = sample()
    frame.loc[:49, "frequency"] = np.nan
    (found,) = compare(frame, [PAIR], VARIABLES, labels)
    assert (found.n, found.without) == (250, 50)
    assert found.gaps.isna().sum() == 50


def test_every_wrong_side_is_named_at_once() -> None:
    frame, _ = sample()
    frame["city"] = "Bath"
    with pytest.raises(InputError) as caught:
        compare(frame, [SayDo(say="city", do="frequensy")], VARIABLES)
    assert str(caught.value) == (
        "study.yaml, key say_do.say: 'city' is nominal and has no order; expected a number or a scale. "
        "Name one of its levels: city=….\n"
        "study.yaml, key say_do.do: 'frequensy' is no variable of this study. Did you mean 'frequency'?"
    )
    (found,) = compare(frame, [SayDo(say="city=Bath", do="frequency")], VARIABLES)
    assert [a.answer for a in found.answers] == ["yes"]


@pytest.mark.realdata
def test_open_ecommerce_people_order_less_often_than_they_say(shared_data: Path) -> None:
    """Order days a month from the raw lines, against the survey's three levels."""
    folder = shared_data / "open-ecommerce"
    survey = pd.read_csv(folder / "survey.csv").set_index("Survey ResponseID")
    lines = pd.read_csv(folder / "purchases.csv.gz", usecols=["Order Date", "Survey ResponseID"])
    days = lines.drop_duplicates().groupby("Survey ResponseID")["Order Date"]
    span = (pd.to_datetime(days.max()) - pd.Timestamp("2018-01-01")).dt.days / 30.4375
    frame = pd.DataFrame({"frequency": days.size() / span, "often": survey["Q-amazon-use-how-oft"]}).dropna()
    frame["often"] = pd.Categorical(frame["often"], categories=LEVELS, ordered=True)
    (found,) = compare(frame, [PAIR], VARIABLES)
    assert found.n == 860
    assert 0.45 < found.agreement.value < 0.60
    medians = [answer.actual.value for answer in found.answers]
    assert medians == sorted(medians)
    assert medians[1] < 5  # who says 5 to 10 times
    assert medians[2] < 10  # who says more than 10 times
    assert found.answers[2].actual.high < 10
