"""One look for every figure: template, colours, and the words that go with a chart."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from workbench.schemas import segment_order

# Safe for the common forms of colour blindness and distinct in grey (after Paul Tol's "muted", reordered
# so that neighbours differ most); dark enough for text on white, light enough on a dark page.
PALETTE = (
    "#3569B8", "#C4561B", "#1F8A5B", "#A33B76", "#8A7A12", "#2C8FA8",
    "#7F5BB5", "#B33A3A", "#5C7A29", "#6E6E6E",
)  # fmt: skip
NEUTRAL = "#7A7F87"
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
TABLE_ROWS = 400

TEMPLATE = go.layout.Template(
    layout={
        "font": {"family": FONT, "size": 13},
        "title": {"font": {"size": 16}, "x": 0, "xref": "container", "xanchor": "left"},
        "colorway": list(PALETTE),
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "margin": {"l": 64, "r": 24, "t": 48, "b": 48},
        "xaxis": {
            "showgrid": True,
            "gridcolor": "rgba(128,128,128,.22)",
            "zeroline": False,
            "automargin": True,
        },
        "yaxis": {
            "showgrid": True,
            "gridcolor": "rgba(128,128,128,.22)",
            "zeroline": False,
            "automargin": True,
        },
        "legend": {"orientation": "h", "y": -0.18, "x": 0},
        "hoverlabel": {"font": {"family": FONT}},
    }
)


def segment_colours(segments: Iterable[str]) -> dict[str, str]:
    """The colour of each segment: the same id has the same colour in every figure and run.

    Examples
    --------
    >>> segment_colours(["S2", "S1"]) == {"S1": PALETTE[0], "S2": PALETTE[1]}
    True
    """
    colours = {}
    for label in sorted(set(segments), key=segment_order):
        number = segment_order(label)[0]
        colours[label] = PALETTE[(number - 1) % len(PALETTE)] if number < 10**9 else NEUTRAL
    return colours


def dress(
    figure: go.Figure,
    *,
    title: str,
    alt: str,
    caption: str = "",
    table: pd.DataFrame | None = None,
    height: int | None = None,
) -> go.Figure:
    """Give a figure its title, its text alternative, its caption with the base, and its table.

    They travel in ``layout.meta``, which plotly keeps and a page reads: the page shows the caption under
    the chart, the table behind a fold, and gives the text alternative to people who cannot see the chart.

    Parameters
    ----------
    title
        What the figure shows, as a phrase.
    alt
        What a person would see in it, with its main numbers, in one or two sentences.
    caption
        Base, weights, method: how to read it.
    table
        The same data as rows; the first 400 are kept.
    height
        Pixels; the width follows the page.
    """
    meta: dict[str, Any] = {"alt": alt, "caption": caption}
    if table is not None:
        shown = table.head(TABLE_ROWS)
        meta["table"] = {
            "columns": [str(column) for column in shown.columns],
            "rows": [[_cell(value) for value in row] for row in shown.itertuples(index=False, name=None)],
            "more": max(len(table) - TABLE_ROWS, 0),
        }
    figure.update_layout(template=TEMPLATE, title_text=title, meta=meta)
    if height is not None:
        figure.update_layout(height=height)
    return figure


def _cell(value: Any) -> Any:
    if value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and value != value):
        return None
    if isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return float(f"{value:.4g}")
    return value.item() if hasattr(value, "item") else str(value)
