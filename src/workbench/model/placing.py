"""Rows → segments, by a stored rule."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.cluster.rules import Rule
from workbench.schemas import SEGMENT, segment_label

Array = NDArray[np.float64]


def placed(rule: Rule, X: Array, *, labels: NDArray[np.intp] | None = None) -> dict[str, Any]:
    """The segment of each row, its distance, the runner-up, and the margin between them.

    Parameters
    ----------
    labels
        Given labels (-1 for nobody's) win over the nearest segment; the margin is then negative for a
        row that stands nearer to another segment.

    Examples
    --------
    >>> from workbench.cluster.rules import NearestCentre
    >>> placed(NearestCentre(np.array([[0.0], [4.0]])), np.array([[1.0]]))["margin"].round(2).tolist()
    [0.67]
    """
    distances = rule.distances(X)
    own = distances.argmin(axis=1) if labels is None else labels
    rows = np.arange(len(X))
    at = np.maximum(own, 0)
    first = distances[rows, at]
    others = distances.copy()
    others[rows, at] = np.inf
    second = others.argmin(axis=1)
    next_best = others[rows, second]
    larger = np.maximum(first, next_best)
    margin = np.divide(next_best - first, larger, out=np.zeros_like(first), where=larger > 0)
    return {
        SEGMENT: _names(own),
        "distance": first,
        "second": _names(second),
        "margin": margin,
    }


def _names(labels: NDArray[np.intp]) -> NDArray[np.object_]:
    names = np.asarray([*(segment_label(j + 1) for j in range(int(labels.max(initial=0)) + 1)), None], object)
    return np.asarray(names[labels])
