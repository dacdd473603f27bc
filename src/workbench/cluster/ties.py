"""The optima of solutions as a map: near together when they put the same people together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.cluster.agreement import agreement
from workbench.cluster.solution import Optimum, Solution

Array = NDArray[np.float64]


def map_of_optima(solutions: Sequence[Solution]) -> pd.DataFrame:
    """Place all optima of several solutions in two dimensions by 1 − ARI (classical scaling; Torgerson 1952).

    Returns
    -------
    One row an optimum, each solution's best first: ``k``, ``x``, ``y``, ``excess`` (loss above the best of the
    same k, as a share), ``share`` of the starts, ``agreement`` with the best of the same k (ARI),
    ``sizes`` (people, largest first), ``best``.

    Examples
    --------
    >>> from workbench.cluster import fit
    >>> square = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    >>> map_of_optima([fit(square, 2, seed=1)])[["k", "excess", "agreement"]].round(2).values.tolist()
    [[2.0, 0.0, 1.0], [2.0, 0.0, -0.5]]
    """
    optima = [(solution, optimum) for solution in solutions for optimum in solution.optima]
    places = _scaled(1 - _agreements([optimum for _, optimum in optima]))
    return pd.DataFrame(
        [_row(solution, optimum, x, y) for (solution, optimum), (x, y) in zip(optima, places, strict=True)],
        columns=["k", "x", "y", "excess", "share", "agreement", "sizes", "best"],
    )


def _row(solution: Solution, optimum: Optimum, x: float, y: float) -> dict[str, object]:
    best = solution.optima[0]
    inside = optimum.labels[optimum.labels >= 0]
    return {
        "k": solution.k,
        "x": x,
        "y": y,
        "excess": (optimum.loss - best.loss) / abs(best.loss) if best.loss else 0.0,
        "share": optimum.share,
        "agreement": optimum.agreement,
        "sizes": " / ".join(str(n) for n in sorted(np.bincount(inside), reverse=True)),
        "best": optimum is best,
    }


def _agreements(optima: Sequence[Optimum]) -> Array:
    # Some five thousand people, evenly taken, place a partition well enough for a map.
    step = max(1, len(optima[0].labels) // 5_000) if optima else 1
    table = np.eye(len(optima))
    for i, first in enumerate(optima):
        for j in range(i):
            labels = first.labels[::step], optima[j].labels[::step]
            table[i, j] = table[j, i] = agreement(*labels)
    return table


def _scaled(distances: Array) -> Array:
    size = len(distances)
    if size < 2:
        return np.zeros((size, 2))
    centring = np.eye(size) - 1 / size
    values, vectors = np.linalg.eigh(-0.5 * centring @ np.square(distances) @ centring)
    order = np.argsort(-values)[:2]
    return np.asarray(vectors[:, order] * np.sqrt(np.maximum(values[order], 0)))
