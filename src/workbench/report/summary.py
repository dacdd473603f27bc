"""The first screen: who they are, how many, what they are worth, what changed, what to do first."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from workbench.display import Listing, Prose, count, percent
from workbench.profile.reading import signed
from workbench.report.change import Change
from workbench.report.finding import Finding
from workbench.report.ground import Ground, facts
from workbench.report.growth import change_on_year, forecast_change
from workbench.report.priority import First
from workbench.report.silence import SILENT
from workbench.words import growth as words

VERDICTS = {
    "natural": "The segments are natural: people fall into these groups more clearly than data without groups do.",
    "reproducible": "The segments are reproducible: they come back in resampled data, as cuts of data without groups "
    "would too. Use them as a way of cutting, not as kinds of people.",
    "constructed": "The segments are constructed: the data hold no groups, so other cuts would serve as well.",
}
Formats = dict[str, Callable[[float], str]]


def summary(ground: Ground, *, growth: Finding, change: Change, first: First) -> Prose:
    """What to do first, what changed and how far to trust it, from the findings that follow."""
    verdict = VERDICTS.get(str(facts(ground.run, "facts").get("verdict", "")), "")
    answers = (first.ranking, change.lineage, growth)
    told = [f.words.paragraphs[0] for f in answers if f.words.paragraphs and f.words.tone != SILENT]
    # what the segments are is the first thing to know when they are no kinds of people
    natural = verdict == VERDICTS["natural"]
    return Prose.of(*([*told, verdict] if natural else [verdict, *told]), tone="key")


def overview(ground: Ground, *, value: Finding, growth: Finding, change: Change, first: First) -> Listing:
    """One row a segment: who, how many, worth what, moving where, in which order?"""
    spent = f"{ground.currency or 'spent'} a customer and month"
    ahead, year = forecast_change(growth.table), change_on_year(growth.table)
    ranks = dict(zip(first.ranking.table["segment"], first.ranking.table["rank"], strict=True))
    rows = []
    for row in value.table.to_dict("records"):
        segment = str(row["segment"])
        line: dict[str, object] = {"segment": ground.title(segment), "customers": float(row["share"])}
        if change.before:
            line["last run"] = change.before.get(segment)
        if "heads" in row:
            line["people"] = float(f"{row['heads']:.3g}")
        if "revenue_share" in row:
            line |= {"revenue": float(row["revenue_share"]), spent: float(row["per_customer"])}
        line |= {"on the year": year[segment]} if segment in year else {}
        line |= {"next 3 months": ahead[segment]} if segment in ahead else {}
        rows.append(line | {"rank": float(ranks[segment])})
    shares: Formats = dict.fromkeys(("customers", "last run", "revenue"), percent)
    moves: Formats = dict.fromkeys(
        ("on the year", "next 3 months"), lambda part: f"{signed(100 * part)}\N{NO-BREAK SPACE}%"
    )
    formats = shares | moves | {"people": count, "rank": count, spent: lambda amount: f"{amount:,.2f}"}
    return Listing(pd.DataFrame(rows), caption=f"{_base(ground)}{_months(growth.table)}", formats=formats)


def _months(growth: pd.DataFrame) -> str:
    """Which months the columns of growth speak of."""
    if "kind" not in growth.columns:
        return ""
    seen, coming = (growth.loc[growth["kind"] == kind, "month"] for kind in ("seen", "forecast"))
    ahead = f" Next 3 months: {words.span(coming)} as forecast, against a year before." if len(coming) else ""
    return (
        f" On the year: {words.span(seen)} against a year before.{ahead}" if change_on_year(growth) else ahead
    )


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


def _base(ground: Ground) -> str:
    """Who the shares are of, and which part of the customers the report is on."""
    chosen = "".join(f" Only {name} = {level}." for name, level in ground.run.study.only.items())
    unit = f"{ground.currency or 'Spent'} a customer and month"
    spent = f" {unit}: the mean of all customers of the segment." if ground.months is not None else ""
    return f"{ground.base}{chosen}{spent}"
