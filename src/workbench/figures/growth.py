"""Months, forecasts and cohorts as figures."""

from __future__ import annotations

import math
from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from workbench.display import percent
from workbench.figures.style import NEUTRAL, at_least, dress, segment_colours
from workbench.figures.value import label_of
from workbench.growth import Forecast
from workbench.growth.monthly import TOTAL
from workbench.schemas import segment_order

PANEL, CELL = 280, 38  # pixels in which the words of a panel, the figures of a cell, can be read


def months_by_segment(
    series: pd.DataFrame,
    forecasts: Mapping[str, Forecast],
    names: Mapping[str, str],
    *,
    measure: str,
    unit: str,
    base: str,
) -> go.Figure:
    """One small chart a segment: what was, and what is forecast with its interval; all customers last."""
    segments = sorted(series["segment"].unique(), key=lambda s: (s == TOTAL, segment_order(s)))
    columns = 2
    rows = -(-len(segments) // columns)
    titles = ["all customers" if s == TOTAL else label_of(s, names) for s in segments]
    figure = make_subplots(rows=rows, cols=columns, subplot_titles=titles, vertical_spacing=0.32 / rows)
    colours = segment_colours(s for s in segments if s != TOTAL) | {TOTAL: NEUTRAL}
    for place, segment in enumerate(segments):
        where = {"row": place // columns + 1, "col": place % columns + 1}
        mine = series[series["segment"] == segment]
        if segment != TOTAL:
            figure.add_scatter(**_scaled(series, mine, measure), **where)
        figure.add_scatter(
            x=mine["month"],
            y=mine[measure],
            mode="lines",
            line={"color": colours[segment], "width": 2.5},
            hovertemplate="%{x|%b %Y}: %{y:,.0f}<extra></extra>",
            **where,
        )
        if segment in forecasts:
            _add_forecast(
                figure, mine[["month", measure]].iloc[-1], forecasts[segment].table, colours[segment], where
            )
    figure.update_yaxes(rangemode="tozero")
    figure.update_layout(showlegend=False)
    figure.update_annotations(font_size=13)
    said = [
        f"{'all customers' if s == TOTAL else label_of(s, names)} {percent(f.change)} against a year before"
        for s, f in forecasts.items()
    ]
    table = series[["segment", "month", measure]].assign(kind="seen")
    ahead = [
        f.table.assign(segment=s, kind="forecast").rename(columns={"value": measure})
        for s, f in forecasts.items()
    ]
    table = pd.concat([*ahead, table.sort_values("month", ascending=False)])
    table["month"] = table["month"].dt.strftime("%Y-%m")
    dress(
        figure,
        title=f"{measure.capitalize()} by month, {unit}".rstrip(", "),
        alt=f"Forecast: {'; '.join(said)}." if said else f"{measure} by month and segment.",
        caption=f"{base} Grey: all customers, scaled to the segment. Dotted: forecast with its 95 % interval.",
        table=table,
        height=110 + 210 * rows,
    )
    return at_least(figure, PANEL * columns)


def retention_triangle(table: pd.DataFrame, *, base: str) -> go.Figure:
    """The share of each first quarter's customers that buys in each later quarter."""
    wide = table.pivot_table(index="cohort", columns="age", values="active")
    size = table.drop_duplicates("cohort").set_index("cohort")["customers"]
    figure = go.Figure(
        go.Heatmap(
            z=wide.to_numpy(),
            x=[str(a) for a in wide.columns],
            y=[f"{c} ({size[c]:,})" for c in wide.index],
            zmin=0,
            zmax=1,
            showscale=False,
            text=[["" if math.isnan(v) else percent(v) for v in row] for row in wide.to_numpy(dtype=float)],
            texttemplate="%{text}",
            hoverongaps=False,
            hovertemplate="began %{y}<br>%{x} quarters later: %{z:.0%} buy<extra></extra>",
        )
    )
    figure.update_xaxes(title="quarters since the first purchase", showgrid=False, type="category")
    figure.update_yaxes(title="began in (customers)", autorange="reversed", showgrid=False, type="category")
    later = table[table["age"] == 1]
    mean = (
        float((later["active"] * later["customers"]).sum() / later["customers"].sum()) if len(later) else 0.0
    )
    said = f"{percent(mean)} of new customers buy again in the quarter after their first"
    dress(
        figure,
        title="Who stays",
        alt=f"{said}.",
        caption=f"{base} {said}.",
        table=table,
        height=150 + 32 * len(wide),
    )
    return at_least(figure, 120 + CELL * wide.shape[1])


def _scaled(series: pd.DataFrame, mine: pd.DataFrame, measure: str) -> dict[str, object]:
    """The trend of all customers, scaled to the sum of one segment: does it do better than the whole?"""
    whole = series[series["segment"] == TOTAL]
    scale = float(mine[measure].sum()) / (float(whole[measure].sum()) or 1.0)
    return {
        "x": whole["month"],
        "y": whole[measure] * scale,
        "mode": "lines",
        "line": {"color": NEUTRAL, "width": 1},
        "hovertemplate": "all customers, scaled, %{x|%b %Y}: %{y:,.0f}<extra></extra>",
    }


def _add_forecast(
    figure: go.Figure, last: pd.Series, table: pd.DataFrame, colour: str, where: Mapping[str, int]
) -> None:
    months = [last.iloc[0], *table["month"]]
    low, high = [last.iloc[1], *table["low"]], [last.iloc[1], *table["high"]]
    figure.add_scatter(
        x=[*months, *months[::-1]],
        y=[*high, *low[::-1]],
        fill="toself",
        mode="lines",
        opacity=0.25,
        line={"width": 0, "color": colour},
        hoverinfo="skip",
        **where,
    )
    figure.add_scatter(
        x=months,
        y=[last.iloc[1], *table["value"]],
        mode="lines",
        line={"color": colour, "dash": "dot"},
        hovertemplate="%{x|%b %Y}, forecast: %{y:,.0f}<extra></extra>",
        **where,
    )
