"""What the segments need, and what they would pay."""

from __future__ import annotations

import pandas as pd

from workbench.display import Listing, Prose
from workbench.figures import price, reach
from workbench.report.finding import Finding
from workbench.report.ground import Ground
from workbench.report.reach import against_all
from workbench.value import acceptable_prices, demand
from workbench.words import value as words

PRICES = ("too_cheap", "good_value", "expensive", "too_expensive")


def demand_for_needs(ground: Ground) -> Finding:
    """Who has the needs that the survey asks about, and how strongly."""
    table = demand(ground.customers, ground.segments, ground.variables, weights=ground.weights)
    if table.empty:
        return Finding.silent("No question of the study asks about a need.")
    own = against_all(table)
    figure = reach.index_map(
        own.dropna(subset=["index"]),
        "wanted",
        ground.names,
        title="What they need",
        base=f"{ground.base} Share of the two highest answers.",
    )
    return Finding(Prose.of(), figure, table)


def prices(ground: Ground) -> Finding:
    """What they would pay, where the four price questions were asked."""
    found = [_price_question(ground, word) for word in PRICES]
    if not all(found):
        return Finding.silent(
            "The survey does not ask the four price questions (too cheap, good value, expensive, too expensive)."
        )
    names = [name for name in found if name]
    curves = acceptable_prices(*(ground.customers[name] for name in names), weights=ground.weights)
    if not curves.n:
        return Finding.silent("No respondent named four prices in order.")
    unit = ground.variables[names[0]].unit or ground.currency
    figure = price.price_curves(
        curves.curves,
        optimal=curves.optimal,
        lowest=curves.lowest,
        highest=curves.highest,
        unit=unit,
        base=f"Base: {curves.n:,} respondents.",
    )
    return Finding(words.prices(curves, unit=unit), figure, _prices_by_segment(ground, names))


def prices_by_segment(ground: Ground, found: Finding) -> Listing | Prose:
    """What each segment would pay; `found` is what `prices` found."""
    if found.table.empty:
        return Prose.of()
    money = dict.fromkeys(("from", "optimal", "to"), "{:,.2f}".format)
    caption = "The range of acceptable prices in each segment; n: people who named four prices in order."
    return Listing(found.table, caption=caption, formats=money)


def _price_question(ground: Ground, ending: str) -> str | None:
    ends = {"good_value": ("good_value", "cheap", "bargain"), "expensive": ("getting_expensive", "expensive")}
    for name, variable in ground.variables.items():
        plain = name.lower().replace("-", "_").replace(" ", "_")
        if variable.type != "numeric" or not plain.endswith(ends.get(ending, (ending,))):
            continue
        if ending in {"good_value", "expensive"} and plain.endswith(("too_cheap", "too_expensive")):
            continue
        return name
    return None


def _prices_by_segment(ground: Ground, names: list[str]) -> pd.DataFrame:
    rows = []
    for segment in ground.labels:
        mine = (ground.segments == segment).fillna(value=False)
        found = acceptable_prices(
            *(ground.customers.loc[mine, n] for n in names), weights=ground.weights[mine]
        )
        rows.append(
            {
                "segment": ground.title(segment),
                "n": found.n,
                "from": found.lowest,
                "optimal": found.optimal,
                "to": found.highest,
            }
        )
    return pd.DataFrame(rows)
