"""What people would pay, as a figure."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from workbench.figures.style import NEUTRAL, SERIES, dress


def price_curves(
    curves: pd.DataFrame, *, optimal: float, lowest: float, highest: float, unit: str, base: str
) -> go.Figure:
    """Van Westendorp's curves with the range of acceptable prices."""
    figure = go.Figure()
    lines = {
        "too_cheap": ("too cheap", "dot", SERIES[0], 0.75),
        "cheap": ("cheap", "solid", SERIES[0], 0.55),
        "expensive": ("expensive", "solid", SERIES[1], 0.75),
        "too_expensive": ("too expensive", "dot", SERIES[1], 0.55),
    }
    for column, (name, dash, colour, height) in lines.items():
        figure.add_scatter(
            x=curves["price"], y=curves[column], mode="lines", name=name, line={"dash": dash, "color": colour, "width": 2.5},
            hovertemplate=f"%{{y:.0%}} find %{{x:,.2f}} {name}<extra></extra>",
        )  # fmt: skip
        near = int((curves[column] - height).abs().to_numpy().argmin())
        falls = column in ("too_cheap", "cheap")
        figure.add_annotation(
            x=curves["price"].iloc[near], y=curves[column].iloc[near], text=name, showarrow=False,
            font={"color": colour}, xanchor="right" if falls and column == "too_cheap" else "left",
            xshift=-6 if falls and column == "too_cheap" else 6,
        )  # fmt: skip
    figure.add_vrect(x0=lowest, x1=highest, fillcolor=NEUTRAL, opacity=0.15, line_width=0)
    figure.add_vline(x=optimal, line={"color": NEUTRAL, "width": 1})
    figure.update_layout(showlegend=False)
    figure.update_xaxes(title=f"price, {unit}".rstrip(", "))
    figure.update_yaxes(tickformat=".0%", title="share of people", range=[0, 1])
    said = f"Grey: acceptable, from {lowest:,.2f} to {highest:,.2f} {unit}; as many find {optimal:,.2f} too cheap as too expensive"
    return dress(
        figure,
        title="What they would pay",
        alt=f"{said}.",
        caption=f"{base} {said}.",
        table=curves,
        height=400,
    )
