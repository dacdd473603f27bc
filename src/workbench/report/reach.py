"""Where the segments buy and can be reached, and how far along they are."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pandas as pd

from workbench.display import Prose
from workbench.figures import reach as figures
from workbench.growth.monthly import TOTAL
from workbench.report.finding import Finding
from workbench.report.ground import Ground
from workbench.report.silence import NO_PURCHASES
from workbench.schemas import Variables
from workbench.value import answered_by_segment, buying_stage, channel_index, stages_by_segment

REACH = re.compile(r"(^|_)(channels?|reach|media|heard)(_|\d|$)")
LATE = {
    "overdue": "Overdue: two to four of a customer's own usual gaps since the last purchase.",
    "lapsed": "Lapsed: more than four of a customer's own usual gaps.",
}
STAGE = re.compile(r"(^|_)(stage|funnel)(_|\d|$)")


def channels(ground: Ground) -> Finding:
    """Where each segment buys; the table `channels`."""
    if ground.months is None:
        return Finding.silent(NO_PURCHASES.format(what="where each segment buys"))
    table = channel_index(ground.customers, ground.segments, ground.weights)
    if table.empty:
        return Finding.silent("The purchases name no channel, so where each segment buys cannot be shown.")
    figure = figures.index_map(
        table,
        "channel",
        ground.names,
        title="Where they buy",
        base=f"{ground.base} Mean share of orders.",
        fewest=ground.run.study.sharing.min_cell,
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
        base=f"{ground.base} {_explained(ground, stage)}".strip(),
        fewest=ground.run.study.sharing.min_cell,
    )
    return Finding(Prose.of(), figure, table)


def _explained(ground: Ground, stage: pd.Series) -> str:
    """What the stages mean that anybody is at, and why others cannot be."""
    purchases = ground.run.study.purchases
    if purchases is not None and purchases.observed.until == "customer":
        return (
            "Each customer is observed until the last purchase, so nobody can be overdue or lapsed: "
            "it shows only who has bought again."
        )
    return " ".join(words for name, words in LATE.items() if (stage == name).any())


def reached(ground: Ground) -> Finding:
    """Where each segment says it can be reached, by questions named channel, reach, media or heard."""
    asked = _named(ground, REACH)
    if not asked:
        return Finding.silent(
            "The survey has no question on channels (a name with channel, reach, media or heard in it)."
        )
    table = against_all(answered_by_segment(ground.customers, ground.segments, asked, weights=ground.weights))
    figure = figures.index_map(
        table,
        "wanted",
        ground.names,
        title="Where they can be reached",
        base=f"{ground.base} Share who name it.",
        fewest=ground.run.study.sharing.min_cell,
    )
    return Finding(Prose.of(), figure, table)


def said_stage(ground: Ground) -> Finding:
    """How far along people say they are, from awareness on, by questions named stage or funnel; else nothing."""
    asked = _named(ground, STAGE)
    if not asked:
        return Finding.silent("")
    levels = Variables.of(replace(v, type="nominal") if v.type == "ordinal" else v for v in asked.values())
    table = against_all(
        answered_by_segment(ground.customers, ground.segments, levels, weights=ground.weights)
    )
    figure = figures.index_map(
        table,
        "wanted",
        ground.names,
        title="How far along they say they are",
        base=ground.base,
        fewest=ground.run.study.sharing.min_cell,
    )
    return Finding(Prose.of(), figure, table)


def against_all(table: pd.DataFrame) -> pd.DataFrame:
    """The rows of `answered_by_segment` for each segment, with the share of all and the index against it."""
    total = table[table["segment"] == "all"].set_index(["need", "option"])["value"]
    own = table[table["segment"] != "all"].copy()
    own["total"] = [total[key] for key in zip(own["need"], own["option"], strict=True)]
    own["index"] = 100 * own["value"] / own["total"].replace(0, np.nan)
    own["wanted"] = [f"{n}: {o}" if o else n for n, o in zip(own["need"], own["option"], strict=True)]
    return own.dropna(subset=["index"])


def _named(ground: Ground, pattern: re.Pattern[str]) -> Variables:
    """Questions of the survey whose names hold one of the words."""
    plain = {
        v: v.name.lower().replace("-", "_").replace(" ", "_")
        for v in ground.variables.from_origin("survey").values()
    }
    return Variables.of(
        v for v, name in plain.items() if pattern.search(name) and v.role not in {"ignore", "open text"}
    )
