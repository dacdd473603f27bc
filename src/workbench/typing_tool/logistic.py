"""A multinomial logistic regression as plain coefficients."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from workbench.estimate import Numbers
from workbench.typing_tool.discriminant import Places


@dataclass(frozen=True, slots=True)
class Logistic:
    """Scores of the segments: values @ slopes + constants; the largest wins.

    Attributes
    ----------
    slopes
        Columns × segments.
    constants
        One a segment.
    """

    slopes: Numbers
    constants: Numbers

    def probabilities(self, values: Numbers) -> Numbers:
        """Rows × segments, each row summing to 1."""
        scores = values @ self.slopes + self.constants
        exp = np.exp(scores - scores.max(axis=1, keepdims=True))
        shares: Numbers = exp / exp.sum(axis=1, keepdims=True)
        return shares

    def predict(self, values: Numbers) -> Places:
        """The number of the most probable segment a row."""
        return np.asarray(self.probabilities(values).argmax(axis=1), dtype=np.intp)


def fit_logistic(values: Numbers, y: Places, weights: Numbers, classes: int) -> Logistic:
    """Fit on standardised columns, with scikit-learn's default penalty (C = 1).

    A segment that is not in the sample gets slopes of 0 and a constant of −30: never chosen.
    """
    from sklearn.linear_model import LogisticRegression

    present = np.unique(y)
    slopes, constants = np.zeros((values.shape[1], classes)), np.full(classes, -30.0)
    if len(present) == 1:
        constants[present] = 0.0
        return Logistic(slopes, constants)
    # weights of mean 1 keep the penalty what it is without weights
    model = LogisticRegression(max_iter=2000).fit(values, y, sample_weight=weights / weights.mean())
    coefficients, intercept = model.coef_, model.intercept_
    if len(present) == 2:  # scikit-learn gives one row for two classes: the difference between them
        coefficients = np.vstack([-coefficients[0] / 2, coefficients[0] / 2])
        intercept = np.array([-intercept[0] / 2, intercept[0] / 2])
    slopes[:, present] = coefficients.T
    constants[present] = intercept
    return Logistic(slopes, constants)
