"""The segments in use: the run's solution, or the one that people chose and reshaped by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from workbench.artifacts import Choices, Run
from workbench.figures.style import segment_colours
from workbench.schemas import CUSTOMER, SEGMENT, segment_label, segment_order


@dataclass(frozen=True, slots=True)
class InUse:
    """Segments with their people, names and colours.

    Attributes
    ----------
    solution
        The column of the table `labels` that they come from: ``"k5"``.
    labels
        Segment id by customer; missing for the unassigned.
    names, colours
        By segment id; a segment may have no name.
    by_hand
        Did a person choose, merge or split?
    """

    solution: str
    labels: pd.Series
    names: Mapping[str, str]
    colours: Mapping[str, str]
    by_hand: bool

    @property
    def segments(self) -> list[str]:
        """The ids, S1 first."""
        return sorted(self.labels.dropna().unique(), key=segment_order)

    def title(self, segment: str) -> str:
        """``S1 · name``, or the id alone."""
        name = self.names.get(segment, "")
        return f"{segment} · {name}" if name else segment

    @property
    def heading(self) -> str:
        how = ", by hand" if self.by_hand else ""
        return f"{len(self.segments)} segments{how}"


def solution_of(run: Run) -> str:
    """The solution that the run chose, as the table `labels` names it."""
    solutions = run.read("solutions")
    chosen = solutions.loc[solutions["chosen"].astype(bool), "k"]
    if len(chosen):
        return f"k{int(chosen.iloc[0])}"
    return f"k{run.read('segments')[SEGMENT].nunique()}"


def solutions_of(run: Run) -> pd.DataFrame:
    """Segment ids by customer, one column a solution, ids as text (``S1``), unassigned missing."""
    labels = run.read("labels").set_index(CUSTOMER)
    named = [c for c in labels.columns if c.startswith("k") and c[1:].isdigit()]
    return pd.DataFrame({c: _as_ids(labels[c]) for c in sorted(named, key=lambda c: int(c[1:]))})


def in_use(run: Run, choices: Choices, solutions: pd.DataFrame) -> InUse:
    """What notebooks 4 and 5 should speak of."""
    own = solution_of(run)
    chosen = choices.solution
    solution = chosen if chosen is not None and chosen in solutions.columns else own
    if solution in solutions.columns:
        base = solutions[solution]
    else:
        base = run.read("segments").set_index(CUSTOMER)[SEGMENT].reindex(solutions.index)
    labels = choices.labels(base, solution)
    told = _told(run) if solution == own else {}
    names = {
        **{segment: one.get("name", "") for segment, one in told.items()},
        **(dict(run.study.segments.names) if solution == own else {}),
        **choices.names(solution),
    }
    colours = {
        **segment_colours(labels.dropna().unique()),
        **{segment: one["colour"] for segment, one in told.items() if one.get("colour")},
        **choices.colours(solution),
    }
    return InUse(solution, labels, names, colours, solution != own or choices.reshapes(solution))


def _told(run: Run) -> dict[str, dict[str, Any]]:
    """What the frozen model says of each segment: its name and colour."""
    model = run.read_document_if("model") or {}
    return {str(one["id"]): one for one in model.get("segments", [])}


def _as_ids(labels: pd.Series) -> pd.Series:
    if pd.api.types.is_numeric_dtype(labels):
        return labels.map(lambda code: segment_label(int(code) + 1) if code == code and code >= 0 else None)
    return labels.astype(object).where(labels.notna(), None)
