"""Small cells: hidden, and hidden with them what would give them away."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Counts = npt.NDArray[np.intp]
Mask = npt.NDArray[np.bool_]


def hidden_cells(counts: Counts, *, least: int) -> Mask:
    """Which cells of a two-way table of people may not be shown, when its row and column sums are known.

    Cells of 1 to `least` − 1 people are hidden; where a row or a column would then have exactly one hidden
    cell, so that its sum gives it away, the smallest of the others is hidden too.

    Examples
    --------
    >>> hidden_cells(np.array([[5, 40, 60], [30, 50, 70]]), least=11).tolist()
    [[True, True, False], [True, True, False]]
    >>> hidden_cells(np.array([[0, 40], [30, 50]]), least=11).any()
    np.False_
    """
    hidden = (counts > 0) & (counts < least)
    while True:
        before = hidden.copy()
        for line, own in [*zip(counts, hidden, strict=True), *zip(counts.T, hidden.T, strict=True)]:
            others = np.flatnonzero(~own & (line > 0))
            if own.sum() == 1 and len(others):
                own[others[line[others].argmin()]] = True  # a view: it marks `hidden`
        if (before == hidden).all():
            return hidden
