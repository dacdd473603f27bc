"""What people would pay, as a figure."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from workbench.figures.style import NEUTRAL, dress


def price_curves(
    curves: pd.DataFrame, *, optimal: float, lowest: float, highest: float, unit: str, base: str
) -> go.Figure:
    """Van Westendorp's curves with the range of acceptable prices."""
    figure = go.Figure()
    lines = {
        "too_cheap": ("too cheap", "dot"),
        "cheap": ("cheap", "solid"),
        "expensive": ("expensive", "solid"),
        "too_expensive": ("too expensive", "dot"),
    }
    for column, (name, dash) in lines.items():
        figure.add_scatter(x=curves["price"], y=curves[column], mode="lines", name=name, line={"dash": dash})
    figure.add_vrect(x0=lowest, x1=highest, fillcolor=NEUTRAL, opacity=0.15, line_width=0)
    figure.add_vline(x=optimal, line={"color": NEUTRAL, "width": 1})
    figure.update_xaxes(title=f"price {unit}".strip())
    figure.update_yaxes(tickformat=".0%", title="share of people", range=[0, 1])
    said = f"Acceptable from {lowest:,.2f} to {highest:,.2f} {unit}; as many find {optimal:,.2f} too cheap as too expensive"
    return dress(
        figure,
        title="What they would pay",
        alt=f"{said}.",
        caption=f"{base} {said}.",
        table=curves,
        height=400,
    )
