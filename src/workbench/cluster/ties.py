"""The optima of one solution as a map: near together when they put the same people together."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.cluster.agreement import agreement
from workbench.cluster.solution import Optimum, Solution

Array = NDArray[np.float64]


def map_of_optima(solution: Solution) -> pd.DataFrame:
    """Place the optima in two dimensions by 1 − ARI (classical scaling; Torgerson 1952).

    Returns
    -------
    One row an optimum, best first: ``x``, ``y``, ``excess`` (loss above the best, as a share),
    ``share`` of the starts, ``agreement`` with the best (ARI), ``sizes`` (people, largest first).

    Examples
    --------
    >>> from workbench.cluster import fit
    >>> square = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    >>> map_of_optima(fit(square, 2, seed=1))[["excess", "agreement"]].round(2).values.tolist()
    [[0.0, 1.0], [0.0, -0.5]]
    """
    optima = solution.optima
    places = _scaled(1 - _agreements(optima))
    best = optima[0].loss if optima else 0.0
    return pd.DataFrame(
        [
            {
                "x": x,
                "y": y,
                "excess": (optimum.loss - best) / abs(best) if best else 0.0,
                "share": optimum.share,
                "agreement": optimum.agreement,
                "sizes": " / ".join(str(n) for n in sorted(np.bincount(optimum.labels), reverse=True)),
            }
            for optimum, (x, y) in zip(optima, places, strict=True)
        ],
        columns=["x", "y", "excess", "share", "agreement", "sizes"],
    )


def _agreements(optima: tuple[Optimum, ...]) -> Array:
    table = np.eye(len(optima))
    for i, first in enumerate(optima):
        for j in range(i):
            table[i, j] = table[j, i] = agreement(first.labels, optima[j].labels)
    return table


def _scaled(distances: Array) -> Array:
    size = len(distances)
    if size < 2:
        return np.zeros((size, 2))
    centring = np.eye(size) - 1 / size
    values, vectors = np.linalg.eigh(-0.5 * centring @ np.square(distances) @ centring)
    order = np.argsort(-values)[:2]
    return np.asarray(vectors[:, order] * np.sqrt(np.maximum(values[order], 0)))
