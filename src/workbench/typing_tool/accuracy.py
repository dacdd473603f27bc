"""How well a classification agrees with the segments, in people it has not seen."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from workbench.estimate import Estimate, Numbers, share
from workbench.typing_tool.discriminant import Places


@dataclass(frozen=True, slots=True)
class Accuracy:
    """Agreement with the segments, by number of questions.

    Attributes
    ----------
    questions
        How many questions.
    accuracy
        The share put in their segment.
    kappa
        The same beyond chance (Cohen 1960): 0 is chance, 1 is always.
    recall
        Segment → the share of its people who are put in it.
    base_rate
        The accuracy of putting everyone in the largest segment.
    """

    questions: int
    accuracy: Estimate
    kappa: float
    recall: dict[str, Estimate]
    base_rate: float

    @property
    def beats_base_rate(self) -> bool:
        """Does the 95 % interval of the accuracy lie above the base rate?"""
        return self.accuracy.low > self.base_rate

    def to_record(self) -> dict[str, Any]:
        """Plain values for JSON; a segment that no one was tested on has null."""
        return {
            "questions": self.questions,
            "accuracy": _estimate(self.accuracy),
            "kappa": self.kappa,
            "recall": {segment: _estimate(value) for segment, value in self.recall.items()},
            "base_rate": self.base_rate,
        }

    @classmethod
    def from_record(cls, record: dict[str, Any]) -> Accuracy:
        recall = {segment: _read(value) for segment, value in record["recall"].items()}
        return cls(
            record["questions"], _read(record["accuracy"]), record["kappa"], recall, record["base_rate"]
        )


def assess(
    y: Places, predicted: Places, weights: Numbers, segments: tuple[str, ...], questions: int
) -> Accuracy:
    """Compare predictions with the truth.

    Examples
    --------
    >>> a = assess(np.array([0, 0, 0, 1]), np.array([0, 0, 0, 0]), np.ones(4), ("S1", "S2"), 1)
    >>> a.accuracy.value, a.kappa, a.recall["S2"].value, a.base_rate
    (0.75, 0.0, 0.0, 0.75)
    """
    sizes = np.bincount(y, weights=weights, minlength=len(segments)) / weights.sum()
    guessed = np.bincount(predicted, weights=weights, minlength=len(segments)) / weights.sum()
    agreed = share(predicted == y, weights)
    chance = float(sizes @ guessed)
    return Accuracy(
        questions,
        agreed,
        (agreed.value - chance) / (1 - chance) if chance < 1 else 1.0,
        {segment: share(predicted[y == s] == s, weights[y == s]) for s, segment in enumerate(segments)},
        float(sizes.max()),
    )


def _estimate(estimate: Estimate) -> dict[str, Any]:
    numbers = {name: getattr(estimate, name) for name in ("value", "low", "high")}
    plain = {name: value if math.isfinite(value) else None for name, value in numbers.items()}
    return {**plain, "n": estimate.n, "method": estimate.method}


def _read(record: dict[str, Any]) -> Estimate:
    value, low, high = (math.nan if record[k] is None else record[k] for k in ("value", "low", "high"))
    return Estimate(value, low, high, record["n"], record["method"])
