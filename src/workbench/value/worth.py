"""What each segment spends, and how few customers the revenue rests on."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.estimate import Estimate, Numbers, bootstrap, mean, share
from workbench.schemas import segment_order


@dataclass(frozen=True, slots=True)
class Worth:
    """What one segment is worth in the observed time.

    Attributes
    ----------
    revenue, revenue_share
        Net of returns, weighted; the share of all revenue with a bootstrap interval.
    margin, margin_share
        Revenue less cost; None when the study knows no cost.
    index
        100 × share of revenue / share of customers.
    per_customer
        Mean revenue a customer and month of observation.
    returns_share
        Value of returned lines / value of bought lines.
    price_level
        Mean of the customers' mean price a line.
    repeat_rate
        Share of customers with two orders or more.
    """

    segment: str
    n: int
    revenue: float
    revenue_share: Estimate
    margin: float | None
    margin_share: float | None
    index: float
    per_customer: Estimate
    returns_share: float
    price_level: float
    repeat_rate: Estimate


@dataclass(frozen=True, slots=True)
class Concentration:
    """How unevenly revenue is spread over customers.

    Attributes
    ----------
    lorenz
        Columns ``customers`` and ``revenue``: cumulative shares from the smallest spender up, 0 to 1.
    gini
        0 when all spend the same, near 1 when one spends all.
    top_decile
        Share of revenue of the tenth of customers who spend most.
    """

    lorenz: pd.DataFrame
    gini: float
    top_decile: float


def spending(months: pd.DataFrame) -> pd.DataFrame:
    """Sum the months of each customer.

    Parameters
    ----------
    months
        Columns ``customer, month, orders, lines, revenue, returns`` and perhaps ``margin``.

    Returns
    -------
    pandas.DataFrame
        Indexed by customer.
    """
    columns = [c for c in ("orders", "lines", "revenue", "returns", "margin") if c in months.columns]
    return months.groupby("customer", observed=True)[columns].sum()


def segment_worth(
    customers: pd.DataFrame,
    segments: pd.Series,
    months: pd.DataFrame,
    *,
    weights: pd.Series | None = None,
    seed: int,
) -> tuple[Worth, ...]:
    """What each segment spends, earns and sends back.

    Parameters
    ----------
    customers
        The customer table: ``customer``, and ``price_level`` and ``observed_months`` where known.
    segments
        Segment id of each row of `customers`.
    months
        Purchases of each customer and month.
    weights
        Survey weight of each row of `customers`.
    seed
        For the bootstrap.

    Examples
    --------
    >>> customers = pd.DataFrame({"customer": ["a", "b", "c"]})
    >>> months = pd.DataFrame({"customer": ["a", "a", "b"], "month": ["2026-01", "2026-02", "2026-01"],
    ...     "orders": [1, 1, 1], "lines": [1, 1, 1], "revenue": [30.0, 30.0, 40.0], "returns": [0.0, 0.0, 10.0]})
    >>> w = segment_worth(customers, pd.Series(["S1", "S2", "S2"]), months, seed=1)
    >>> [(x.segment, x.revenue, round(x.revenue_share.value, 2), round(x.index)) for x in w]
    [('S1', 60.0, 0.6, 180), ('S2', 40.0, 0.4, 60)]
    """
    spent = spending(months).reindex(customers["customer"]).fillna(0.0).reset_index(drop=True)
    w = pd.Series(1.0, index=spent.index) if weights is None else weights.reset_index(drop=True)
    labels = segments.reset_index(drop=True)
    span = max(int(months["month"].nunique()), 1)
    observed = customers.get("observed_months", pd.Series(float(span), index=customers.index))
    monthly = spent["revenue"] / observed.reset_index(drop=True).clip(lower=1.0)
    price = customers.get("price_level", pd.Series(np.nan, index=customers.index)).reset_index(drop=True)
    weighted = spent.mul(w, axis=0)
    total = weighted.sum()
    results = []
    for label in sorted(labels.dropna().unique(), key=segment_order):
        chosen = (labels == label).fillna(value=False)
        mine, mine_w = weighted[chosen], w[chosen]
        heads = mine_w.sum() / w.sum()
        revenue_share = _revenue_share(weighted["revenue"].to_numpy(), chosen.to_numpy(bool), seed)
        bought = mine["revenue"].sum() + mine["returns"].sum()
        margin = float(mine["margin"].sum()) if "margin" in mine else None
        results.append(
            Worth(
                segment=str(label),
                n=int(chosen.sum()),
                revenue=float(mine["revenue"].sum()),
                revenue_share=revenue_share,
                margin=margin,
                margin_share=None if margin is None else _ratio(margin, float(total["margin"])),
                index=100 * _ratio(revenue_share.value, heads),
                per_customer=mean(monthly[chosen].to_numpy(), mine_w.to_numpy()),
                returns_share=_ratio(float(mine["returns"].sum()), float(bought)),
                price_level=mean(price[chosen].to_numpy(dtype=float), mine_w.to_numpy()).value,
                repeat_rate=share((spent["orders"][chosen] >= 2).to_numpy(), mine_w.to_numpy()),
            )
        )
    return tuple(results)


def concentration(revenue: Numbers) -> Concentration:
    """The Lorenz curve of revenue over customers; spending below zero counts as zero.

    Examples
    --------
    >>> even = concentration(np.full(10, 5.0))
    >>> round(even.gini, 6), round(even.top_decile, 2)
    (0.0, 0.1)
    >>> round(concentration(np.array([0.0] * 9 + [1.0])).gini, 2)
    0.9
    """
    ordered = np.sort(np.clip(np.asarray(revenue, dtype=float), 0, None))
    n, total = len(ordered), float(ordered.sum())
    if n == 0 or total == 0:
        empty = pd.DataFrame({"customers": [0.0, 1.0], "revenue": [0.0, 1.0]})
        return Concentration(empty, math.nan, math.nan)
    cumulative = np.concatenate([[0.0], np.cumsum(ordered) / total])
    people = np.linspace(0, 1, n + 1)
    gini = 1 - 2 * float(np.trapezoid(cumulative, people))
    top = 1 - float(np.interp(0.9, people, cumulative))
    shown = np.unique(np.linspace(0, n, min(n, 200) + 1).round().astype(int))
    curve = pd.DataFrame({"customers": people[shown], "revenue": cumulative[shown]})
    return Concentration(curve, gini, top)


def _revenue_share(revenue: Numbers, chosen: np.ndarray, seed: int) -> Estimate:
    total = float(revenue.sum())
    value = _ratio(float(revenue[chosen].sum()), total)

    def resampled(rows: np.ndarray) -> float:
        return _ratio(float(revenue[rows][chosen[rows]].sum()), float(revenue[rows].sum()))

    replicates = 500 if len(revenue) <= 20_000 else 100
    low, high = bootstrap(resampled, len(revenue), seed=seed, replicates=replicates)
    return Estimate(value, low, high, int(chosen.sum()), "bootstrap")


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else math.nan
