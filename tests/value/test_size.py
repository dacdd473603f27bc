"""Head counts against a plain recomputation, and intervals against a planted truth."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from workbench.value import segment_sizes


def test_shares_and_heads_are_those_of_plain_pandas() -> None:
    random = np.random.default_rng(0)
    segments = pd.Series(random.choice(["S1", "S2", "S3"], 500, p=[0.5, 0.3, 0.2]))
    weights = pd.Series(random.uniform(0.5, 2.0, 500))
    plain = weights.groupby(segments).sum() / weights.sum()
    for size in segment_sizes(segments, weights, population=80_000):
        assert size.share.value == pytest.approx(plain[size.segment], rel=1e-12)
        assert size.heads is not None
        assert size.heads.value == pytest.approx(80_000 * plain[size.segment], rel=1e-12)
        assert size.n == (segments == size.segment).sum()


def test_unassigned_customers_stay_in_the_base() -> None:
    sizes = segment_sizes(pd.Series(["S1"] * 60 + [None] * 40))
    assert sizes[0].share.value == pytest.approx(0.6)


def test_intervals_cover_the_truth_in_93_to_97_percent_of_surveys() -> None:
    """1,000 weighted surveys of 400 people from a population where a quarter is S1."""
    random = np.random.default_rng(20261121)
    covered = 0
    for _ in range(1_000):
        member = random.random(400) < 0.25
        weights = pd.Series(random.gamma(4.0, 0.25, 400))
        segments = pd.Series(np.where(member, "S1", "S2"))
        share = segment_sizes(segments, weights)[0].share
        covered += share.low <= 0.25 <= share.high
    assert 930 <= covered <= 970


@pytest.mark.parametrize(
    ("n", "others", "remark"), [(20, 380, "too small"), (100, 300, ""), (300, 100, "too broad")]
)
def test_too_small_and_too_broad_are_said(n: int, others: int, remark: str) -> None:
    segments = pd.Series(["S1"] * n + ["S2"] * others)
    assert segment_sizes(segments)[0].remark == remark
