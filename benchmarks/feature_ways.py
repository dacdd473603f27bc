"""One way to the purchase features, as a process of its own: for `benchmarks.features` to time.

    python -m benchmarks.feature_ways ours|sql|pandas FILE [OUTPUT]

OUTPUT, a Parquet file, gets the features by customer, so that the ways can be compared.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

TOP = 8
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
PARTS = {"night": (0, 6), "morning": (6, 11), "afternoon": (11, 17), "evening": (17, 24)}
MONTH = 365.25 / 12


def ours(file: Path) -> pd.DataFrame:
    from workbench.config import PurchaseSettings
    from workbench.features import purchase_features
    from workbench.sources import open_purchases

    settings = PurchaseSettings(
        source=file.name, customer="customer_id", date="ts", order="order_id", amount="amount",
        quantity="quantity", category="category", channel="channel",
    )  # fmt: skip
    return purchase_features(open_purchases(settings, folder=file.parent)).frame


def sql(file: Path) -> pd.DataFrame:
    """As somebody writes it who knows DuckDB and this file: no checks, and no care for other engines."""
    import duckdb

    con = duckdb.connect()
    con.execute(
        "CREATE TABLE lines AS SELECT CAST(customer_id AS VARCHAR) AS customer, CAST(order_id AS VARCHAR) AS ord,"
        f" ts, category, channel, quantity, amount FROM '{file}'"
    ).fetchall()
    first, last = con.execute("SELECT min(ts), max(ts) FROM lines").fetchall()[0]
    edges = f"DATE '{first:%Y-%m-%d}'", f"DATE '{last:%Y-%m-%d}'"
    half = f"TIMESTAMP '{first + (last - first) / 2}'"
    top = [row[0] for row in con.execute(
        f"SELECT category FROM lines WHERE amount >= 0 GROUP BY 1 ORDER BY sum(amount) DESC LIMIT {TOP}"
    ).fetchall()]  # fmt: skip
    channels = [row[0] for row in con.execute(
        "SELECT channel FROM lines WHERE amount >= 0 GROUP BY 1 ORDER BY sum(amount) DESC LIMIT 6"
    ).fetchall()]  # fmt: skip
    per_order = ", ".join(
        f"count(*) FILTER (channel = '{c}') / count(*) AS n{i}" for i, c in enumerate(channels)
    )
    con.execute(
        f"CREATE TEMP TABLE orders AS SELECT customer, ord, min(ts) AS ts, sum(amount) AS amount, count(*) AS lines,"
        f" {per_order} FROM lines WHERE amount >= 0 GROUP BY 1, 2"
    ).fetchall()
    timing = [f'avg(CAST(isodow(ts) = {i + 1} AS INT)) AS "weekday.{d}"' for i, d in enumerate(DAYS)]
    timing += [
        f'avg(CAST(hour(ts) >= {a} AND hour(ts) < {b} AS INT)) AS "hour.{name}"'
        for name, (a, b) in PARTS.items()
    ]
    timing += [f'avg(n{i}) AS "channel.{c}"' for i, c in enumerate(channels)]
    shares = [f"sum(spent) FILTER (kind = '{c}') AS \"share.{c}\"" for c in top]
    names = ", ".join(f"'{c}'" for c in top)
    shares.append(f'sum(spent) FILTER (kind NOT IN ({names})) AS "share.other"')
    columns = [*(f"share.{c}" for c in top), "share.other"]
    months = f"(({edges[1]} - {edges[0]} + 1) / {MONTH})"
    frame: pd.DataFrame = con.execute(f"""
        WITH o AS (
            SELECT customer, count(*) AS orders, count(DISTINCT ts::DATE) AS days, min(ts::DATE) AS first,
                max(ts::DATE) AS last, sum(amount) AS gross, count(*) FILTER (ts < {half}) AS early, {", ".join(timing)}
            FROM orders GROUP BY 1
        ), back AS (
            SELECT customer, -sum(amount) AS returned FROM lines WHERE amount < 0 GROUP BY 1
        ), cells AS (
            SELECT customer, category AS kind, sum(amount) AS spent, sum(quantity) AS pieces
            FROM lines WHERE amount >= 0 GROUP BY 1, 2
        ), usual AS (
            SELECT kind, sum(spent) / sum(pieces) AS usual FROM cells GROUP BY 1
        ), k AS (
            SELECT customer, sum(spent) AS total, sum(pieces * usual) AS expected,
                -sum(CASE WHEN spent > 0 THEN spent * ln(spent) ELSE 0 END) AS spread, {", ".join(shares)}
            FROM cells JOIN usual USING (kind) GROUP BY 1
        )
        SELECT customer, {edges[1]} - last AS recency, orders / {months} AS frequency,
            (gross - coalesce(returned, 0)) / {months} AS monetary, gross / orders AS basket,
            total / expected AS price_level, least(coalesce(returned, 0) / gross, 1) AS returns_share,
            ln(total) + spread / total AS category_entropy, {edges[1]} - first AS tenure,
            (last - first) / nullif(days - 1, 0) AS interpurchase, (orders - 2 * early) / orders AS trend,
            {months} AS observed_months, {", ".join(f'coalesce("{c}", 0) / total AS "{c}"' for c in columns)},
            o.* EXCLUDE (customer, orders, days, first, last, gross, early)
        FROM o JOIN k USING (customer) LEFT JOIN back USING (customer) ORDER BY customer
    """).df()
    con.execute("""
        SELECT customer, strftime(date_trunc('month', ts), '%Y-%m') AS month, sum(n) AS orders, sum(lines) AS lines,
            sum(amount) AS revenue, sum(returned) AS returns
        FROM (SELECT customer, ts, 1 AS n, lines, amount, 0 AS returned FROM orders
            UNION ALL SELECT customer, ts, 0, 0, amount, -amount FROM lines WHERE amount < 0)
        GROUP BY 1, 2 ORDER BY 1, 2
    """).df()
    middle = f"CAST({half} AS DATE)"
    con.execute(f"""
        WITH d AS (SELECT customer, ts::DATE AS day, sum(amount) AS value FROM orders GROUP BY 1, 2),
        f AS (SELECT *, min(day) OVER (PARTITION BY customer) AS first FROM d)
        SELECT customer, count(*) FILTER (day > first) AS x, (max(day) - min(day)) / 7.0 AS t_x,
            ({edges[1]} - min(day)) / 7.0 AS T, avg(value) FILTER (day > first) AS mean_value,
            count(*) FILTER (day > first AND day <= {middle}) AS x_calibration,
            (max(day) FILTER (day <= {middle}) - min(day)) / 7.0 AS t_x_calibration,
            ({middle} - min(day)) / 7.0 AS T_calibration,
            avg(value) FILTER (day > first AND day <= {middle}) AS mean_value_calibration,
            count(*) FILTER (day > {middle}) AS x_holdout, ({edges[1]} - {middle}) / 7.0 AS T_holdout
        FROM f GROUP BY 1 ORDER BY 1
    """).df()
    return frame


def pandas(file: Path) -> pd.DataFrame:
    """As an analyst writes it: group-bys over all customers, no loop."""
    import numpy as np
    import pandas as pd

    lines = pd.read_parquet(file).rename(columns={"customer_id": "customer", "order_id": "ord"})
    lines["customer"] = lines["customer"].astype(str)
    first, last = lines["ts"].min(), lines["ts"].max()
    until = last.normalize()
    months = ((until - first.normalize()).days + 1) / MONTH
    bought, back = lines[lines["amount"] >= 0], lines[lines["amount"] < 0]
    top = bought.groupby("category")["amount"].sum().nlargest(TOP).index
    channels = bought.groupby("channel")["amount"].sum().nlargest(6).index
    flags = {f"channel.{c}": bought["channel"] == c for c in channels}
    orders = bought.assign(**flags).groupby(["customer", "ord"]).agg(
        ts=("ts", "min"), amount=("amount", "sum"), lines=("amount", "size"), **{c: (c, "mean") for c in flags}
    ).reset_index()  # fmt: skip
    orders["day"] = orders["ts"].dt.normalize()
    orders["early"] = orders["ts"] < first + (last - first) / 2
    for i, day in enumerate(DAYS):
        orders[f"weekday.{day}"] = orders["ts"].dt.day_of_week == i
    for name, (a, b) in PARTS.items():
        orders[f"hour.{name}"] = orders["ts"].dt.hour.between(a, b - 1)
    shares = [c for c in orders if "." in c]
    by = orders.groupby("customer")
    o = by.agg(orders=("ord", "size"), days=("day", "nunique"), first=("day", "min"), last=("day", "max"),
               gross=("amount", "sum"), early=("early", "sum"), **{c: (c, "mean") for c in shares})  # fmt: skip
    returned = (-back.groupby("customer")["amount"].sum()).reindex(o.index, fill_value=0.0)
    cells = bought.groupby(["customer", "category"])[["amount", "quantity"]].sum().reset_index()
    kinds = cells.groupby("category")[["amount", "quantity"]].sum()
    cells["expected"] = cells["quantity"] * cells["category"].map(kinds["amount"] / kinds["quantity"])
    spent = cells["amount"].where(cells["amount"] > 0, 1.0)
    cells["spread"] = spent * np.log(spent)
    k = cells.groupby("customer")[["amount", "expected", "spread"]].sum()
    wide = cells.pivot_table(
        index="customer", columns="category", values="amount", aggfunc="sum", fill_value=0.0
    )
    frame = pd.DataFrame(
        {
            "recency": (until - o["last"]).dt.days, "frequency": o["orders"] / months,
            "monetary": (o["gross"] - returned) / months, "basket": o["gross"] / o["orders"],
            "price_level": k["amount"] / k["expected"], "returns_share": (returned / o["gross"]).clip(upper=1),
            "category_entropy": np.log(k["amount"]) - k["spread"] / k["amount"], "tenure": (until - o["first"]).dt.days,
            "interpurchase": (o["last"] - o["first"]).dt.days / (o["days"] - 1).replace(0, np.nan),
            "trend": (o["orders"] - 2 * o["early"]) / o["orders"], "observed_months": months,
            **{f"share.{c}": wide[c] / k["amount"] for c in top},
            "share.other": wide.drop(columns=list(top)).sum(axis=1) / k["amount"],
        }
    )  # fmt: skip
    frame = frame.join(o[shares]).reset_index()
    both = pd.concat([
        orders.assign(orders=1, returns=0.0)[["customer", "ts", "orders", "lines", "amount", "returns"]],
        back.assign(orders=0, lines=0, returns=-back["amount"])[["customer", "ts", "orders", "lines", "amount", "returns"]],
    ])  # fmt: skip
    both["month"] = both["ts"].dt.strftime("%Y-%m")
    both.groupby(["customer", "month"])[["orders", "lines", "amount", "returns"]].sum().reset_index()
    _repeat(orders, first + (last - first) / 2, until)
    return frame


def _repeat(orders: pd.DataFrame, middle: pd.Timestamp, until: pd.Timestamp) -> pd.DataFrame:
    import pandas as pd

    days = orders.groupby(["customer", "day"])["amount"].sum().reset_index()
    days["first"] = days.groupby("customer")["day"].transform("min")
    later, known = days["day"] > days["first"], days["day"] <= middle
    days = days.assign(x=later, x_known=later & known, value=days["amount"].where(later), day_known=days["day"].where(known),
                       value_known=days["amount"].where(later & known))  # fmt: skip
    by = days.groupby("customer").agg(
        first=("first", "min"), last=("day", "max"), x=("x", "sum"), x_known=("x_known", "sum"),
        last_known=("day_known", "max"), mean_value=("value", "mean"), mean_known=("value_known", "mean"),
    )  # fmt: skip
    weeks = pd.Timedelta(days=7)
    return by.assign(t_x=(by["last"] - by["first"]) / weeks, T=(until - by["first"]) / weeks,
                     t_x_known=(by["last_known"] - by["first"]) / weeks, T_known=(middle - by["first"]) / weeks)  # fmt: skip


def main() -> None:
    way, file = sys.argv[1], Path(sys.argv[2]).resolve()
    frame = {"ours": ours, "sql": sql, "pandas": pandas}[way](file)
    if len(sys.argv) > 3:
        frame.to_parquet(sys.argv[3])
    print(f"{way}: {len(frame):,} customers, {frame.shape[1]} columns")


if __name__ == "__main__":
    main()
