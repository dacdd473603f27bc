"""Purchase lines → one row a customer, as expressions that every engine of Ibis can run.

Only sums, counts, minima, maxima and guarded divisions are used; nothing is executed here.
A purchase is a line of zero or more, a return a line below zero. Only lines inside of the
customer's own window of observation count.
"""

from __future__ import annotations

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from workbench.features.moments import (
    DAYPARTS,
    MONTH_DAYS,
    WEEKDAYS,
    counted,
    day_number,
    entropy_part,
    exact_sum,
    in_daypart,
    month_of,
    positive,
    ratio,
    seconds,
    weekday,
    weeks,
)


@dataclass(frozen=True, slots=True)
class Shape:
    """What the purchases hold, and which shares are asked for.

    Attributes
    ----------
    categories, channels
        The names that get a share of their own.
    has
        Optional columns of the lines.
    hours
        Do the times hold more than days?
    """

    categories: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    has: frozenset[str] = frozenset()
    hours: bool = False


def observed_lines(lines: ir.Table, *, has: frozenset[str]) -> ir.Table:
    """Keep the lines inside each customer's window, with times as seconds."""
    kept = lines.select(
        customer=lines.customer,
        order=lines.order,
        at=seconds(lines.time),
        amount=lines.amount.cast("float64"),
        since=seconds(lines.observed_from),
        until=seconds(lines.observed_until),
        **{name: lines[name] for name in ("category", "channel") if name in has},
        **{name: lines[name].cast("float64") for name in ("quantity", "cost") if name in has},
    )
    day = day_number(kept["at"])
    return kept.filter((day >= day_number(kept.since)) & (day <= day_number(kept.until)))


def orders_of(observed: ir.Table, shape: Shape) -> ir.Table:
    """One row an order: its moment, amount, lines, and lines by channel."""
    bought = observed.filter(observed.amount >= 0)
    extra = {f"n_{i}": counted(bought.channel == name) for i, name in enumerate(shape.channels)}
    if "cost" in shape.has:
        extra["cost"] = exact_sum(bought["cost"])
    return bought.group_by("customer", "order").aggregate(
        at=bought["at"].min(),
        amount=exact_sum(bought.amount),
        lines=bought.count(),
        since=bought.since.min(),
        until=bought.until.max(),
        **extra,
    )


def returns_of(observed: ir.Table, *, has: frozenset[str]) -> ir.Table:
    """The lines that came back, amounts below zero."""
    back = observed.filter(observed.amount < 0)
    return back.select(
        "customer", "order", "at", "amount", "since", "until", *(["cost"] if "cost" in has else [])
    )


def from_orders(orders: ir.Table, shape: Shape) -> ir.Table:
    """One row a customer: how often, when, and where they order."""
    day = day_number(orders["at"])
    half = (orders.since + orders.until) // 2
    sums = {
        **{f"weekday.{name}": counted(weekday(orders["at"]) == i) for i, name in enumerate(WEEKDAYS)},
        **{
            f"channel.{name}": exact_sum(orders[f"n_{i}"] / orders.lines)
            for i, name in enumerate(shape.channels)
        },
    }
    if shape.hours:
        sums |= {f"hour.{part}": counted(in_daypart(orders["at"], part)) for part in DAYPARTS}
    costs = {"cost": exact_sum(orders["cost"])} if "cost" in shape.has else {}
    totals = orders.group_by("customer").aggregate(
        **costs,
        orders=orders.count(),
        days=day.nunique(),
        first=day.min(),
        last=day.max(),
        gross=exact_sum(orders.amount),
        early=counted(orders["at"] < half),
        since=day_number(orders.since.min()),
        until=day_number(orders.until.max()),
        **sums,
    )
    months = positive(totals.until - totals.since + 1) / MONTH_DAYS
    late = totals.orders - totals.early
    return totals.select(
        "customer",
        "orders",
        "gross",
        *costs,
        observed_months=months,
        recency=(totals.until - totals["last"]).cast("float64"),
        frequency=totals.orders / months,
        tenure=(totals.until - totals["first"]).cast("float64"),
        interpurchase=ratio(totals["last"] - totals["first"], totals.days - 1),
        basket=ratio(totals.gross, totals.orders),
        trend=ratio(late - totals.early, totals.orders),
        **{name: ratio(totals[name], totals.orders) for name in sums},
    )


def from_returns(back: ir.Table, *, has: frozenset[str]) -> ir.Table:
    """One row a customer who sent something back."""
    extra = {"cost_back": exact_sum(back["cost"])} if "cost" in has else {}
    return back.group_by("customer").aggregate(returned=exact_sum(-back.amount), **extra)


def from_categories(observed: ir.Table, shape: Shape) -> ir.Table:
    """One row a customer: what they buy, how varied, and how dear for its kind.

    The price level is what the customer paid, divided by what the same pieces of the same categories
    cost on average: 1.1 buys a tenth dearer than others do.
    """
    bought = observed.filter(observed.amount >= 0)
    kind = bought.category.fill_null("") if "category" in shape.has else ibis.literal("")
    pieces = bought.quantity if "quantity" in shape.has else ibis.literal(1.0)
    cells = (
        bought.select("customer", "amount", kind=kind, pieces=pieces)
        .group_by("customer", "kind")
        .aggregate(amount=exact_sum(ibis._.amount), pieces=exact_sum(ibis._.pieces))
    )
    priced = cells.group_by("kind").aggregate(
        kind_amount=exact_sum(cells.amount, digits=6), kind_pieces=exact_sum(cells.pieces, digits=6)
    )
    usual = priced.select("kind", usual=ratio(priced.kind_amount, priced.kind_pieces))
    cells = cells.join(usual, "kind")
    sums = {
        f"share.{name}": exact_sum((cells.kind == name).ifelse(cells.amount, 0.0))
        for name in shape.categories
    }
    if shape.categories:
        sums["share.other"] = exact_sum(cells.kind.isin(shape.categories).ifelse(0.0, cells.amount))
    totals = cells.group_by("customer").aggregate(
        spent=exact_sum(cells.amount),
        usual=exact_sum(cells.pieces * cells.usual),
        spread=exact_sum(entropy_part(cells.amount)),
        **sums,
    )
    entropy = positive(totals.spent).ln() - totals.spread / positive(totals.spent)
    kinds = {"category_entropy": _at_least_zero(entropy)} if "category" in shape.has else {}
    return totals.select(
        "customer",
        price_level=ratio(totals.spent, totals.usual),
        **kinds,
        **{name: ratio(totals[name], totals.spent) for name in sums},
    )


def customer_features(orders: ir.Table, observed: ir.Table, shape: Shape) -> ir.Table:
    """One row a customer who bought inside of their window, every feature a column."""
    back = from_returns(returns_of(observed, has=shape.has), has=shape.has)
    wide = from_orders(orders, shape).left_join(back, "customer").drop("customer_right")
    wide = wide.join(from_categories(observed, shape), "customer")
    returned = wide.returned.fill_null(0.0)
    net, share = wide.gross - returned, ratio(returned, wide.gross)
    added = {
        "monetary": net / wide.observed_months,
        "returns_share": (share > 1).ifelse(1.0, share),
    }
    used = ["returned"]
    if "cost" in shape.has:
        added["margin"] = ratio(net - wide["cost"] - wide.cost_back.fill_null(0.0), net)
        used += ["cost", "cost_back"]
    return wide.mutate(**added).drop(*used)


def month_rows(orders: ir.Table, back: ir.Table, *, has: frozenset[str]) -> ir.Table:
    """One row a customer and month (YYYY-MM): orders, lines, net revenue, returns, margin.

    An order counts in the month of its first line, a return in its own.
    """
    cost = "cost" in has
    bought = orders.select(
        "customer", "at", "amount", orders=ibis.literal(1), lines=orders.lines.cast("int64"),
        returns=ibis.literal(0.0), cost=orders["cost"] if cost else ibis.literal(0.0),
    )  # fmt: skip
    sent = back.select(
        "customer", "at", "amount", orders=ibis.literal(0), lines=ibis.literal(0).cast("int64"),
        returns=-back.amount, cost=back["cost"] if cost else ibis.literal(0.0),
    )  # fmt: skip
    both = bought.union(sent)
    month = month_of(day_number(both["at"]))
    extra = {"margin": exact_sum(both.amount - both["cost"])} if cost else {}
    rows = both.group_by("customer", month=month).aggregate(
        orders=both.orders.sum().cast("int64"),
        lines=both.lines.sum().cast("int64"),
        revenue=exact_sum(both.amount),
        returns=exact_sum(both.returns),
        **extra,
    )
    return rows.mutate(month=rows.month.strftime("%Y-%m"))  # named once a row, not once an order


def repeat_rows(orders: ir.Table, *, calibration: int) -> ir.Table:
    """What models of repeat purchases need: one row a customer, time in weeks, one purchase a day.

    `calibration` is the last day number that such a model may see when it is tested on the rest.
    """
    days = orders.group_by("customer", day=day_number(orders["at"])).aggregate(
        value=exact_sum(orders.amount), until=day_number(orders.until.max())
    )
    firsts = days.group_by("customer").aggregate(first=days.day.min())
    days = days.join(firsts, "customer")
    later = days.day > days["first"]
    known = days.day <= calibration
    sums = days.group_by("customer").aggregate(
        first=days["first"].min(),
        last=days.day.max(),
        until=days.until.max(),
        x=counted(later),
        value=exact_sum(later.ifelse(days.value, 0.0)),
        last_known=known.ifelse(days.day, days["first"]).max(),
        x_known=counted(later & known),
        value_known=exact_sum((later & known).ifelse(days.value, 0.0)),
    )
    seen = sums["first"] <= calibration
    missing = ibis.null("float64")
    end = (sums.until < calibration).ifelse(sums.until, calibration)
    return sums.select(
        "customer",
        x=sums.x,
        t_x=weeks(sums["last"] - sums["first"]),
        T=weeks(sums.until - sums["first"]),
        mean_value=ratio(sums.value, sums.x),
        x_calibration=seen.ifelse(sums.x_known.cast("float64"), missing),
        t_x_calibration=seen.ifelse(weeks(sums.last_known - sums["first"]), missing),
        T_calibration=seen.ifelse(weeks(end - sums["first"]), missing),
        mean_value_calibration=ratio(sums.value_known, sums.x_known),
        x_holdout=seen.ifelse((sums.x - sums.x_known).cast("float64"), missing),
        T_holdout=seen.ifelse(weeks(sums.until - end), missing),
    )


def largest(observed: ir.Table, column: str, *, most: int) -> ir.Table:
    """The values of a text column that took most money, largest first, ties by name."""
    bought = observed.filter((observed.amount >= 0) & observed[column].notnull())
    sums = bought.group_by(column).aggregate(spent=exact_sum(bought.amount), lines=bought.count())
    return sums.order_by(sums.spent.desc(), sums.lines.desc(), sums[column]).limit(most)


def _at_least_zero(value: ir.FloatingValue) -> ir.FloatingValue:
    return (value > 0).ifelse(value, 0.0)
