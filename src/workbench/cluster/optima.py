"""The distinct ends of several starts, best first."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from workbench.cluster.agreement import agreement
from workbench.cluster.solution import NEAR_TIE_LOSS, Optimum

Ints = NDArray[np.intp]
SAME = 0.99


def distinct_optima(ended: Sequence[tuple[Ints, float]]) -> tuple[Optimum, ...]:
    """Merge ends that put the same people together; keep those within 1 % of the best.

    Parameters
    ----------
    ended
        Labels and loss of each start.

    Examples
    --------
    >>> a, b = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])
    >>> [(o.loss, round(o.share, 2)) for o in distinct_optima([(a, 10.0), (b, 10.05), (1 - a, 10.0), (b, 12.0)])]
    [(10.0, 0.5), (10.05, 0.25)]
    """
    ordered = sorted(ended, key=lambda end: end[1])
    best, least = ordered[0]
    found: list[Optimum] = []
    for labels, loss in ordered:
        if loss > least + NEAR_TIE_LOSS * abs(least):
            break
        twin = next((i for i, o in enumerate(found) if agreement(o.labels, labels) > SAME), None)
        if twin is None:
            found.append(Optimum(labels, loss, 1 / len(ended), agreement(labels, best)))
        else:
            old = found[twin]
            found[twin] = Optimum(old.labels, old.loss, old.share + 1 / len(ended), old.agreement)
    return tuple(found)
