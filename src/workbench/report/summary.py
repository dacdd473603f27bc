"""The first screen: who they are, how many, what they are worth, what changed, what to do first."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from workbench.display import Listing, Prose, count, percent
from workbench.report.change import Change
from workbench.report.finding import Finding
from workbench.report.ground import Ground, facts
from workbench.report.growth import forecast_change

VERDICTS = {
    "natural": "The segments are natural: people fall into these groups more clearly than data without groups do.",
    "reproducible": "The segments are reproducible: they come back in resampled data, though even data without "
    "groups would be cut like this. Use them as a helpful way of cutting, not as kinds of people.",
    "constructed": "The segments are constructed: the data hold no groups, so these are convenient slices. Others "
    "would serve as well.",
}


def summary(ground: Ground, *, growth: Finding, change: Change, first: Finding) -> Prose:
    """The report in a few sentences, from the findings that follow."""
    verdict = VERDICTS.get(str(facts(ground.run, "facts").get("verdict", "")), "")
    return Prose.of(
        _studied(ground),
        verdict,
        first.words.paragraphs[0] if first.words.paragraphs else "",
        change.lineage.words.paragraphs[0] if change.lineage.words.paragraphs else "",
        growth.words.paragraphs[0] if growth.words.paragraphs else "",
        tone="key",
    )


def overview(ground: Ground, *, value: Finding, growth: Finding) -> Listing:
    """One row a segment: who, how many, worth what, growing?"""
    rows = []
    spent = f"{ground.currency} a customer and month".strip()
    ahead = forecast_change(growth.table)
    for row in value.table.to_dict("records"):
        segment = str(row["segment"])
        line: dict[str, object] = {
            "segment": ground.title(segment),
            "share of customers": float(row["share"]),
        }
        if "heads" in row:
            line["people"] = float(f"{row['heads']:.3g}")
        if "revenue_share" in row:
            line["share of revenue"] = float(row["revenue_share"])
            line[spent] = float(row["per_customer"])
        if segment in ahead:
            line["next three months"] = ahead[segment]
        rows.append(line)
    formats: dict[str, Callable[[float], str]] = {
        "share of customers": percent,
        "people": count,
        "share of revenue": percent,
        spent: lambda value: f"{value:,.2f}",
        "next three months": lambda change: f"{100 * change:+.0f} %",
    }
    return Listing(pd.DataFrame(rows), caption=ground.base, formats=formats)


def cautions(ground: Ground) -> Prose:
    """What the reader should hold against these results, from the checks and the verdicts."""
    quality = ground.run.read_if("quality")
    notes = []
    if quality is not None:
        serious = quality[quality["severity"] == "warning"]
        notes = [f"- {message}" for message in serious["message"].drop_duplicates()]
    unassigned = int(ground.segments.isna().sum())
    if unassigned:
        notes.append(f"- {count(unassigned)} customers belong to no segment.")
    return Prose.of(*notes) if notes else Prose.of("The checks found nothing to warn of.")


def _studied(ground: Ground) -> str:
    study = ground.run.study
    has = [part for part, there in (("a survey", study.survey), ("purchases", study.purchases)) if there]
    selection = "".join(f"; only {name} = {chosen}" for name, chosen in study.only.items())
    return (
        f"{study.heading}: {count(len(ground.customers))} customers in {len(ground.labels)} segments, "
        f"from {' and '.join(has)}{selection}."
    )
