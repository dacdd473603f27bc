"""What the explorer draws, worked out once from a run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from workbench.artifacts import Choices, InUse, Run, in_use, solutions_of
from workbench.figures.exploring import colours_in_use
from workbench.figures.style import PALETTE, segment_colours
from workbench.schemas import CUSTOMER, WEIGHT, segment_order
from workbench.widgets.packing import Block, pack_variables
from workbench.widgets.sampling import stratified_sample
from workbench.words.exploring import short

MOST_DRAWN = 20_000
COLOUR_NAMES = (
    "blue",
    "olive",
    "magenta",
    "brown",
    "light blue",
    "mauve",
    "green",
    "rose",
    "violet",
    "grey",
)


@dataclass(frozen=True, slots=True)
class ExplorerData:
    """What is sent to the page.

    Attributes
    ----------
    customers
        The ids of the drawn customers, in the order of every column.
    spec, data
        The description and the block of bytes that `static/explorer/columns.js` reads.
    solutions
        Segment ids of *all* customers, one column a solution.
    """

    customers: pd.Index
    spec: dict[str, Any]
    data: bytes
    solutions: pd.DataFrame


def explorer_data(run: Run, choices: Choices, *, most: int = MOST_DRAWN) -> ExplorerData:
    """Read a run and pack what the explorer draws.

    Raises
    ------
    InputError
        When `1_data` or `2_segments` has not run yet; the message names the notebook.
    """
    solutions = solutions_of(run)
    used = in_use(run, choices, solutions)
    places = run.read("map").set_index(CUSTOMER)
    placed = places.index.intersection(solutions.index, sort=False)
    drawn = placed[stratified_sample(used.labels[placed], most, seed=run.study.segments.seed)]
    everyone = run.read("customers").set_index(CUSTOMER)
    frame = everyone.loc[drawn]
    block = Block()
    weight = frame[WEIGHT].fillna(0) if WEIGHT in frame else np.ones(len(drawn))
    margin = run.read("segments").set_index(CUSTOMER)["margin"].reindex(drawn)
    spec = {
        "title": run.study.heading,
        "count": len(drawn),
        "sample": _sample_note(len(drawn), len(solutions)),
        "undrawn": len(solutions) - len(drawn),
        "weight": block.numbers(weight),
        "margin": block.numbers(margin) if margin.notna().any() else None,
        "map": {"views": _views(places.loc[drawn], block), "note": map_note(run)},
        "solutions": [_solution(str(name), solutions.loc[drawn, str(name)], block) for name in solutions],
        "variables": pack_variables(everyone, run.variables(), block, rows=everyone.index.get_indexer(drawn)),
        "palette": list(zip(PALETTE, COLOUR_NAMES, strict=True)),
    }
    return ExplorerData(drawn, spec, block.to_bytes(), solutions)


def hand_state(used: InUse, drawn: pd.Index) -> tuple[dict[str, Any], bytes]:
    """The segments in use as the page reads them: their description, and one code a drawn customer."""
    segments, colours = used.segments, colours_in_use(used)
    described = [
        {"id": s, "name": used.names.get(s, ""), "title": used.title(s), "colour": colours[s]}
        for s in segments
    ]
    block = Block()
    block.codes(pd.Categorical(used.labels.reindex(drawn), categories=segments).codes)
    return {"title": used.heading, "solution": used.solution, "segments": described}, block.to_bytes()


def map_note(run: Run) -> str:
    """How far the map can be believed, in a line."""
    return short(run.read_document_if("map_quality"))


def _solution(name: str, labels: pd.Series, block: Block) -> dict[str, Any]:
    segments = sorted(labels.dropna().unique(), key=segment_order)
    colours = segment_colours(segments)
    return {
        "name": name,
        "title": f"{int(name[1:])} segments",
        "at": block.codes(pd.Categorical(labels, categories=segments).codes),
        "segments": [{"id": s, "name": "", "title": s, "colour": colours[s]} for s in segments],
    }


def _views(places: pd.DataFrame, block: Block) -> list[dict[str, Any]]:
    titles = {"": "neighbours (UMAP)", "pca_": "distances (PCA)"}
    return [
        {
            "name": prefix or "umap",
            "title": title,
            "x": block.numbers(places[f"{prefix}x"]),
            "y": block.numbers(places[f"{prefix}y"]),
        }
        for prefix, title in titles.items()
        if {f"{prefix}x", f"{prefix}y"} <= set(places.columns)
    ]


def _sample_note(drawn: int, everyone: int) -> str:
    if drawn == everyone:
        return f"All {everyone:,} customers are drawn."
    return (
        f"{drawn:,} of {everyone:,} customers are drawn, from each segment by its share; "
        "what is said of a selection is said of those drawn."
    )
