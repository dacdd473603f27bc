"""Figures of interview notes: saturation curves."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from workbench.figures.style import NEUTRAL, dress, segment_colours

POOLED = "all"
FEW = 10  # codes: an axis of whole numbers
BESIDE = 0.07  # interviews: segments with as many codes after as many interviews stand beside each other


def saturation(table: pd.DataFrame, names: Mapping[str, str]) -> go.Figure | None:
    """Distinct codes after each interview, by segment and pooled; None before the first interview.

    Parameters
    ----------
    table
        ``segment, interview, new, total, ratio``; the pooled curve is the segment ``"all"``.
    """
    if table.empty:
        return None
    figure = go.Figure()
    colours = segment_colours(s for s in table["segment"].unique() if s != POOLED)
    ends = []
    # the pooled curve first and broad: a segment's own runs over it where the two agree
    drawn = sorted(table.groupby("segment", sort=False), key=lambda part: part[0] != POOLED)
    middle = len(drawn) / 2
    for place, (segment, rows) in enumerate(drawn):
        aside = 0.0 if segment == POOLED else BESIDE * (place - middle)
        name = "All interviews" if segment == POOLED else f"{segment} · {names.get(str(segment), segment)}"
        colour = colours.get(str(segment), NEUTRAL)
        figure.add_scatter(
            x=rows["interview"] + aside, y=rows["total"], customdata=rows["interview"], name=name, mode="lines+markers",
            line={"color": colour, "width": 9 if segment == POOLED else 2, "shape": "hv"},
            opacity=0.6 if segment == POOLED else 1, cliponaxis=False,
            marker={"size": 15 if segment == POOLED else 9},
            hovertemplate="%{y} codes after %{customdata} interviews<extra>" + name.replace("<", "&lt;") + "</extra>",
        )  # fmt: skip
        ends.append(f"{name}: {int(rows['total'].iloc[-1])} codes after {int(rows['interview'].iloc[-1])}")
    figure.update_xaxes(title_text="interviews held, by date", dtick=1, rangemode="tozero")
    figure.update_yaxes(
        title_text="distinct codes so far",
        rangemode="tozero",
        dtick=1 if table["total"].max() <= FEW else None,
    )
    return dress(
        figure,
        title="Do further interviews still bring new codes?",
        alt=f"Steps that rise with each interview; a flat end means saturation. {'; '.join(ends)}.",
        caption="Codes of all notes of a participant count as one interview; survey comments are left out. Segments with the same "
        "numbers stand beside each other.",
        table=table,
        height=380,
    )
