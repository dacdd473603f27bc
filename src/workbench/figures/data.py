"""Coverage, careless answers, missing values and purchases over time, as figures."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from workbench.display import count, percent
from workbench.features import CustomerTable, PurchaseFeatures
from workbench.figures.inert import literal
from workbench.figures.style import NEUTRAL, SERIES, dress, marks_of
from workbench.preparation import Prepared
from workbench.quality import CHECKS, ResponseQuality

MOST_BARS = 20
LONGEST = 44
BAR = 22


def coverage(prepared: Prepared) -> go.Figure | None:
    """How the two files overlap: a bar for each part of the people. None for a study of one file."""
    rows = prepared.table.coverage.set_index("what")["n"]
    if "respondents who bought" not in rows:
        return None
    parts = {
        "answered only": int(rows["respondents without purchases"]),
        "answered and bought": int(rows["respondents who bought"]),
        "bought only": int(rows["customers who were not surveyed"]),
    }
    whole = sum(parts.values())
    figure = go.Figure(
        go.Bar(
            x=list(parts.values()), y=list(parts), orientation="h", marker_color=[NEUTRAL, SERIES[0], NEUTRAL],
            text=[f"{count(n)} ({percent(n / whole)})" for n in parts.values()], textposition="auto",
            textangle=0, hovertemplate="%{y}: %{x:,}<extra></extra>",
        )
    )  # fmt: skip
    figure.update_xaxes(title="people")
    figure.update_yaxes(autorange="reversed", showgrid=False)
    said = ", ".join(f"{count(n)} {name}" for name, n in parts.items())
    return dress(
        figure,
        title="Who is in which file",
        alt=f"Three bars of together {count(whole)} people: {said}.",
        caption=f"Base: {count(whole)} people in either file.",
        table=pd.DataFrame(
            {"people": list(parts), "n": list(parts.values()), "share": [n / whole for n in parts.values()]}
        ),
        height=230,
    )


def quality(found: ResponseQuality | None) -> go.Figure | None:
    """How many respondents each check flags, and how many of those have a second flag."""
    if found is None or not found.checks:
        return None
    several = found.flags["flags"] >= 2
    rows = pd.DataFrame(
        {
            "check": list(found.checks),
            "one flag only": [int((found.flags[c] & ~several).sum()) for c in found.checks],
            "two flags or more": [int((found.flags[c] & several).sum()) for c in found.checks],
        }
    )
    figure = go.Figure()
    for name, colour in (("two flags or more", SERIES[1]), ("one flag only", NEUTRAL)):
        figure.add_bar(
            y=rows["check"], x=rows[name], name=name, orientation="h", marker_color=colour,
            hovertemplate=f"%{{y}}, {name}: %{{x:,}}<extra></extra>",
        )  # fmt: skip
    figure.update_layout(barmode="stack", xaxis_title="respondents")
    figure.update_yaxes(autorange="reversed")
    n = len(found.flags)
    most = rows.set_index("check").sum(axis=1)
    return dress(
        figure,
        title="Signs of careless answers",
        alt=(
            f"Bars of respondents flagged by {len(found.checks)} checks; most, {count(most.max())}, by "
            f"{most.idxmax()}. {count(several.sum())} respondents have two flags or more."
        ),
        caption=f"Base: {count(n)} respondents, unweighted. A respondent can be in several bars.",
        table=rows.assign(meaning=[CHECKS[c] for c in found.checks]),
        height=140 + 44 * len(rows),
    )


def missing(table: CustomerTable) -> go.Figure | None:
    """The share of missing values of each variable that has any, most first. None when nothing is missing.

    Sensitive questions are left out and counted: the chart may be shared.
    """
    named = [name for name, variable in table.variables.items() if not variable.sensitive]
    left_out = len(table.variables) - len(named)
    shares = table.frame[named].isna().mean()
    shares = shares[shares > 0].sort_values(ascending=False, kind="stable")
    if not len(shares):
        return None
    shown = shares.head(MOST_BARS)
    roles = {name: table.variables[name].role for name in shares.index}
    rows = {name: _row(name, table.variables[name].label) for name in shown.index}
    figure, marks = go.Figure(), []
    for role, colour in (
        ("basis", SERIES[0]),
        ("descriptor", SERIES[2]),
        ("open text", SERIES[1]),
        ("ignore", NEUTRAL),
    ):
        own = shown[[name for name in shown.index if roles[name] == role]]
        if len(own):
            figure.add_bar(
                y=[rows[name] for name in own.index], x=own.to_list(), name=role, orientation="h", marker_color=colour,
                hovertemplate="%{y}: %{x:.1%} missing<extra></extra>",
            )  # fmt: skip
            marks.append([shown.index.get_loc(name) for name in own.index])
    figure.update_layout(
        xaxis={"tickformat": ".1~%", "rangemode": "tozero", "title": "share of people without an answer"}
    )
    figure.update_yaxes(categoryorder="array", categoryarray=[rows[n] for n in shown.index[::-1]], dtick=1)
    figure.update_yaxes(showgrid=False)
    more = f" The {MOST_BARS} with most of {len(shares)}." if len(shares) > MOST_BARS else ""
    are = "question is" if left_out == 1 else "questions are"
    hidden = f" {left_out} sensitive {are} not shown." if left_out else ""
    dress(
        figure,
        title="What is missing",
        alt=(
            f"Bars of the share of missing values of {len(shown)} variables, from {percent(shown.iloc[0])} "
            f"({literal(shown.index[0])}) down to {percent(shown.iloc[-1], 1)}."
        ),
        caption=f"Base: {count(len(table.frame))} people in the customer table, unweighted.{more}{hidden}",
        table=pd.DataFrame(
            {
                "variable": shares.index,
                "question": [table.variables[name].label for name in shares.index],
                "role": [roles[name] for name in shares.index],
                "missing": shares.to_list(),
            }
        ),
        height=150 + BAR * len(shown),
    )
    return marks_of(figure, *marks)


def months(bought: PurchaseFeatures | None) -> go.Figure | None:
    """Net revenue and active customers month by month; None without purchases."""
    if bought is None:
        return None
    rows = _by_month(bought)
    money = bool(rows["revenue"].abs().sum() > 0)
    measure = "revenue" if money else "orders"
    currency = bought.variables["monetary"].unit.removesuffix(" a month")
    unit = f"net revenue, {currency}".removesuffix(", money") if money else "orders"
    figure = make_subplots(rows=2, cols=1, shared_xaxes=True, vertical_spacing=0.12)
    began = pd.to_datetime(rows["month"].astype(str))
    for place, (name, column, what) in enumerate(
        ((literal(unit), measure, literal(unit)), ("customers", "customers", "customers who bought")), start=1
    ):
        figure.add_bar(
            x=began, y=rows[column], name=name, marker_color=SERIES[0], showlegend=False, row=place, col=1,
            hovertemplate=f"%{{x|%b %Y}}: %{{y:,.0f}} {what}<extra></extra>",
        )  # fmt: skip
        figure.update_yaxes(title=name, rangemode="tozero", row=place, col=1)
    figure.update_xaxes(tickformat="%b %Y", showgrid=False)
    best = rows.sort_values(measure, ascending=False).iloc[0]
    whom = "All customers" if bought.weights is None else "All customers, told from a sample of those"
    return dress(
        figure,
        title="Purchases month by month",
        alt=(
            f"Bars of {unit} in each of {len(rows)} months from {rows['month'].iloc[0]} to {rows['month'].iloc[-1]}, highest in "
            f"{best['month']} ({count(best[measure])}); below them bars of customers who bought, "
            f"{count(rows['customers'].min())} to {count(rows['customers'].max())}."
        ),
        caption=f"{whom} with purchases inside of their window; the first and last month may be in part only.",
        table=rows,
        height=400,
    )


def _by_month(bought: PurchaseFeatures) -> pd.DataFrame:
    """What all customers did each month; one who was drawn counts for as many as they stand for."""
    sums = ["customers", "orders", "revenue", "returns"]
    each = bought.months.assign(customers=1)  # one row a customer and month
    if bought.weights is not None:
        weight = bought.weights.set_axis(bought.frame["customer"])
        each[sums] = each[sums].mul(each["customer"].map(weight), axis=0)
    return each.groupby("month", observed=True)[sums].sum().reset_index()


def _row(name: str, label: str) -> str:
    """A variable as a row is called: its name, which is its own, and as much of its question as there is room for."""
    question = " ".join(label.split()).rstrip(".")
    text = f"{name} · {question}" if question and question != name else name
    return literal(text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rstrip()}…")


def windows(bought: PurchaseFeatures | None) -> go.Figure | None:
    """How long customers were observed; None without purchases, or when all windows are the same."""
    if bought is None:
        return None
    length = bought.frame["observed_months"]
    if length.max() - length.min() < 0.05:
        return None
    size = max((length.max() - length.min()) / 30, 0.1)
    bins = pd.cut(length, pd.interval_range(length.min(), length.max() + size, freq=size, closed="left"))
    sizes = bins.value_counts(sort=False)
    middles = [float(interval.mid) for interval in sizes.index]
    figure = go.Figure(
        go.Bar(x=middles, y=sizes.to_list(), width=size * 0.95, marker_color=SERIES[0],
               hovertemplate="about %{x:.1f} months: %{y:,} customers<extra></extra>")
    )  # fmt: skip
    figure.update_layout(xaxis_title="months of observation", yaxis_title="customers")
    dress(
        figure,
        title="How long customers were observed",
        alt=(
            f"Bars of customers by months of observation, {length.min():.1f} to {length.max():.1f}; "
            f"half are observed for {length.median():.1f} months or more."
        ),
        caption=f"Base: {count(len(length))} customers who bought.",
        table=pd.DataFrame(
            {
                "months from": [interval.left for interval in sizes.index],
                "to": [interval.right for interval in sizes.index],
                "customers": sizes.to_list(),
            }
        ),
        height=320,
    )
    return marks_of(figure, range(len(sizes)))
