"""The profile lines: a row an answer, named so that the answer can be read."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from workbench.figures.exploring import Segments, map_of, profile_lines

SEGMENTS = Segments(("S1", "S2"), {"S1": "S1", "S2": "S2"}, {"S1": "#000000", "S2": "#111111"})
BUSINESS = (
    "Big companies currently collect and sell consumer purchase data. Do you think that small businesses should "
    "be able to access this data for free in order to help them compete with the big companies?"
)
SELL = "Do you think Amazon should be able to sell {} purchase data to other companies?"


def drawn(*rows: tuple[str, str, str]):
    """The figure of rows (variable, title, level), each segment a little further apart than in the row before."""
    profile = pd.DataFrame(
        [
            {"variable": variable, "title": title, "level": level, "segment": segment, "role": "basis",
             "standardised": sign * (1 + place / 10)}
            for place, (variable, title, level) in enumerate(rows)
            for segment, sign in (("S1", 1), ("S2", -1))
        ]
    )  # fmt: skip
    return profile_lines(profile, SEGMENTS, caption="Base: 2 customers.")


def lines(figure):
    return [trace for trace in figure.data if trace.mode == "lines+markers"]


def test_the_answers_of_a_long_question_are_rows_of_their_own_and_can_be_read() -> None:
    figure = drawn(*(("biz", BUSINESS, answer) for answer in ("No", "Yes", "I don't know")))
    (one, other) = lines(figure)
    assert list(one.y) == list(other.y)
    assert list(one.y) == [
        "I don't know – Big companies currently<br>collect and sell consumer purchase data.…",
        "Yes – Big companies currently collect and<br>sell consumer purchase data. Do you…",
        "No – Big companies currently collect and<br>sell consumer purchase data. Do you…",
    ]
    assert one.customdata[2].replace("<br>", " ") == f"{BUSINESS}: No"
    assert max(map(len, one.customdata[2].split("<br>"))) <= 60
    assert f"{BUSINESS}: No" in [row[0] for row in figure.layout.meta["table"]["rows"]]


def test_a_name_has_room_on_a_page_and_a_long_answer_shows_how_it_ends() -> None:
    answer = "Yes if I get part of the profit"
    figure = drawn(("sell", SELL.format("YOUR"), answer), ("income", "What was your income? " * 5, ""),
                   ("why", "Why?", "Because I would rather have that nobody at all knows of it or of anything"))  # fmt: skip
    names = list(lines(figure)[0].y)
    assert names[0].startswith("Because I would rather have … knows of it<br>")
    assert names[0].endswith("or of anything – Why?")
    assert names[2] == "Yes if I get part of the profit – Do you<br>think Amazon should be able to sell YOUR…"
    assert max(len(line) for name in names for line in name.split("<br>")) <= 41
    assert max(name.count("<br>") for name in names) == 1
    assert (
        figure.layout.height > drawn(("a", "Age", ""), ("b", "Income", ""), ("c", "City", "")).layout.height
    )


def test_questions_that_begin_alike_are_told_apart_by_their_variables() -> None:
    start = "Thinking of the last twelve months and of all that you bought in them: "
    figure = drawn(
        ("sell_yours", start + SELL.format("YOUR"), "No"),
        ("sell_theirs", start + SELL.format("consumer"), "No"),
    )
    assert list(lines(figure)[0].y) == ["No – sell_theirs", "No – sell_yours"]


def test_two_variables_of_one_title_stay_two_rows() -> None:
    figure = drawn(("a", "Satisfaction", ""), ("b", "Satisfaction", ""))
    assert list(lines(figure)[0].y) == ["b", "a"]
    assert list(lines(figure)[0].x) == [1.1, 1.0]


def test_answers_that_differ_only_where_they_are_cut_are_numbered() -> None:
    level = "I would rather have that no more than {} people know of it, and none of their friends"
    figure = drawn(("a", "Why?", level.format("three")), ("a", "Why?", level.format("seven")))
    names = list(lines(figure)[0].y)
    assert len(set(names)) == 2
    assert names[0].endswith(" (2)")


@pytest.mark.parametrize("second", [(0.0, 0.0), (0.1, 0.1), (5.0, 5.0)])
def test_the_ids_on_the_map_keep_apart_and_the_legend_has_the_names(second: tuple[float, float]) -> None:
    spread = np.array([-5.0, 0.0, 5.0])
    places = pd.DataFrame({"x": [*spread, *(spread + second[0])], "y": [*spread, *(spread + second[1])]})
    titles = {"S1": "S1 · Regulars", "S2": "S2 · <b>Bold</b>"}
    segments = Segments(("S1", "S2"), titles, SEGMENTS.colours)
    figure = map_of(places, pd.Series(["S1"] * 3 + ["S2"] * 3), segments, caption="", title="A map")
    one, other = figure.layout.annotations
    assert (one.text, other.text) == ("<b>S1</b>", "<b>S2</b>")
    side = np.ptp(places.to_numpy(), axis=0).max()
    assert np.hypot(one.x - other.x, one.y - other.y) >= 0.1 * side - 1e-6
    if second == (5.0, 5.0):  # far enough apart as they are
        assert (one.x, one.y, other.x, other.y) == (0, 0, 5, 5)
    assert figure.layout.showlegend is not False
    assert [trace.name for trace in figure.data] == ["S1 · Regulars", "S2 · &lt;b>Bold&lt;/b>"]
