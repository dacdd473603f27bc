"""The features once more, in plain pandas, one customer at a time: slow and easy to read."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAYPARTS = {"night": range(6), "morning": range(6, 11), "afternoon": range(11, 17), "evening": range(17, 24)}


def features(lines: pd.DataFrame, *, categories: Sequence[str], channels: Sequence[str]) -> pd.DataFrame:
    inside = lines[
        (lines.time.dt.normalize() >= lines.observed_from.dt.normalize())
        & (lines.time.dt.normalize() <= lines.observed_until.dt.normalize())
    ]
    bought = inside[inside.amount >= 0]
    spent, pieces = bought.groupby("category").amount.sum(), bought.groupby("category").quantity.sum()
    usual = spent / pieces
    rows = []
    for customer, mine in inside.groupby("customer"):
        mine_bought = mine[mine.amount >= 0]
        if len(mine_bought):
            rows.append(_one(customer, mine, mine_bought, usual, categories, channels))
    return pd.DataFrame(rows).sort_values("customer", ignore_index=True)


def _one(customer, mine, bought, usual, categories, channels):
    since, until = mine.observed_from.min().normalize(), mine.observed_until.max().normalize()
    months = ((until - since).days + 1) / (365.25 / 12)
    orders = bought.groupby("order").agg(
        time=("time", "min"), amount=("amount", "sum"), lines=("amount", "size")
    )
    days = sorted(orders.time.dt.normalize().unique())
    gross, back = bought.amount.sum(), -mine[mine.amount < 0].amount.sum()
    half = (mine.observed_from.min() - pd.Timestamp(0)).total_seconds()
    half = (half + (mine.observed_until.max() - pd.Timestamp(0)).total_seconds()) // 2
    early = sum((t - pd.Timestamp(0)).total_seconds() < half for t in orders.time)
    by_kind = bought.groupby("category").amount.sum()
    shares = by_kind / gross if gross > 0 else by_kind * math.nan
    expected = (bought.quantity * bought.category.map(usual)).sum()
    row = {
        "customer": customer,
        "recency": float((until - days[-1]).days),
        "frequency": len(orders) / months,
        "monetary": (gross - back) / months,
        "basket": gross / len(orders),
        "price_level": gross / expected if expected > 0 else math.nan,
        "returns_share": min(back / gross, 1.0) if gross > 0 else math.nan,
        "category_entropy": float(-(shares[shares > 0] * np.log(shares[shares > 0])).sum()),
        "tenure": float((until - days[0]).days),
        "interpurchase": float(np.mean(np.diff(days) / np.timedelta64(1, "D")))
        if len(days) > 1
        else math.nan,
        "trend": (len(orders) - 2 * early) / len(orders),
        "margin": (gross - back - mine.cost.sum()) / (gross - back) if gross > back else math.nan,
        "observed_months": months,
    }
    for name in categories:
        row[f"share.{name}"] = shares.get(name, 0.0) if gross > 0 else math.nan
    row["share.other"] = shares[~shares.index.isin(categories)].sum() if gross > 0 else math.nan
    for name in channels:
        per_order = bought.assign(hit=bought.channel == name).groupby("order").hit.mean()
        row[f"channel.{name}"] = per_order.mean()
    for i, name in enumerate(WEEKDAYS):
        row[f"weekday.{name}"] = float((orders.time.dt.day_of_week == i).mean())
    for part, hours in DAYPARTS.items():
        row[f"hour.{part}"] = float(orders.time.dt.hour.isin(hours).mean())
    return row
