"""The table of the run: one row a mark in the charts of saying and doing."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from workbench.estimate import Estimate
from workbench.saydo.results import EVERYONE, QUADRANTS, Comparison


def table(comparisons: Sequence[Comparison]) -> pd.DataFrame:
    """The run's table ``say_do``: one row a mark in the charts; hidden ones have no numbers."""
    rows = [row for comparison in comparisons for row in _rows(comparison)]
    columns = [
        "say",
        "do",
        "label",
        "show",
        "segment",
        "answer",
        "measure",
        "n",
        "value",
        "low",
        "high",
        "hidden",
    ]
    return pd.DataFrame(rows, columns=columns).astype({"n": "Int64"})


def _rows(comparison: Comparison) -> Iterator[dict[str, Any]]:
    head = {"say": comparison.pair.say, "do": comparison.pair.do, "label": comparison.label}
    yield head | _row(
        "agreement", EVERYONE, "", "Spearman's ρ", comparison.agreement, hidden=comparison.everyone.hidden
    )
    for group in comparison.groups:
        measures = {
            "say": group.say,
            "do": group.do,
            "gap": group.gap,
            "over": group.over,
            "under": group.under,
        }
        for measure, estimate in measures.items():
            yield head | _row("segment", group.segment, "", measure, estimate, hidden=group.hidden)
        for quadrant in QUADRANTS:
            hidden = group.hidden or quadrant in group.hidden_quadrants
            people = group.quadrants.get(quadrant, 0)
            value = math.nan if hidden or not group.n else people / group.n
            estimate = Estimate(value, math.nan, math.nan, people, "count")
            yield head | _row("2×2", group.segment, quadrant, "share of people", estimate, hidden=hidden)
    if word := comparison.at_word:
        for measure, estimate in (("below", word.below), ("within", word.within), ("above", word.above)):
            yield head | _row(
                "at their word", EVERYONE, "", measure, estimate, hidden=comparison.everyone.hidden
            )
        for kept in word.answers:
            sides = (("below", kept.below), ("within", kept.within), ("above", kept.above))
            for measure, estimate in sides:
                yield head | _row(
                    "at their word", EVERYONE, kept.answer, measure, estimate, hidden=kept.hidden
                )
    for answer in comparison.answers:
        yield head | _row("answer", EVERYONE, answer.answer, "actual", answer.actual, hidden=answer.hidden)


def _row(
    show: str, segment: str, answer: str, measure: str, estimate: Estimate, *, hidden: bool
) -> dict[str, Any]:
    number = math.nan if hidden else 1.0
    return {
        "show": show, "segment": segment, "answer": answer, "measure": measure,
        "n": None if hidden else estimate.n, "value": estimate.value * number, "low": estimate.low * number,
        "high": estimate.high * number, "hidden": hidden,
    }  # fmt: skip
