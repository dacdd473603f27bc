"""From segments to the few questions that give them back."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from workbench.estimate import Numbers, effective_n
from workbench.schemas import Variables, segment_order
from workbench.typing_tool.accuracy import Accuracy, assess
from workbench.typing_tool.discriminant import Places
from workbench.typing_tool.logistic import fit_logistic
from workbench.typing_tool.questions import candidates, design, places, questions_of
from workbench.typing_tool.selection import Sample, choose, folds
from workbench.typing_tool.tool import TypingTool

OUTER_FOLDS = 5
MOST_ROWS = 6_000
MOST_QUESTIONS = 8
WORTH = 0.01  # accuracy that more questions must add


def fit(
    frame: pd.DataFrame,
    labels: pd.Series,
    variables: Variables,
    *,
    weights: pd.Series | Sequence[float] | Numbers | None = None,
    names: Mapping[str, str] | None = None,
    questions: int | None = None,
    seed: int,
) -> TypingTool | None:
    """Find a few survey questions that put a person in a segment.

    Questions are chosen greedily by cross-validated accuracy of a linear discriminant; the tool itself is a
    multinomial logistic regression on them. The accuracy reported is of outer folds in which choosing
    and fitting were done anew without the people tested (nested cross-validation), so that it is not flattered by the
    choice. Above 6,000 people a random 6,000 are used.

    Parameters
    ----------
    questions
        How many to ask; by default the fewest whose accuracy is within .01, or one standard error, of the best.

    Returns
    -------
    The tool, or None when there is nothing to ask: no survey questions, or fewer than two segments.

    Examples
    --------
    >>> from workbench.schemas import Variable
    >>> v = Variables.of([Variable("spicy", "binary", role="basis", levels=("No", "Yes"))])
    >>> frame = pd.DataFrame({"spicy": ["No", "Yes"] * 40})
    >>> tool = fit(frame, pd.Series(["S1", "S2"] * 40), v, seed=1)
    >>> tool.accuracy.accuracy.value, tool.score(pd.DataFrame({"spicy": ["Yes", "No"]}))["segment"].tolist()
    (1.0, ['S2', 'S1'])
    """
    asked = candidates(variables)
    rows, subsampled = sampled(labels.reindex(frame.index).notna().to_numpy(), seed)
    member = labels.reindex(frame.index).iloc[rows].astype(str)
    segments = tuple(sorted(member.unique(), key=segment_order))
    w = np.ones(len(rows)) if weights is None else np.asarray(weights, dtype=float)[rows]
    offered = questions_of(frame.iloc[rows], asked, w)
    if not offered or len(segments) < 2:
        return None
    y = np.asarray(pd.Index(segments).get_indexer(pd.Index(member)), dtype=np.intp)
    sample = Sample(design(frame.iloc[rows], offered), y, w, len(segments))
    most = min(questions or MOST_QUESTIONS, len(offered))
    curve = _curve(sample, places(offered), segments, most, seed)
    order = choose(sample, places(offered), most=most, seed=seed)
    count = most if questions else _enough(curve, effective_n(w))
    chosen = tuple(offered[q] for q in order[:count])
    model = fit_logistic(design(frame.iloc[rows], chosen), y, w, len(segments))
    asked_in_order = {offered[q].variable.name: offered[q].variable.title for q in order}
    return TypingTool(
        segments, dict(names or {}), chosen, model, curve, asked_in_order, len(rows), subsampled
    )


def sampled(assigned: npt.NDArray[np.bool_], seed: int, most: int = MOST_ROWS) -> tuple[Places, bool]:
    """The rows with a segment, or a random part of them when they are many; and whether it is a part."""
    rows = np.flatnonzero(assigned)
    if len(rows) <= most:
        return rows, False
    return np.sort(np.random.default_rng(seed).choice(rows, most, replace=False)), True


def _curve(
    sample: Sample, questions: Sequence[slice], segments: tuple[str, ...], most: int, seed: int
) -> tuple[Accuracy, ...]:
    """Accuracy with 1 … `most` questions, choosing and fitting within each outer fold."""
    fold = folds(sample.y, OUTER_FOLDS, seed + 1)
    predicted = np.zeros((most, len(sample.y)), dtype=np.intp)
    for number in range(OUTER_FOLDS):
        train, test = sample.take(fold != number), fold == number
        order = choose(train, questions, most=most, seed=seed)
        for count in range(1, most + 1):
            columns = np.concatenate(
                [np.arange(questions[q].start, questions[q].stop) for q in order[:count]]
            )
            model = fit_logistic(train.values[:, columns], train.y, train.weights, train.classes)
            predicted[count - 1, test] = model.predict(sample.values[test][:, columns])
    return tuple(
        assess(sample.y, predicted[count - 1], sample.weights, segments, count)
        for count in range(1, most + 1)
    )


def _enough(curve: Sequence[Accuracy], n: float) -> int:
    """The fewest questions that are as good as the best: within one standard error, or .01."""
    best = max(accuracy.accuracy.value for accuracy in curve)
    slack = max(math.sqrt(best * (1 - best) / n), WORTH)
    return next(a.questions for a in curve if a.accuracy.value >= best - slack)
