"""What changed between two runs, as figures."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from workbench.display import percent
from workbench.figures.style import NEUTRAL, SERIES, dress, segment_colours
from workbench.figures.value import label_of
from workbench.lineage.drift import LARGE, SOME
from workbench.schemas import segment_order

POINT = 0.01
LEAST = 0.14  # so that the first bound is in sight, and hardly any change looks like it


def moves(matrix: pd.DataFrame, names: Mapping[str, str], *, moved: float, base: str) -> go.Figure:
    """Who moved from where to where, as bands between the old segments and the new.

    Parameters
    ----------
    matrix
        Columns ``before, after, customers``.
    """
    left = sorted(matrix["before"].unique(), key=segment_order)
    right = sorted(matrix["after"].unique(), key=segment_order)
    colours = segment_colours([*left, *right])
    place = {("b", s): i for i, s in enumerate(left)} | {("a", s): len(left) + i for i, s in enumerate(right)}
    figure = go.Figure(
        go.Sankey(
            node={
                "label": [label_of(s, names) for s in [*left, *right]],
                "color": [colours[s] for s in [*left, *right]],
                "pad": 18,
                "thickness": 16,
                "hovertemplate": "%{label}: %{value:,} customers<extra></extra>",
            },
            link={
                "source": [place["b", s] for s in matrix["before"]],
                "target": [place["a", s] for s in matrix["after"]],
                "value": matrix["customers"].tolist(),
                "color": "rgba(128,128,128,.28)",
                "hovertemplate": "%{source.label} → %{target.label}: %{value:,}<extra></extra>",
            },
        )
    )
    said = f"{percent(moved, 1)} of the customers of both runs are in another segment now"
    return dress(
        figure, title="Who moved", alt=f"{said}.", caption=f"{base} {said}.", table=matrix, height=420
    )


def sizes_then_and_now(sizes: pd.DataFrame, names: Mapping[str, str], *, base: str) -> go.Figure:
    """The share of each segment before and now, a line from one to the other.

    Parameters
    ----------
    sizes
        Columns ``segment, share before, share after``, 0 to 1; missing where the segment was not there.
    """
    colours = segment_colours(sizes["segment"])
    figure = go.Figure()
    for row in sizes.iloc[::-1].to_dict("records"):
        figure.add_scatter(
            x=[row["share before"], row["share after"]],
            y=[label_of(row["segment"], names)] * 2,
            mode="lines+markers",
            showlegend=False,
            line={"color": colours[row["segment"]], "width": 3},
            marker={"size": 13, "symbol": ["circle-open", "circle"]},
            hovertemplate="%{y}: %{x:.1%}<extra></extra>",
        )
    figure.update_xaxes(
        tickformat=".0%", rangemode="tozero", title="share of customers: ring before, dot now"
    )
    figure.update_yaxes(showgrid=False)
    known = sizes.dropna(subset=["share before", "share after"])
    most = known.iloc[(known["share after"] - known["share before"]).abs().argsort()[::-1]].head(1)
    said = "; ".join(
        f"{label_of(r['segment'], names)} from {percent(r['share before'])} to {percent(r['share after'])}"
        for r in most.to_dict("records")
    )
    alt = f"The most moved in size: {said}." if said else "No segment is in both runs."
    if said and ((known["share after"] - known["share before"]).abs() < POINT).all():
        alt = "No segment moved by a percentage point in size."
    return dress(
        figure,
        title="How large they were and are",
        alt=alt,
        caption=f"{base} {alt}",
        table=sizes,
        height=150 + 46 * len(sizes),
    )


def drift_by_variable(table: pd.DataFrame, *, base: str, most: int = 15) -> go.Figure:
    """How far each variable has moved, beside what chance alone gives."""
    shown = table.head(most).iloc[::-1]
    colours = {"large": SERIES[1], "some": SERIES[0], "none": NEUTRAL}
    figure = go.Figure()
    figure.add_bar(
        x=shown["psi"],
        y=shown["variable"],
        orientation="h",
        name="change (PSI)",
        marker_color=[colours[v] for v in shown["verdict"]],
    )
    for row in shown.itertuples():
        figure.add_annotation(
            x=1, xref="paper", xanchor="left", xshift=8, y=row.variable, text=f"{row.psi:.3f} {row.verdict}", showarrow=False
        )  # fmt: skip
    figure.update_layout(margin={"r": 96})
    figure.add_scatter(
        x=shown["chance"],
        y=shown["variable"],
        mode="markers",
        name="what chance alone gives",
        marker={"symbol": "line-ns-open", "size": 16, "color": NEUTRAL},
    )
    figure.update_yaxes(showgrid=False)
    widest = float(np.nanmax([shown["psi"].max(), shown["chance"].max()]))
    figure.update_xaxes(title="population stability index (PSI)", range=[0, max(LEAST, 1.25 * widest)])
    for bound in (SOME, LARGE):
        figure.add_vline(x=bound, line={"color": NEUTRAL, "dash": "dot", "width": 1.5})
    large = [str(v) for v in table.loc[table["verdict"] != "none", "variable"]]
    said = f"Moved beyond chance: {', '.join(large)}" if large else "No variable moved beyond chance"
    return dress(
        figure,
        title="What has drifted since the model was fitted",
        alt=f"{said}.",
        caption=f"{base} Dotted: below 0.10 no change, 0.10–0.25 some, above 0.25 large. {said}.",
        table=table,
        height=150 + 28 * len(shown),
    )
