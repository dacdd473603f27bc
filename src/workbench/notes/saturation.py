"""Saturation: do further interviews still bring new codes?

Source: Guest, Namey & Chen (2020), A simple method to assess and report thematic saturation in qualitative
research, PLOS ONE 15(5), e0232076.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np

BASE, RUN, THRESHOLD, ORDERS = 4, 2, 0.05, 1000

Codes = AbstractSet[Hashable]


@dataclass(frozen=True, slots=True)
class Step:
    """One interview on the curve: new codes, all codes so far, and the ratio of the run that ends here."""

    interview: int
    new: int
    total: int
    ratio: float | None


@dataclass(frozen=True, slots=True)
class Saturation:
    """How saturated a set of interviews is.

    Attributes
    ----------
    ratio
        New codes in the last `run` interviews / distinct codes in the first `base`; None while there are
        fewer than base + run interviews, or the base has no code.
    reached_at
        The interview at whose end the ratio first was at most the threshold, or None.
    median_ratio
        The median of the last ratio over random orders of the same interviews: free of their order.
    median_reached_at
        The median of `reached_at` over the orders, or None when fewer than half of them reach it.
    orders
        How many orders were drawn.
    """

    interviews: int
    codes: int
    base: int
    run: int
    threshold: float
    curve: tuple[Step, ...]
    ratio: float | None
    reached_at: int | None
    median_ratio: float | None
    median_reached_at: float | None
    orders: int

    @property
    def saturated(self) -> bool:
        """Is the last ratio, in the order of the interviews, at most the threshold?"""
        return self.ratio is not None and self.ratio <= self.threshold


def saturation(
    interviews: Sequence[Codes],
    *,
    base: int = BASE,
    run: int = RUN,
    threshold: float = THRESHOLD,
    orders: int = ORDERS,
    seed: int = 0,
) -> Saturation:
    """Measure saturation over interviews in the order in which they were held.

    Parameters
    ----------
    interviews
        The distinct codes of each interview.
    base, run
        Interviews in the base, and in each run (runs overlap: 5–6, 6–7, …).
    threshold
        A ratio of at most this is saturated.
    orders
        Random orders for the medians; none, no medians.
    seed
        Of the random orders.

    Examples
    --------
    >>> held = [{"price", "taste"}, {"price", "time"}, {"gift"}, {"taste"}, {"price"}, {"time"}]
    >>> result = saturation(held)
    >>> result.ratio, result.saturated, result.reached_at
    (0.0, True, 6)
    >>> saturation(held[:5]).ratio is None
    True
    """
    vocabulary = {
        code: i for i, code in enumerate(sorted({c for codes in interviews for c in codes}, key=str))
    }
    held = np.zeros((len(interviews), len(vocabulary)), dtype=bool)
    for row, codes in enumerate(interviews):
        held[row, [vocabulary[c] for c in codes]] = True
    new = _new_codes(held)
    ratios = _ratios(new, base, run)
    rng = np.random.default_rng(seed)
    shuffled = [_ratios(_new_codes(held[rng.permutation(len(held))]), base, run) for _ in range(orders)]
    curve = tuple(
        Step(i + 1, int(n), int(total), ratio)
        for i, (n, total, ratio) in enumerate(zip(new, np.cumsum(new), ratios, strict=True))
    )
    return Saturation(
        interviews=len(interviews),
        codes=len(vocabulary),
        base=base,
        run=run,
        threshold=threshold,
        curve=curve,
        ratio=ratios[-1] if ratios else None,
        reached_at=_reached(ratios, threshold),
        median_ratio=_median([order[-1] for order in shuffled if order]),
        median_reached_at=_median_or_never([_reached(order, threshold) for order in shuffled]),
        orders=orders,
    )


def _new_codes(held: np.ndarray) -> np.ndarray:
    """How many codes each interview has that none before it had."""
    if not held.size:
        return np.zeros(len(held), dtype=int)
    first = held.argmax(axis=0)
    return np.bincount(first[held.any(axis=0)], minlength=len(held))


def _ratios(new: np.ndarray, base: int, run: int) -> list[float | None]:
    found = int(new[:base].sum())
    return [
        float(new[i - run + 1 : i + 1].sum() / found) if i + 1 >= base + run and found else None
        for i in range(len(new))
    ]


def _reached(ratios: Sequence[float | None], threshold: float) -> int | None:
    return next((i + 1 for i, ratio in enumerate(ratios) if ratio is not None and ratio <= threshold), None)


def _median(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return float(np.median(known)) if known else None


def _median_or_never(values: Sequence[int | None]) -> float | None:
    ranked = sorted(float("inf") if value is None else float(value) for value in values)
    middle = float(np.median(ranked)) if ranked else float("inf")
    return middle if np.isfinite(middle) else None
