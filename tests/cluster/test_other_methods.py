"""Every method behind the one interface."""

import warnings

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import adjusted_rand_score
from tests.planted import planted

from workbench.cluster import fit
from workbench.cluster.hdbscan import NoSuchSolution
from workbench.cluster.rules import rule_from_record
from workbench.config import SegmentSettings
from workbench.space import lay_out


@pytest.fixture(scope="module")
def study():
    frame, variables, truth = planted(600, k=4, seed=3, missing=0.1, apart=2.0)
    return lay_out(frame, variables, SegmentSettings()), truth


@pytest.mark.parametrize("method", ["kmeans", "gmm", "latent_class", "ward", "consensus"])
def test_planted_groups_are_found_and_scored_again(study, method):
    basis, truth = study
    read = basis.read_by(method)
    found = fit(read, 4, method=method, weights=basis.weights, seed=1)
    assert adjusted_rand_score(truth, found.labels) > 0.85
    assert found.method == method
    assert found.labels.min() == 0
    masses = np.bincount(found.labels, weights=basis.weights)
    assert (np.diff(masses) <= 0).all()
    again = rule_from_record(found.rule.to_record())
    np.testing.assert_allclose(again.distances(read), found.rule.distances(read))
    assert adjusted_rand_score(found.labels, again.distances(read).argmin(axis=1)) > 0.9
    if found.posterior is not None:
        np.testing.assert_allclose(found.posterior.sum(axis=1), 1)
        np.testing.assert_array_equal(found.posterior.argmax(axis=1), found.labels)


def test_hdbscan_leaves_people_between_the_dense_regions_unassigned():
    rng = np.random.default_rng(0)
    dense = np.concatenate([rng.normal(c, 0.2, (150, 2)) for c in ((0, 0), (5, 5), (0, 5))])
    found = fit(np.concatenate([dense, rng.uniform(-3, 8, (60, 2))]), 3, method="hdbscan", seed=1)
    assert 0.02 < found.unassigned < 0.14
    assert found.note == f"{100 * found.unassigned:.0f} % of the people are in no segment"
    assert adjusted_rand_score(np.repeat([0, 1, 2], 150), found.labels[:450]) > 0.95


def test_hdbscan_says_when_there_are_no_such_regions():
    with pytest.raises(NoSuchSolution, match=r"^HDBSCAN finds no 12 dense regions in these data"):
        fit(np.random.default_rng(0).normal(size=(300, 3)), 12, method="hdbscan", seed=1)


def independent_log_likelihood(X, labels_posterior):
    """Weighted likelihood of 0/1 answers recomputed from the posterior alone, person by person."""
    shares = labels_posterior.mean(axis=0)
    chances = (labels_posterior.T @ X) / labels_posterior.sum(axis=0)[:, None]
    total = 0.0
    for row in X:
        total += np.log(
            sum(s * np.prod(np.where(row == 1, p, 1 - p)) for s, p in zip(shares, chances, strict=True))
        )
    return total


@pytest.mark.realdata
def test_latent_classes_of_the_public_study(shared_data):
    answers = pd.read_csv(shared_data / "mcdonalds" / "mcdonalds.csv").iloc[:, :11]
    X = (answers == "Yes").to_numpy(dtype=float)
    found = fit(X, 4, method="latent_class", seed=20261121)
    assert independent_log_likelihood(X, found.posterior) >= -7111.15
    assert found.sizes == pytest.approx([592, 379, 281, 201], abs=2)
    assert found.criteria["bic"] == pytest.approx(14564.44, abs=0.1)
    p = found.posterior
    uncertain = -(p * np.log(np.maximum(p, 1e-300))).sum()
    assert found.criteria["entropy"] == pytest.approx(1 - uncertain / (1453 * np.log(4)))
    assert found.criteria["icl"] == pytest.approx(found.criteria["bic"] + 2 * uncertain)


def test_latent_classes_agree_with_stepmix():
    from stepmix.stepmix import StepMix

    rng = np.random.default_rng(5)
    group = rng.integers(0, 3, 400)
    levels = np.array([[0.8, 0.1, 0.1], [0.1, 0.8, 0.1], [0.1, 0.1, 0.8]])
    nominal = np.column_stack([[rng.choice(3, p=levels[g]) for g in group] for _ in range(3)]).astype(float)
    numeric = np.array([[-2.0, 0.0], [0.0, 2.0], [2.0, -1.0]])[group] + rng.normal(size=(400, 2))
    X = np.hstack([nominal, numeric])
    X[rng.random(X.shape) < 0.1] = np.nan
    ours = fit(X, 3, method="latent_class", seed=1)
    measurement = {
        "levels": {"model": "categorical_nan", "n_columns": 3},
        "numbers": {"model": "gaussian_diag_nan", "n_columns": 2},
    }
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = StepMix(3, measurement=measurement, n_init=3, random_state=1, progress_bar=0, abs_tol=1e-8)
        theirs.fit(pd.DataFrame(X))
    assert ours.criteria["log_likelihood"] == pytest.approx(theirs.score(pd.DataFrame(X)) * 400, rel=1e-4)
    assert adjusted_rand_score(theirs.predict(pd.DataFrame(X)), ours.labels) > 0.98
