"""The panel, the rule that proposes, the choice, and what the segments hang on."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import adjusted_rand_score
from tests.planted import planted

from workbench.config import SegmentSettings
from workbench.errors import InputError
from workbench.schemas import TABLE_COLUMNS
from workbench.selection import (
    alternatives,
    choose,
    compare,
    labels_table,
    propose,
    segments_table,
    stability_rows,
)  # fmt: skip
from workbench.space import lay_out


def candidate(k, weakest, share, smallest, mean=0.9):
    return SimpleNamespace(
        k=k, smallest_share=share, smallest=smallest, stability=SimpleNamespace(weakest=weakest, mean=mean)
    )


def test_the_largest_k_that_meets_the_rule():
    found = propose(
        [candidate(2, 0.9, 0.4, 400), candidate(3, 0.8, 0.2, 200), candidate(4, 0.7, 0.2, 200)],
        min_share=0.05,
        min_size=50,
    )
    assert (found.k, found.by_rule) == (3, True)
    assert found.reason == (
        "3 is the largest number of segments of which each comes back in resampled data (the weakest with a mean "
        "Jaccard of 0.80; the rule asks for 0.75) and is large enough (the smallest holds 20 % of the people, 200 "
        "of them). With 4, the weakest segment has a mean Jaccard of 0.70."
    )


def test_small_segments_do_not_count():
    rows = [candidate(2, 0.9, 0.3, 60), candidate(3, 0.9, 0.2, 40)]
    assert propose(rows, min_share=0.05, min_size=50).k == 2
    assert propose(rows, min_share=0.25, min_size=10).k == 2
    assert propose(rows, min_share=0.05, min_size=10).k == 3


def test_without_one_that_meets_it_the_most_stable_is_flagged():
    rows = [candidate(2, 0.7, 0.3, 60, mean=0.5), candidate(3, 0.6, 0.2, 60, mean=0.6)]
    found = propose(rows, min_share=0.05, min_size=50)
    assert (found.k, found.by_rule) == (3, False)
    assert found.reason.startswith("No number of segments meets the rule")
    assert found.reason.endswith("stability of 0.60, but the weakest segment has a mean Jaccard of 0.60.")


@pytest.mark.slow
def test_planted_mixed_answers_are_found_with_missing_ones_and_weights():
    """20 % missing at random, weights, mixed types: ARI ≥ .90 at the planted k, proposed in ≥ 9 of 10 seeds."""
    proposed = []
    for seed in range(10):
        frame, variables, truth = planted(450, k=4, seed=seed, missing=0.2, variables=20, apart=1.5)
        settings = SegmentSettings(effort="quick")
        basis = lay_out(frame, variables, settings)
        comparison = compare(basis, settings)
        assert adjusted_rand_score(truth, comparison[4].solution.labels) >= 0.90
        rule = propose(comparison.candidates, min_share=settings.min_share, min_size=settings.min_size)
        proposed.append(rule.k)
    assert proposed.count(4) >= 9


@pytest.fixture(scope="module")
def study():
    settings = SegmentSettings(effort="quick", k=3)
    frame, variables, _ = planted(400, k=3, seed=1, missing=0.05, variables=12, apart=2.0)
    basis = lay_out(frame, variables, settings)
    told = []
    comparison = compare(basis, settings, tell=told.append)
    return basis, choose(basis, comparison, settings), settings, told


def test_the_tables_have_their_columns(study):
    basis, choice, _, _ = study
    for name, frame in (
        ("solutions", choice.panel),
        ("stability", stability_rows(choice.comparison)),
        ("segments", segments_table(basis, choice.solution)),
    ):
        assert list(frame.columns[: len(TABLE_COLUMNS[name])]) == list(TABLE_COLUMNS[name])
    assert choice.panel["k"].tolist() == list(range(2, 11))
    assert choice.panel.loc[choice.panel["chosen"], "k"].tolist() == [3]
    assert choice.panel["verdict"].notna().sum() == 1


def test_the_researchers_k_wins_and_is_marked(study):
    _, choice, settings, told = study
    assert choice.by_hand
    assert choice.k == settings.k == 3
    assert told[0].startswith("k = 2: stability 0.")
    assert len(told) == 9


def test_segments_are_numbered_by_weight_and_margins_tell_the_border(study):
    basis, choice, _, _ = study
    table = segments_table(basis, choice.solution)
    masses = table.groupby("segment")["weight"].sum()
    assert masses.index.tolist() == ["S1", "S2", "S3"]
    assert masses.is_monotonic_decreasing
    assert table["margin"].between(0, 1).all()
    assert (table["segment"] != table["second"]).all()
    wide = labels_table(basis, choice.comparison)
    assert (wide["k3"].to_numpy() == table["segment"].to_numpy()).all()


def test_what_the_segments_hang_on(study):
    basis, choice, _, _ = study
    found = {a.what: a.agreement for a in alternatives(basis, choice.solution, seed=1)}
    assert list(found) == [
        "survey weights left out",
        "missing answers drawn instead of expected",
        "factors not balanced",
        "batteries relative to each person's own mean",
    ]
    assert found["survey weights left out"] > 0.9
    assert found["missing answers drawn instead of expected"] > 0.9


def test_a_k_without_a_solution_is_said():
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({"customer": range(120), "x": rng.normal(size=120), "y": rng.normal(size=120)})
    frame.loc[:59, "x"] += 30
    frame, variables = frame, planted(20, seed=0, variables=2)[1]
    frame = frame.rename(columns={"x": "v00", "y": "v01"})
    settings = SegmentSettings(method="hdbscan", k=9, effort="quick")
    basis = lay_out(frame, variables, settings)
    with pytest.raises(
        InputError, match=r"^study.yaml, key segments.k: hdbscan finds no solution with 9 segments"
    ):
        choose(basis, compare(basis, settings), settings)
