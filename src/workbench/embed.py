"""A map of people for looking: near people on it are alike, far ones need not differ.

Nothing is clustered on a map. Beside UMAP stands the plane of the first two principal components, which
keeps large distances better and small ones worse.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]

MOST_POINTS = 20_000
NEIGHBOURS = 15
KEPT_OF = 30
CHECKED = 2_000
SEEDS = 2


@dataclass(frozen=True, slots=True)
class Quality:
    """How far a map can be read.

    Attributes
    ----------
    trustworthiness
        1 when all neighbours on the map are neighbours in the space (Venna & Kaski 2001).
    neighbours_kept
        Share of a person's 30 nearest in the space that are among the 30 nearest on the map.
    distances
        Spearman correlation of distances on the map with distances in the space.
    """

    trustworthiness: float
    neighbours_kept: float
    distances: float


@dataclass(frozen=True, slots=True)
class PeopleMap:
    """Where people stand on the map.

    Attributes
    ----------
    rows
        Which rows of the space are on the map; all, or a sample of them.
    umap, pca
        Coordinates, rows × 2.
    umap_quality, pca_quality
        How far each can be read.
    agreement
        Share of a person's 30 nearest on the map that are the same with another seed.
    of
        Rows in the space.
    """

    rows: NDArray[np.intp]
    umap: Array
    pca: Array
    umap_quality: Quality
    pca_quality: Quality
    agreement: float
    of: int

    def table(self, customers: ArrayLike) -> pd.DataFrame:
        """The table ``map``: customer, x, y, pca_x, pca_y."""
        ids = np.asarray(customers, dtype=object)[self.rows]
        return pd.DataFrame(
            {
                "customer": ids,
                "x": self.umap[:, 0],
                "y": self.umap[:, 1],
                "pca_x": self.pca[:, 0],
                "pca_y": self.pca[:, 1],
            }
        )


def people_map(points: Array, *, strata: ArrayLike | None = None, seed: int) -> PeopleMap:
    """Lay people out in two dimensions by UMAP, from nearest neighbours found by scikit-learn, and by PCA.

    Parameters
    ----------
    points
        Coordinates in the mixed space.
    strata
        A label for each row (its segment): when there are more than 20,000 rows each label keeps its
        share of the sample, and at least 50 people where it has them.
    seed
        The map depends on it and on nothing else.
    """
    rows = sampled(len(points), strata=strata, seed=seed)
    shown = points[rows]
    near = _neighbours(shown, min(NEIGHBOURS, len(shown) - 1))
    checked = np.random.default_rng(seed).permutation(len(shown))[:CHECKED]
    with _laying_out(shown, near, [seed + number for number in range(SEEDS)]) as waited_for:
        plane = _plane(shown)
        plane_quality = quality(shown[checked], plane[checked])
        layouts = list(waited_for)
    return PeopleMap(
        rows=rows,
        umap=layouts[0],
        pca=plane,
        umap_quality=quality(shown[checked], layouts[0][checked]),
        pca_quality=plane_quality,
        agreement=neighbours_kept(layouts[0][checked], layouts[1][checked]),
        of=len(points),
    )


def sampled(rows: int, *, strata: ArrayLike | None, seed: int, most: int = MOST_POINTS) -> NDArray[np.intp]:
    """Rows for the map: all, or a sample in which each stratum keeps its share (and at least 50 people).

    Examples
    --------
    >>> kept = sampled(1000, strata=["a"] * 900 + ["b"] * 100, seed=1, most=500)
    >>> len(kept), int((kept >= 900).sum())
    (500, 50)
    """
    if rows <= most:
        return np.arange(rows)
    rng = np.random.default_rng(seed)
    labels = np.zeros(rows) if strata is None else pd.factorize(np.asarray(strata, dtype=object))[0]
    kept = []
    for label in np.unique(labels):
        own = np.flatnonzero(labels == label)
        wanted = max(round(most * len(own) / rows), min(50, len(own)))
        kept.append(rng.choice(own, wanted, replace=False))
    return np.sort(np.concatenate(kept))


def quality(points: Array, layout: Array) -> Quality:
    """How far a layout can be read, on the people given (some 2,000 are enough).

    Examples
    --------
    >>> line = np.column_stack([np.arange(80.0), np.zeros(80)])
    >>> quality(line, line)
    Quality(trustworthiness=1.0, neighbours_kept=1.0, distances=1.0)
    """
    from scipy.spatial.distance import pdist
    from scipy.stats import spearmanr
    from sklearn.manifold import trustworthiness

    near = max(1, min(KEPT_OF, (len(points) - 1) // 2))
    some = slice(None, 500)
    return Quality(
        trustworthiness=float(trustworthiness(points, layout, n_neighbors=near)),
        neighbours_kept=neighbours_kept(points, layout),
        distances=round(float(spearmanr(pdist(points[some]), pdist(layout[some])).statistic), 12),
    )


def neighbours_kept(first: Array, second: Array) -> float:
    """Mean share of a person's 30 nearest in one layout that are among the 30 nearest in the other.

    Examples
    --------
    >>> line = np.arange(40.0)[:, None]
    >>> neighbours_kept(line, -line)
    1.0
    """
    count = max(1, min(KEPT_OF, len(first) - 2))
    a, b = _neighbours(first, count + 1)[0][:, 1:], _neighbours(second, count + 1)[0][:, 1:]
    return float((a[:, :, None] == b[:, None, :]).any(axis=2).mean())


def _neighbours(points: Array, count: int) -> tuple[NDArray[np.intp], Array]:
    from sklearn.neighbors import NearestNeighbors

    distances, indices = NearestNeighbors(n_neighbors=count).fit(points).kneighbors(points)
    return indices, distances


@contextmanager
def _laying_out(
    points: Array, near: tuple[NDArray[np.intp], Array], seeds: list[int]
) -> Iterator[Iterator[Array]]:
    """A layout for each seed, side by side and beside what is done meanwhile: none needs another."""
    import warnings
    from concurrent.futures import ThreadPoolExecutor

    with warnings.catch_warnings():  # around the threads: what is caught is the same for all of them
        # umap tells at import that it has no TensorFlow, which only its parametric variant needs.
        warnings.simplefilter("ignore", ImportWarning)
        from umap import UMAP

        _compile_once_for_threads()
        # Two notices that are meant: neighbours computed beforehand place no new rows, a seed means one thread.
        warnings.filterwarnings("ignore", message=".*(precomputed_knn|n_jobs|parallelism|transform).*")

        def layout(seed: int) -> Array:
            one = UMAP(
                n_neighbors=near[0].shape[1],
                precomputed_knn=(near[0], near[1], None),
                random_state=seed % 2**32,
                n_jobs=1,
            )
            return np.asarray(one.fit_transform(points), dtype=np.float64)

        with ThreadPoolExecutor(len(seeds)) as threads:
            yield threads.map(layout, seeds)


def _compile_once_for_threads() -> None:
    """Keep what numba makes of umap's functions on disk, and let it run without the interpreter's lock.

    Half the time of a map is compilation otherwise, and two layouts would wait for each other. umap itself
    keeps a few of its functions only. Where no folder can be written they are compiled in each process.
    """
    import contextlib

    from numba.core.dispatcher import Dispatcher
    from umap import layouts, umap_

    for function in [*vars(umap_).values(), *vars(layouts).values()]:
        if isinstance(function, Dispatcher) and not function.signatures:
            function.targetoptions["nogil"] = True
            with contextlib.suppress(RuntimeError):
                function.enable_caching()


def _plane(points: Array) -> Array:
    centred = points - points.mean(axis=0)
    _values, vectors = np.linalg.eigh(centred.T @ centred)
    axes = vectors[:, ::-1][:, :2]
    # The sign of an axis is arbitrary: fixed, so that a map drawn again looks the same.
    axes = axes * np.where(axes[np.abs(axes).argmax(axis=0), np.arange(axes.shape[1])] < 0, -1, 1)
    plane = centred @ axes
    return np.asarray(plane if plane.shape[1] == 2 else np.column_stack([plane, np.zeros(len(plane))]))
