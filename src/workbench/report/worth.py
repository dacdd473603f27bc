"""How many people the segments hold, and what they bring."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict

import pandas as pd

from workbench.display import Listing, Prose, count, percent
from workbench.estimate import Estimate
from workbench.figures import value as figures
from workbench.report.finding import Finding
from workbench.report.ground import Ground
from workbench.report.silence import NO_PURCHASES
from workbench.value import Concentration, Size, Worth, concentration, segment_sizes, segment_worth
from workbench.value.worth import spending
from workbench.words import value as words


def sizes_of(ground: Ground) -> tuple[Size, ...]:
    """The segments' sizes by the study's own population and minimum."""
    study = ground.run.study
    return segment_sizes(
        ground.segments,
        ground.weights,
        population=ground.population,
        min_share=study.segments.min_share,
        min_size=study.segments.min_size,
    )


def worth_of(ground: Ground) -> tuple[Worth, ...]:
    """What the segments spend; empty without purchases."""
    if ground.months is None:
        return ()
    return segment_worth(
        ground.customers,
        ground.segments,
        ground.months,
        weights=ground.weights,
        seed=ground.run.study.segments.seed,
    )


def value(ground: Ground) -> Finding:
    """How many they are and what they bring; the table `value`."""
    sizes, worths = sizes_of(ground), worth_of(ground)
    figure = figures.heads_and_revenue(
        {s.segment: s.share for s in sizes},
        {w.segment: w.revenue_share for w in worths},
        ground.names,
        base=ground.base,
    )
    said = words.sizes(sizes, ground.title)
    if worths:
        said += words.worth(worths, _concentration(ground), ground.title, currency=ground.currency)
    else:
        said += Prose.of(NO_PURCHASES.format(what="what they spend"))
    return Finding(said, figure, _value_table(ground, sizes, worths))


def bought(ground: Ground, found: Finding) -> Listing | Prose:
    """Revenue, margin where cost is known, returns, price level and repeat rate of each segment.

    Parameters
    ----------
    found
        What `value` found.
    """
    rows = found.table
    if "revenue" not in rows:
        return Prose.of()
    shown = pd.DataFrame({"segment": [ground.title(s) for s in rows["segment"]]})
    unit = f" {ground.currency}".rstrip()
    columns = {f"revenue{unit}": "revenue", "index": "index"}
    if rows["margin"].notna().any():
        columns |= {f"margin{unit}": "margin", "share of margin": "margin_share"}
    returned = bool(rows["returns_share"].fillna(0).gt(0).any())
    columns |= {"sent back": "returns_share"} if returned else {}
    columns |= {
        "price level": "price_level",
        "bought twice or more": "repeat_rate",
    }
    for title, column in columns.items():
        shown[title] = rows[column].astype(float).to_numpy()
    shares: dict[str, Callable[[float], str]] = dict.fromkeys(
        ("share of margin", "sent back", "bought twice or more"), percent
    )
    whole: dict[str, Callable[[float], str]] = dict.fromkeys(
        (f"revenue{unit}", f"margin{unit}", "index"), count
    )
    back = "Sent back: by value." if returned else "What was sent back is not known: no amount is below zero."
    caption = (
        f"Index: 100 × share of revenue / share of customers. {back} Price level: what they paid "
        "against the usual price of the same categories, 1 is usual."
    )
    return Listing(shown, caption=caption, formats=shares | whole)


def concentrated(ground: Ground) -> Finding:
    """How few customers the revenue rests on."""
    if ground.months is None:
        return Finding.silent(NO_PURCHASES.format(what="how revenue is spread"))
    spread = _concentration(ground)
    figure = figures.spread_of_revenue(
        spread.lorenz, gini=spread.gini, top_decile=spread.top_decile, base=ground.base
    )
    return Finding(Prose.of(), figure, spread.lorenz)


def _concentration(ground: Ground) -> Concentration:
    months = ground.months if ground.months is not None else pd.DataFrame()
    spent = spending(months)["revenue"].reindex(ground.customers["customer"]).fillna(0.0)
    return concentration(spent.to_numpy(dtype=float))


def _value_table(ground: Ground, sizes: tuple[Size, ...], worths: tuple[Worth, ...]) -> pd.DataFrame:
    brought = {w.segment: w for w in worths}
    rows = []
    for size in sizes:
        row: dict[str, object] = {
            "segment": size.segment,
            "name": ground.names.get(size.segment, ""),
            "n": size.n,
        }
        row |= _flat("share", size.share) | (_flat("heads", size.heads) if size.heads else {})
        row["remark"] = size.remark
        if size.segment in brought:
            for key, part in asdict(brought[size.segment]).items():
                if isinstance(part, dict):
                    row |= _flat(key, Estimate(**part))
                elif key not in {"segment", "n"}:
                    row[key] = part
        rows.append(row)
    return pd.DataFrame(rows)


def _flat(name: str, estimate: Estimate) -> dict[str, object]:
    return {name: estimate.value, f"{name}_low": estimate.low, f"{name}_high": estimate.high}
