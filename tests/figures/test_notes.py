"""Saturation as steps: every segment's own can be seen."""

from __future__ import annotations

import pandas as pd

from workbench.figures.notes import saturation


def test_segments_with_the_same_numbers_stand_beside_each_other() -> None:
    segments = ["S1", "S2", "S3"]
    rows = [(s, 1, 1, 1) for s in segments] + [("all", n, 1, n) for n in (1, 2, 3)]
    table = pd.DataFrame(rows, columns=["segment", "interview", "new", "total"])
    figure = saturation(table, {})
    assert figure is not None
    pooled, *own = figure.data
    assert pooled.name == "All interviews"
    assert list(pooled.x) == [1, 2, 3]
    assert len({trace.x[0] for trace in own}) == 3
    assert all(abs(trace.x[0] - 1) < 0.25 for trace in own)
    assert [list(trace.customdata) for trace in own] == [[1]] * 3  # a hover says the number itself
    assert figure.layout.yaxis.dtick == 1
    many = saturation(table.assign(total=table["total"] * 20), {})
    assert many is not None
    assert many.layout.yaxis.dtick is None
