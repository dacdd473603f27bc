"""The typing tool as figures."""

from __future__ import annotations

import plotly.graph_objects as go

from workbench.display import count, percent
from workbench.figures.row_names import row_height, row_names
from workbench.figures.style import NEUTRAL, SERIES, dress, segment_colours
from workbench.typing_tool import TypingTool


def charts(tool: TypingTool | None) -> tuple[go.Figure, ...]:
    """Both figures, or none where there is no tool."""
    return () if tool is None else (accuracy(tool), recall(tool))


def accuracy(tool: TypingTool) -> go.Figure:
    """Accuracy by number of questions, with its interval, against putting everyone in the largest segment."""
    curve = tool.curve
    asked = len(tool.questions)
    x = [a.questions for a in curve]
    values = [a.accuracy for a in curve]
    base = curve[0].base_rate
    rows = row_names(
        [(str(n), f"{n} · {title}", "") for n, title in zip(x, tool.offered.values(), strict=True)]
    )
    figure = go.Figure()
    figure.add_vline(
        x=base, line={"color": NEUTRAL, "dash": "dash"},
        annotation={"text": f"largest segment alone: {percent(base)}", "xanchor": "left", "yanchor": "bottom"},
    )  # fmt: skip
    figure.add_scatter(
        x=[v.value for v in values], y=rows, mode="lines+markers", showlegend=False, cliponaxis=False,
        error_x={
            "type": "data", "symmetric": False, "color": NEUTRAL,
            "array": [v.high - v.value for v in values], "arrayminus": [v.value - v.low for v in values],
        },
        line={"color": SERIES[0]},
        marker={"size": [13 if n == asked else 7 for n in x], "color": SERIES[0]},
        customdata=[[n, a.kappa] for n, a in zip(x, curve, strict=True)],
        hovertemplate="%{customdata[0]} questions, the last: %{y}<br>accuracy %{x:.1%}, κ %{customdata[1]:.2f}<extra></extra>",
    )  # fmt: skip
    for place, value in enumerate(values):
        figure.add_annotation(
            x=1.0, y=place, text=percent(value.value), showarrow=False, xanchor="left", xshift=8
        )
    figure.update_xaxes(title_text="put in their segment", tickformat=".0%", range=[0, 1], tick0=0, dtick=0.2)
    figure.update_yaxes(title_text="questions asked, each added to those above", autorange="reversed")
    figure.update_layout(margin={"r": 56})
    best = tool.accuracy
    table = tool.table
    shown = table[table["measure"].isin(["accuracy", "kappa"])].pivot(
        index=["questions", "question"], columns="measure", values="value"
    )
    low_high = table[table["measure"] == "accuracy"].set_index(["questions", "question"])[["low", "high"]]
    return dress(
        figure,
        title="How few questions are enough",
        alt=f"Accuracy rises from {percent(values[0].value)} with one question to {percent(values[-1].value)} with "
        f"{x[-1]}; {asked} are used, with {percent(best.accuracy.value)}; the base rate is {percent(base)}.",
        caption=f"Share of people put in their segment, in people unseen when the questions were chosen (nested "
        f"cross-validation), with its 95 % interval. The large dot is the tool. Base: {count(tool.n)}"
        f"{', a random part' if tool.subsampled else ''}.",
        table=shown.join(low_high).reset_index(),
        height=140 + (10 + row_height(rows)) * len(rows),
    )


def recall(tool: TypingTool) -> go.Figure:
    """For each segment the share of its people whom the tool finds, with its interval."""
    found = tool.accuracy.recall
    segments = list(found)
    colours = segment_colours(segments)
    titles = [f"{s} · {tool.names[s]}" if tool.names.get(s) else s for s in segments]
    figure = go.Figure(
        go.Scatter(
            x=[found[s].value for s in segments], y=titles, mode="markers+text", showlegend=False,
            marker={"size": 12, "color": [colours[s] for s in segments]},
            text=[percent(found[s].value) for s in segments], textposition="top center", cliponaxis=False,
            error_x={
                "type": "data", "symmetric": False, "color": NEUTRAL,
                "array": [found[s].high - found[s].value for s in segments],
                "arrayminus": [found[s].value - found[s].low for s in segments],
            },
            hovertemplate="%{y}: %{x:.0%}<extra></extra>",
        )
    )  # fmt: skip
    figure.update_xaxes(tickformat=".0%", range=[0, 1.05], title_text="of its people are found")
    figure.update_yaxes(autorange="reversed")
    worst = min(segments, key=lambda s: found[s].value)
    return dress(
        figure,
        title="Which segments the tool finds",
        alt="; ".join(f"{t}: {percent(found[s].value)}" for s, t in zip(segments, titles, strict=True))
        + f". {worst} is found least.",
        caption=f"Recall with {len(tool.questions)} questions, 95 % intervals (Wilson), in people the tool has not seen.",
        table=tool.table[
            (tool.table["measure"] == "recall") & (tool.table["questions"] == len(tool.questions))
        ][["segment", "value", "low", "high", "n"]],
        height=160 + 46 * len(segments),
    )
