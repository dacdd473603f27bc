"""A few questions that put a person in a segment, as plain numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from workbench.errors import InputError, Problem
from workbench.estimate import Numbers
from workbench.schemas import SEGMENT, Variables
from workbench.typing_tool.accuracy import Accuracy
from workbench.typing_tool.logistic import Logistic
from workbench.typing_tool.questions import Question, design

FORMAT = 1


@dataclass(frozen=True, slots=True)
class TypingTool:
    """A multinomial logistic regression on a few questions.

    Attributes
    ----------
    segments, names
        The ids in order, and the name of each.
    questions
        In the order in which they were chosen: each adds most to those before it.
    model
        Slopes (columns of the questions × segments) on standardised answers, and constants.
    curve
        The accuracy with 1, 2, … questions; longer than `questions` when fewer were enough.
    offered
        Name → title of the questions in the order in which they were chosen, as far as `curve` goes.
    n
        People it was fitted on.
    subsampled
        Were they a random part of all?
    """

    segments: tuple[str, ...]
    names: Mapping[str, str]
    questions: tuple[Question, ...]
    model: Logistic
    curve: tuple[Accuracy, ...]
    offered: Mapping[str, str]
    n: int
    subsampled: bool

    @property
    def accuracy(self) -> Accuracy:
        """How well these questions do in people the tool has not seen."""
        return self.curve[len(self.questions) - 1]

    @property
    def variables(self) -> Variables:
        return Variables.of(question.variable for question in self.questions)

    def score(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Classify people: one row each, indexed like `frame`.

        A missing answer counts as the average one; who answered nothing has no segment.

        Returns
        -------
        ``segment``, ``probability``, ``second`` (the next segment), ``margin`` (between their
        probabilities, 0 to 1), ``answered`` (how many of the questions).

        Raises
        ------
        InputError
            When the table lacks a question; all of them are named.
        """
        _check(frame, self.questions)
        p = self.model.probabilities(design(frame, self.questions))
        order = np.argsort(-p, axis=1, kind="stable")
        first, second = np.take_along_axis(p, order[:, :2], axis=1).T
        answered = _answered(frame, self.questions)
        ids = np.array(self.segments, dtype=object)
        scores = pd.DataFrame(
            {
                SEGMENT: ids[order[:, 0]],
                "probability": first,
                "second": ids[order[:, 1]],
                "margin": first - second,
                "answered": answered,
            },
            index=frame.index,
        )
        silent = answered == 0
        scores.loc[silent, [SEGMENT, "second"]] = None
        scores.loc[silent, ["probability", "margin"]] = np.nan
        return scores

    def coefficients(self) -> pd.DataFrame:
        """Questions in rows, segments in columns, the constant last.

        They are for answers as people give them: the position of an ordered level (0 for the lowest), 1 or 0 for a
        level or option, a number (its logarithm, ln(1 + x), where the row says so). The
        segment with the largest sum wins. A missing answer is replaced by the number in ``if_missing``.
        """
        columns = [column for question in self.questions for column in question.columns]
        scales = np.array([column.scale for column in columns])
        centres = np.array([column.centre for column in columns])
        slopes = self.model.slopes / scales[:, None]
        constants = self.model.constants - centres @ slopes
        logged = {q.variable.name for q in self.questions if q.variable.log}
        head = pd.DataFrame(
            {
                "question": [f"ln(1 + {c.variable})" if c.variable in logged else c.variable for c in columns]
                + ["constant"],
                "level": [column.level for column in columns] + [""],
                "if_missing": [*centres, np.nan],
            }
        )
        body = pd.DataFrame(np.vstack([slopes, constants]), columns=list(self.segments))
        return pd.concat([head, body], axis=1)

    @property
    def table(self) -> pd.DataFrame:
        """The run's table ``typing``: one row a mark of the chart of accuracy by number of questions."""
        return pd.DataFrame(
            [
                record
                for accuracy, question in zip(self.curve, self.offered, strict=True)
                for record in _marks(accuracy, question, used=accuracy.questions <= len(self.questions))
            ]
        )

    def to_json(self) -> dict[str, Any]:
        """Plain values: the document ``typing_tool.json``."""
        return {
            "format": FORMAT,
            "segments": [{"id": s, "name": self.names.get(s, "")} for s in self.segments],
            "questions": [question.to_record() for question in self.questions],
            "slopes": self.model.slopes.tolist(),
            "constants": self.model.constants.tolist(),
            "curve": [accuracy.to_record() for accuracy in self.curve],
            "offered": dict(self.offered),
            "n": self.n,
            "subsampled": self.subsampled,
        }

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> TypingTool:
        """Read what `to_json` gave.

        Raises
        ------
        ValueError
            When it is of another format.
        """
        if values.get("format") != FORMAT:
            raise ValueError(f"typing tool of format {values.get('format')!r}; this version reads {FORMAT}")
        questions = tuple(Question.from_record(record) for record in values["questions"])
        segments = tuple(segment["id"] for segment in values["segments"])
        slopes = np.array(values["slopes"], dtype=float).reshape(-1, len(segments))
        return cls(
            segments,
            {segment["id"]: segment["name"] for segment in values["segments"]},
            questions,
            Logistic(slopes, np.array(values["constants"], dtype=float)),
            tuple(Accuracy.from_record(record) for record in values["curve"]),
            dict(values["offered"]),
            values["n"],
            values["subsampled"],
        )


def _check(frame: pd.DataFrame, questions: Sequence[Question]) -> None:
    lacking = [q.variable for q in questions if q.variable.name not in frame.columns]
    if lacking:
        raise InputError(
            Problem(
                "the table to score",
                f"column {variable.name!r}",
                "is missing",
                f"the answers to: {variable.title}",
                "add the column; where someone did not answer, leave the cell empty",
            )
            for variable in lacking
        )


def _answered(frame: pd.DataFrame, questions: Sequence[Question]) -> Numbers:
    answered = np.zeros(len(frame), dtype=int)
    for question in questions:
        answered += frame[question.variable.name].notna().to_numpy(dtype=int)
    return answered


def _marks(accuracy: Accuracy, question: str, *, used: bool) -> list[dict[str, Any]]:
    start = {"questions": accuracy.questions, "question": question, "used": used}
    overall = accuracy.accuracy
    plain = {"low": np.nan, "high": np.nan, "n": overall.n}
    rows = [
        {**start, "measure": "accuracy", "segment": "", "value": overall.value, "low": overall.low,
         "high": overall.high, "n": overall.n},
        {**start, "measure": "kappa", "segment": "", "value": accuracy.kappa, **plain},
        {**start, "measure": "base rate", "segment": "", "value": accuracy.base_rate, **plain},
    ]  # fmt: skip
    for segment, recall in accuracy.recall.items():
        rows.append(
            {**start, "measure": "recall", "segment": segment, "value": recall.value, "low": recall.low,
             "high": recall.high, "n": recall.n}
        )  # fmt: skip
    return rows
