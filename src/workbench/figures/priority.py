"""Which segment first, as figures."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from workbench.display import percent
from workbench.figures.style import dress, segment_colours
from workbench.figures.value import ROW, label_of

Names = Mapping[str, str]


def priorities(scores: pd.DataFrame, names: Names, *, base: str) -> go.Figure:
    """Attractiveness against fit; the bubble is the segment's revenue.

    Parameters
    ----------
    scores
        Columns ``segment, attractiveness, fit, size`` (any unit), ``rank``.
    """
    colours = segment_colours(scores["segment"])
    figure = go.Figure()
    largest = float(scores["size"].max()) or 1.0
    for row in scores.to_dict("records"):
        segment = str(row["segment"])
        figure.add_scatter(
            x=[row["fit"]],
            y=[row["attractiveness"]],
            mode="markers+text",
            text=[label_of(segment, names)],
            textposition="top center",
            showlegend=False,
            marker={
                "size": 14 + 46 * np.sqrt(max(float(row["size"]), 0) / largest),
                "color": colours[segment],
                "opacity": 0.75,
            },
            hovertemplate="%{text}<br>attractiveness %{y:.1f}<br>fit %{x:.1f}<extra></extra>",
        )
    figure.update_xaxes(range=[0.5, 5.5], title="fit with what we can do (1 poor – 5 excellent)")
    figure.update_yaxes(range=[0.5, 5.5], title="attractiveness (1 – 5)")
    first = scores.sort_values("rank")["segment"].map(lambda s: label_of(s, names)).tolist()
    return dress(
        figure,
        title="Which segment first",
        alt=f"In order: {'; '.join(first)}.",
        caption=base,
        table=scores.sort_values("rank"),
        height=440,
    )


def rank_stability(rank_shares: pd.DataFrame, names: Names, *, base: str) -> go.Figure:
    """How often each segment holds each rank when the weights are moved."""
    wide = rank_shares.pivot_table(index="segment", columns="rank", values="share")
    order = (wide * wide.columns).sum(axis=1).sort_values().index.tolist()
    wide = wide.loc[order[::-1]]
    figure = go.Figure(
        go.Heatmap(
            z=wide.to_numpy(),
            x=[f"rank {r}" for r in wide.columns],
            y=[label_of(s, names) for s in wide.index],
            zmin=0,
            zmax=1,
            showscale=False,
            text=[[percent(share) for share in row] for row in wide.fillna(0).to_numpy(dtype=float)],
            texttemplate="%{text}",
            hovertemplate="%{y}<br>%{x}: %{z:.0%} of weightings<extra></extra>",
        )
    )
    figure.update_yaxes(showgrid=False)
    first = order[0]
    said = f"{label_of(first, names)} comes first in {percent(wide.to_numpy(dtype=float)[-1, 0])} of the weightings"
    return dress(
        figure,
        title="Does the order hang on the weights?",
        alt=f"{said}.",
        caption=f"{base} {said}.",
        table=rank_shares,
        height=150 + ROW * len(wide),
    )
