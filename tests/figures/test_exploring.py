"""The profile lines: a row an answer, named so that the answer can be read."""

from __future__ import annotations

import pandas as pd

from workbench.figures.exploring import Segments, profile_lines

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
        "I don't know – Big companies currently collec…",
        "Yes – Big companies currently collect and sel…",
        "No – Big companies currently collect and sell…",
    ]
    assert one.customdata[2].replace("<br>", " ") == f"{BUSINESS}: No"
    assert max(map(len, one.customdata[2].split("<br>"))) <= 60
    assert f"{BUSINESS}: No" in [row[0] for row in figure.layout.meta["table"]["rows"]]


def test_a_name_has_room_on_a_page_and_a_long_answer_shows_how_it_ends() -> None:
    answer = "Yes if I get part of the profit"
    figure = drawn(("sell", SELL.format("YOUR"), answer), ("income", "What was your income? " * 5, ""),
                   ("why", "Why?", "Because I would rather have that nobody knows of it"))  # fmt: skip
    names = list(lines(figure)[0].y)
    assert names[0].startswith("Because I would…")
    assert names[0].endswith("knows of it – Why?")
    assert names[2].startswith("Yes if I get part of the profit – Do you")
    assert max(map(len, names)) <= 46


def test_questions_that_begin_alike_are_told_apart_by_their_variables() -> None:
    figure = drawn(("sell_yours", SELL.format("YOUR"), "No"), ("sell_theirs", SELL.format("consumer"), "No"))
    assert list(lines(figure)[0].y) == ["No – sell_theirs", "No – sell_yours"]


def test_two_variables_of_one_title_stay_two_rows() -> None:
    figure = drawn(("a", "Satisfaction", ""), ("b", "Satisfaction", ""))
    assert list(lines(figure)[0].y) == ["b", "a"]
    assert list(lines(figure)[0].x) == [1.1, 1.0]


def test_answers_that_differ_only_where_they_are_cut_are_numbered() -> None:
    level = "I would rather have that {} people know of it at all"
    figure = drawn(("a", "Why?", level.format("three")), ("a", "Why?", level.format("seven")))
    names = list(lines(figure)[0].y)
    assert len(set(names)) == 2
    assert names[0].endswith(" (2)")
