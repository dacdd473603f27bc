"""What people who gave each answer do, in the unit of the purchases."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from workbench.estimate import Numbers
from workbench.saydo.cells import hidden_cells
from workbench.saydo.medians import median
from workbench.saydo.pairs import Item
from workbench.saydo.results import Answer, nothing


def by_answer(said: Numbers, done: Numbers, weights: Numbers, say: Item, *, least: int) -> Iterator[Answer]:
    """One `Answer` a level (or quarter of a numeric answer) that someone chose; small ones hidden."""
    named = list(_named_answers(said, say))
    sizes = np.array([[int(mask.sum()) for _, mask in named]], dtype=np.intp)
    for (name, mask), small in zip(named, hidden_cells(sizes, least=least)[0], strict=True):
        if small:
            yield Answer(name, 0, nothing(0, "bootstrap"), math.nan, math.nan, hidden=True)
        elif mask.any():
            lower, upper = _quartiles(done[mask], weights[mask])
            yield Answer(name, int(mask.sum()), median(done[mask], weights[mask]), lower, upper)


def _named_answers(said: Numbers, say: Item) -> Iterator[tuple[str, Any]]:
    """Each level with who chose it; of numbers, up to four groups of about equal size."""
    if say.level:
        yield "no", said == 0
        yield "yes", said == 1
    elif say.variable.levels:
        for place, level in enumerate(say.variable.levels):
            yield level, said == place
    elif len(said):
        cuts = np.unique(np.quantile(said, [0.25, 0.5, 0.75]))
        group = np.searchsorted(cuts, said, side="left")
        for number in np.unique(group):
            inside = group == number
            low, high = said[inside].min(), said[inside].max()
            unit = f" {say.variable.unit}" if say.variable.unit else ""
            yield (f"{low:,.4g}{unit}" if low == high else f"{low:,.4g} to {high:,.4g}{unit}"), inside


def _quartiles(values: Numbers, weights: Numbers) -> tuple[float, float]:
    order = np.argsort(values, kind="stable")
    below = np.cumsum(weights[order]) / weights.sum()
    return tuple(float(values[order][np.searchsorted(below, q - 1e-12)]) for q in (0.25, 0.75))  # type: ignore[return-value]
