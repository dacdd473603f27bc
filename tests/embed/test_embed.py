"""The map: which people, how far to be read."""

import numpy as np
import pytest

from workbench.embed import neighbours_kept, people_map, quality, sampled


@pytest.mark.slow
def test_a_map_keeps_neighbours_and_says_how_well():
    rng = np.random.default_rng(0)
    points = 4 * np.eye(5)[rng.integers(0, 3, 300)] + rng.normal(size=(300, 5))
    found = people_map(points, seed=1)
    assert found.umap.shape == found.pca.shape == (300, 2)
    assert found.umap_quality.trustworthiness > 0.8
    assert 0.3 < found.agreement <= 1
    assert found.pca_quality.distances > 0.6
    table = found.table([f"c{i}" for i in range(300)])
    assert list(table.columns) == ["customer", "x", "y", "pca_x", "pca_y"]
    np.testing.assert_array_equal(people_map(points, seed=1).umap, found.umap)


def test_strata_keep_their_share_and_small_ones_are_seen():
    labels = ["a"] * 9_000 + ["b"] * 970 + ["c"] * 30
    kept = np.asarray(labels, dtype=object)[sampled(10_000, strata=labels, seed=1, most=1_000)]
    assert {label: int((kept == label).sum()) for label in "abc"} == {"a": 900, "b": 97, "c": 30}


def test_a_shuffled_layout_keeps_nothing():
    points = np.random.default_rng(1).normal(size=(400, 4))
    shuffled = points[np.random.default_rng(2).permutation(400), :2]
    found = quality(points, shuffled)
    assert found.neighbours_kept < 0.15
    assert abs(found.distances) < 0.1
    assert neighbours_kept(points, points) == 1.0
