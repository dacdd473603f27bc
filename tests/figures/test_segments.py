"""Figures on segments draw the numbers of the choice."""

from __future__ import annotations

import numpy as np
import pytest
from chosen import chosen

from workbench.figures import segments


@pytest.fixture(scope="module")
def choice():
    return chosen()[1]


def marks(figure, **wanted):
    return [
        trace for trace in figure.data if all(getattr(trace, key) == value for key, value in wanted.items())
    ]


def table(figure):
    return figure.layout.meta["table"]


def test_the_panel_has_every_criterion_and_marks_the_chosen_k(choice):
    figure = segments.panel(choice, min_share=0.05)
    titles = [note.text for note in figure.layout.annotations]
    assert [t for t in titles if t] == [title for _, title, _ in segments.CRITERIA]
    for trace, (column, _, _) in zip(figure.data, segments.CRITERIA, strict=True):
        assert list(trace.x) == [2, 3, 4]
        assert list(trace.y) == choice.panel[column].tolist()
        assert int(np.argmax(trace.marker.size)) == 1
    assert [line.y0 for line in figure.layout.shapes] == [0.75, 0.05]  # what the rule asks for


def test_segments_stand_at_their_jaccard_with_their_spread(choice):
    (dots,) = segments.segment_stability(choice).data
    found = choice.candidate.stability.segments
    assert list(dots.y) == ["S1", "S2", "S3"]
    assert list(dots.x) == [s.jaccard for s in found]
    assert np.allclose(np.array(dots.x) - dots.error_x.arrayminus, [s.low for s in found])


def test_the_words_of_the_bands_stand_above_the_dots_not_along_their_lines(choice):
    figure = segments.segment_stability(choice)
    notes = figure.layout.annotations
    assert [note.text for note in notes] == [
        "highly<br>stable<br>0.85",
        "stable<br>0.75",
        "a pattern<br>only<br>0.60",
    ]
    assert {(note.y, note.yanchor, note.textangle) for note in notes} == {(1, "bottom", None)}
    assert [note.xanchor for note in notes] == ["left", "center", "right"]  # apart where the lines are near
    assert "the share who are in both" in figure.layout.meta["caption"]  # what Jaccard says


def test_lines_across_k_carry_the_shares(choice):
    figure = segments.across_k(choice)
    (dots,) = marks(figure, mode="markers+text")
    assert len(dots.x) == 2 + 3 + 4
    lines = marks(figure, mode="lines")
    shares = [share for origin in choice.origins for share in origin.shares if share >= 0.05]
    assert sorted(line.line.width for line in lines) == pytest.approx(sorted(1 + 9 * s for s in shares))


def test_the_map_of_near_ties_places_every_optimum_once(choice):
    figure = segments.near_ties(choice)
    optima = [o for c in choice.comparison.candidates for o in c.solution.optima]
    assert sum(len(trace.x) for trace in figure.data) == len(optima)


def test_the_study_stands_beside_data_without_segments(choice):
    figure = segments.against_nothing(choice.nulls)
    assert [len(trace.x) for trace in figure.data] == [10, 10]
    assert figure.layout.shapes[0].x0 == choice.nulls.permuted.observed
