"""Who does a thing more than others: a map of indices."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from workbench.display import percent
from workbench.figures.style import DIVERGING, cells_of, dress, folded, marks_of
from workbench.figures.value import label_of
from workbench.schemas import segment_order

Names = Mapping[str, str]
FEWEST = 11  # people; of fewer an index says nothing


def index_map(
    table: pd.DataFrame, rows: str, names: Names, *, title: str, base: str, fewest: int = FEWEST
) -> go.Figure:
    """A map of indices: how much more or less than all customers, 100 is the same.

    Parameters
    ----------
    table
        Columns `rows`, ``segment``, ``value``, ``total``, ``index``, ``n``.
    fewest
        A cell has an index and a colour when so many people are in it, or would be if the segment were like all.
    """
    firm = (table["n"] * table[["value", "total"]].max(axis=1)).round() >= fewest
    known = table.assign(index=table["index"].where(firm, 100.0), firm=firm)
    segments = sorted(table["segment"].unique(), key=segment_order)
    wide, shares, firm_cells = (
        known.pivot_table(index=rows, columns="segment", values=column, sort=False)[segments]
        for column in ("index", "value", "firm")
    )
    text = [
        [f"{percent(v)} ({i:.0f})" if f else percent(v) for v, i, f in zip(vs, ns, fs, strict=True)]
        for vs, ns, fs in zip(shares.to_numpy(), wide.to_numpy(), firm_cells.to_numpy(), strict=True)
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
    said = f"No index stands on {fewest} people or more"
    if firm.any():
        top = table[firm].sort_values("index").iloc[-1]
        said = (
            f"The highest index is {top['index']:.0f}: {top[rows]} in {label_of(str(top['segment']), names)}"
        )
    few = "" if firm.all() else f" No index and no colour where it is about fewer than {fewest} people."
    dress(
        figure,
        title=title,
        alt=f"{said}.",
        caption=f"{base} In brackets the index: 100 is as among all customers.{few}",
        table=_clean(table),
        height=212 + 34 * len(wide),
    )
    row_of = {pair: i for i, pair in enumerate(zip(table[rows], table["segment"], strict=True))}
    cells = [[row_of.get((name, segment)) for segment in segments] for name in wide.index]
    return cells_of(marks_of(figure, cells), len(segments))


def _clean(table: pd.DataFrame) -> pd.DataFrame:
    """Without remains of arithmetic: a bound of 9e-19 is 0."""
    clean = table.copy()
    for column in table.columns:
        if pd.api.types.is_float_dtype(table[column]):
            clean[column] = table[column].round(9) + 0.0
    return clean
