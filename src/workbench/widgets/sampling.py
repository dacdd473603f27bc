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


def _largest_remainders(sizes: NDArray[np.intp], most: int) -> NDArray[np.intp]:
    exact = sizes * (most / sizes.sum())
    quotas = np.floor(exact).astype(np.intp)
    first = np.argsort(quotas - exact, kind="stable")[: most - quotas.sum()]
    quotas[first] += 1
    return np.asarray(quotas, dtype=np.intp)
