"""A shared chart is drawn without the marks of small groups, wherever it can be told which those are."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest

from workbench.figures.style import marks_of
from workbench.site.charts import Table
from workbench.site.marks import without_marks

TABLE = Table(("who", "n", "share"), tuple((name, "90", "50 %") for name in "abcd"), (False, True, False))


def left(figure: go.Figure, *hidden: tuple[int, int]) -> dict[str, Any] | None:
    made = without_marks(json.loads(figure.to_json()), set(hidden), TABLE)
    return None if made is None else made[0]["data"][0]


def test_a_heat_map_keeps_the_cells_of_other_rows() -> None:
    cells = go.Heatmap(z=np.array([[1.5, 2.5], [3.5, 4.5]]), text=[["a", "b"], ["c", "d"]])
    trace = left(marks_of(go.Figure(cells), [[0, 1], [2, 3]]), (1, 2))
    assert trace is not None
    assert trace["z"] == [[1.5, None], [3.5, 4.5]]
    assert trace["text"] == [["a", ""], ["c", "d"]]
    assert "meta" not in trace


def test_all_that_lies_beside_a_mark_goes_with_it() -> None:
    bars = go.Bar(
        y=list("abcd"), x=np.array([1.0, 2.0, 3.0, 4.0]), orientation="h", customdata=list("ABCD"),
        error_x={"array": [0.1, 0.2, 0.3, 0.4]}, marker={"color": ["red", "green", "blue", "grey"]},
    )  # fmt: skip
    trace = left(marks_of(go.Figure(bars), range(4)), (2, 1))
    assert trace is not None
    assert trace["x"] == [1.0, 2.0, None, 4.0]
    assert trace["y"] == list("abcd")
    assert trace["customdata"] == ["A", "B", "", "D"]
    assert trace["error_x"]["array"] == [0.1, 0.2, None, 0.4]
    assert trace["marker"]["color"] == ["red", "green", None, "grey"]


def test_a_column_that_is_not_drawn_takes_nothing_away() -> None:
    figure = marks_of(go.Figure(go.Bar(y=[1, 2, 3, 4])), range(4), columns=["share"])
    assert left(figure, (0, 1)) == left(figure)
    trace = left(figure, (0, 2))
    assert trace is not None
    assert trace["y"] == [None, 2, 3, 4]


def test_marks_of_rows_that_the_table_does_not_hold_are_left_out() -> None:
    trace = left(marks_of(go.Figure(go.Bar(y=[1, 2, 3])), [0, 1, 4]))
    assert trace is not None
    assert trace["y"] == [1, 2, None]


@pytest.mark.parametrize("hidden", [[(0, 1), (1, 1)], [(0, 1), (1, 1), (2, 1)]])
def test_where_most_would_go_the_chart_goes(hidden: list[tuple[int, int]]) -> None:
    figure = marks_of(go.Figure(go.Bar(y=[1, 2, 3, 4])), range(4))
    assert (left(figure, *hidden) is None) == (len(hidden) == 3)


def test_an_empty_corner_is_no_mark() -> None:
    cells = marks_of(go.Figure(go.Heatmap(z=[[1.0, None], [2.0, None]])), [[0, None], [1, None]])
    trace = left(cells, (0, 1))
    assert trace is not None
    assert trace["z"] == [[None, None], [2.0, None]]
    assert left(cells, (0, 1), (1, 1)) is None


@pytest.mark.parametrize("meta", [None, "a word", {"rows": 3}])
def test_a_chart_that_does_not_say_what_it_shows_goes(meta: Any) -> None:
    figure = marks_of(go.Figure(go.Bar(y=[1])), [0])
    figure.add_bar(y=[2], meta=meta)
    assert left(figure, (0, 1)) is None


def test_a_value_for_which_no_row_is_told_goes() -> None:
    trace = left(marks_of(go.Figure(go.Bar(y=[1, 2, 3, 4], text="a")), [0, 1, 2]), (0, 1))
    assert trace is not None
    assert (trace["y"], trace["text"]) == ([None, 2, 3], "a")
