"""Segments for customers who are known by their purchases only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.answers import is_codable
from workbench.estimate import Numbers
from workbench.schemas import CUSTOMER, SEGMENT, Variables, segment_order
from workbench.typing_tool.accuracy import Accuracy, assess
from workbench.typing_tool.fitting import OUTER_FOLDS, sampled
from workbench.typing_tool.logistic import Logistic, fit_logistic
from workbench.typing_tool.questions import design, questions_of
from workbench.typing_tool.selection import folds

MOST_ROWS = 20_000


@dataclass(frozen=True, slots=True)
class Projection:
    """Segments guessed from behaviour alone, or the refusal to guess.

    Attributes
    ----------
    segments
        One row a customer: customer, segment, probability, second, margin. None when refused.
    sizes
        Segment → the mean probability over these customers: the share to expect, less biased than counting
        guesses. Empty when refused.
    accuracy
        Cross-validated on the customers whose segment is known, against the base rate.
    customers
        How many customers there are to guess for.
    features
        The names of the purchase features it guesses from.
    forced
        Was it made although it is no better than the base rate?
    """

    segments: pd.DataFrame | None
    sizes: dict[str, float]
    accuracy: Accuracy
    customers: int
    features: tuple[str, ...]
    forced: bool

    @property
    def is_refused(self) -> bool:
        return self.segments is None


def project(
    frame: pd.DataFrame,
    labels: pd.Series,
    variables: Variables,
    others: pd.DataFrame | None,
    *,
    weights: pd.Series | Sequence[float] | Numbers | None = None,
    force: bool = False,
    seed: int,
) -> Projection | None:
    """Guess the segments of customers without a survey from what they buy.

    A multinomial logistic regression on the purchase features that both tables have. When its cross-validated accuracy
    is not above the base rate (95 % interval), it is refused unless forced.

    Parameters
    ----------
    others
        People outside of `frame`: ``customer`` and features; who has none of these is left out.

    Returns
    -------
    None when there is no one to guess for or nothing to guess from.
    """
    if others is None or others.empty:
        return None
    shared = [v for v in variables.from_origin("purchases").values() if _in_both(v.name, frame, others)]
    others = others[others[[v.name for v in shared]].notna().any(axis=1)]  # the rest never bought
    rows, _ = sampled(labels.reindex(frame.index).notna().to_numpy(), seed, MOST_ROWS)
    member = labels.reindex(frame.index).iloc[rows].astype(str)
    segments = tuple(sorted(member.unique(), key=segment_order))
    w = np.ones(len(rows)) if weights is None else np.asarray(weights, dtype=float)[rows]
    features = questions_of(frame.iloc[rows], Variables.of(v for v in shared if is_codable(v)), w)
    if not features or len(segments) < 2:
        return None
    y = np.asarray(pd.Index(segments).get_indexer(pd.Index(member)), dtype=np.intp)
    values = design(frame.iloc[rows], features)
    fold = folds(y, OUTER_FOLDS, seed)
    predicted = np.zeros(len(y), dtype=np.intp)
    for number in range(OUTER_FOLDS):
        train, test = fold != number, fold == number
        predicted[test] = fit_logistic(values[train], y[train], w[train], len(segments)).predict(values[test])
    accuracy = assess(y, predicted, w, segments, len(features))
    names = tuple(feature.variable.name for feature in features)
    if not (accuracy.beats_base_rate or force):
        return Projection(None, {}, accuracy, len(others), names, forced=False)
    model = fit_logistic(values, y, w, len(segments))
    guessed, sizes = _guess(model, design(others, features), others, segments)
    return Projection(guessed, sizes, accuracy, len(others), names, forced=not accuracy.beats_base_rate)


def _in_both(name: str, frame: pd.DataFrame, others: pd.DataFrame) -> bool:
    return name in frame.columns and name in others.columns and bool(others[name].notna().any())


def _guess(
    model: Logistic, values: Numbers, others: pd.DataFrame, segments: tuple[str, ...]
) -> tuple[pd.DataFrame, dict[str, float]]:
    p = model.probabilities(values)
    order = np.argsort(-p, axis=1, kind="stable")
    ids = np.array(segments, dtype=object)
    first, second = np.take_along_axis(p, order[:, :2], axis=1).T
    guessed = pd.DataFrame(
        {
            CUSTOMER: others[CUSTOMER].to_numpy(),
            SEGMENT: ids[order[:, 0]],
            "probability": first,
            "second": ids[order[:, 1]],
            "margin": first - second,
        }
    )
    return guessed, dict(zip(segments, p.mean(axis=0).tolist(), strict=True))
