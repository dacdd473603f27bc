"""Coded answers as indicators and moments, so that a latent class model is two matrix products."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
MOST_LEVELS = 10


@dataclass(frozen=True, slots=True)
class Items:
    """What the columns of coded answers are.

    Attributes
    ----------
    levels
        Per column: number of levels 0, 1, 2 …, or 0 for a numeric column.
    """

    levels: tuple[int, ...]

    @classmethod
    def seen_in(cls, X: Array) -> Items:
        """A column of whole numbers from 0 to at most 9 has levels; any other is numeric.

        Examples
        --------
        >>> Items.seen_in(np.array([[0.0, 1.5], [2.0, np.nan]])).levels
        (3, 0)
        """
        return cls(tuple(_levels(column) for column in X.T))

    def features(self, X: Array) -> Array:
        """Rows × features: an indicator a level; seen, value and square for a numeric column; 0 where missing.

        Examples
        --------
        >>> Items((2, 0)).features(np.array([[1.0, 3.0], [np.nan, np.nan]])).tolist()
        [[0.0, 1.0, 1.0, 3.0, 9.0], [0.0, 0.0, 0.0, 0.0, 0.0]]
        """
        parts: list[Array] = []
        for column, levels in zip(X.T, self.levels, strict=True):
            if levels:
                parts.append((column[:, None] == np.arange(levels)).astype(np.float64))
            else:
                seen = ~np.isnan(column)
                value = np.where(seen, column, 0.0)
                parts.append(np.column_stack([seen.astype(np.float64), value, value**2]))
        return np.hstack(parts)

    def slices(self) -> list[tuple[slice, bool]]:
        """For each column the features it became, and whether it is numeric."""
        found, start = [], 0
        for levels in self.levels:
            width = levels or 3
            found.append((slice(start, start + width), not levels))
            start += width
        return found

    def parameters(self, k: int) -> int:
        """Free parameters of a model with k classes."""
        return k - 1 + k * sum(levels - 1 if levels else 2 for levels in self.levels)


def _levels(column: NDArray[np.floating[Any]]) -> int:
    seen = column[~np.isnan(column)]
    whole = len(seen) > 0 and bool((seen == np.floor(seen)).all()) and seen.min() >= 0
    return max(int(seen.max()) + 1, 2) if whole and seen.max() < MOST_LEVELS else 0
