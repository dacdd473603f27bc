"""Who the segments are, as figures."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from workbench.config import Role
from workbench.display import count, percent
from workbench.figures.row_names import over_lines, row_height, row_names
from workbench.figures.style import (
    DIVERGING,
    NEUTRAL,
    at_least,
    cells_of,
    dress,
    folded,
    marks_of,
    segment_colours,
)
from workbench.profile import Profile, Row
from workbench.profile.difference import FDR
from workbench.profile.reading import number, signed

MOST_ROWS = 40
FULL_COLOUR = 1.2  # standard deviations
REACH = 2.0

Key = tuple[str, str]


def heat_map(profile: Profile, *, roles: Sequence[Role] = ("basis",), show: str = "difference") -> go.Figure:
    """Every variable by segment, coloured by the difference from everyone; alike variables beside each other.

    Parameters
    ----------
    roles
        Basis variables, descriptors, or both. Of descriptors those that differ between segments are shown.
    show
        What stands in the cells: ``"difference"`` from everyone (points for shares, standard deviations for means),
        ``"index"`` (100 is everyone; empty for positions on a scale), or the ``"value"`` itself.
    """
    keys, more = _keys(profile, roles)
    rows = {(row.variable.name, row.level, row.segment): row for row in profile.rows}
    segments = [portrait.segment for portrait in profile.portraits]
    colours, texts, hovers = [], [], []
    for key in keys:
        own = [rows[(*key, segment)] for segment in segments]
        colours.append([row.standardised for row in own])
        texts.append([_cell(row, show) for row in own])
        hovers.append([_hover(row) for row in own])
    names = row_names([_row(rows[(*key, segments[0])]) for key in keys])
    figure = go.Figure(
        go.Heatmap(
            z=colours, x=[folded(portrait.title, room=11, most=4) for portrait in profile.portraits], y=names,
            text=texts, texttemplate="%{text}", customdata=hovers, hovertemplate="%{customdata}<extra></extra>",
            zmin=-FULL_COLOUR, zmax=FULL_COLOUR, colorscale=DIVERGING, showscale=False,
        )
    )  # fmt: skip
    figure.update_yaxes(autorange="reversed", showgrid=False)
    figure.update_xaxes(side="top", showgrid=False, tickangle=0, tickfont={"size": 11})
    markers = sum(rows[(*key, segment)].is_marker for key in keys for segment in segments)
    meaning = {
        "difference": "In the cells: points of per cent for shares, standard deviations (sd) for means; ● is a marker.",
        "index": "In the cells: 100 × segment / everyone; ● is a marker.",
        "value": "In the cells: the share or the mean; ● is a marker.",
    }[show]
    dress(
        figure,
        title="What sets the segments apart" if "basis" in roles else "What else tells them apart",
        alt=f"Heat map of {len(keys)} figures by {len(segments)} segments; {markers} cells are markers. "
        + _strongest(profile, keys),
        caption=f"{meaning} Blue: more than everyone, brown: less. Rows that rise and fall together are neighbours. "
        f"{_base(profile)}{more}",
        table=_table(profile, keys),
        height=162 + row_height(names) * len(keys),
    )
    cells = [[i * len(segments) + j for j in range(len(segments))] for i in range(len(keys))]
    return cells_of(marks_of(figure, cells), len(segments))


def profile_plot(profile: Profile, *, roles: Sequence[Role] = ("basis",)) -> go.Figure:
    """One panel a segment: how far each figure is from everyone; markers in the segment's colour."""
    keys, more = _keys(profile, roles)
    rows = {(row.variable.name, row.level, row.segment): row for row in profile.rows}
    colours = segment_colours(portrait.segment for portrait in profile.portraits)
    portraits = profile.portraits
    names = row_names([_row(rows[(*key, portraits[0].segment)]) for key in keys])
    figure = make_subplots(
        1, len(portraits), shared_yaxes=True, subplot_titles=[folded(p.title, room=11, most=4) for p in portraits],
        horizontal_spacing=0.02,
    )  # fmt: skip
    for place, portrait in enumerate(portraits, start=1):
        own = [rows[(*key, portrait.segment)] for key in keys]
        figure.add_bar(
            x=[row.standardised for row in own], y=names, orientation="h",
            marker={"color": [colours[portrait.segment] if row.is_marker else NEUTRAL for row in own],
                    "opacity": [1.0 if row.is_marker else 0.45 for row in own]},
            customdata=[_hover(row) for row in own], hovertemplate="%{customdata}<extra></extra>",
            showlegend=False, row=1, col=place,
        )  # fmt: skip
    figure.update_xaxes(
        range=[-REACH, REACH], tickvals=[-1, 0, 1], tickangle=0, zeroline=True, zerolinecolor=NEUTRAL
    )
    figure.update_annotations(font_size=11)
    figure.update_layout(margin={"t": 120})
    figure.update_yaxes(autorange="reversed", showgrid=False)
    dress(
        figure,
        title="The profile of each segment",
        alt=f"{len(portraits)} panels of bars, one bar for each of {len(keys)} figures. {_strongest(profile, keys)}",
        caption="Differences from everyone in standard deviations. Coloured: a marker (a share 25 points or half away from "
        f"everyone's, a mean .5 sd away); grey: not. {_base(profile)}{more}",
        table=_table(profile, keys),
        height=202 + row_height(names) * len(keys),
    )
    bars = [range(place, len(keys) * len(portraits), len(portraits)) for place in range(len(portraits))]
    return at_least(marks_of(figure, *bars), 160 + 56 * len(portraits))


def _keys(profile: Profile, roles: Sequence[Role]) -> tuple[list[Key], str]:
    """The figures to show in the order of similarity, and what is left out in words."""
    largest: dict[Key, float] = {}
    for row in profile.rows:
        key = (row.variable.name, row.level)
        if row.variable.role in roles and not row.variable.sensitive and _is_shown(row, profile):
            largest[key] = max(largest.get(key, 0.0), abs(row.standardised))
    kept = set(sorted(largest, key=lambda key: -largest[key])[:MOST_ROWS])
    more = len(largest) - len(kept)
    left = f" {more} further figures with smaller differences are in the table ‘profile’." if more else ""
    return [key for key in profile.order if key in kept], left


def _is_shown(row: Row, profile: Profile) -> bool:
    """One figure a scale; each level where there is no order; descriptors that differ between segments."""
    if row.variable.is_scored and row.variable.type != "binary" and row.level:
        return False
    if row.variable.role == "basis":
        return True
    name = row.variable.name
    p = profile.p_adjusted.get((name, row.level), profile.p_adjusted.get((name, ""), math.nan))
    return p < FDR


def _row(row: Row) -> tuple[str, str, str]:
    """Variable, title and level; the one level of a yes-no question goes without saying."""
    level = row.level if row.variable.type != "binary" else ""
    return row.variable.name, row.variable.title, level


def _named(row: Row) -> str:
    _, title, level = _row(row)
    title = " ".join(title.split()).rstrip(".")
    return f"{title}: {level}" if level else title


def _value(row: Row, value: float) -> str:
    return percent(value) if row.measure == "share" else number(value, row.variable)


def _cell(row: Row, show: str) -> str:
    mark = " ●" if row.is_marker else ""
    if not math.isfinite(row.here.value):
        return ""
    if show == "value":
        return _value(row, row.here.value) + mark
    if show == "index":
        return f"{row.index:.0f}{mark}" if math.isfinite(row.index) else ""
    if row.measure == "share" or row.variable.unit == "share":
        return f"{signed(100 * row.difference)}{mark}"
    standardised = f"{row.standardised:+.1f}".replace("-", "−").replace("−0.0", "0.0").replace("+0.0", "0.0")
    return f"{standardised} sd{mark}"


def _hover(row: Row) -> str:
    interval = f"{_value(row, row.here.low)} to {_value(row, row.here.high)}"
    index = f"<br>index {row.index:.0f}" if math.isfinite(row.index) else ""
    return (
        f"{over_lines(_named(row))}<br>{row.segment}: {_value(row, row.here.value)} ({interval})<br>"
        f"everyone: {_value(row, row.everyone.value)}{index}<br>n = {count(row.here.n)}"
    )


def _strongest(profile: Profile, keys: Sequence[Key]) -> str:
    """The strongest marker of each segment among what is shown, for the text alternative."""
    shown = set(keys)
    told = []
    for portrait in profile.portraits:
        own = (trait.row for trait in portrait.traits)
        row = next((r for r in own if (r.variable.name, r.level) in shown), None)
        if row is not None:
            told.append(
                f"{portrait.segment}: {_named(row)}, {_value(row, row.here.value)} against {_value(row, row.everyone.value)}"
            )
    return "; ".join(told) + "." if told else "No segment stands out clearly."


def _base(profile: Profile) -> str:
    weighted = ", weighted" if profile.is_weighted else ""
    bases = ", ".join(f"{p.segment} {count(p.base.n)}" for p in profile.portraits)
    small = [p.segment for p in profile.portraits if p.base.is_small]
    marked = f" Under 30 people: {', '.join(small)}." if small else ""
    return f"Base: {count(profile.n)}{weighted} ({bases}).{marked}"


def _table(profile: Profile, keys: Sequence[Key]) -> pd.DataFrame:
    rows = {(row.variable.name, row.level, row.segment): row for row in profile.rows}
    shown = [rows[(*key, portrait.segment)] for key in keys for portrait in profile.portraits]
    return pd.DataFrame(
        {
            "figure": [_named(row) for row in shown],
            "segment": [row.segment for row in shown],
            "value": [_value(row, row.here.value) for row in shown],
            "95 % interval": [
                f"{_value(row, row.here.low)} to {_value(row, row.here.high)}" for row in shown
            ],
            "everyone": [_value(row, row.everyone.value) for row in shown],
            "index": [round(row.index) if math.isfinite(row.index) else None for row in shown],
            "n": [row.here.n for row in shown],
            "marker": ["yes" if row.is_marker else "" for row in shown],
        }
    )
