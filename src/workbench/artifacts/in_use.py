"""The segments in use: the run's solution, or the one that people chose and reshaped by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.artifacts.choices import Choices, read_choices
from workbench.artifacts.run import Run
from workbench.schemas import CUSTOMER, SEGMENT, segment_label, segment_order

if TYPE_CHECKING:
    import pandas as pd


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
        By segment id, as people or the frozen model have them; a segment may have neither.
    by_hand
        Did a person choose, merge or split? Then tables of the run that describe its own segments do not fit.
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
    solutions = run.read_if("solutions")
    if solutions is not None and solutions["chosen"].astype(bool).any():
        return f"k{int(solutions.loc[solutions['chosen'].astype(bool), 'k'].iloc[0])}"
    return f"k{run.read('segments')[SEGMENT].nunique()}"


def segments_in_use(run: Run) -> pd.DataFrame:
    """The table `segments` of a run, its segments replaced by those in use; other columns as they are."""
    segments = run.read("segments")
    used = in_use(run, read_choices(run.study), solutions_of(run))
    if not used.by_hand:
        return segments
    return segments.assign(**{SEGMENT: segments[CUSTOMER].map(used.labels)})


def solutions_of(run: Run) -> pd.DataFrame:
    """Segment ids by customer, one column a solution, ids as text (``S1``), unassigned missing.

    A run that compared no solutions has no column, and everyone of its segments in the index.
    """
    import pandas as pd

    labels = run.read_if("labels")
    if labels is None:
        return pd.DataFrame(index=pd.Index(run.read("segments")[CUSTOMER]))
    labels = labels.set_index(CUSTOMER)
    named = [c for c in labels.columns if c.startswith("k") and c[1:].isdigit()]
    return pd.DataFrame({c: _as_ids(labels[c]) for c in sorted(named, key=lambda c: int(c[1:]))})


def in_use(run: Run, choices: Choices, solutions: pd.DataFrame) -> InUse:
    """What notebooks 4 and 5 should speak of."""
    own = solution_of(run)
    chosen = choices.solution
    solution = chosen if chosen is not None and chosen in solutions.columns else own
    if solution == own:  # perhaps of another method than the labels of every k
        base = run.read("segments").set_index(CUSTOMER)[SEGMENT].reindex(solutions.index)
    else:
        base = solutions[solution]
    labels = choices.labels(base, solution)
    told = _told(run) if solution == own else {}
    names = {
        **{segment: one.get("name", "") for segment, one in told.items()},
        **(dict(run.study.segments.names) if solution == own else {}),
        **choices.names(solution),
    }
    colours = {
        **{segment: one["colour"] for segment, one in told.items() if one.get("colour")},
        **choices.colours(solution),
    }
    return InUse(solution, labels, names, colours, solution != own or choices.reshapes(solution))


def _told(run: Run) -> dict[str, dict[str, Any]]:
    """What the frozen model says of each segment: its name and colour."""
    model = run.read_document_if("model") or {}
    return {str(one["id"]): one for one in model.get("segments", [])}


def _as_ids(labels: pd.Series) -> pd.Series:
    import pandas as pd

    if pd.api.types.is_numeric_dtype(labels):
        return labels.map(lambda code: segment_label(int(code) + 1) if code == code and code >= 0 else None)
    return labels.astype(object).where(labels.notna(), None)
