"""A figure on its way to a page: title and words taken out, data kept, many points narrowed."""

from __future__ import annotations

import base64
import gzip
import json

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from workbench.figures.style import dress
from workbench.site.charts import chart


def as_notebook_keeps_it(figure: go.Figure) -> dict:
    return json.loads(figure.to_json())


def test_words_leave_the_figure_for_the_page() -> None:
    table = pd.DataFrame({"segment": ["S1", "S2"], "n": [12_345, 7], "share": [0.99944, np.nan]})
    figure = dress(
        go.Figure(go.Bar(x=[1, 2])),
        title="Sizes<br>of all",
        alt="Two bars.",
        caption="Base: all",
        table=table,
    )
    read = chart(as_notebook_keeps_it(figure), 3)
    assert (read.title, read.alt, read.caption) == ("Sizes of all", "Two bars.", "Base: all")
    assert read.table is not None
    assert read.table.rows == (("S1", "12,345", "0.9994"), ("S2", "7", "–"))
    assert read.table.numeric == (False, True, True)
    assert not {"title", "template", "meta", "width"} & read.figure["layout"].keys()


def test_a_figure_without_words_says_where_its_numbers_are() -> None:
    read = chart({"data": []}, 2)
    assert (read.title, read.table) == ("Figure 2", None)
    assert read.alt


def test_the_packed_figure_is_the_figure_and_the_same_every_time() -> None:
    figure = {"data": [{"type": "bar", "y": ["é", "\u2028"], "x": [1, 2]}]}
    read = chart(figure, 1)
    assert json.loads(gzip.decompress(base64.b64decode(read.packed))) == read.figure
    assert read.packed == chart(figure, 1).packed


def test_many_positions_are_kept_in_single_precision_and_few_as_they_are() -> None:
    many, few = np.linspace(-5, 5, 900), [0.1, 0.2]
    read = chart(as_notebook_keeps_it(go.Figure([go.Scatter(x=many, y=many), go.Scatter(x=few, y=few)])), 1)
    first, second = read.figure["data"]
    assert first["x"]["dtype"] == "f4"
    kept = np.frombuffer(base64.b64decode(first["x"]["bdata"]), "<f4")
    np.testing.assert_allclose(kept, many, atol=1e-6)
    assert second["x"] == few


def test_large_numbers_such_as_times_keep_their_precision() -> None:
    times = np.arange(900) * 86_400_000.0 + 1.7e12
    read = chart(as_notebook_keeps_it(go.Figure(go.Scatter(x=times, y=times))), 1)
    assert read.figure["data"][0]["x"]["dtype"] == "f8"


def test_no_picture_is_asked_for_from_elsewhere() -> None:
    images = [{"source": "https://x.example/i.png"}, {"source": "data:image/png;base64,AA=="}]
    assert len(chart({"data": [], "layout": {"images": images}}, 1).figure["layout"]["images"]) == 1
