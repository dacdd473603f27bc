"""Agreement between coders: Krippendorff's α.

Source: Krippendorff (2004), Content Analysis, 2nd ed., chapter 11; Hayes & Krippendorff (2007), Communication
Methods and Measures 1(1), 77–89.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import numpy as np

from workbench.notes.models import Excerpt, Note
from workbench.notes.text import sentences

Metric = Literal["nominal", "ordinal", "interval", "ratio"]
FIRM, TENTATIVE = 0.800, 0.667
RESAMPLES = 1000


@dataclass(frozen=True, slots=True)
class Agreement:
    """α with its interval, beside the plain share of agreeing pairs and how common the value is.

    Attributes
    ----------
    alpha
        1 is perfect, 0 is what chance gives; NaN when every value is the same (nothing varies, so nothing
        can be said).
    low, high
        95 % percentile interval of a bootstrap over the units.
    raw
        Share of pairs of coders that agree.
    prevalence
        Binary values: the share of ones; else NaN.
    units, coders
        Units that two coders or more have judged, and coders.
    """

    alpha: float
    low: float
    high: float
    raw: float
    prevalence: float
    units: int
    coders: int

    @property
    def verdict(self) -> str:
        """In words: firm (≥ .800), tentative (≥ .667), too low, or not known."""
        if np.isnan(self.alpha):
            return "not known: the coders never differ in kind"
        if self.alpha >= FIRM:
            return "firm"
        return "tentative" if self.alpha >= TENTATIVE else "too low to rely on"


def krippendorff_alpha(ratings: np.ndarray, metric: Metric = "nominal") -> float:
    """Krippendorff's α of ratings by coders.

    Parameters
    ----------
    ratings
        Coders × units; NaN where a coder has not judged a unit.
    metric
        How far two values are apart.

    Examples
    --------
    >>> ratings = np.array([[1, 1, 0, 0], [1, 1, 0, 1]], dtype=float)
    >>> round(krippendorff_alpha(ratings), 3)
    0.533
    """
    values = np.unique(ratings[~np.isnan(ratings)])
    coincidences = _coincidences(ratings, values).sum(axis=0)
    return _alpha(coincidences, _distances(values, coincidences.sum(axis=0), metric))


def agreement(ratings: np.ndarray, metric: Metric = "nominal", *, seed: int = 0) -> Agreement:
    """α of ratings (coders × units) with its bootstrap interval, raw agreement and prevalence.

    Units are resampled 1,000 times; the distances are those of the whole sample.
    """
    judged = (~np.isnan(ratings)).sum(axis=0) >= 2
    ratings = ratings[:, judged]
    values = np.unique(ratings[~np.isnan(ratings)])
    by_unit = _coincidences(ratings, values)
    total = by_unit.sum(axis=0)
    distances = _distances(values, total.sum(axis=0), metric)
    low, high = _interval(by_unit, distances, np.random.default_rng(seed))
    binary = set(values.tolist()) <= {0.0, 1.0}
    n = total.sum()
    return Agreement(
        alpha=_alpha(total, distances),
        low=low,
        high=high,
        raw=_raw(ratings),
        prevalence=float(total.sum(axis=0)[values == 1.0].sum() / n) if binary and n else float("nan"),
        units=int(judged.sum()),
        coders=int((~np.isnan(ratings)).any(axis=1).sum()),
    )


def agreement_by_code(
    notes: Sequence[Note], excerpts: Sequence[Excerpt], *, seed: int = 0
) -> Mapping[str, Agreement]:
    """Agreement on each code, sentence by sentence, over the notes that two coders or more have coded.

    A coder has judged a note when they marked anything in it; a sentence has a code for a coder when an
    excerpt of theirs with that code overlaps it.
    """
    codes = sorted({x.code for x in excerpts})
    coders = sorted({x.author for x in excerpts})
    columns: dict[str, list[list[float]]] = {code: [] for code in codes}
    for note in notes:
        own = [x for x in excerpts if x.note == note.id and x.state != "lost"]
        present = {x.author for x in own}
        if len(present) < 2:
            continue
        for start, end in sentences(note.text):
            here = {(x.author, x.code) for x in own if x.start < end and x.end > start}
            for code in codes:
                columns[code].append(
                    [float((coder, code) in here) if coder in present else float("nan") for coder in coders]
                )
    return {
        code: agreement(np.array(units, dtype=float).T, seed=seed) for code, units in columns.items() if units
    }


def _coincidences(ratings: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Units × values × values: how often each pair of values meets in a unit, weighted by 1/(m − 1)."""
    counts = (ratings[:, :, None] == values).sum(axis=0).astype(float)
    judged = counts.sum(axis=1)
    pairs = counts[:, :, None] * counts[:, None, :] - counts[:, :, None] * np.eye(len(values))
    weights = np.divide(1.0, judged - 1, out=np.zeros_like(judged), where=judged >= 2)
    return np.asarray(pairs * weights[:, None, None])


def _distances(values: np.ndarray, totals: np.ndarray, metric: Metric) -> np.ndarray:
    """Squared distances between the values."""
    a, b = values[:, None], values[None, :]
    if metric == "nominal":
        return np.asarray((a != b).astype(float))
    if metric == "interval":
        return np.asarray((a - b) ** 2)
    if metric == "ratio":
        return np.asarray(
            np.divide(a - b, a + b, out=np.zeros(np.broadcast_shapes(a.shape, b.shape)), where=a + b != 0)
            ** 2
        )
    ranks = np.cumsum(totals) - totals / 2
    return np.asarray((ranks[:, None] - ranks[None, :]) ** 2)


def _alpha(coincidences: np.ndarray, distances: np.ndarray) -> float:
    totals = coincidences.sum(axis=0)
    n = totals.sum()
    expected = (np.outer(totals, totals) * distances).sum()
    if n < 2 or expected == 0:
        return float("nan")
    return float(1 - (n - 1) * (coincidences * distances).sum() / expected)


def _interval(by_unit: np.ndarray, distances: np.ndarray, rng: np.random.Generator) -> tuple[float, float]:
    units = len(by_unit)
    if units < 2:
        return float("nan"), float("nan")
    draws = rng.multinomial(units, np.full(units, 1 / units), size=RESAMPLES)
    alphas = [_alpha(sample, distances) for sample in np.tensordot(draws, by_unit, axes=1)]
    known = [alpha for alpha in alphas if not np.isnan(alpha)]
    if not known:
        return float("nan"), float("nan")
    low, high = np.quantile(known, [0.025, 0.975])
    return float(low), float(high)


def _raw(ratings: np.ndarray) -> float:
    agreeing = total = 0
    for a, b in combinations(ratings, 2):
        both = ~np.isnan(a) & ~np.isnan(b)
        agreeing += int((a[both] == b[both]).sum())
        total += int(both.sum())
    return agreeing / total if total else float("nan")
