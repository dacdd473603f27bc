"""Who came when, and who is still there."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True, slots=True)
class Retention:
    """A cohort triangle.

    Attributes
    ----------
    table
        Columns ``cohort`` (first quarter of purchase), ``age`` (quarters since), ``customers`` (size of the
        cohort), ``active`` (share that bought in that quarter, 0 to 1).
    """

    table: pd.DataFrame


def retention(
    months: pd.DataFrame, *, last_cohorts: int = 12, until: pd.Timestamp | None = None
) -> Retention:
    """Follow the customers of each first quarter: what share buys in each later quarter?

    The first quarter of the data is left out: its customers did not all begin there. So is a last quarter that
    the data cover only in part: it looks like a fall and is none.

    Parameters
    ----------
    months
        Columns ``customer, month``.
    last_cohorts
        How many of the last quarters to follow.
    until
        The last moment of the purchases; by default the last quarter is taken as whole.

    Examples
    --------
    >>> months = pd.DataFrame({"customer": ["z", "a", "a", "b"],
    ...     "month": pd.to_datetime(["2025-01-01", "2025-04-01", "2025-07-01", "2025-05-01"])})
    >>> retention(months).table.to_numpy().tolist()
    [['2025Q2', 0, 2, 1.0], ['2025Q2', 1, 2, 0.5]]
    """
    quarter = pd.to_datetime(months["month"]).dt.to_period("Q")
    rows = pd.DataFrame({"customer": months["customer"], "quarter": quarter}).drop_duplicates()
    if until is not None and until.normalize() < quarter.max().end_time.normalize() - pd.Timedelta(days=3):
        rows = rows[rows["quarter"] < quarter.max()]
    first = rows.groupby("customer", observed=True)["quarter"].min()
    rows["cohort"] = rows["customer"].map(first)
    rows = rows[rows["cohort"] > quarter.min()]
    rows["age"] = rows["quarter"].astype("int64") - rows["cohort"].astype("int64")
    size = first[first > quarter.min()].value_counts()
    active = rows.groupby(["cohort", "age"], observed=True)["customer"].nunique().reset_index(name="active")
    kept = sorted(size.index)[-last_cohorts:]
    active = active[active["cohort"].isin(kept)]
    customers = active["cohort"].map(size).astype("int64")
    table = pd.DataFrame(
        {
            "cohort": active["cohort"].astype(str),
            "age": active["age"].astype("int64"),
            "customers": customers,
            "active": active["active"] / customers,
        }
    )
    return Retention(table.reset_index(drop=True))
