"""Customers and revenue of each segment, month by month."""

from __future__ import annotations

import pandas as pd

from workbench.estimate import Numbers
from workbench.schemas import segment_order

TOTAL = "all"


def monthly_series(
    months: pd.DataFrame,
    segment_of: pd.Series,
    *,
    weight_of: pd.Series | None = None,
    gone_after: int = 6,
) -> pd.DataFrame:
    """Count active, new and lost customers and sum revenue, for each segment and for all.

    Parameters
    ----------
    months
        Columns ``customer, month, orders, revenue`` and perhaps ``margin``; one row a customer and month.
    segment_of
        Segment id by customer (the index).
    weight_of
        Survey weight by customer.
    gone_after
        A customer is lost in the month after the last purchase when at least so many months
        without one follow in the data; later months cannot tell yet and count nobody as lost.

    Returns
    -------
    pandas.DataFrame
        Columns ``segment, month, active, new, lost, orders, revenue`` and perhaps ``margin``;
        every month of the data for every segment, zeros included; ``lost`` is missing where it
        cannot be known yet.

    Examples
    --------
    >>> months = pd.DataFrame({"customer": ["a", "a", "b"],
    ...     "month": pd.to_datetime(["2026-01-01", "2026-02-01", "2026-02-01"]),
    ...     "orders": [1, 1, 2], "revenue": [5.0, 6.0, 7.0]})
    >>> series = monthly_series(months, pd.Series({"a": "S1", "b": "S2"}))
    >>> series[series.segment == "all"][["active", "new", "revenue"]].to_numpy().tolist()
    [[1.0, 1.0, 5.0], [2.0, 1.0, 13.0]]
    """
    segment = months["customer"].map(segment_of)
    known, segment = months[segment.notna()], segment.dropna()
    month = pd.to_datetime(known["month"])
    lives = month.groupby(known["customer"], observed=True)
    sums = [c for c in ("orders", "revenue", "margin") if c in known.columns]
    rows = (
        known[sums]
        .astype(float)
        .assign(
            active=1.0,
            new=(month == lives.transform("min")).astype(float),
            leaving=(month == lives.transform("max")).astype(float),
        )
    )
    if weight_of is not None:
        rows = rows.mul(known["customer"].map(weight_of).fillna(1.0), axis=0)
    alone = rows.groupby([segment.rename("segment"), month.rename("month")], observed=True).sum()
    together = rows.groupby(month.rename("month"), observed=True).sum()
    every = pd.concat([alone, pd.concat({TOTAL: together}, names=["segment"])])
    calendar = pd.date_range(month.min(), month.max(), freq="MS")
    labels = [*sorted(segment.unique(), key=segment_order), TOTAL]
    grid = pd.MultiIndex.from_product([labels, calendar], names=["segment", "month"])
    table = every.reindex(grid, fill_value=0.0)
    lost = table.groupby(level="segment", observed=True)["leaving"].shift(1, fill_value=0.0)
    told = table.index.get_level_values("month") <= calendar[-1] - pd.DateOffset(months=gone_after - 1)
    table["lost"] = lost.where(told)
    return table.drop(columns="leaving").reset_index()[["segment", "month", "active", "new", "lost", *sums]]


def on_the_year(values: Numbers) -> float | None:
    """The last three months against the same three a year before, less 1; None without a year to compare.

    Examples
    --------
    >>> on_the_year(pd.Series([10.0] * 12 + [11.0] * 3).to_numpy())
    0.1
    """
    before, now = float(values[-15:-12].sum()), float(values[-3:].sum())
    return round(now / before - 1, 10) if len(values) >= 15 and before > 0 else None


def last_watched_month(months: pd.DataFrame, *, share: float = 0.9, look_back: int = 3) -> pd.Timestamp:
    """The last month after which most customers were still under observation.

    Where each history ends at its own date, the sum over all falls as people leave the data, not as
    they buy less. A month counts while at least `share` of those who bought in the `look_back` months
    up to it buy again later.

    Parameters
    ----------
    months
        Columns ``customer, month``.

    Returns
    -------
    pandas.Timestamp
        First day of the last month before that share is first missed in the second half of the data.

    Examples
    --------
    >>> seen = pd.DataFrame({"customer": ["a"] * 4 + ["b"] * 2,
    ...     "month": ["2026-01", "2026-02", "2026-03", "2026-04", "2026-01", "2026-02"]})
    >>> last_watched_month(seen, look_back=1)
    Timestamp('2026-03-01 00:00:00')
    """
    rows = pd.DataFrame({"customer": months["customer"], "month": pd.to_datetime(months["month"])})
    last = rows.groupby("customer", observed=True)["month"].max()
    calendar = pd.date_range(rows["month"].min(), rows["month"].max(), freq="MS")
    kept = calendar[len(calendar) // 2 :]  # the first half may begin with a handful of customers
    for before, month in zip([calendar[0], *kept[:-1]], kept, strict=True):
        since = month - pd.DateOffset(months=look_back - 1)
        recent = rows.loc[rows["month"].between(since, month), "customer"].unique()
        if len(recent) and float((last.loc[recent] > month).mean()) < share:
            return pd.Timestamp(before)
    return pd.Timestamp(calendar[-1])


def whole_months(series: pd.DataFrame, first: pd.Timestamp, last: pd.Timestamp) -> pd.DataFrame:
    """Leave out months that the data cover only in part: they look like a fall and are none.

    Parameters
    ----------
    series
        With a column ``month`` (first day of the month).
    first, last
        The first and the last moment of the purchases.
    """
    start = first.normalize().replace(day=1)
    if first.day > 3:
        start += pd.DateOffset(months=1)
    end = last.normalize().replace(day=1)
    if last.day < last.days_in_month - 2:
        end -= pd.DateOffset(months=1)
    return series[(series["month"] >= start) & (series["month"] <= end)].reset_index(drop=True)
