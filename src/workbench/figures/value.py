"""Sizes, worth and lifetime value as figures."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from workbench.display import count, percent
from workbench.estimate import Estimate
from workbench.figures.style import NEUTRAL, SERIES, dress, segment_colours
from workbench.schemas import segment_order

Names = Mapping[str, str]
ROW = 46
APART = 0.17  # of a row: two marks of one segment, and their intervals, clear of each other


def label_of(segment: str, names: Names) -> str:
    """How a segment is called in a chart: its id with its name.

    Examples
    --------
    >>> label_of("S1", {"S1": "Loyal regulars"})
    'S1 · Loyal regulars'
    """
    return f"{segment} · {names[segment]}" if names.get(segment) else segment


def heads_and_revenue(
    sizes: Mapping[str, Estimate], revenue: Mapping[str, Estimate], names: Names, *, base: str
) -> go.Figure:
    """Share of customers above share of revenue, with intervals, for each segment."""
    order = sorted(sizes, key=lambda s: sizes[s].value)
    labels = [label_of(s, names) for s in order]
    colours = segment_colours(order)
    figure = go.Figure()
    above, below = (APART, -APART) if revenue else (0.0, 0.0)
    _marks(figure, "share of customers", sizes, order, labels, colours, "circle-open", shift=above)
    if revenue:
        _marks(figure, "share of revenue", revenue, order, labels, colours, "circle", shift=below)
        for name, one, shift in (("customers", sizes, above), ("revenue", revenue, below)):
            figure.add_annotation(
                x=one[order[-1]].value, y=len(order) - 1 + shift, text=name, showarrow=False,
                yshift=math.copysign(15, shift),
            )  # fmt: skip
    figure.update_xaxes(tickformat=".0%", rangemode="tozero", title="share of the total")
    figure.update_yaxes(showgrid=False)
    table = pd.DataFrame(
        [
            {
                "segment": label_of(s, names),
                "share of customers": sizes[s].value,
                "low": sizes[s].low,
                "high": sizes[s].high,
            }
            | (
                {
                    "share of revenue": revenue[s].value,
                    "revenue low": revenue[s].low,
                    "revenue high": revenue[s].high,
                }
                if revenue
                else {}
            )
            for s in reversed(order)
        ]
    )
    said = "; ".join(
        f"{label_of(s, names)} {percent(sizes[s].value)} of customers"
        + (f", {percent(revenue[s].value)} of revenue" if revenue else "")
        for s in reversed(order)
    )
    title = "How many they are, and what they bring" if revenue else "How many they are"
    return dress(
        figure,
        title=title,
        alt=f"{said}.",
        caption=f"{base} Lines are 95 % intervals.",
        table=table,
        height=140 + (ROW + 8) * len(order),
    )


def spread_of_revenue(lorenz: pd.DataFrame, *, gini: float, top_decile: float, base: str) -> go.Figure:
    """The Lorenz curve: how few customers the revenue rests on."""
    figure = go.Figure()
    figure.add_scatter(
        x=[0, 1], y=[0, 1], mode="lines", line={"color": NEUTRAL, "dash": "dot"}, hoverinfo="skip"
    )
    figure.add_scatter(
        x=lorenz["customers"],
        y=lorenz["revenue"],
        mode="lines",
        fill="tozeroy",
        line={"width": 3, "color": SERIES[0]},
        hovertemplate="the smallest %{x:.0%} of customers<br>bring %{y:.0%} of revenue<extra></extra>",
    )
    figure.add_annotation(
        x=0.5,
        y=0.5,
        text="if all spent the same",
        showarrow=False,
        xanchor="right",
        yanchor="bottom",
        xshift=-6,
    )
    figure.update_xaxes(tickformat=".0%", title="customers, from the smallest spender up", range=[0, 1])
    figure.update_yaxes(tickformat=".0%", title="share of revenue", range=[0, 1])
    figure.update_layout(showlegend=False)
    tenth = f"The tenth of customers who spend most bring {percent(top_decile)} of revenue"
    return dress(
        figure,
        title="How few customers the revenue rests on",
        alt=f"{tenth}; Gini {gini:.2f}.",
        caption=f"{base} {tenth}; Gini {gini:.2f} (0: all spend the same; 1: one customer spends everything).",
        table=_tenths(lorenz),
        height=400,
    )


def lifetime_by_segment(values: Mapping[str, Estimate], names: Names, *, unit: str, base: str) -> go.Figure:
    """Expected revenue a customer over the coming year, with intervals."""
    order = sorted(values, key=lambda s: values[s].value)
    labels = [label_of(s, names) for s in order]
    figure = go.Figure()
    _marks(figure, "", values, order, labels, segment_colours(order), "circle")
    figure.update_xaxes(rangemode="tozero", title=unit)
    figure.update_yaxes(showgrid=False)
    said = "; ".join(f"{label_of(s, names)} {values[s].value:,.0f}" for s in reversed(order))
    return dress(
        figure,
        title="Expected revenue a customer in the coming year",
        alt=f"{said}.",
        caption=f"{base} Lines are 95 % intervals.",
        table=estimates_table(values, names),
        height=140 + ROW * len(order),
    )


def holdout(checked: pd.DataFrame, *, base: str) -> go.Figure:
    """Purchases that the lifetime model expected against those that came, by purchases before.

    Parameters
    ----------
    checked
        Columns ``before`` (repeat purchases so far, the last group open), ``expected``, ``actual``, ``customers``.
    """
    figure = go.Figure()
    for column, name, colour, dash in (
        ("actual", "came", SERIES[0], "solid"),
        ("expected", "expected", NEUTRAL, "dot"),
    ):
        figure.add_scatter(
            x=checked["before"],
            y=checked[column],
            mode="lines+markers",
            name=name,
            line={"dash": dash, "color": colour},
        )
    figure.update_xaxes(title="repeat purchases before", type="category")
    figure.update_yaxes(title="purchases after, a customer", rangemode="tozero")
    total = f"{count((checked.expected * checked.customers).sum())} expected, {count((checked.actual * checked.customers).sum())} came"
    return dress(
        figure,
        title="The lifetime model, tested on months it had not seen",
        alt=f"In all {total}.",
        caption=f"{base} In all {total}.",
        table=checked,
        height=380,
    )


def estimates_table(values: Mapping[str, Estimate], names: Names) -> pd.DataFrame:
    """Estimates as rows: segment, value, low, high, n."""
    return pd.DataFrame(
        [
            {"segment": label_of(s, names), "value": e.value, "low": e.low, "high": e.high, "n": e.n}
            for s, e in sorted(values.items(), key=lambda item: segment_order(item[0]))
        ]
    )


def _marks(
    figure: go.Figure,
    name: str,
    estimates: Mapping[str, Estimate],
    order: Sequence[str],
    labels: Sequence[str],
    colours: Mapping[str, str],
    symbol: str,
    *,
    shift: float = 0.0,
) -> None:
    """A mark a segment, in rows 0, 1, 2 … from below, `shift` rows higher."""
    values = [estimates[s] for s in order]
    figure.add_scatter(
        x=[v.value for v in values],
        y=[row + shift for row in range(len(order))],
        customdata=list(labels),
        mode="markers",
        name=name,
        showlegend=False,
        error_x={
            "type": "data",
            "symmetric": False,
            "array": [v.high - v.value for v in values],
            "arrayminus": [v.value - v.low for v in values],
            "thickness": 1.2,
            "width": 4,
            "color": NEUTRAL,
        },
        marker={"size": 12, "symbol": symbol, "color": [colours[s] for s in order],
                "line": {"width": 2.5, "color": [colours[s] for s in order]}},
        hovertemplate="%{customdata}<br>" + (f"{name} " if name else "") + "%{x:.3~g}<extra></extra>",
    )  # fmt: skip
    figure.update_yaxes(
        tickvals=list(range(len(order))), ticktext=list(labels), range=[-0.6, len(order) - 0.4]
    )


def _tenths(lorenz: pd.DataFrame) -> pd.DataFrame:
    tenths = np.linspace(0, 1, 11)
    return pd.DataFrame(
        {
            "smallest share of customers": tenths,
            "share of revenue": np.interp(tenths, lorenz["customers"], lorenz["revenue"]),
        }
    )
