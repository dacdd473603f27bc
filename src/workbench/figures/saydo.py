"""Saying and doing as figures."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import pandas as pd
import plotly.graph_objects as go

from workbench.display import count, percent, spanned
from workbench.figures.style import NEUTRAL, SERIES, dress, marks_of
from workbench.profile.reading import number, signed
from workbench.saydo import EVERYONE, QUADRANTS, Comparison, Group

SAY, DO = SERIES[1], SERIES[0]
FRAME = 0.14  # of the way to the next row: about the bar, and below the figure over it
NARROW = 0.04  # a part too narrow for its figure
QUADRANT_COLOURS = dict(zip(QUADRANTS, (DO, SAY, SERIES[2], NEUTRAL), strict=True))


def charts(comparisons: Sequence[Comparison], names: Mapping[str, str] | None = None) -> list[go.Figure]:
    """What each answer means, who says more than they do, and the 2×2, for each pair that can be shown."""
    return [
        figure
        for comparison in comparisons
        if comparison.n and not comparison.everyone.hidden
        for figure in (actual(comparison), dumbbell(comparison, names), quadrants(comparison, names))
    ]


def dumbbell(comparison: Comparison, names: Mapping[str, str] | None = None) -> go.Figure:
    """What each segment says beside what it does, as percentiles among everyone, with intervals."""
    shown = [group for group in comparison.groups if not group.hidden and group.n]
    rows = [_title(group, names) for group in shown]
    figure = go.Figure()
    for row, group in zip(rows, shown, strict=True):
        figure.add_scatter(
            x=[group.say_mean.value, group.do_mean.value], y=[row, row], mode="lines", hoverinfo="skip", showlegend=False,
            line={"color": NEUTRAL, "width": 3},
        )  # fmt: skip
    for name, colour, symbol in (("say", SAY, "diamond"), ("do", DO, "circle")):
        own = [getattr(group, f"{name}_mean") for group in shown]
        figure.add_scatter(
            x=[e.value for e in own], y=rows, mode="markers", name={"say": "what they say", "do": "what they do"}[name],
            marker={"size": 13, "color": colour, "symbol": symbol},
            error_x={"type": "data", "symmetric": False, "color": colour, "thickness": 1.5,
                     "array": [e.high - e.value for e in own], "arrayminus": [e.value - e.low for e in own]},
            hovertemplate=f"%{{y}}<br>{name}: %{{x:.0%}}<extra></extra>",
        )  # fmt: skip
    for row, group in zip(rows[1:], shown[1:], strict=True):
        figure.add_annotation(
            x=1.01, xref="paper", y=row, text=f"gap {signed(100 * group.gap.value)}", showarrow=False, xanchor="left",
        )  # fmt: skip
    figure.update_layout(margin={"r": 80})
    figure.update_xaxes(
        tickformat=".0%", range=[0, 1], title_text="place among everyone (0 % least, 100 % most)"
    )
    figure.update_yaxes(autorange="reversed")
    hidden = [_title(group, names) for group in comparison.segments if group.hidden]
    dress(
        figure,
        title=f"{comparison.label}: what they say and what they do",
        alt="; ".join(
            f"{row} says {percent(g.say_mean.value)}, does {percent(g.do_mean.value)}" for row, g in zip(rows, shown, strict=True)
        ) + ".",
        caption=f"Means of mid-rank percentiles with 95 % intervals; everyone is at 50 %. The diamond right of the circle: they say more than "
        f"they do, set against others. Gap: the difference in points. {_base(comparison)}{_hidden(hidden)}",
        table=_group_table(comparison, names),
        height=170 + 52 * len(rows),
    )  # fmt: skip
    own = [place for place, group in enumerate(comparison.groups) if group in shown]
    say, do = "say (mean percentile)", "do (mean percentile)"
    return marks_of(figure, *([i, i] for i in own), own, own, columns=[*[say] * len(own), say, do])


def actual(comparison: Comparison) -> go.Figure:
    """For each answer what the people who gave it do, in the unit of the purchases."""
    shown = [answer for answer in comparison.answers if not answer.hidden]
    rows = [f"{answer.answer} (n = {count(answer.n)})" for answer in shown]
    figure = go.Figure()
    for row, answer in zip(rows, shown, strict=True):
        figure.add_scatter(
            x=[answer.lower, answer.upper], y=[row, row], mode="lines", line={"color": DO, "width": 8}, opacity=0.35,
            hoverinfo="skip", showlegend=False,
        )  # fmt: skip
    do = comparison.do.variable
    _claims(figure, comparison, rows)
    figure.add_scatter(
        x=[answer.actual.value for answer in shown], y=rows, mode="markers", showlegend=False, cliponaxis=False,
        marker={"size": 12, "color": DO},
        error_x={"type": "data", "symmetric": False, "color": NEUTRAL, "thickness": 2,
                 "array": [a.actual.high - a.actual.value for a in shown],
                 "arrayminus": [a.actual.value - a.actual.low for a in shown]},
        hovertemplate="%{y}<br>median %{x:.3g}<extra></extra>",
    )  # fmt: skip
    for row, answer in zip(rows, shown, strict=True):
        figure.add_annotation(
            x=answer.actual.value, y=row, text=number(answer.actual.value, do), showarrow=False, yshift=23
        )
    unit = f", {do.unit}" if do.unit else ""
    figure.update_xaxes(
        title_text=f"what they do: {do.title}{'' if do.unit.lower() in do.title.lower() else unit}", rangemode="tozero",
        tickformat=".0%" if do.unit == "share" else None,
    )  # fmt: skip
    figure.update_yaxes(title_text="what they say", range=[len(rows) - 0.5, -0.5])
    return dress(
        figure,
        title=f"What each answer means: {comparison.label}",
        alt="; ".join(
            f"{row}: median {number(a.actual.value, do)}" for row, a in zip(rows, shown, strict=True)
        )
        + ".",
        caption="Median with its bootstrap 95 % interval (thin line) and the middle half of these people (broad line). "
        f"{'Dotted frame: what the answer says. ' if comparison.at_word else ''}"
        f"{_base(comparison)}{_hidden([a.answer for a in comparison.answers if a.hidden])}",
        table=pd.DataFrame(
            {
                "what they say": [a.answer for a in comparison.answers],
                "people": [None if a.hidden else a.n for a in comparison.answers],
                "median": [number(a.actual.value, do) for a in comparison.answers],
                "95 % interval": [
                    "hidden" if a.hidden else f"{number(a.actual.low, do)} to {number(a.actual.high, do)}"
                    for a in comparison.answers
                ],
                "middle half": [
                    "hidden" if a.hidden else f"{number(a.lower, do)} to {number(a.upper, do)}"
                    for a in comparison.answers
                ],
            }
        ),
        height=190 + 58 * len(rows),
    )


def _claims(figure: go.Figure, comparison: Comparison, rows: list[str]) -> None:
    """A frame about the range that each answer names, where it names one."""
    if comparison.at_word is None:
        return
    levels = comparison.say.variable.levels
    shown = [levels.index(answer.answer) for answer in comparison.answers if not answer.hidden]
    ranges = [comparison.at_word.rates[place] for place in shown]
    ends = [high for _, high in ranges if high < math.inf]
    furthest = 1.25 * max([*ends, *(low for low, _ in ranges)])
    for place, (low, high) in enumerate(ranges):
        figure.add_shape(
            type="rect", x0=low, x1=min(high, furthest), y0=place - FRAME, y1=place + FRAME,
            line={"color": SAY, "width": 1.5, "dash": "dot"}, layer="below",
        )  # fmt: skip
    figure.add_scatter(
        x=[None], y=[rows[0]], mode="markers", name="what the answer says",
        marker={"symbol": "square-open", "size": 13, "color": SAY},
    )  # fmt: skip
    figure.update_xaxes(range=[0, furthest * 1.02])


def quadrants(comparison: Comparison, names: Mapping[str, str] | None = None) -> go.Figure:
    """The 2×2 of saying and doing more than half of everyone, by segment; small cells are left out."""
    shown = [group for group in comparison.groups if not group.hidden and group.n]
    rows = [_title(group, names) for group in shown]
    figure = go.Figure()
    for quadrant in QUADRANTS:
        values = [None if quadrant in g.hidden_quadrants else g.quadrants[quadrant] / g.n for g in shown]
        figure.add_bar(
            x=values, y=rows, orientation="h", name=quadrant, marker={"color": QUADRANT_COLOURS[quadrant]},
            text=["" if v is None or v < NARROW else percent(v) for v in values], textposition="inside",
            insidetextanchor="middle", textangle=0,
            hovertemplate=f"%{{y}}<br>{quadrant}: %{{x:.0%}}<extra></extra>",
        )  # fmt: skip
    if any(group.hidden_quadrants for group in shown):  # the bar is whole, and nobody takes a gap for the end
        rest = [sum(g.quadrants[q] for q in g.hidden_quadrants) / g.n for g in shown]
        figure.add_bar(
            x=rest, y=rows, orientation="h", name="not shown", hoverinfo="skip",
            marker={"color": "rgba(0,0,0,0)", "line": {"color": NEUTRAL, "width": 1}},
        )  # fmt: skip
    figure.update_layout(barmode="stack")
    figure.update_xaxes(tickformat=".0%", range=[0, 1], title_text="share of people")
    figure.update_yaxes(autorange="reversed")
    table = pd.DataFrame(
        [
            {"segment": row, "people": count(g.n), **{q: "hidden" if q in g.hidden_quadrants else count(g.quadrants[q]) for q in QUADRANTS}}
            for row, g in zip(rows, shown, strict=True)
        ]
    )  # fmt: skip
    some = any(group.hidden_quadrants for group in shown)
    whole = comparison.everyone
    return dress(
        figure,
        title=f"{comparison.label}: who does as they say",
        alt="Everyone: " + "; ".join(
            f"{q} {percent(whole.quadrants[q] / whole.n)}" for q in QUADRANTS if q not in whole.hidden_quadrants and whole.n
        ) + ".",
        caption=f"“Say” and “do”: above the middle of everyone. {_base(comparison)}"
        + (" Cells of few people, and those that would give them away, are left out." if some else ""),
        table=table,
        height=180 + 44 * len(rows),
    )  # fmt: skip


def _title(group: Group, names: Mapping[str, str] | None) -> str:
    if group.segment == EVERYONE:
        return "everyone"
    name = (names or {}).get(group.segment)
    return f"{group.segment} · {name}" if name else group.segment


def _base(comparison: Comparison) -> str:
    without = (
        f"; {count(comparison.without)} who answered have no purchases to set beside it"
        if comparison.without
        else ""
    )
    return f"Base: {count(comparison.n)} people with both an answer and purchases{without}."


def _hidden(names: list[str]) -> str:
    return f" Hidden, too few people: {', '.join(names)}." if names else ""


def _group_table(comparison: Comparison, names: Mapping[str, str] | None) -> pd.DataFrame:
    rows = []
    for group in comparison.groups:
        if group.hidden or not group.n:
            rows.append({"segment": _title(group, names), "people": ""})
            continue
        rows.append(
            {
                "segment": _title(group, names),
                "people": count(group.n),
                "say (mean percentile)": spanned(
                    group.say_mean.value, group.say_mean.low, group.say_mean.high
                ),
                "do (mean percentile)": spanned(group.do_mean.value, group.do_mean.low, group.do_mean.high),
                "say (median)": spanned(group.say.value, group.say.low, group.say.high),
                "do (median)": spanned(group.do.value, group.do.low, group.do.high),
                "gap, points": f"{signed(100 * group.gap.value)} ({signed(100 * group.gap.low)} to {signed(100 * group.gap.high)})",
                "say far more": percent(group.over.value),
                "do far more": percent(group.under.value),
            }
        )
    return pd.DataFrame(rows)
