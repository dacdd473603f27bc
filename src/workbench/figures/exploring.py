"""What the explorer shows, as figures: the map, the profile lines, two solutions side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from workbench.artifacts import InUse
from workbench.display import percent
from workbench.figures.inert import literal
from workbench.figures.row_names import over_lines, row_height, row_names
from workbench.figures.style import NEUTRAL, dress, segment_colours

MOST_DOTS = 6_000
APART = 0.1  # of the map's longer side: room for an id on a phone
PUSHES = 50
LINES = 30


@dataclass(frozen=True, slots=True)
class Segments:
    """Segments as figures need them: ids in their order, titles and colours by id."""

    ids: tuple[str, ...]
    titles: Mapping[str, str]
    colours: Mapping[str, str]


def colours_in_use(used: InUse) -> dict[str, str]:
    """The colour of each segment in use: what people or the model say, else that of its id."""
    return {**segment_colours(used.segments), **{s: c for s, c in used.colours.items() if c}}


def map_of(
    places: pd.DataFrame, labels: pd.Series, segments: Segments, *, caption: str, title: str
) -> go.Figure:
    """Every customer a dot, coloured by segment, the segment's id near the middle of its dots; the legend has the names.

    Parameters
    ----------
    places
        Columns x and y, indexed by customer; no id of a customer enters the figure.
    labels
        Segment id by customer.
    """
    figure = go.Figure()
    shown = places.assign(segment=labels.reindex(places.index))
    for segment in segments.ids:
        dots = shown[shown["segment"] == segment]
        figure.add_scatter(
            x=dots["x"].round(2), y=dots["y"].round(2), mode="markers", name=literal(segments.titles[segment]),
            marker={"size": 4, "opacity": 0.65, "color": segments.colours[segment]}, hoverinfo="name",
        )  # fmt: skip
    middles = shown.groupby("segment")[["x", "y"]].agg(["median", "std"])
    for segment, (x, y) in _apart(shown, segments.ids).items():
        figure.add_annotation(
            x=x, y=y, showarrow=False, text=f"<b>{literal(segment)}</b>", font={"size": 14, "shadow": "auto"},
        )  # fmt: skip
    table = pd.DataFrame(
        {
            "segment": [segments.titles[s] for s in segments.ids],
            "customers drawn": [int((shown["segment"] == s).sum()) for s in segments.ids],
            "middle, across": [
                middles.loc[s, ("x", "median")] if s in middles.index else None for s in segments.ids
            ],
            "middle, up": [
                middles.loc[s, ("y", "median")] if s in middles.index else None for s in segments.ids
            ],
        }
    )
    figure.update_xaxes(visible=False)
    figure.update_yaxes(visible=False, scaleanchor="x")
    alt = f"A map of {len(shown):,} customers in the colours of {len(segments.ids)} segments: " + ", ".join(
        f"{row[0]} {row[1]:,}" for row in table.itertuples(index=False)
    )
    return dress(figure, title=title, alt=f"{alt}.", caption=caption, table=table, height=560)


def _apart(dots: pd.DataFrame, ids: Sequence[str]) -> dict[str, tuple[float, float]]:
    """Where the id of each segment stands: at the median of its dots, pushed off the others' where they would overlap."""
    least = APART * float(np.ptp(dots[["x", "y"]].to_numpy(), axis=0).max()) if len(dots) else 0.0
    middles = dots.groupby("segment")[["x", "y"]].median()
    shown = [segment for segment in ids if segment in middles.index]
    places = middles.loc[shown].to_numpy(dtype=float, copy=True)
    for _ in range(PUSHES):
        for a, b in combinations(range(len(shown)), 2):
            between = places[b] - places[a]
            distance = float(np.hypot(*between))
            if distance < least:  # where two are at one place the later goes to the right
                way = between / distance if distance else np.array([1.0, 0.0])
                places[a] -= way * (least - distance) / 2
                places[b] += way * (least - distance) / 2
    return {segment: (float(x), float(y)) for segment, (x, y) in zip(shown, places, strict=True)}


def profile_lines(profile: pd.DataFrame, segments: Segments, *, caption: str) -> go.Figure:
    """Variables down, one line a segment, in standard deviations from everyone.

    Parameters
    ----------
    profile
        The table `profile`: rows with role basis and a finite `standardised` are drawn, the `LINES` widest; of a scale its mean only.
    """
    basis = profile[(profile["role"] == "basis") & profile["standardised"].notna()]
    scored = set(basis.loc[basis["level"].astype(str) == "", "variable"])
    basis = basis[(basis["level"].astype(str) == "") | ~basis["variable"].isin(scored)]
    basis = basis.assign(level=basis["level"].astype(str))
    titles = dict(zip(basis["variable"], basis["title"].astype(str), strict=True))
    wide = basis.pivot_table(
        index=["variable", "level"], columns="segment", values="standardised", sort=False
    )
    widest = set((wide.max(axis=1) - wide.min(axis=1)).nlargest(LINES).index)
    wide = wide.loc[[key for key in wide.index if key in widest]]
    rows = [(variable, titles[variable], level) for variable, level in wide.index]
    whole = pd.Series([f"{title}: {level}" if level else title for _, title, level in rows], wide.index)
    names = row_names(rows)
    figure = go.Figure()
    figure.add_vline(x=0, line={"color": NEUTRAL, "width": 1.5})
    for segment in (s for s in segments.ids if s in wide.columns):
        figure.add_scatter(
            x=wide[segment][::-1], y=names[::-1], mode="lines+markers", customdata=[over_lines(what) for what in whole[::-1]],
            name=literal(segments.titles[segment]), line={"color": segments.colours[segment], "width": 2},
            hovertemplate="%{customdata}: %{x:.2f} sd<extra>%{fullData.name}</extra>",
        )  # fmt: skip
    figure.update_xaxes(title_text="standard deviations from everyone")
    left_out = basis["variable"].nunique() and len(basis) // max(len(segments.ids), 1) - len(wide)
    note = f" The {len(wide)} that differ most are drawn." if left_out > 0 else ""
    furthest = [
        f"{segments.titles[s]} is furthest in {whole.iloc[int(wide[s].abs().to_numpy().argmax())]}"
        for s in segments.ids
        if s in wide.columns
    ]
    table = wide.rename(columns=dict(segments.titles)).reset_index(drop=True)
    table.insert(0, "variable", whole.to_list(), allow_duplicates=True)
    return dress(
        figure, title="Profile lines of the segments", alt=f"{'; '.join(furthest)}.", caption=f"{caption}{note}",
        table=table, height=220 + row_height(names) * len(wide),
    )  # fmt: skip


def side_by_side(
    left: pd.Series,
    right: pd.Series,
    segments: Segments,
    others: Segments,
    *,
    titles: tuple[str, str],
    caption: str,
) -> go.Figure:
    """Where the customers of each segment of one solution are in another.

    Parameters
    ----------
    left, right
        Segment id by customer in each solution.
    """
    both = pd.DataFrame({"left": left, "right": right.reindex(left.index)}).dropna()
    flows = both.groupby(["left", "right"], observed=True).size().reset_index(name="customers")
    place = {("l", s): i for i, s in enumerate(segments.ids)}
    place |= {("r", s): len(segments.ids) + i for i, s in enumerate(others.ids)}
    figure = go.Figure(
        go.Sankey(
            node={
                "label": [literal(one.titles[s]) for one in (segments, others) for s in one.ids],
                "color": [one.colours[s] for one in (segments, others) for s in one.ids],
                "pad": 16, "thickness": 16, "hovertemplate": "%{label}: %{value:,} customers<extra></extra>",
            },
            link={
                "source": [place["l", s] for s in flows["left"]],
                "target": [place["r", s] for s in flows["right"]],
                "value": flows["customers"].tolist(),
                "color": "rgba(128,128,128,.3)",
                "hovertemplate": "%{source.label} → %{target.label}: %{value:,}<extra></extra>",
            },
        )
    )  # fmt: skip
    sizes = flows.groupby("left")["customers"].transform("sum")
    table = pd.DataFrame(
        {
            titles[0]: flows["left"].map(segments.titles),
            titles[1]: flows["right"].map(others.titles),
            "customers": flows["customers"],
            "share of the first": [
                percent(n / size) for n, size in zip(flows["customers"], sizes, strict=True)
            ],
        }
    )
    most = flows.loc[flows.groupby("left")["customers"].idxmax()]
    alt = f"From {titles[0]} to {titles[1]}: " + ", ".join(
        f"most of {segments.titles[a]} ({n:,}) are in {others.titles[b]}"
        for a, b, n in most.itertuples(index=False, name=None)
    )
    return dress(
        figure, title=f"{titles[0]} and {titles[1]}", alt=f"{alt}.", caption=caption, table=table, height=420
    )
