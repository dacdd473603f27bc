"""Each mark of a figure says which row of its table it shows: a shared copy leaves out the right ones."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest
from chosen import chosen
from typing_study import study

from workbench.config import SayDo
from workbench.features import CustomerTable
from workbench.figures import data, profiles, reach, saydo, segments
from workbench.profile import Profile, profile
from workbench.saydo import compare
from workbench.schemas import Variable, Variables

WHO = pd.DataFrame({"segment": ["S1", "S2"] * 2, "stage": ["new", "new", "old", "old"], "n": 400})


def rows_and(figure: go.Figure, name: str) -> Iterator[tuple[dict[str, Any], Any]]:
    """The row of the table, by heading, beside what each mark holds under a name."""
    table = figure.layout.meta["table"]
    for trace in figure.data:
        numbers = np.ravel(trace.meta["rows"])
        for number, held in zip(numbers, np.ravel(np.asarray(getattr(trace, name))), strict=True):
            yield dict(zip(table["columns"], table["rows"][number], strict=True)), held


@pytest.fixture(scope="module")
def profiled() -> tuple[pd.DataFrame, pd.Series, Variables, Profile]:
    frame, labels, variables = study(400)
    return frame, labels, variables, profile(frame, labels, variables)


@pytest.mark.parametrize("draw", [profiles.heat_map, profiles.profile_plot])
def test_of_profiles(draw: Any, profiled: tuple[pd.DataFrame, pd.Series, Variables, Profile]) -> None:
    marks = list(rows_and(draw(profiled[-1]), "customdata"))
    assert len({row["segment"] for row, _ in marks}) == 3
    for row, hover in marks:
        assert f"{row['segment']}: {row['value']} ({row['95 % interval']})" in hover


def test_of_a_map_of_indices() -> None:
    shares = [0.5, 0.25, 0.125, 0.75]
    table = WHO.assign(value=shares, low=0.0, high=1.0, total=0.5, index=[100.0, 50.0, 25.0, 150.0])
    for row, text in rows_and(reach.index_map(table, "stage", {}, title="t", base="b"), "text"):
        assert text.startswith(
            f"{row['value']:.0%}".replace("%", "\N{NO-BREAK SPACE}%").split("\N{NO-BREAK SPACE}")[0]
        )


def test_of_the_panel() -> None:
    figure = segments.panel(chosen()[1], min_share=0.05)
    columns = [trace.meta["column"] for trace in figure.data]
    assert "smallest_share" in columns
    for trace in figure.data:
        table = figure.layout.meta["table"]
        place = table["columns"].index(trace.meta["column"])
        assert [table["rows"][row][place] for row in trace.meta["rows"]] == pytest.approx(
            list(trace.y), rel=1e-3
        )


def test_of_saying_and_doing(profiled: tuple[pd.DataFrame, pd.Series, Variables, Profile]) -> None:
    frame, labels, variables, _ = profiled
    (compared,) = compare(frame, [SayDo(say="q1", do="frequency")], variables, labels)
    for row, named in rows_and(saydo.dumbbell(compared), "y"):
        assert row["segment"] == named


def test_of_what_is_missing() -> None:
    frame = pd.DataFrame({"a": [1.0, None, None], "b": [None, 1.0, 2.0], "c": [None] * 3})
    roles = {"a": "basis", "b": "descriptor", "c": "basis"}
    variables = Variables.of(
        [Variable(name, "numeric", role=role, label=name) for name, role in roles.items()]
    )
    figure = data.missing(CustomerTable(frame, variables, frame[:0], pd.DataFrame()))
    found = {row["variable"]: (row["missing"], share) for row, share in rows_and(figure, "x")}
    assert {name: share for name, (_, share) in found.items()} == pytest.approx(
        {"c": 1, "a": 2 / 3, "b": 1 / 3}
    )
    assert [written for written, _ in found.values()] == pytest.approx(
        [s for _, s in found.values()], rel=1e-3
    )


def test_of_windows() -> None:
    months = pd.Series([1.0] * 5 + [9.0] * 7)
    figure = data.windows(SimpleNamespace(frame=pd.DataFrame({"observed_months": months})))
    assert [(row["customers"], bar) for row, bar in rows_and(figure, "y") if bar] == [(5, 5), (7, 7)]
