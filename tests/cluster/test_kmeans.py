"""k-means: the same answers as scikit-learn, the published optima, and honest near ties."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score

from workbench.cluster import fit
from workbench.cluster.agreement import agreement, best_jaccard, crossed
from workbench.cluster.lloyd import follow, run_many
from workbench.cluster.patterns import collapse
from workbench.cluster.ties import map_of_optima

PUBLISHED = {2: 2145.5, 3: 1818.7, 4: 1602.90, 5: 1434.6, 6: 1325.1, 7: 1241.7, 8: 1163.9}


@pytest.fixture(scope="module")
def yes_no(shared_data):
    answers = pd.read_csv(shared_data / "mcdonalds" / "mcdonalds.csv").iloc[:, :11]
    return (answers == "Yes").to_numpy(dtype=float)


def clouds(n, d, k, seed, apart=3.0):
    rng = np.random.default_rng(seed)
    group = rng.integers(0, k, n)
    return rng.normal(0, apart, (k, d))[group] + rng.normal(size=(n, d)), group


@pytest.mark.realdata
def test_means_of_the_public_study(yes_no):
    published = [0.55, 0.91, 0.09, 0.87, 0.53, 0.90, 0.60, 0.64, 0.36, 0.20, 0.24]
    assert yes_no.mean(axis=0) == pytest.approx(published, abs=0.005)


@pytest.mark.realdata
@pytest.mark.parametrize(("k", "published"), PUBLISHED.items())
def test_published_within_ss(yes_no, k, published):
    assert fit(yes_no, k, seed=20261121).within_ss <= published * 1.001


@pytest.mark.realdata
def test_the_public_study_has_near_ties_at_four(yes_no):
    found = fit(yes_no, 4, seed=20261121)
    assert found.near_ties
    assert all(tie.agreement < 0.9 and tie.loss <= found.loss * 1.01 for tie in found.near_ties)
    places = map_of_optima([found])
    assert len(places) == len(found.optima)
    assert places["excess"].between(0, 0.01).all()


def test_lloyd_from_the_same_centres_is_scikit_learns():
    X, _ = clouds(500, 6, 4, seed=1, apart=1.0)
    begun = X[np.random.default_rng(0).choice(500, 4, replace=False)]
    weights = np.random.default_rng(3).uniform(0.1, 2, 500)
    ours = follow(X, begun[None], weights=weights)
    theirs = KMeans(4, init=begun, n_init=1, tol=0).fit(X, sample_weight=weights)
    assert ours.within_ss[0] == pytest.approx(theirs.inertia_)
    assert (ours.labels[0] == theirs.labels_).all()


def test_many_starts_are_as_good_as_scikit_learns():
    X, _ = clouds(400, 5, 6, seed=2, apart=0.8)
    ours = run_many(X.astype(np.float32), k=6, weights=np.ones(400), problems=20, seed=1).within_ss
    theirs = [KMeans(6, n_init=1, tol=0, random_state=seed).fit(X).inertia_ for seed in range(20)]
    assert ours.min() <= min(theirs) * 1.01
    assert np.median(ours) <= np.median(theirs) * 1.02


def test_a_centre_that_loses_its_people_moves_on():
    X = np.array([[0.0], [1.0], [10.0], [11.0]])
    ended = follow(X, np.array([[[0.5], [0.5]]]), weights=np.ones(4))
    assert ended.within_ss[0] == pytest.approx(1.0)


def test_equal_rows_with_weights_are_the_rows():
    rng = np.random.default_rng(4)
    X = rng.integers(0, 2, (300, 4)).astype(float)
    patterns = collapse(X, weights=np.ones(300))
    assert len(patterns.rows) <= 16
    np.testing.assert_array_equal(patterns.rows[patterns.of], X)
    assert patterns.weights.sum() == 300
    found = fit(X, 3, seed=1)
    assert all(len(set(found.labels[patterns.of == p])) == 1 for p in range(len(patterns.rows)))
    assert found.within_ss <= KMeans(3, n_init=10, random_state=0).fit(X).inertia_ * (1 + 1e-9)


def test_numbers_of_people_weigh_like_copies():
    X, _ = clouds(120, 3, 3, seed=5)
    times = np.random.default_rng(6).integers(1, 4, 120)
    weighted = fit(X, 3, weights=times, seed=1)
    copied = fit(np.repeat(X, times, axis=0), 3, seed=1)
    assert weighted.loss * times.mean() == pytest.approx(copied.loss)


def test_segments_are_numbered_by_size_and_found():
    X, group = clouds(600, 4, 3, seed=7, apart=6)
    found = fit(X, 3, seed=1)
    assert adjusted_rand_score(group, found.labels) == 1.0
    assert (np.diff(found.sizes) <= 0).all()
    assert found.sizes.sum() == 600
    assert found.share_best > 0.5
    assert found.near_ties == ()
    np.testing.assert_array_equal(found.rule.distances(X).argmin(axis=1), found.labels)


def test_a_large_study_is_decided_on_all_rows():
    X, group = clouds(12_000, 4, 4, seed=8, apart=5)
    found = fit(X, 4, seed=1)
    assert adjusted_rand_score(group, found.labels) > 0.99
    assert found.starts == 200
    assert "sample of" in found.note


def test_from_fifty_thousand_rows_there_are_fewer_starts_and_it_is_said():
    X, _ = clouds(50_000, 2, 2, seed=9)
    found = fit(X, 2, seed=1)
    assert found.starts == 50
    assert found.note.startswith("50 starts on a sample")


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_relabelling_and_order_keep_agreement(seed):
    rng = np.random.default_rng(seed)
    a, b = rng.integers(0, 4, 50), rng.integers(0, 3, 50)
    order, names = rng.permutation(50), rng.permutation(4)
    assert agreement(a, b) == pytest.approx(adjusted_rand_score(a, b))
    assert agreement(names[a][order], b[order]) == pytest.approx(agreement(a, b))


def test_jaccard_by_hand():
    # S1 = {0,1,2}, S2 = {3,4}; A = {0,1}, B = {2,3,4}: 2/3 and 2/3
    np.testing.assert_allclose(best_jaccard(crossed([0, 0, 0, 1, 1], [0, 0, 1, 1, 1])), [2 / 3, 2 / 3])


def test_the_same_seed_gives_the_same_answer():
    X, _ = clouds(300, 4, 5, seed=10, apart=0.7)
    first, second = fit(X, 5, seed=3), fit(X, 5, seed=3)
    np.testing.assert_array_equal(first.labels, second.labels)
    assert first.share_best == second.share_best


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ([1.0], r"^\(1,\) weights for 4 rows; give one a row$"),
        ([1.0, 1.0, -1.0, 1.0], r"^weights must be finite, not negative, and not all 0$"),
    ],
)
def test_wrong_weights_are_refused(weights, message):
    with pytest.raises(ValueError, match=message):
        fit(np.arange(4.0)[:, None], 2, weights=weights, seed=1)


def test_too_few_distinct_rows():
    with pytest.raises(ValueError, match=r"^2 distinct rows cannot make 3 segments$"):
        fit([[0.0], [0.0], [1.0]], 3, seed=1)
