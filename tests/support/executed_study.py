"""An executed notebook with every kind of output, and run folders made of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pandas as pd
import plotly.graph_objects as go

from workbench.display import Listing, Prose
from workbench.figures.inert import literal
from workbench.figures.style import dress, segment_colours

LABELS = [
    "S1 · Regulars",
    "S2 · Bargain hunters",
    "S3 · Weekend explorers",
    "S4 · Gift buyers",
    "S5 · Newcomers",
]
NOTEBOOKS = ("1_data", "2_segments", "3_explore", "4_personas", "5_report")
Words = Callable[[str], str]


def same(text: str) -> str:
    return text


def bars(words: Words = same) -> go.Figure:
    n = [612, 498, 377, 291, 222]
    names = [words(label) for label in LABELS]
    colours = segment_colours(["S1", "S2", "S3", "S4", "S5"])
    figure = go.Figure(
        go.Bar(
            y=[literal(name) for name in names],
            x=[value / sum(n) for value in n],
            orientation="h",
            marker_color=list(colours.values()),
            error_x={"type": "data", "array": [0.022, 0.021, 0.019, 0.017, 0.015]},
            customdata=[[literal(name)] for name in names],
            hovertemplate="%{customdata[0]}<br>%{x:.1%}<extra></extra>",
        )
    )
    figure.update_xaxes(title_text="Share of customers", tickformat=".0%")
    figure.update_yaxes(autorange="reversed")
    return dress(
        figure,
        title=words("How large each segment is"),
        alt=words("Five bars from 31 % (S1) down to 11 % (S5)."),
        caption=words("2,000 customers, weighted. Whiskers: 95 % Wilson intervals."),
        table=pd.DataFrame({words("segment"): names, "n": n, "share": [value / sum(n) for value in n]}),
        height=300,
    )


def cloud(words: Words = same, points: int = 2000) -> go.Figure:
    rng = np.random.default_rng(1)
    figure = go.Figure()
    for i, (segment, colour) in enumerate(segment_colours(["S1", "S2", "S3", "S4", "S5"]).items()):
        size = points // 5
        x, y = rng.normal(3 * np.cos(i), 1, size), rng.normal(3 * np.sin(i), 1, size)
        figure.add_scatter(
            x=x,
            y=y,
            mode="markers",
            name=literal(words(LABELS[i])),
            marker={"color": colour, "size": 4, "opacity": 0.7},
            text=[literal(words(f"customer {segment}-{j}")) for j in range(size)],
            hovertemplate="%{text}<extra></extra>",
        )
    figure.update_xaxes(visible=False)
    figure.update_yaxes(visible=False)
    return dress(
        figure,
        title="A map of customers",
        alt="Five clouds of points.",
        caption=words("UMAP of the mixed space."),
    )


def heat(words: Words = same) -> go.Figure:
    questions = [words(f"I enjoy trying new coffee, question {i}") for i in range(8)]
    z = np.linspace(-1, 1, 40).reshape(8, 5).round(2)
    figure = go.Figure(
        go.Heatmap(
            z=z,
            x=["S1", "S2", "S3", "S4", "S5"],
            y=[literal(q) for q in questions],
            zmid=0,
            texttemplate="%{z:.2f}",
        )
    )
    return dress(
        figure,
        title="What sets the segments apart",
        alt="A grid of eight questions by five segments.",
        caption="Difference from the total in standard deviations.",
        table=pd.DataFrame({"question": questions, "S1": z[:, 0], "S5": z[:, 4]}),
        height=360,
    )


def series(words: Words = same) -> go.Figure:
    months = pd.date_range("2025-01-01", periods=24, freq="MS")
    value = 100 + np.arange(24) * 2 + 8 * np.sin(np.arange(24) / 2)
    figure = go.Figure()
    figure.add_scatter(x=months, y=value + 9, mode="lines", line_width=0, showlegend=False, hoverinfo="skip")
    figure.add_scatter(
        x=months, y=value - 9, fill="tonexty", mode="lines", line_width=0, name="95 % interval",
        fillcolor="rgba(40,100,195,.18)",
    )  # fmt: skip
    figure.add_scatter(x=months, y=value, mode="lines", name=literal(words("Revenue")))
    figure.update_yaxes(title_text="Revenue, thousand €")
    return dress(
        figure, title="Revenue by month", alt="A line that rises from 100 to 150.", caption="Forecast."
    )


def notebook(name: str, words: Words = same, *, points: int = 2000) -> nbformat.NotebookNode:
    """One executed notebook; `words` alters every text that would come from data or from a person."""
    sizes = pd.DataFrame(
        {
            words("segment"): [words(label) for label in LABELS],
            "customers": [612, 498, 377, 291, 222],
            "share": 0.2,
        }
    )
    cells: list[Any] = [
        _markdown(
            f"# {words('What the segments are')}\n\nWhich groups of customers are there, and {words('how large')}?"
        ),
        _code("from workbench import open_run", []),
        _code("study = 'study.yaml'\nrun_dir = None", []),
        _markdown(f"## Sizes\n\nEach bar is a segment. {words('A *remark* of the analyst')}."),
        _code("figures.sizes(segments)", [_figure(bars(words))]),
        _code(
            "words.sizes(segments)",
            [_html(Prose.of(words("Five segments."), "- " + words("one"), "- " + words("two")))],
        ),
        _code(
            "words.caution()",
            [_html(Prose.of(words("Caution: two segments are patterns only."), tone="caution"))],
        ),
        _code("tables.sizes()", [_html(Listing(sizes, caption=words("Sizes; base: 2,000 customers")))]),
        _markdown("### Against the total\n\nWhat is more, what is less than in the total."),
        _code("figures.profile()", [_figure(heat(words))]),
        _markdown("## A map\n\n| a | b |\n|---|---|\n| 1 | " + words("two").replace("|", "/") + " |"),
        _code("figures.map()", [_figure(cloud(words, points))]),
        _markdown("## Over time"),
        _code("figures.months()", [_figure(series(words)), _stream(words("read 2,000 rows"))]),
        _code("len(customers)", [_plain(words("2000"))]),
    ]
    return nbformat.v4.new_notebook(cells=cells, metadata={"title": name})


def write_run(
    folder: Path, words: Words = same, *, names: tuple[str, ...] = NOTEBOOKS, points: int = 2000, **facts: Any
) -> Path:
    """A run folder as the runner leaves it: run.json and the executed notebooks."""
    (folder / "notebooks").mkdir(parents=True)
    for name in names:
        (folder / "notebooks" / f"{name}.ipynb").write_text(
            nbformat.writes(notebook(name, words, points=points)), encoding="utf-8"
        )
    run = {
        "id": folder.name,
        "study": folder.parent.name,
        "title": words("Coffee drinkers, spring 2026"),
        "status": "done",
        "started": "2026-11-22T14:30:00+00:00",
        "finished": "2026-11-22T14:31:10+00:00",
        "seconds": 70.2,
        "parameters": {"k": 5, "only.region": words("North")},
        "seed": 20261121,
        "inputs": [{"file": words("survey.csv"), "sha256": "ab" * 32, "rows": 2000}],
        "versions": {"pandas": "3.1.0", "plotly": "7.1.0"},
        "commit": "0123456789abcdef",
        "steps": [{"notebook": name, "status": "done", "seconds": 12.0} for name in names],
        "segments": [
            {"id": f"S{i + 1}", "name": words(LABELS[i][5:]), "n": n, "share": n / 2000}
            for i, n in enumerate([612, 498, 377, 291, 222])
        ],
    } | facts  # fmt: skip
    (folder / "run.json").write_text(json.dumps(run), encoding="utf-8")
    return folder


def _markdown(source: str) -> Any:
    return nbformat.v4.new_markdown_cell(source)


def _code(source: str, outputs: list[Any]) -> Any:
    return nbformat.v4.new_code_cell(source, outputs=outputs, execution_count=1)


def _figure(figure: go.Figure) -> Any:
    data = {"application/vnd.plotly.v1+json": json.loads(figure.to_json())}
    return nbformat.v4.new_output("display_data", data=data)


def _html(shown: Any) -> Any:
    return nbformat.v4.new_output(
        "execute_result",
        data={"text/html": shown._repr_html_(), "text/plain": repr(shown)},
        execution_count=1,
    )


def _plain(text: str) -> Any:
    return nbformat.v4.new_output("execute_result", data={"text/plain": text}, execution_count=1)


def _stream(text: str) -> Any:
    return nbformat.v4.new_output("stream", name="stdout", text=text + "\n")
