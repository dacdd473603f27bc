"""Random draws that differ from person to person."""

from __future__ import annotations

import numpy as np


def drawn(generator: np.random.Generator, weights: np.ndarray) -> np.ndarray:
    """Draw one column of `weights` for each row, with odds in proportion to the row's weights.

    Examples
    --------
    >>> drawn(np.random.default_rng(1), np.array([[0.0, 1.0], [3.0, 0.0]]))
    array([1, 0])
    """
    edges = np.cumsum(weights / weights.sum(axis=1, keepdims=True), axis=1)
    column = (edges < generator.random(len(weights))[:, None]).sum(axis=1)
    return np.asarray(column.clip(0, weights.shape[1] - 1))


def levels_around(
    generator: np.random.Generator, position: np.ndarray, levels: int, *, spread: float
) -> np.ndarray:
    """Draw an ordered level (0 … levels − 1) around each position between 0 and 1.

    Examples
    --------
    >>> levels_around(np.random.default_rng(1), np.array([0.1, 0.9]), 3, spread=0.01)
    array([0, 2])
    """
    place = np.floor((position + generator.normal(0, spread, len(position))) * levels)
    return np.asarray(np.clip(place, 0, levels - 1).astype(int))
