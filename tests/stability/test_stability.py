"""Stability, SLSₐ and the two comparisons with nothing."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score

from workbench.cluster import fit
from workbench.stability import LEVELS, against_nothing, assess, origins
from workbench.stability.across import split_evenly
from workbench.stability.nulls import Null, Nulls, _one_normal, _one_normal_cut, _permuted

PUBLISHED = {2: 0.961, 3: 0.895, 4: 0.847, 5: 0.788, 6: 0.703, 7: 0.692, 8: 0.655}


def examined(X, k, *, pairs=50, starts=5, nulls=30, seed=20261121):
    weights = np.ones(len(X))
    solution = fit(X, k, seed=seed)
    found = assess(X, solution, weights=weights, pairs=pairs, starts=starts, seed=seed)
    groups = np.arange(X.shape[1])
    nothing = against_nothing(
        X, solution, observed=found.mean, groups=groups, nulls=nulls, starts=starts, seed=seed
    )
    return found, nothing


@pytest.mark.realdata
@pytest.mark.parametrize(("k", "published"), PUBLISHED.items())
def test_published_bootstrap_agreement(shared_data, k, published):
    answers = pd.read_csv(shared_data / "mcdonalds" / "mcdonalds.csv").iloc[:, :11]
    X = (answers == "Yes").to_numpy(dtype=float)
    work = LEVELS["thorough"]
    solution = fit(X, k, seed=20261121)
    # Twice the pairs of the level: the noise of 100 pairs alone is near the tolerance.
    found = assess(
        X, solution, weights=np.ones(len(X)), pairs=2 * work.pairs, starts=work.starts_chosen, seed=20261121
    )
    assert found.mean == pytest.approx(published, abs=0.03)


def test_a_stretched_cloud_is_stable_and_yet_constructed():
    X = np.random.default_rng(1).normal(size=(1000, 2)) * [3, 1]
    found, nothing = examined(X, 2)
    assert found.weakest > 0.9
    assert nothing.verdict == "constructed"


@pytest.mark.parametrize("k", [2, 3, 5])
def test_a_round_cloud_is_not_stable(k):
    X = np.random.default_rng(1).normal(size=(1000, 10))
    found = assess(X, fit(X, k, seed=1), weights=np.ones(1000), pairs=30, starts=5, seed=1)
    assert found.weakest < 0.75
    assert found.mean < 0.6


def test_separated_groups_are_natural():
    rng = np.random.default_rng(2)
    X = 5 * np.eye(6)[rng.integers(0, 5, 1000)] + rng.normal(size=(1000, 6))
    found, nothing = examined(X, 5, pairs=30, nulls=20)
    assert found.weakest > 0.95
    assert {s.verdict for s in found.segments} == {"highly stable"}
    assert nothing.verdict == "natural"


def test_one_cloud_with_strong_correlation_is_at_most_reproducible():
    rng = np.random.default_rng(3)
    X = rng.normal(size=(800, 1)) + 0.5 * rng.normal(size=(800, 6))
    _found, nothing = examined(X, 2, pairs=30, nulls=20)
    assert nothing.verdict == "reproducible"


def test_the_fast_loop_measures_what_the_naive_one_does():
    rng = np.random.default_rng(4)
    X = np.array([[0, 0], [2.2, 0], [0, 2.2]])[rng.integers(0, 3, 300)] + rng.normal(size=(300, 2))
    naive = []
    for seed in range(40):
        pair = []
        for side in range(2):
            drawn = np.random.default_rng((seed, side)).integers(0, 300, 300)
            pair.append(KMeans(3, n_init=5, random_state=seed).fit(X[drawn]).predict(X))
        naive.append(adjusted_rand_score(*pair))
    found = assess(X, fit(X, 3, seed=1), weights=np.ones(300), pairs=40, starts=5, seed=1)
    error = np.hypot(np.std(naive), found.agreements.std()) / np.sqrt(40)
    assert found.mean == pytest.approx(np.mean(naive), abs=3 * error)


def test_a_large_study_is_resampled_by_samples_of_it():
    rng = np.random.default_rng(5)
    X = (4 * np.eye(3)[rng.integers(0, 3, 12_000)] + rng.normal(size=(12_000, 3))).astype(float)
    found = assess(X, fit(X, 3, seed=1), weights=np.ones(12_000), pairs=12, starts=2, seed=1)
    assert len(found.agreements) == 12
    assert found.jaccards.shape == (24, 3)
    assert found.mean > 0.9


@pytest.mark.parametrize("method", ["gmm", "latent_class", "ward", "hdbscan", "consensus"])
def test_every_method_can_be_assessed(method):
    rng = np.random.default_rng(6)
    X = np.round(4 * np.eye(3)[rng.integers(0, 3, 150)] + rng.normal(0, 0.6, (150, 3)), 2)
    solution = fit(X, 3, method=method, seed=1)
    found = assess(X, solution, weights=np.ones(150), pairs=2, starts=2, seed=1)
    assert found.mean > 0.8


def test_regions_that_are_not_found_again_agree_with_nothing():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(200, 3))
    solution = fit(X, 3, method="ward", seed=1)
    absent = replace(solution, method="hdbscan", k=60)
    found = assess(X, absent, weights=np.ones(200), pairs=2, starts=1, seed=1)
    assert found.mean == found.weakest == 0.0


def test_sls_by_hand():
    # All from one parent: 1. Half and half of two: 0. A quarter and three quarters of two: 1 - .8113.
    assert split_evenly(np.array([1.0, 0.0])) == 1.0
    assert split_evenly(np.array([0.5, 0.5])) == pytest.approx(0.0)
    assert split_evenly(np.array([0.25, 0.75])) == pytest.approx(1 - 0.811278, abs=1e-6)


def test_origins_give_the_shares_of_the_parents():
    X = np.array([[0.0], [0.2], [0.4], [9.0], [9.2], [20.0]])
    two, three = fit(X, 2, seed=1), fit(X, 3, seed=1)
    found = origins([two, three])
    assert [o.k for o in found] == [3, 3, 3]
    assert all(o.stability == 1.0 for o in found)
    assert all(sum(o.shares) == pytest.approx(1.0) for o in found)


def test_permuting_keeps_each_variable_and_moves_its_columns_together():
    rng = np.random.default_rng(7)
    X = np.column_stack([rng.normal(size=50), rng.normal(size=50), np.arange(50), -np.arange(50.0)])
    shuffled = _permuted(X, np.array([0, 1, 2, 2]), rng)
    np.testing.assert_allclose(np.sort(shuffled, axis=0), np.sort(X, axis=0))
    np.testing.assert_allclose(shuffled[:, 2], -shuffled[:, 3])
    assert not (shuffled[:, 2] == X[:, 2]).all()


def test_one_normal_has_the_same_covariances():
    rng = np.random.default_rng(8)
    X = rng.normal(size=(5000, 3)) @ np.array([[2, 0, 0], [1, 1, 0], [0, 0.5, 0.3]])
    np.testing.assert_allclose(np.cov(_one_normal(X, rng).T), np.cov(X.T), atol=0.25)


def coded_answers(seed):
    """Six questions with five levels that one trait moves, a tenth of the answers missing."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(500, 1)) + 0.7 * rng.normal(size=(500, 6))
    coded = np.clip(np.round(0.9 * X + 2), 0, 4)
    coded[rng.random(coded.shape) < 0.1] = np.nan
    return coded


def test_one_normal_of_coded_answers_keeps_answers_correlations_and_gaps():
    X = coded_answers(1)
    cut = _one_normal_cut(X, np.random.default_rng(2))
    assert np.isnan(cut).mean(axis=0) == pytest.approx(np.isnan(X).mean(axis=0))
    for before, after in zip(X.T, cut.T, strict=True):
        shares = [np.bincount(c[~np.isnan(c)].astype(int), minlength=5) / 450 for c in (before, after)]
        assert shares[0] == pytest.approx(shares[1], abs=0.03)
    frames = [pd.DataFrame(table).corr().to_numpy() for table in (X, cut)]
    np.testing.assert_allclose(frames[0], frames[1], atol=0.1)
    assert frames[1].mean() == pytest.approx(frames[0].mean(), abs=0.05)


def test_latent_classes_of_one_trait_with_missing_answers_are_not_natural():
    X = coded_answers(3)
    solution = fit(X, 2, method="latent_class", starts=5, seed=1)
    found = assess(X, solution, weights=np.ones(500), pairs=4, starts=2, seed=1)
    nothing = against_nothing(
        X, solution, observed=found.mean, groups=np.arange(6), nulls=5, starts=2, seed=1
    )
    assert found.mean > 0.6
    assert nothing.verdict == "reproducible"


@pytest.mark.parametrize(
    ("permuted", "normal", "verdict"),
    [
        (0.1, 0.1, "natural"),
        (0.1, 0.95, "reproducible"),
        (0.95, 0.95, "constructed"),
        (0.95, 0.1, "constructed"),
    ],
)
def test_verdicts(permuted, normal, verdict):
    kinds = (("permuted", permuted), ("one normal", normal))
    found = Nulls(*(Null(kind, 0.9, np.full(30, value)) for kind, value in kinds))
    assert found.verdict == verdict


def test_ten_nulls_are_beyond_only_when_all_are():
    assert Null("permuted", 0.9, np.full(10, 0.8)).beyond
    assert not Null("permuted", 0.9, np.append(np.full(9, 0.8), 0.95)).beyond
