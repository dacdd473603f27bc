"""What changed since the last run: segments, people, variables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

import numpy as np
import pandas as pd

from workbench.artifacts import Run, earlier_run
from workbench.display import Prose
from workbench.estimate import Numbers
from workbench.figures import lineage as lineage_figures
from workbench.lineage import Drift, drift, moved_customers, trace
from workbench.model import Model
from workbench.report.finding import Finding
from workbench.report.ground import Ground
from workbench.schemas import CUSTOMER, SEGMENT
from workbench.words import growth as words

FIRST = (
    "There is no earlier run on other data: nothing can be said yet of what changed. "
    "Two runs on the same data stand side by side with: workbench compare."
)


@dataclass(frozen=True, slots=True)
class Change:
    """What became of the segments of the last run.

    Attributes
    ----------
    lineage, moved
        `Finding`s with the tables `lineage` and `moved`.
    before
        Segment → its weighted share of customers in the last run, 0 to 1; empty without one.
    """

    lineage: Finding
    moved: Finding
    before: Mapping[str, float] = field(default_factory=dict)


def change(ground: Ground) -> Change:
    """Compare the segments with those of the last finished run, customer by customer."""
    before = earlier_run(ground.run)
    if before is None or not before.has("segments"):
        return Change(Finding.silent(FIRST), Finding.silent(""))
    old = _segment_of(before)
    new = ground.by_customer
    found, moves = trace(old, new), moved_customers(old, new)
    names = names_of(before) | dict(ground.names)
    told = words.lineage(found, moves, partial(titled, names=names), since=_called(before))
    figure = lineage_figures.moves(
        moves.matrix, names, moved=moves.moved, base=f"Base: {found.shared:,} customers of both runs."
    )
    return Change(
        Finding(told, figure, found.table()), Finding(Prose.of(), None, moves.matrix), shares_of(before)
    )


def drifted(ground: Ground) -> Finding:
    """How far the basis variables have moved since the model in use was fitted; the table `drift`."""
    model = Model.from_record(ground.run.read_document("model"))
    found = model_drift(model, ground.customers, ground.weights.to_numpy(dtype=float))
    fitted = str(model.facts.get("fitted_on", "")) or "the model was fitted"
    if not (found.table["psi"] > 0).any():
        told = "The model was fitted on these very people, so nothing can have drifted from it yet."
        return Finding(Prose.of(told), None, found.table)
    figure = lineage_figures.drift_by_variable(found.table, base=ground.base)
    return Finding(words.drift(found, since=fitted), figure, found.table)


def model_drift(model: Model, customers: pd.DataFrame, weights: Numbers) -> Drift:
    """Drift of the basis variables against the bins stored in the model."""
    before: dict[str, Numbers] = {}
    after: dict[str, Numbers] = {}
    for bins in model.bins:
        if bins.variable not in customers:
            continue
        name = f"{bins.variable}: {bins.option}" if bins.option else bins.variable
        shares, n = bins.shares_of(customers, weights=weights)
        before[name] = np.asarray(bins.shares) * bins.n
        after[name] = np.asarray(shares) * n
    return drift(before, after)


def _segment_of(run: Run) -> pd.Series:
    return run.read("segments").set_index(CUSTOMER)[SEGMENT]


def names_of(run: Run) -> dict[str, str]:
    """Segment → name in a run, for the segments that have one."""
    segments = (run.read_document_if("model") or {}).get("segments", [])
    return {s["id"]: s["name"] for s in segments if s["name"] != s["id"]}


def titled(segment: str, *, names: Mapping[str, str]) -> str:
    """``S1 · name``, or the id alone."""
    return f"{segment} · {names[segment]}" if names.get(segment) else segment


def shares_of(run: Run) -> dict[str, float]:
    """Segment → weighted share of the customers of a run, 0 to 1."""
    table = run.read("segments").dropna(subset=[SEGMENT])
    masses = table.groupby(SEGMENT)["weight"].sum()
    return {str(s): float(v) for s, v in (masses / masses.sum()).items()}


def _called(run: Run) -> str:
    """``the last run (24 November 2026)``; its id where that holds no date."""
    try:
        day = datetime.strptime(run.folder.name[:8], "%Y%m%d").date()  # noqa: DTZ007 (a day, not a time)
    except ValueError:
        return f"the run {run.folder.name}"
    return f"the last run ({day.day} {day:%B %Y})"
