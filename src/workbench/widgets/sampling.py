"""Which customers are drawn when there are more than a browser draws fluidly."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray


def stratified_sample(strata: pd.Series, most: int, *, seed: int) -> NDArray[np.intp]:
    """Positions of at most `most` rows, each stratum by its share (largest remainders), in their order.

    Examples
    --------
    >>> strata = pd.Series(["S1"] * 600 + ["S2"] * 400)
    >>> chosen = stratified_sample(strata, 10, seed=1)
    >>> strata.iloc[chosen].value_counts().to_dict()
    {'S1': 6, 'S2': 4}
    """
    if len(strata) <= most:
        return np.arange(len(strata))
    codes = pd.factorize(strata, sort=True, use_na_sentinel=False)[0]
    sizes = np.bincount(codes)
    quotas = _largest_remainders(sizes, most)
    random = np.random.default_rng(seed)
    chosen = [
        random.choice(np.flatnonzero(codes == stratum), size=quota, replace=False)
        for stratum, quota in enumerate(quotas)
    ]
    return np.sort(np.concatenate(chosen))


def with_undrawn(
    points: NDArray[np.float64],
    segments: pd.Series,
    *,
    drawn: NDArray[np.bool_],
    selected: NDArray[np.bool_],
    passing: NDArray[np.bool_],
) -> NDArray[np.bool_]:
    """The selected customers, and of those not drawn the ones whose nearest drawn one is selected.

    Nearest is sought within a customer's own segment, so a selection of all drawn customers of a segment
    becomes the whole segment.

    Parameters
    ----------
    points
        Coordinates of everyone in the space that the segments were formed in, customers × dimensions.
    segments
        The segment of everyone, in the same order.
    drawn, selected
        Who is drawn, and who of them is selected.
    passing
        Who passes the tests that the selection was made under: only they are asked, and only they are taken.

    Examples
    --------
    >>> points, segments = np.array([[0.0], [0.1], [9.0], [9.1], [9.2]]), pd.Series(["S1"] * 5)
    >>> drawn, selected = np.array([1, 0, 1, 0, 0], bool), np.array([0, 0, 1, 0, 0], bool)
    >>> passing = np.array([1, 1, 1, 1, 0], bool)
    >>> with_undrawn(points, segments, drawn=drawn, selected=selected, passing=passing).tolist()
    [False, False, True, True, False]
    """
    from sklearn.metrics import pairwise_distances_argmin

    result = selected.copy()
    points = points.astype(np.float32)
    codes = pd.factorize(segments, use_na_sentinel=False)[0]
    for segment in np.unique(codes[selected]):
        mine = (codes == segment) & passing
        asked, voters = np.flatnonzero(mine & ~drawn), np.flatnonzero(mine & drawn)
        if len(asked) and len(voters):
            nearest = pairwise_distances_argmin(points[asked], points[voters])
            result[asked] = selected[voters[nearest]]
    return result


def _largest_remainders(sizes: NDArray[np.intp], most: int) -> NDArray[np.intp]:
    exact = sizes * (most / sizes.sum())
    quotas = np.floor(exact).astype(np.intp)
    first = np.argsort(quotas - exact, kind="stable")[: most - quotas.sum()]
    quotas[first] += 1
    return np.asarray(quotas, dtype=np.intp)
