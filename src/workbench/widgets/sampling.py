"""Which customers are drawn when there are more than a browser draws fluidly."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

VOTERS = 1  # the nearest drawn customer speaks for one who is not drawn


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


def with_undrawn(places: pd.DataFrame, drawn: pd.Index, rows: Sequence[int]) -> list[str]:
    """The selected customers, and those who are not drawn but stand among them on the map.

    Parameters
    ----------
    places
        Columns x and y of everyone, indexed by customer.
    drawn
        Who is drawn; `rows` are the selected ones among them.

    Examples
    --------
    >>> places = pd.DataFrame({"x": [0.0, 0.1, 9.0, 9.1], "y": 0.0}, index=["a", "b", "c", "d"])
    >>> with_undrawn(places, pd.Index(["a", "c"]), [1])
    ['c', 'd']
    """
    from sklearn.neighbors import KNeighborsClassifier

    selected = np.zeros(len(drawn), dtype=bool)
    selected[list(rows)] = True
    chosen = [str(customer) for customer in drawn[selected]]
    others = places.index.difference(drawn, sort=False)
    if not len(others) or not chosen:
        return chosen
    nearest = KNeighborsClassifier(n_neighbors=min(VOTERS, len(drawn)))
    nearest.fit(places.loc[drawn, ["x", "y"]].to_numpy(), selected)
    among = nearest.predict(places.loc[others, ["x", "y"]].to_numpy())
    return [*chosen, *(str(customer) for customer in others[among])]


def _largest_remainders(sizes: NDArray[np.intp], most: int) -> NDArray[np.intp]:
    exact = sizes * (most / sizes.sum())
    quotas = np.floor(exact).astype(np.intp)
    first = np.argsort(quotas - exact, kind="stable")[: most - quotas.sum()]
    quotas[first] += 1
    return np.asarray(quotas, dtype=np.intp)
