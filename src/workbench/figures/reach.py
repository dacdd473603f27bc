"""Who does a thing more than others: a map of indices."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from workbench.display import percent
from workbench.figures.style import DIVERGING, cells_of, dress, folded
from workbench.figures.value import label_of
from workbench.schemas import segment_order

Names = Mapping[str, str]


def index_map(table: pd.DataFrame, rows: str, names: Names, *, title: str, base: str) -> go.Figure:
    """A map of indices: how much more or less than all customers, 100 is the same.

    Parameters
    ----------
    table
        Columns `rows`, ``segment``, ``value``, ``index``, ``n``.
    """
    segments = sorted(table["segment"].unique(), key=segment_order)
    wide = table.pivot_table(index=rows, columns="segment", values="index", sort=False)[segments]
    shares = table.pivot_table(index=rows, columns="segment", values="value", sort=False)[segments]
    text = [
        [f"{percent(v)} ({i:.0f})" for v, i in zip(vs, ns, strict=True)]
        for vs, ns in zip(shares.to_numpy(), wide.to_numpy(), strict=True)
    ]
    figure = go.Figure(
        go.Heatmap(
            z=np.clip(wide.to_numpy(), 0, 200),
            x=[folded(label_of(s, names)) for s in segments],
            y=wide.index,
            text=text,
            texttemplate="%{text}",
            zmin=0,
            zmax=200,
            showscale=False,
            hovertemplate="%{y}<br>%{x}: %{text}<extra></extra>",
            colorscale=DIVERGING,
        )
    )
    figure.update_yaxes(showgrid=False, autorange="reversed")
    figure.update_xaxes(showgrid=False, side="top", tickangle=0)
    top = table.sort_values("index").iloc[-1]
    said = f"The highest index is {top['index']:.0f}: {top[rows]} in {label_of(str(top['segment']), names)}"
    dress(
        figure,
        title=title,
        alt=f"{said}.",
        caption=f"{base} In brackets the index: 100 is as among all customers.",
        table=table,
        height=212 + 34 * len(wide),
    )
    return cells_of(figure, len(segments))
