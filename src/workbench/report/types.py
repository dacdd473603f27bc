"""B2C and B2B apart, in a study that holds both."""

from __future__ import annotations

import pandas as pd

from workbench.display import Listing, Prose, count, percent
from workbench.errors import listed
from workbench.report.ground import Ground
from workbench.report.worth import sizes_of, worth_of
from workbench.value.worth import spending
from workbench.words.value import REMARKS

SPENT = "a customer and month"


def by_type(ground: Ground) -> Listing | Prose:
    """Size and value of each segment within each customer type; nothing unless ``kind`` is ``both``."""
    table = types_table(ground)
    if table.empty:
        return Prose.of()
    formats = {"share of the type": percent, "share of its revenue": percent, "people": count}
    told = [f"{kind} {_told(ground, part)}" for kind, part in parts_of(ground).items()]
    caption = f"Customer types apart: {listed(told, 'and')}. Shares are within the type."
    return Listing(table, caption=caption, formats=formats | {SPENT: lambda spent: f"{spent:,.2f}"})


def types_table(ground: Ground) -> pd.DataFrame:
    """One row a customer type and segment.

    Returns
    -------
    pandas.DataFrame
        ``type, segment, n, share of the type`` (0 to 1), where known ``people``, ``share of its revenue`` (0 to
        1) and ``a customer and month``, and ``remark``: too small or too broad within the type. Empty unless
        the study's ``kind`` is ``both``.
    """
    return pd.DataFrame([row for kind, part in parts_of(ground).items() for row in _rows(ground, part, kind)])


def parts_of(ground: Ground) -> dict[str, Ground]:
    """The customers of each type; those who did not say are in none."""
    column = ground.run.study.customer_type
    if ground.run.study.kind != "both" or column is None:
        return {}
    kinds = ground.customers[column].dropna().astype("str")
    return {kind: ground.part(kinds.index[kinds == kind]) for kind in sorted(kinds.unique())}


def _rows(whole: Ground, part: Ground, kind: str) -> list[dict[str, object]]:
    worths = {w.segment: w for w in worth_of(part)}
    population = whole.population
    rows = []
    for size in sizes_of(part):
        row: dict[str, object] = {"type": kind, "segment": whole.title(size.segment), "n": size.n}
        row["share of the type"] = size.share.value
        if population is not None:
            heads = population * size.share.value * _share_of(whole, part)
            row["people"] = float(f"{heads:.3g}")
        if size.segment in worths:
            row["share of its revenue"] = worths[size.segment].revenue_share.value
            row[SPENT] = worths[size.segment].per_customer.value
        rows.append(row | {"remark": REMARKS.get(size.remark, "")})
    return rows


def _share_of(whole: Ground, part: Ground) -> float:
    return float(part.weights.sum() / whole.weights.sum())


def _told(whole: Ground, part: Ground) -> str:
    """``61 % of customers and 24 % of revenue``."""
    said = f"{percent(_share_of(whole, part))} of customers"
    if whole.months is None or part.months is None:
        return said
    weighed = [
        float(spending(ground.months)["revenue"].mul(ground.weight_by_customer, fill_value=0.0).sum())
        for ground in (part, whole)
        if ground.months is not None
    ]
    return f"{said} and {percent(weighed[0] / weighed[1])} of revenue" if weighed[1] else said
