"""The explorer's findings as figures, for a page where nobody can click."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from workbench.artifacts import InUse, Run, in_use, read_choices, solutions_of
from workbench.display import Listing, percent
from workbench.figures.exploring import (
    MOST_DOTS,
    Segments,
    colours_in_use,
    map_of,
    profile_lines,
    side_by_side,
)
from workbench.figures.style import NEUTRAL
from workbench.schemas import CUSTOMER, WEIGHT, segment_order
from workbench.widgets.explorer_data import map_note
from workbench.widgets.sampling import stratified_sample


def overview(run: Run) -> Iterator[Any]:
    """Yield the map, the sizes, the profile lines and the neighbouring solutions.

    Raises
    ------
    InputError
        When `1_data` or `2_segments` has not run, or the map is not made; the message says which.
    """
    choices = read_choices(run.study)
    solutions = solutions_of(run)
    used = in_use(run, choices, solutions)
    shown = _shown(used)
    yield _map(run, used, shown)
    yield _sizes(used)
    profile = run.read_if("profile")
    if profile is not None and not used.by_hand:
        weighted = ", weighted" if run.read("segments")[WEIGHT].nunique() > 1 else ""
        yield profile_lines(profile, shown, caption=f"Base: {len(used.labels):,} customers{weighted}.")
    for name in _neighbours(used.solution, [str(name) for name in solutions]):
        yield _beside(used, shown, solutions[name], name)


def _shown(used: InUse) -> Segments:
    ids = tuple(used.segments)
    return Segments(ids, {s: used.title(s) for s in ids}, colours_in_use(used))


def _map(run: Run, used: InUse, shown: Segments) -> Any:
    places = run.read("map").set_index(CUSTOMER)
    rows = stratified_sample(used.labels.reindex(places.index), MOST_DOTS, seed=run.study.segments.seed)
    drawn = places.iloc[rows][["x", "y"]]
    how_many = (
        f"{len(drawn):,} of {len(places):,} customers"
        if len(drawn) < len(places)
        else f"{len(drawn):,} customers"
    )
    return map_of(
        drawn, used.labels, shown, caption=f"{how_many}. {map_note(run)}", title="The customers on a map"
    )


def _sizes(used: InUse) -> Listing:
    sizes = used.labels.value_counts()
    table = pd.DataFrame(
        {
            "segment": [used.title(s) for s in used.segments],
            "customers": [int(sizes[s]) for s in used.segments],
            "share": [percent(sizes[s] / sizes.sum(), 1) for s in used.segments],
        }
    )
    return Listing(table, f"Sizes of the {used.heading}; shares of {sizes.sum():,} customers, not weighted.")


def _neighbours(solution: str, known: list[str]) -> list[str]:
    k = int(solution[1:])
    return [name for name in (f"k{k - 1}", f"k{k + 1}") if name in known]


def _beside(used: InUse, shown: Segments, labels: pd.Series, name: str) -> Any:
    ids = tuple(sorted(labels.dropna().unique(), key=segment_order))
    # the ids of another solution are its own: in the colours of the segments in use they would pass for those
    others = Segments(ids, {s: f"{s[1:]} of {len(ids)}" for s in ids}, dict.fromkeys(ids, NEUTRAL))
    titles = (f"The {used.heading}", f"{name[1:]} segments")
    return side_by_side(
        used.labels, labels, shown, others, titles=titles, caption=f"Base: {len(labels):,} customers."
    )
