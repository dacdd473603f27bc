"""Which few questions tell the segments apart: greedy, by cross-validated accuracy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from workbench.estimate import Numbers
from workbench.typing_tool.discriminant import Moments, Places

INNER_FOLDS = 4
REPEATS = 3  # one cut into folds can prefer a worse question by luck
SHORTLIST = 25
ALIKE = 0.005  # accuracies that luck could exchange


@dataclass(frozen=True, slots=True)
class Sample:
    """Standardised answers, segments as numbers, weights."""

    values: Numbers
    y: Places
    weights: Numbers
    classes: int

    def take(self, rows: Numbers | Places) -> Sample:
        """The same for some rows."""
        return Sample(self.values[rows], self.y[rows], self.weights[rows], self.classes)


def folds(y: Places, count: int, seed: int) -> Places:
    """A fold number a person, the segments spread evenly over the folds.

    Examples
    --------
    >>> folds(np.array([0, 0, 1, 1]), 2, 0)[:2].tolist() in ([0, 1], [1, 0])
    True
    """
    shuffled = np.random.default_rng(seed).permutation(len(y))
    by_segment = shuffled[np.argsort(y[shuffled], kind="stable")]
    numbers = np.empty(len(y), dtype=np.intp)
    numbers[by_segment] = np.arange(len(y)) % count
    return numbers


def choose(sample: Sample, questions: Sequence[slice], *, most: int, seed: int) -> list[int]:
    """The questions in the order in which each adds most accuracy to those before it.

    Accuracy is cross-validated (four folds, three times) with a linear discriminant; accuracies within .005 of the
    best are told apart by the mean log probability of the right segment. The 25 questions that do best alone are tried.

    Parameters
    ----------
    questions
        Where each question's columns are in ``sample.values``.
    most
        How many to choose at most.

    Returns
    -------
    Positions in `questions`.
    """
    splits = [split for repeat in range(REPEATS) for split in _splits(sample, seed + repeat)]
    columns = [np.arange(place.start, place.stop) for place in questions]

    def worth(chosen: list[int]) -> tuple[float, float]:
        return _worth(splits, np.concatenate([columns[q] for q in chosen]))

    alone = sorted(range(len(questions)), key=lambda q: worth([q]), reverse=True)
    left = alone[:SHORTLIST]
    chosen: list[int] = []
    while left and len(chosen) < most:
        best = _best({q: worth([*chosen, q]) for q in left})
        chosen.append(best)
        left.remove(best)
    return chosen


def _best(worths: Mapping[int, tuple[float, float]]) -> int:
    """The question with the best log probability among those of nearly the best accuracy."""
    accurate = max(accuracy for accuracy, _ in worths.values()) - ALIKE
    return max((q for q, (a, _) in worths.items() if a >= accurate), key=lambda q: worths[q][1])


def _splits(sample: Sample, seed: int) -> list[tuple[Moments, Sample]]:
    fold = folds(sample.y, INNER_FOLDS, seed)
    splits = []
    for number in range(INNER_FOLDS):
        train, test = sample.take(fold != number), sample.take(fold == number)
        splits.append((Moments.of(train.values, train.y, train.weights, train.classes), test))
    return splits


def _worth(splits: Sequence[tuple[Moments, Sample]], columns: Places) -> tuple[float, float]:
    right = likely = weight = 0.0
    for moments, test in splits:
        log_p = moments.log_posterior(test.values, columns)
        right += float(test.weights @ (log_p.argmax(axis=1) == test.y))
        likely += float(test.weights @ np.maximum(log_p[np.arange(len(test.y)), test.y], -20))
        weight += float(test.weights.sum())
    return right / weight, likely / weight
