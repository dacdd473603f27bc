"""Where the segments buy and can be reached, and how far along they are."""

from __future__ import annotations

import numpy as np

from workbench.display import Prose
from workbench.figures import reach as figures
from workbench.growth.monthly import TOTAL
from workbench.report.finding import Finding
from workbench.report.ground import Ground
from workbench.report.silence import NO_PURCHASES
from workbench.value import buying_stage, channel_index, stages_by_segment


def channels(ground: Ground) -> Finding:
    """Where each segment buys; the table `channels`."""
    if ground.months is None:
        return Finding.silent(NO_PURCHASES.format(what="where each segment buys"))
    table = channel_index(ground.customers, ground.segments, ground.weights)
    if table.empty:
        return Finding.silent("The purchases name no channel, so where each segment buys cannot be shown.")
    figure = figures.index_map(
        table, "channel", ground.names, title="Where they buy", base=f"{ground.base} Mean share of orders."
    )
    return Finding(Prose.of(), figure, table)


def stages(ground: Ground) -> Finding:
    """How far along the way from a first purchase to loyalty each segment is."""
    needed = ("recency", "interpurchase")
    if not all(column in ground.customers for column in needed):
        return Finding.silent(NO_PURCHASES.format(what="the stage of buying"))
    stage = buying_stage(*(ground.customers[column] for column in needed))
    table = stages_by_segment(stage, ground.segments, ground.weights)
    total = stages_by_segment(stage, ground.segments.notna().map({True: TOTAL}), ground.weights)
    table = table.merge(total[["stage", "value"]].rename(columns={"value": "total"}), on="stage")
    table["index"] = 100 * table["value"] / table["total"].replace(0, np.nan)
    figure = figures.index_map(
        table.dropna(subset=["index"]),
        "stage",
        ground.names,
        title="How far along they are",
        base=f"{ground.base} Overdue: two to four of a customer's own usual gaps since the last purchase.",
    )
    return Finding(Prose.of(), figure, table)
