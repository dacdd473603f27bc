"""What people do against the numbers that their answers name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import numpy as np
import numpy.typing as npt

from workbench.estimate import Numbers, share
from workbench.saydo.cells import hidden_cells
from workbench.saydo.pairs import Item
from workbench.saydo.results import AtWord, Kept, nothing
from workbench.saydo.stated import stated_rates

Places = npt.NDArray[np.intp]
Side = npt.NDArray[np.bool_]

RATE = "frequency"  # the purchase feature: orders a month


def at_word(
    said: Numbers, done: Numbers, weights: Numbers, say: Item, do: Item, *, least: int
) -> AtWord | None:
    """The answers read as times a month beside the orders a month; None when they name none.

    Told by answer too: "less than 5 times" is easily kept and often given, so that it alone would carry
    the figure of everyone.

    Parameters
    ----------
    said, done, weights
        One a person: the place of the answer among its levels, the orders a month, the weight.
    least
        Answers of fewer people than this are hidden.
    """
    rates = stated_rates(say.variable) if do.variable.name == RATE and not say.level else None
    if rates is None:
        return None
    places = said.astype(int)
    low, high = np.array(rates)[places].T
    kept = (done >= low) & (done <= high)
    sides = (done < low, kept, done > high)
    below, within, above = (share(side, weights) for side in sides)
    answers = _answers(places, sides, weights, say.variable.levels, least)
    return AtWord(rates, below, within, above, tuple(answers))


def _answers(
    places: Places, sides: tuple[Side, ...], weights: Numbers, levels: tuple[str, ...], least: int
) -> Iterator[Kept]:
    sizes = np.bincount(places, minlength=len(levels))
    for place, small in enumerate(hidden_cells(sizes[None, :], least=least)[0]):
        own, n = places == place, int(sizes[place])
        if small:
            empty = nothing(0, "Wilson")
            yield Kept(levels[place], 0, empty, empty, empty, hidden=True)
        elif n:
            below, within, above = (share(side[own], weights[own]) for side in sides)
            yield Kept(levels[place], n, below, within, above, few=_few(int(sides[1][own].sum()), n, least))


def _few(kept: int, n: int, least: int) -> Literal["", "do", "do not"]:
    if 0 < kept < least:
        return "do"
    return "do not" if 0 < n - kept < least else ""
