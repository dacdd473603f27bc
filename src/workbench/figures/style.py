"""One look for every figure: template, colours, and the words that go with a chart."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from workbench.figures.inert import neutralise
from workbench.schemas import segment_order

# Found by search: every colour has 3 : 1 against a white and a dark page, and the first six stay apart for
# the three forms of colour blindness (tests/figures/test_style.py holds the distances).
PALETTE = (
    "#2864C3", "#7DA000", "#B43C6E", "#866300", "#5F91F5", "#BC80B2",
    "#2A7657", "#C3696E", "#696EAA", "#7A7F87",
)  # fmt: skip
NEUTRAL = "#7A7F87"
# For what is no segment (everyone, a question, a way of looking): not to be taken for one of the first six.
SERIES = ("#8A4DCB", "#D97921", "#A283DC")
INK = "#1C2126"
PAPER = "#FFFFFF"
GRID = "rgba(128,128,128,.22)"
# Light to dark in one hue, and two hues about a pale middle: for heat maps and continuous variables. They step
# quickly over the tones on which neither dark nor white figures can be read.
SEQUENTIAL = ((0.0, "#EEF3FA"), (0.54, "#A4C2EE"), (0.64, "#3A6DC2"), (1.0, "#1B458F"))
DIVERGING = ((0.0, "#8A5000"), (0.14, "#9A5B00"), (0.2, "#DDAF69"), (0.5, "#F2F2EF"), (0.8, "#9DBDEA"),
             (0.86, "#366ABF"), (1.0, "#1B458F"))  # fmt: skip
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
TABLE_ROWS = 400

_AXIS = {
    "gridcolor": GRID,
    "linecolor": NEUTRAL,
    "zeroline": False,
    "ticks": "",
    "ticklabelstandoff": 6,
    "automargin": True,
    "separatethousands": True,
    "exponentformat": "none",
    "autotypenumbers": "strict",  # levels "1" … "5" are categories
    "title": {"standoff": 10, "font": {"size": 13}},
}


def template(*, ink: str = INK, paper: str = PAPER) -> go.layout.Template:
    """The look of a figure on a page of the colour `paper` with text of the colour `ink`."""
    return go.layout.Template(
        layout={
            "font": {"family": FONT, "size": 13, "color": ink},
            "title": {"font": {"size": 16, "weight": 600}, "x": 0, "xref": "container", "xanchor": "left",
                      "pad": {"l": 8, "t": 4}},
            "colorway": list(PALETTE),
            "colorscale": {"sequential": SEQUENTIAL, "sequentialminus": SEQUENTIAL[::-1], "diverging": DIVERGING},
            "paper_bgcolor": paper,
            "plot_bgcolor": paper,
            "margin": {"l": 64, "r": 24, "t": 48, "b": 48},
            "xaxis": _AXIS,
            "yaxis": _AXIS,
            "legend": {"orientation": "h", "y": 1, "yanchor": "bottom", "x": 0, "itemsizing": "constant", "traceorder": "normal"},
            "hoverlabel": {"font": {"family": FONT, "size": 13}, "align": "left"},
            "bargap": 0.28,
            "dragmode": False,
        },
        data={
            "bar": [{"marker": {"line": {"width": 0}}, "error_x": _interval(ink), "error_y": _interval(ink)}],
            "scatter": [{"error_x": _interval(ink), "error_y": _interval(ink)}],
            "heatmap": [{"colorbar": _colorbar(), "xgap": 2, "ygap": 2, "colorscale": SEQUENTIAL}],
        },
    )  # fmt: skip


def _interval(ink: str) -> dict[str, Any]:
    return {"color": ink, "thickness": 1.2, "width": 3}


def _colorbar() -> dict[str, Any]:
    return {"outlinewidth": 0, "thickness": 12, "ticks": ""}


TEMPLATE = template()


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


def folded(title: str, *, room: int = 16, most: int = 3) -> str:
    """A segment's long title over lines, so that columns beside each other keep apart.

    Examples
    --------
    >>> folded("S2 · Spend less than elsewhere")
    'S2<br>Spend less than<br>elsewhere'
    """
    segment, _, name = title.partition(" · ")
    lines = [""]
    for word in name.split():
        if len(lines[-1]) + len(word) >= room and lines[-1]:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    if len(lines) > most:
        lines[most - 1] += " …"
    return "<br>".join([segment, *lines[:most]]) if name else segment


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
    Text from data in it cannot become a link or a picture (`workbench.figures.inert`).

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

    Examples
    --------
    >>> figure = dress(go.Figure(), title="Sizes", alt="Two bars, 60 % and 40 %.")
    >>> figure.layout.meta["alt"]
    'Two bars, 60 % and 40 %.'
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
    neutralise(figure)
    if height is not None:
        figure.update_layout(height=height)
    return figure


def marks_of(figure: go.Figure, *rows: Sequence[Any], columns: Sequence[str] = ()) -> go.Figure:
    """Say which row of the figure's table each of its marks shows, trace by trace.

    A shared copy (`workbench.site.marks`) can then leave out the marks of small groups, and draw the others.

    Parameters
    ----------
    rows
        For each trace the numbers of the rows, from 0, as its values lie: a list, or for a heat map a list of lists.
        None where there is no such row. Words on an axis are always drawn: they may hold no counts.
    columns
        For each trace the one column it shows, when it shows no other.

    Examples
    --------
    >>> figure = marks_of(go.Figure(go.Bar(x=["a", "b"], y=[3, 4])), [0, 1], columns=["people"])
    >>> figure.data[0].meta
    {'rows': [0, 1], 'column': 'people'}
    """
    for place, (trace, own) in enumerate(zip(figure.data, rows, strict=True)):
        column = {"column": columns[place]} if columns else {}
        trace.meta = {"rows": list(own), **column}
    return figure


def at_least(figure: go.Figure, width: int) -> go.Figure:
    """Let a dressed figure scroll sideways on a screen narrower than `width` pixels: its words would not fit.

    Examples
    --------
    >>> at_least(dress(go.Figure(), title="A tree", alt="Two branches."), 560).layout.meta["least"]
    560
    """
    figure.update_layout(meta={**figure.layout.meta, "least": width})
    return figure


def cells_of(figure: go.Figure, columns: int) -> go.Figure:
    """Keep the figures in the cells of a dressed heat map readable on a phone."""
    return at_least(figure, 150 + 58 * columns)


def _cell(value: Any) -> Any:
    """A value as JSON takes it; what is missing or not finite is None."""
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, float):
        return float(f"{value:.4g}") if math.isfinite(value) else None
    if isinstance(value, pd.Timestamp):
        return value.strftime("%Y-%m-%d" if value == value.normalize() else "%Y-%m-%d %H:%M")
    return value if isinstance(value, (bool, int, str)) else str(value)
