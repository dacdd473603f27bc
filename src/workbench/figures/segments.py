"""How many segments, and how far they can be trusted, as figures."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from workbench.cluster.solution import NEAR_TIE_AGREEMENT
from workbench.cluster.ties import map_of_optima
from workbench.display import count, percent
from workbench.figures.style import GRID, NEUTRAL, SEQUENTIAL, SERIES, dress, marks_of, segment_colours
from workbench.selection import Choice
from workbench.stability import Nulls, Origin
from workbench.stability.assess import HIGHLY, PATTERN, STABLE

CHOSEN = SERIES[0]
CRITERIA = (
    ("stability", "stability of the whole", None),
    ("jaccard_min", "weakest segment", STABLE),
    ("smallest_share", "smallest segment", None),
    ("within_ss", "within-SS", None),
    ("silhouette", "silhouette", None),
    ("near_ties", "near ties", None),
)


def panel(choice: Choice, *, min_share: float) -> go.Figure:
    """Every criterion beside the others, for every k; the chosen k stands out.

    Parameters
    ----------
    min_share
        The smallest share of people that a segment may have by the rule.
    """
    rows = choice.panel
    figure = make_subplots(
        3,
        2,
        subplot_titles=[title for _, title, _ in CRITERIA],
        vertical_spacing=0.13,
        horizontal_spacing=0.12,
    )
    for number, (column, title, limit) in enumerate(CRITERIA):
        place = {"row": number // 2 + 1, "col": number % 2 + 1}
        figure.add_scatter(
            x=rows["k"], y=rows[column], mode="lines+markers", showlegend=False,
            line={"color": NEUTRAL, "width": 1.5}, cliponaxis=False,
            marker={
                "size": [12 if chosen else 7 for chosen in rows["chosen"]],
                "color": [CHOSEN if chosen else NEUTRAL for chosen in rows["chosen"]],
            },
            hovertemplate=f"k = %{{x}}<br>{title} %{{y:.3g}}<extra></extra>", **place,
        )  # fmt: skip
        bound = min_share if column == "smallest_share" else limit
        if bound is not None:  # after the marks: plotly draws no line across an empty panel
            figure.add_hline(y=bound, line={"color": NEUTRAL, "dash": "dot", "width": 1.5}, **place)
        figure.update_xaxes(dtick=1, row=place["row"], col=place["col"])
        if column in {"stability", "jaccard_min"}:
            figure.update_yaxes(range=[0, 1.04], row=place["row"], col=place["col"])
        elif column != "within_ss":
            figure.update_yaxes(rangemode="tozero", row=place["row"], col=place["col"])
    figure.update_yaxes(tickformat=".0%", row=2, col=1)
    figure.update_annotations(font_size=13)
    own = choice.candidate
    dress(
        figure,
        title="Two to ten segments by every criterion",
        alt=(
            f"Six small charts over the number of segments. At the chosen {choice.k}: stability "
            f"{own.stability.mean:.2f}, weakest segment {own.stability.weakest:.2f}, smallest segment "
            f"{percent(own.smallest_share)}, silhouette {own.silhouette:.2f}, {len(own.solution.near_ties)} near ties."
        ),
        caption=(
            f"{count(len(own.solution.labels))} people. Across: the number of segments; large dots: the chosen {choice.k}. "
            "Dotted: what the rule asks for. Stability: how far pairs of resampled data put the same people together (mean adjusted Rand "
            "index, ARI: 0 by chance, 1 always); weakest segment: of the people in it or in its match, the share in both (mean Jaccard); "
            "within-SS: squared distances from the middle of the segments; silhouette: how much nearer people are to their own segment "
            "than to the next (−1 to 1); near ties: other partitions within 1 % of the best within-SS."
        ),
        table=rows[
            ["k", *(c for c, _, _ in CRITERIA), "smallest", "starts", "share_best", "proposed", "chosen"]
        ],
        height=620,
    ).update_layout(margin_t=64)
    columns = [column for column, _, _ in CRITERIA]
    return marks_of(figure, *[range(len(rows))] * len(columns), columns=columns)


def segment_stability(choice: Choice) -> go.Figure:
    """How often each segment of the chosen solution comes back, with the bands of Hennig."""
    segments = choice.candidate.stability.segments
    names = [f"S{s.segment + 1}" for s in segments]
    colours = segment_colours(names)
    figure = go.Figure()
    # away from each other: on a phone the three lines are near together
    bands = (
        (HIGHLY, "highly<br>stable", "left"), (STABLE, "stable", "center"), (PATTERN, "a pattern<br>only", "right"),
    )  # fmt: skip
    for bound, word, side in bands:
        figure.add_vline(
            x=bound, line={"color": NEUTRAL, "dash": "dot", "width": 1.5},
            annotation={"text": f"{word}<br>{bound:.2f}", "y": 1, "yanchor": "bottom", "xanchor": side, "font": {"size": 11}},
        )  # fmt: skip
    figure.add_scatter(
        x=[s.jaccard for s in segments], y=names, mode="markers", showlegend=False,
        marker={"size": 12, "color": [colours[name] for name in names]},
        error_x={
            "type": "data", "symmetric": False,
            "array": [max(s.high - s.jaccard, 0) for s in segments],
            "arrayminus": [max(s.jaccard - s.low, 0) for s in segments],
        },
        hovertemplate="%{y}: Jaccard %{x:.2f}<extra></extra>",
    )  # fmt: skip
    figure.update_xaxes(range=[0, 1.02], title="Jaccard with the best match in resampled data")
    figure.update_yaxes(autorange="reversed", showgrid=False)
    said = "; ".join(f"{n} {s.jaccard:.2f} ({s.verdict})" for n, s in zip(names, segments, strict=True))
    return dress(
        figure,
        title="How often each segment comes back",
        alt=f"A dot for each segment: {said}.",
        caption=(
            f"Mean over {len(choice.candidate.stability.jaccards)} bootstrap samples with "
            f"{choice.candidate.stability.starts} starts each; bars span 90 % of the samples. Jaccard: of the people in either "
            "segment, the original or its match, the share who are in both. Dotted: from where on a segment is called so."
        ),
        table=pd.DataFrame(
            [
                {"segment": n, "Jaccard": s.jaccard, "low": s.low, "high": s.high, "verdict": s.verdict}
                for n, s in zip(names, segments, strict=True)
            ]
        ),
        height=160 + 44 * len(names),
    ).update_layout(margin_t=96)


def across_k(choice: Choice) -> go.Figure:
    """Where the segments at each k come from (SLSₐ): lines as wide as the share of people they carry."""
    found, chosen = choice.origins, choice.k
    figure = go.Figure()
    places = _places(found)
    for origin in found:
        for parent, share in enumerate(origin.shares):
            if share >= 0.05:
                (x0, y0), (x1, y1) = places[origin.k - 1, parent], places[origin.k, origin.segment]
                figure.add_scatter(
                    x=[x0, x1], y=[y0, y1], mode="lines", showlegend=False, hoverinfo="skip",
                    line={"color": GRID, "width": 1 + 9 * share},
                )  # fmt: skip
    first = min(origin.k for origin in found) - 1
    marks = [(o.k, o.segment, o.stability) for o in found] + [
        (first, segment, np.nan) for segment in range(len(found[0].shares))
    ]
    figure.add_scatter(
        x=[places[k, s][0] for k, s, _ in marks], y=[places[k, s][1] for k, s, _ in marks],
        mode="markers+text", text=[f"S{s + 1}" for _, s, _ in marks], textposition="top center",
        textfont={"size": 10}, showlegend=False,
        marker={
            "size": [16 if k == chosen else 11 for k, _, _ in marks],
            "color": [1.0 if np.isnan(v) else v for _, _, v in marks],
            "colorscale": SEQUENTIAL, "cmin": 0, "cmax": 1, "showscale": True,
            "line": {"color": NEUTRAL, "width": 1}, "colorbar": {"title": "kept<br>together", "thickness": 12},
        },
        customdata=[[v] for _, _, v in marks],
        hovertemplate="k = %{x}, %{text}<br>kept together (SLSₐ) %{customdata[0]:.2f}<extra></extra>",
    )  # fmt: skip
    figure.update_xaxes(dtick=1, title="number of segments", showgrid=False)
    figure.update_yaxes(visible=False)
    own = [o for o in found if o.k == chosen]
    said = "; ".join(f"S{o.segment + 1} {o.stability:.2f}" for o in own) or "none at the smallest k"
    return dress(
        figure,
        title="Where segments come from as their number grows",
        alt=f"A column of dots for each number of segments, joined by lines. At {chosen}: {said}.",
        caption=(
            "Kept together (SLSₐ, segment level stability across solutions): 1 when all people of a segment come from one "
            "segment of the solution before, 0 when they come from all alike. A segment that keeps its people over many columns can be trusted more."
        ),
        table=pd.DataFrame(
            [
                {"k": o.k, "segment": f"S{o.segment + 1}", "kept together (SLSₐ)": o.stability,
                 "largest parent": f"S{int(np.argmax(o.shares)) + 1}", "share from it": max(o.shares)}
                for o in found
            ]
        ),
        height=480,
    )  # fmt: skip


def near_ties(choice: Choice) -> go.Figure:
    """The best partitions for every k as a map: near together when they put the same people together."""
    optima = map_of_optima([candidate.solution for candidate in choice.comparison.candidates])
    own = optima["k"] == choice.k
    tie = own & (optima["agreement"] < NEAR_TIE_AGREEMENT)
    figure = go.Figure()
    for name, rows, colour, symbol in (
        ("other numbers of segments", optima[~own], NEUTRAL, "circle-open"),
        (f"{choice.k} segments", optima[own & ~tie], CHOSEN, "circle"),
        (f"{choice.k} segments, near tie", optima[tie], SERIES[1], "diamond"),
    ):
        figure.add_scatter(
            x=rows["x"], y=rows["y"], mode="markers+text", name=name, textposition="middle right",
            text=[f" {k}" if best else "" for k, best in zip(rows["k"], rows["best"], strict=True)],
            marker={"size": 9 + 22 * np.sqrt(rows["share"]), "color": colour, "symbol": symbol, "opacity": 0.8},
            customdata=rows[["k", "excess", "share", "agreement", "sizes"]],
            hovertemplate=(
                "%{customdata[0]} segments<br>%{customdata[1]:.2%} above the best of that number<br>"
                "%{customdata[2]:.0%} of the starts<br>ARI to that best %{customdata[3]:.2f}<br>"
                "sizes %{customdata[4]}<extra></extra>"
            ),
        )  # fmt: skip
    figure.update_xaxes(title="the farther apart, the fewer people stay together (distance: 1 − ARI)")
    figure.update_yaxes(scaleanchor="x")
    ties = int(tie.sum())
    return dress(
        figure,
        title="The best partitions, and how far they differ",
        alt=(
            f"A map of {len(optima)} partitions into {optima['k'].min()} to {optima['k'].max()} segments. "
            f"{ties} of those into {choice.k} are near ties."
        ),
        caption=(
            "Each mark is an optimum within 1 % of the best of its number of segments, which the figure beside it "
            "gives. Marks of one number that stand apart put other people together although the data hardly tell "
            "them apart. Size: share of the starts that ended there."
        ),
        table=optima[["k", "excess", "share", "agreement", "sizes"]],
        height=460,
    )


def against_nothing(nulls: Nulls) -> go.Figure:
    """The stability of the chosen solution beside that of data sets without segments."""
    figure = go.Figure()
    rows = (
        ("each variable shuffled", nulls.permuted),
        ("one cloud, same correlations", nulls.one_normal),
    )
    for name, null in rows:
        figure.add_box(
            x=null.values, y=[name] * len(null.values), orientation="h", boxpoints="all", jitter=0.5, pointpos=0,
            line={"color": NEUTRAL}, marker={"size": 5}, showlegend=False,
        )  # fmt: skip
    observed = nulls.permuted.observed
    figure.add_vline(
        x=observed, line={"color": CHOSEN, "width": 3},
        annotation={"text": "this study", "font": {"color": CHOSEN}, "yanchor": "bottom", "xanchor": "right"},
    )  # fmt: skip
    figure.update_xaxes(
        title="stability (mean ARI)", range=[min(0, float(nulls.permuted.values.min())), 1.04]
    )
    said = "; ".join(f"{name}: {null.values.mean():.2f} on average" for name, null in rows)
    return dress(
        figure,
        title="Stability against data that have no segments",
        alt=f"This study at {observed:.2f}; {said}.",
        caption=f"{len(nulls.permuted.values)} data sets of each kind, the same number of segments and the same work.",
        table=pd.DataFrame(
            [
                {"data": name, "mean": float(null.values.mean()), "95th percentile": float(np.quantile(null.values, 0.95)),
                 "this study": observed, "share as stable": null.p}
                for name, null in rows
            ]
        ),
        height=300,
    )  # fmt: skip


def _places(found: Sequence[Origin]) -> dict[tuple[int, int], tuple[float, float]]:
    """Columns of segments; within a column ordered by where their parents stand, so that few lines cross."""
    first = min(origin.k for origin in found) - 1
    size = len(found[0].shares)
    places = {(first, s): (float(first), 1 - (s + 0.5) / size) for s in range(size)}
    for k in sorted({origin.k for origin in found}):
        own = [origin for origin in found if origin.k == k]
        heights = {
            o.segment: sum(share * places[k - 1, parent][1] for parent, share in enumerate(o.shares))
            for o in own
        }
        for rank, segment in enumerate(sorted(heights, key=lambda s: -heights[s])):
            places[k, segment] = (float(k), 1 - (rank + 0.5) / len(own))
    return places
