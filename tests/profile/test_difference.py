"""Tests of difference against hand computations, scipy, and samples without a difference."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from workbench.profile import Groups, differences, false_discovery
from workbench.profile.table_tests import pearson, rao_scott
from workbench.schemas import Variable


def test_rao_scott_by_hand() -> None:
    """Eight people in a 2 × 2 table; every number below is worked out from the definition.

    Weights sum to 12. Cells: p11 = 4/12, p12 = 2/12, p21 = 2/12, p22 = 4/12; margins ½ and ½, so each expected
    share is ¼. X² = 8 · 4 · (1/12)² / ¼ = 8/9. One contrast, c = (½, −½, −½, ½); a person's score is c / p of the cell: 1.5, −3, −3 or 1.5.
    """
    i = np.array([0, 0, 0, 0, 1, 1, 1, 1])
    j = np.array([0, 0, 1, 1, 0, 0, 1, 1])
    weights = np.array([3.0, 1.0, 1.0, 1.0, 1.0, 1.0, 3.0, 1.0])
    score = np.array([1.5, 1.5, -3.0, -3.0, -3.0, -3.0, 1.5, 1.5])
    w = weights / 12
    centre = (w * score).sum()
    assert centre == pytest.approx(0.0)
    sampled = ((w * (score - centre)) ** 2).sum() * 8 / 7
    simple = (0.25 * 3 + 0.25 * 6 + 0.25 * 6 + 0.25 * 3) / 8
    delta = sampled / simple
    test = rao_scott(i, j, weights)
    assert test.pearson == pytest.approx(8 / 9)
    assert test.df == pytest.approx(1.0)
    assert test.statistic == pytest.approx((8 / 9) / delta)
    assert test.p == pytest.approx(stats.f.sf((8 / 9) / delta, 1, 7))


def test_rao_scott_with_equal_weights_is_pearson_up_to_n_minus_one() -> None:
    random = np.random.default_rng(3)
    i, j = random.integers(0, 3, 300), random.integers(0, 4, 300)
    weighted, plain = rao_scott(i, j, np.full(300, 2.5)), pearson(i, j)
    assert weighted.pearson == pytest.approx(plain.statistic)
    assert weighted.df == pytest.approx(6.0)
    assert weighted.statistic == pytest.approx(plain.statistic / 6 * 299 / 300)


def test_pearson_and_cramers_v_as_scipy() -> None:
    random = np.random.default_rng(4)
    i = random.integers(0, 3, 200)
    j = (i + random.integers(0, 2, 200)) % 3
    table = pd.crosstab(i, j).to_numpy()
    oracle = stats.chi2_contingency(table, correction=False)
    groups = Groups.of(pd.Series([f"S{x + 1}" for x in i]))
    (found,) = differences(
        pd.Series([f"l{x}" for x in j]), Variable("v", "nominal", levels=("l0", "l1", "l2")), groups
    )
    assert found.statistic == pytest.approx(oracle.statistic)
    assert found.p == pytest.approx(oracle.pvalue)
    assert found.effect == pytest.approx(stats.contingency.association(table, method="cramer"))


def test_kruskal_wallis_as_scipy() -> None:
    random = np.random.default_rng(5)
    member = random.integers(0, 3, 150)
    values = np.round(random.normal(member * 0.5, 1), 1)  # with ties
    oracle = stats.kruskal(*(values[member == g] for g in range(3)))
    groups = Groups.of(pd.Series([f"S{g + 1}" for g in member]))
    (found,) = differences(pd.Series(values), Variable("v", "numeric"), groups)
    assert found.method == "Kruskal–Wallis"
    assert found.statistic == pytest.approx(oracle.statistic)
    assert found.p == pytest.approx(oracle.pvalue)
    assert found.effect == pytest.approx(oracle.statistic / 149)


@pytest.mark.parametrize("kind", ["nominal", "numeric"])
def test_weighted_tests_reject_a_true_null_as_often_as_they_say(kind: str) -> None:
    """Weights that depend on the answer, no difference between segments: 5 % of 200 samples, give or take."""
    random = np.random.default_rng(6)
    rejected = 0
    for _ in range(200):
        x = random.integers(0, 3, 240)
        weights = random.uniform(0.3, 3.0, 240) * (1 + x)
        groups = Groups.of(pd.Series(np.array(["S1", "S2", "S3"])[random.integers(0, 3, 240)]), weights)
        if kind == "nominal":
            answers = pd.Series(np.array(["a", "b", "c"])[x])
            (found,) = differences(answers, Variable("v", "nominal", levels=("a", "b", "c")), groups)
        else:
            (found,) = differences(
                pd.Series(x + random.normal(0, 0.5, 240)), Variable("v", "numeric"), groups
            )
        rejected += found.p < 0.05
    assert 1 <= rejected <= 22  # 10 expected, four standard errors above


def test_ignoring_the_weights_would_reject_too_often() -> None:
    """Why Rao–Scott: Pearson on weights that sum to n takes uneven weights for information."""
    random = np.random.default_rng(7)
    naive = corrected = 0
    for _ in range(200):
        i, j = random.integers(0, 2, 200), random.integers(0, 2, 200)
        weights = random.lognormal(0, 1.0, 200)
        test = rao_scott(i, j, weights)
        corrected += test.p < 0.05
        naive += stats.chi2.sf(test.pearson, 1) < 0.05
    assert corrected <= 22
    assert naive >= 25


def test_multi_select_gives_a_test_an_option() -> None:
    groups = Groups.of(pd.Series(["S1", "S2"] * 20))
    variable = Variable("pets", "multi-select", levels=("cat", "dog"), separator="; ")
    found = differences(pd.Series(["cat; dog", "dog"] * 19 + [None, ""]), variable, groups)
    assert [(d.level, d.n) for d in found] == [("cat", 39), ("dog", 39)]
    assert found[0].p < 0.001 < 0.05 < found[1].p


@pytest.mark.parametrize("weights", [None, [1.0, 2.0] * 10])
def test_nothing_to_compare_is_nan_not_an_error(weights: list[float] | None) -> None:
    groups = Groups.of(pd.Series(["S1", "S2"] * 10), weights)
    (same,) = differences(pd.Series([3.0] * 20), Variable("v", "numeric"), groups)
    (one,) = differences(pd.Series(["a"] * 20), Variable("v", "nominal", levels=("a", "b")), groups)
    assert math.isnan(same.p)
    assert math.isnan(one.p)


def test_false_discovery_as_scipy_and_without_the_missing() -> None:
    p = [0.001, 0.2, 0.03, 0.04, 0.9]
    assert false_discovery(p) == pytest.approx(list(stats.false_discovery_control(p)))
    with_missing = false_discovery([0.001, math.nan, 0.2, 0.03, 0.04, 0.9])
    assert math.isnan(with_missing[1])
    assert [q for q in with_missing if not math.isnan(q)] == pytest.approx(false_discovery(p))
