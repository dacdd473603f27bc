"""The invented customers: who they are before they answer or buy anything."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np

from workbench.sample.planted import CATEGORIES, PLANTED, Planted

NOT_SURVEYED = 0.40
NEVER_BOUGHT = 0.10


@dataclass(frozen=True, slots=True)
class People:
    """One row a person, every field an array of that length.

    Attributes
    ----------
    ids
        Five digits, some with leading zeros.
    segment
        Index into `PLANTED`.
    motives
        Person × theme, in standard deviations.
    rate
        Orders a month while the person is a customer; `organic`: share of organic goods in them.
    answers, buys
        Took part in the survey; bought at least once.
    """

    ids: np.ndarray
    segment: np.ndarray
    motives: np.ndarray
    rate: np.ndarray
    organic: np.ndarray
    tastes: np.ndarray
    answers: np.ndarray
    buys: np.ndarray
    straight_liner: np.ndarray
    speeder: np.ndarray

    def respondents(self) -> People:
        return self._where(self.answers)

    def buyers(self) -> People:
        return self._where(self.buys)

    def planted(self) -> list[Planted]:
        return [PLANTED[index] for index in self.segment]

    def trait(self, name: str) -> np.ndarray:
        """A number of each person's planted segment."""
        return np.asarray(
            np.array([getattr(planted, name) for planted in PLANTED], dtype=float)[self.segment]
        )

    def rows(self, name: str) -> np.ndarray:
        """A row of weights of each person's planted segment."""
        return np.asarray(
            np.array([getattr(planted, name) for planted in PLANTED], dtype=float)[self.segment]
        )

    def _where(self, keep: np.ndarray) -> People:
        return replace(self, **{field.name: getattr(self, field.name)[keep] for field in fields(self)})


def invent_people(respondents: int, *, generator: np.random.Generator) -> People:
    """Invent the respondents and, beyond them, customers who were not asked."""
    r = generator
    n = respondents + round(NOT_SURVEYED * respondents)
    segment = r.choice(len(PLANTED), n, p=[planted.share for planted in PLANTED])
    motives = np.array([planted.motives for planted in PLANTED])[segment] + r.normal(
        0, 0.44, (n, len(PLANTED[0].motives))
    )
    months = 15.0
    rate = np.array([planted.orders for planted in PLANTED])[segment] / months * r.gamma(7.0, 1 / 7.0, n)
    alpha = np.array([planted.categories for planted in PLANTED])[segment]
    tastes = r.gamma(np.maximum(alpha * 1.3, 0.1))
    tastes /= tastes.sum(axis=1, keepdims=True)
    answers = np.arange(n) < respondents
    buys = ~answers | (r.random(n) >= NEVER_BOUGHT)
    careless = r.random(n)
    return People(
        ids=_ids(r, n),
        segment=segment,
        motives=motives,
        rate=rate,
        organic=tastes[:, CATEGORIES.index("organic")],
        tastes=tastes,
        answers=answers,
        buys=buys,
        straight_liner=careless < 0.025,
        speeder=(careless < 0.018) | (careless > 0.98),
    )


def _ids(r: np.random.Generator, n: int) -> np.ndarray:
    width = max(5, len(str(20 * n)))
    numbers = r.permutation(20 * n)[:n]
    return np.array([f"{number:0{width}d}" for number in numbers], dtype=object)
