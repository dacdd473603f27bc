"""Who moved from which segment to which."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from workbench.schemas import segment_order

NEW = "new"
GONE = "gone"


@dataclass(frozen=True, slots=True)
class Moves:
    """The movements between two runs.

    Attributes
    ----------
    matrix
        Columns ``before, after, customers, share`` (of the old segment); ``new`` and ``gone`` stand for customers
        that only one of the runs knows.
    moved
        Share of the customers of both runs whose segment changed, 0 to 1.
    customers
        Columns ``customer, before, after``: those who moved.
    """

    matrix: pd.DataFrame
    moved: float
    customers: pd.DataFrame


def moved_customers(before: pd.Series, after: pd.Series) -> Moves:
    """Compare the segments of customers (the index) before and after, lasting ids on both sides.

    Examples
    --------
    >>> moves = moved_customers(pd.Series({"a": "S1", "b": "S1"}), pd.Series({"a": "S1", "b": "S2", "c": "S2"}))
    >>> moves.moved, moves.customers.to_numpy().tolist()
    (0.5, [['b', 'S1', 'S2']])
    """
    both = pd.concat([before.rename("before"), after.rename("after")], axis=1)
    known = both.dropna()
    changed = known[known["before"] != known["after"]]
    filled = both.assign(before=both["before"].fillna(NEW), after=both["after"].fillna(GONE))
    matrix = filled.groupby(["before", "after"]).size().reset_index(name="customers")
    matrix["share"] = matrix["customers"] / matrix.groupby("before")["customers"].transform("sum")
    order = [matrix["before"].map(segment_order), matrix["after"].map(segment_order)]
    matrix = matrix.assign(_b=order[0], _a=order[1]).sort_values(["_b", "_a"]).drop(columns=["_b", "_a"])
    movers = changed.rename_axis("customer").reset_index()[["customer", "before", "after"]]
    share = len(changed) / len(known) if len(known) else 0.0
    return Moves(matrix.reset_index(drop=True), share, movers)
