"""The order of variables in a chart: alike ones beside each other."""

from __future__ import annotations

import numpy as np
import pandas as pd


def by_similarity(profiles: pd.DataFrame) -> list[object]:
    """Order rows so that variables that rise and fall in the same segments are neighbours.

    Average linkage on the distances between rows, leaves ordered so that neighbours are closest
    (Bar-Joseph, Gifford & Jaakkola 2001; Dolnicar, Grün & Leisch 2018 order their profile plots by clusters
    of variables too). Of the two directions, the one that begins with what the first segment has most of.

    Parameters
    ----------
    profiles
        Variables × segments: differences from the total in standard deviations.

    Examples
    --------
    >>> by_similarity(pd.DataFrame({"S1": [1, -1, 0.9], "S2": [-1, 1, -0.9]}, index=["a", "b", "c"]))
    ['a', 'c', 'b']
    """
    from scipy.cluster import hierarchy

    values = profiles.fillna(0).to_numpy(float)
    if len(values) < 3:
        places = np.argsort(-values[:, 0], kind="stable")
    else:
        tree = hierarchy.linkage(values, method="average", optimal_ordering=len(values) <= 500)
        places = hierarchy.leaves_list(tree)
        half = len(places) // 2
        if values[places[:half], 0].mean() < values[places[half:], 0].mean():
            places = places[::-1]
    return [profiles.index[place] for place in places]
