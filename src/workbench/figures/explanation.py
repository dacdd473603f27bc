"""The explanation tree as a figure."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from workbench.display import percent
from workbench.errors import listed
from workbench.explanation import Branch, Explanation, Node
from workbench.figures.style import NEUTRAL, at_least, dress, segment_colours

LINE = 16
BEND = 0.22


@dataclass(frozen=True, slots=True)
class _Placed:
    node: Node
    depth: int
    height: float
    answer: str
    above: tuple[float, float] | None


def tree(found: Explanation) -> go.Figure:
    """The questions from left to right, the answers on the lines, the segments at the ends."""
    placed: list[_Placed] = []
    _place(found.root, 0, "", None, placed, [0.0])
    ends = [p for p in placed if not isinstance(p.node, Branch)]
    colours = segment_colours(leaf.segment for _, leaf in found.paths())
    figure = go.Figure()
    for p in placed:
        if p.above is not None:
            x, y = p.above
            figure.add_scatter(
                x=[x, x + BEND, p.depth], y=[y, p.height, p.height], mode="lines", hoverinfo="skip", showlegend=False,
                line={"color": NEUTRAL, "width": 1.5},
            )  # fmt: skip
            figure.add_annotation(
                x=x + BEND + 0.02, y=p.height, text=_folded(p.answer, 22), showarrow=False, xanchor="left", yanchor="bottom",
                font={"size": 11},
            )  # fmt: skip
        if isinstance(p.node, Branch):
            text, colour = f"<b>{_folded(p.node.variable.title, LINE)}</b>", NEUTRAL
            # below the line that comes in, clear of those that go out
            place = {"xanchor": "right", "yanchor": "top", "xshift": -4, "yshift": -3, "align": "right"}
        else:
            text = f"<b>{p.node.segment}</b> {percent(p.node.share)} of people<br>right for {percent(p.node.purity)}"
            colour = colours[p.node.segment]
            place = {"xanchor": "left", "yanchor": "middle", "xshift": 10, "align": "left"}
        figure.add_scatter(
            x=[p.depth], y=[p.height], mode="markers", marker={"size": 12, "color": colour}, showlegend=False,
            hovertext=[text], hoverinfo="text",
        )  # fmt: skip
        figure.add_annotation(x=p.depth, y=p.height, text=text, showarrow=False, font={"size": 12}, **place)
    deepest = max(p.depth for p in placed)
    figure.update_xaxes(visible=False, range=[-1, deepest + 1.1])
    figure.update_layout(margin={"l": 8, "r": 8, "b": 8})
    figure.update_yaxes(visible=False, range=[-0.9, max(p.height for p in placed) + 0.7])
    rules = [(listed([b.said(upper) for b, upper in path], "and"), leaf) for path, leaf in found.paths()]
    dress(
        figure,
        title="The segments in a few questions",
        alt=f"A tree with {found.leaves} ends. "
        + " ".join(f"{rule}: {leaf.segment}." for rule, leaf in rules),
        caption=f"Agreement with the segments in people the tree has not seen: {percent(found.agreement.value)} "
        f"({percent(found.agreement.low)} to {percent(found.agreement.high)}), largest segment alone "
        f"{percent(found.base_rate)}. A way to read the segments, not their definition. Base: {found.n:,}.",
        table=pd.DataFrame(
            {
                "answers": [rule for rule, _ in rules],
                "segment": [leaf.segment for _, leaf in rules],
                "people": [leaf.n for _, leaf in rules],
                "share": [percent(leaf.share) for _, leaf in rules],
                "right for": [percent(leaf.purity) for _, leaf in rules],
            }
        ),
        height=120 + 74 * len(ends),
    )
    return at_least(figure, 150 * (deepest + 1))


def _place(
    node: Node,
    depth: int,
    answer: str,
    above: tuple[float, float] | None,
    placed: list[_Placed],
    free: list[float],
) -> float:
    """Put the ends below each other and each question amid its ends; returns the node's height."""
    if not isinstance(node, Branch):
        height = free[0]
        free[0] += 1.0
        placed.append(_Placed(node, depth, height, answer, above))
        return height
    first = len(placed)
    lower, upper = node.answers()
    heights = [
        _place(node.upper, depth + 1, upper, None, placed, free),
        _place(node.lower, depth + 1, lower, None, placed, free),
    ]
    height = sum(heights) / 2
    for index in range(first, len(placed)):
        p = placed[index]
        if p.depth == depth + 1 and p.above is None:
            placed[index] = _Placed(p.node, p.depth, p.height, p.answer, (depth, height))
    placed.append(_Placed(node, depth, height, answer, above))
    return height


def _folded(text: str, width: int) -> str:
    words, lines = " ".join(text.split()).rstrip(".").split(), [""]
    for word in words:
        if lines[-1] and len(lines[-1]) + len(word) >= width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    if len(lines) > 3:
        lines = [*lines[:3]]
        lines[-1] += " …"
    return "<br>".join(lines)
