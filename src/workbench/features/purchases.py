"""Purchases → features, months and repeat purchases, aggregated in the engine that holds them."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, Protocol
from uuid import uuid4

import ibis.expr.types as ir
import pandas as pd

from workbench.config import VariableSettings
from workbench.errors import InputError, Problem
from workbench.features.catalogue import describe, order_of, overridden
from workbench.features.expressions import (
    Shape,
    customer_features,
    largest,
    month_rows,
    observed_lines,
    orders_of,
    repeat_rows,
    returns_of,
)
from workbench.features.moments import DAY, day_number, exact_sum
from workbench.features.sampling import Draw, draw
from workbench.schemas import CUSTOMER, Variables

MOST_CHANNELS = 6
_EPOCH = datetime.date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Sample:
    """When a sample of the customers is drawn.

    Attributes
    ----------
    most
        Above so many customers, so many are drawn.
    keep
        Customers who are taken in any case, beside those drawn.
    """

    most: int
    keep: Collection[str] = ()


class PurchaseLines(Protocol):
    """Purchase lines with canonical columns, as `workbench.sources.open_purchases` gives them."""

    @property
    def lines(self) -> ir.Table: ...
    @property
    def has(self) -> frozenset[str]: ...


@dataclass(frozen=True, slots=True)
class PurchaseFeatures:
    """What purchases say about each customer.

    Attributes
    ----------
    frame
        ``customer`` and one float column a feature; one row a customer who bought something inside
        of their window of observation, in order of the ids.
    variables
        What each feature means.
    months
        ``customer, month`` (YYYY-MM), ``orders, lines, revenue`` (net), ``returns`` and, where cost is
        known, ``margin``.
    repeat
        ``customer, x, t_x, T, mean_value`` in weeks and purchase days, for models of repeat purchases, and
        the same up to the end of calibration, with what followed (``x_holdout, T_holdout``).
    facts
        Counts, categories, windows, the end of calibration, and of a sample how it was drawn: plain JSON values.
    weights
        How many customers each row stands for, when they are a sample; None when they are all.
    """

    frame: pd.DataFrame
    variables: Variables
    months: pd.DataFrame
    repeat: pd.DataFrame
    facts: Mapping[str, Any] = field(default_factory=dict)
    weights: pd.Series | None = None


def purchase_features(
    purchases: PurchaseLines,
    *,
    top_categories: int = 8,
    overrides: Mapping[str, VariableSettings] | None = None,
    currency: str = "",
    calibration: datetime.date | None = None,
    like: Mapping[str, Any] | None = None,
    sample: Sample | None = None,
) -> PurchaseFeatures:
    """Compute every feature of every customer, each against their own window of observation.

    The lines stay where they are: the engine aggregates them, and one row a customer comes back.

    Parameters
    ----------
    purchases
        Lines with canonical columns.
    top_categories
        Categories with a share of their own, by spending; the rest is ``share.other``.
    overrides
        Role, factor, label, unit or log of features, from the study.
    currency
        Named in the units of amounts.
    calibration
        Last day that a model of repeat purchases sees when it is tested; by default the middle of the
        time that the purchases span.
    like
        `facts` of earlier purchases: their categories and channels keep a share of their own, whatever sells
        best now, so that a model frozen on those can read these customers.
    sample
        Above how many customers a sample of so many is drawn; None: all customers, however many.
        What is usual for a category, and which categories sell most, is found of all in any case.

    Raises
    ------
    InputError
        When no purchase lies inside a window, or an override names no feature.

    Examples
    --------
    >>> import ibis
    >>> from types import SimpleNamespace
    >>> rows = pd.DataFrame({"customer": ["007", "007", "008"], "order": ["a", "b", "c"],
    ...     "time": pd.to_datetime(["2026-01-01", "2026-01-11", "2026-01-31"]), "amount": [10.0, 20.0, 5.0],
    ...     "observed_from": pd.Timestamp("2026-01-01"), "observed_until": pd.Timestamp("2026-01-31")})
    >>> features = purchase_features(SimpleNamespace(lines=ibis.memtable(rows), has=frozenset()))
    >>> features.frame[["customer", "recency", "interpurchase", "basket"]].values.tolist()
    [['007', 20.0, 10.0, 15.0], ['008', 0.0, nan, 5.0]]
    """
    observed = observed_lines(purchases.lines, has=purchases.has)
    totals = _totals(purchases.lines, observed)
    if not totals["lines_observed"]:
        raise InputError(_nothing_observed(totals))
    shape = _shape(observed, purchases.has, totals, top_categories)
    shape = _lasting(shape, like or {})
    end = calibration or _middle(totals)
    drawn = draw(observed, most=sample.most, keep=sample.keep) if sample else None
    own = observed.semi_join(drawn.customers, CUSTOMER) if drawn else observed
    back = returns_of(own, has=shape.has)
    with _once(orders_of(own, shape)) as orders:
        features = _by_customer(customer_features(orders, observed, shape))
        months = _by_customer(month_rows(orders, back, has=shape.has), "month")
        repeat = _by_customer(repeat_rows(orders, calibration=(end - _EPOCH).days))
    if "share.other" in features and not features["share.other"].any():
        features = features.drop(columns="share.other")  # every category has a share of its own
    columns = order_of(features.columns)
    variables = describe(features[columns], currency=currency, money=totals["gross"] > 0)
    return PurchaseFeatures(
        features[[CUSTOMER, *columns]],
        overridden(variables, overrides or {}),
        months,
        repeat,
        {**_facts(totals, shape, end), **_counted(features, drawn)},
        drawn.weights_of(features[CUSTOMER]) if drawn else None,
    )


def every_customer(purchases: PurchaseLines, *, like: Mapping[str, Any]) -> ir.Table:
    """The features of all customers as an expression: nothing is computed until somebody asks for rows.

    Parameters
    ----------
    like
        `PurchaseFeatures.facts` of the purchases that a model was frozen on.
    """
    observed = observed_lines(purchases.lines, has=purchases.has)
    categories = tuple(like.get("categories", ())) if "category" in purchases.has else ()
    channels = tuple(like.get("channels", ())) if "channel" in purchases.has else ()
    shape = Shape(categories, channels, purchases.has, hours=True)
    return customer_features(orders_of(observed, shape), observed, shape)


@contextmanager
def _once(orders: ir.Table) -> Iterator[ir.Table]:
    """Let DuckDB aggregate the orders once for the three tables that are made of them.

    It is our own engine, where a temporary table may be made and spills to disk;
    elsewhere the right to make one is not given, and the expression is used as it is.
    """
    engine = orders.get_backend()
    if engine.name != "duckdb":
        yield orders
        return
    name = f"orders_{uuid4().hex}"
    engine.raw_sql(f"CREATE TEMP TABLE {name} AS {engine.compile(orders)}")
    try:
        yield engine.table(name)
    finally:
        engine.raw_sql(f"DROP TABLE {name}")


def _totals(lines: ir.Table, observed: ir.Table) -> dict[str, Any]:
    """Counts that decide which features there are, in one pass."""
    day = day_number(observed["at"])
    row = observed.aggregate(
        lines_observed=(observed.amount >= 0).ifelse(1, 0).sum(),
        returns_observed=(observed.amount < 0).ifelse(1, 0).sum(),
        gross=exact_sum((observed.amount > 0).ifelse(observed.amount, 0.0), digits=6),
        first=day.min(),
        last=day.max(),
        window_first=day_number(observed.since.min()),
        window_last=day_number(observed.until.max()),
        seconds=(observed["at"] - day * DAY).max(),
    ).to_pyarrow().to_pylist()[0]  # fmt: skip
    return {"lines": int(lines.count().execute()), **{name: value or 0 for name, value in row.items()}}


def _shape(observed: ir.Table, has: frozenset[str], totals: Mapping[str, Any], top: int) -> Shape:
    def names(column: str, most: int) -> tuple[str, ...]:
        if column not in has:
            return ()
        return tuple(largest(observed, column, most=most).to_pyarrow()[column].to_pylist())

    return Shape(names("category", top), names("channel", MOST_CHANNELS), has, hours=totals["seconds"] > 0)


def _lasting(shape: Shape, like: Mapping[str, Any]) -> Shape:
    """The same shape with the categories of earlier purchases, and their channels before new ones."""
    categories = shape.categories and tuple(like.get("categories") or shape.categories)
    channels = dict.fromkeys([*like.get("channels", ()), *shape.channels]) if shape.channels else ()
    return replace(shape, categories=categories, channels=tuple(channels))


def _by_customer(table: ir.Table, *then: str) -> pd.DataFrame:
    """Fetch the rows in the order of their ids, whatever the engine's own order of texts."""
    keys = [CUSTOMER, *then]
    if table.get_backend().name == "duckdb":  # whose order is ours; and its texts need not become objects
        rows = table.order_by(keys).to_pyarrow()
        frame: pd.DataFrame = rows.to_pandas(split_blocks=True, self_destruct=True)  # as it lies: no copy
        return frame
    fetched: pd.DataFrame = table.to_pandas()
    return fetched.sort_values(keys, kind="stable", ignore_index=True)


def _middle(totals: Mapping[str, Any]) -> datetime.date:
    return _date((totals["window_first"] + totals["window_last"]) // 2)


def _date(day: int) -> datetime.date:
    return _EPOCH + datetime.timedelta(days=int(day))


def _facts(totals: Mapping[str, Any], shape: Shape, calibration: datetime.date) -> dict[str, Any]:
    counted = int(totals["lines_observed"] + totals["returns_observed"])
    return {
        "lines": int(totals["lines_observed"]),
        "returns": int(totals["returns_observed"]),
        "outside_window": int(totals["lines"]) - counted,
        "revenue": round(float(totals["gross"]), 2),
        "first": _date(totals["first"]).isoformat(),
        "last": _date(totals["last"]).isoformat(),
        "observed": [_date(totals["window_first"]).isoformat(), _date(totals["window_last"]).isoformat()],
        "categories": list(shape.categories),
        "channels": list(shape.channels),
        "calibration": calibration.isoformat(),
    }


def _counted(features: pd.DataFrame, drawn: Draw | None) -> dict[str, Any]:
    sample = {"sample": drawn.facts} if drawn else {}
    return {"customers": len(features), "orders": int(features["orders"].sum()), **sample}


def _nothing_observed(totals: Mapping[str, Any]) -> Problem:
    return Problem(
        "study.yaml",
        "key purchases.observed",
        f"none of the {totals['lines']:,} purchase lines lies inside the window of observation",
        "",
        "correct the dates of 'observed', or leave them out",
    )
