"""Saying and doing in sentences: told by answer, in plain words, and nothing of few people."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.config import SayDo
from workbench.saydo import Comparison, compare, table
from workbench.schemas import Variable, Variables
from workbench.words.saydo import summary

LEVELS = ("Less than 5 times per month", "5 - 10 times per month", "More than 10 times per month")
VARIABLES = Variables.of(
    [
        Variable("often", "ordinal", levels=LEVELS, label="How often do you order?"),
        Variable("frequency", "numeric", origin="purchases", label="Orders a month", unit="orders a month"),
    ]
)


def told(*people: tuple[str, float, int]) -> Comparison:
    """`people`: the answer, orders a month, how many."""
    says = [level for level, _, n in people for _ in range(n)]
    does = [rate for _, rate, n in people for _ in range(n)]
    says = pd.Categorical(says, categories=LEVELS, ordered=True)
    frame = pd.DataFrame({"often": says, "frequency": np.array(does, dtype=float)})
    return compare(frame, [SayDo(say="often", do="frequency")], VARIABLES)[0]


def test_one_answer_that_most_give_does_not_carry_the_sentence() -> None:
    few, some, many = LEVELS
    found = told((few, 2, 180), (few, 7, 20), (some, 3, 60), (some, 7, 20), (some, 12, 20), (many, 4, 30))
    (words,) = summary([found]).paragraphs
    assert (
        "Taken at their word, 90 % (85–93 %) of the 200 who say “Less than 5 times per month” do so" in words
    )
    assert "“Less than 5 times per month” do so (the others order more often)" in words
    assert (
        "20 % (13–29 %) of the 100 who say “5 - 10 times per month” do so (the others mostly order less often)"
        in words
    )
    assert (
        "and 0 % (0–11 %) of the 30 who say “More than 10 times per month” do so (the others order less often)"
        in words
    )
    assert "61 %" not in words  # 200 of the 330 do as they say: the figure that one answer carries


def test_answers_of_few_people_are_not_told() -> None:
    few, some, many = LEVELS
    found = told((few, 2, 100), (some, 7, 40), (some, 3, 40), (many, 3, 6))
    (words,) = summary([found]).paragraphs
    assert found.at_word is not None
    assert [kept.hidden for kept in found.at_word.answers] == [
        False,
        True,
        True,
    ]  # one alone would be derived
    assert "100 % (96–100 %) of the 100 who say “Less than 5 times per month” do so." in words
    assert f"who say “{some}”" not in words
    assert f"who say “{many}”" not in words
    marks = table([found]).query("show == 'at their word' and answer == @many")
    assert len(marks) == 3
    assert marks[["n", "value", "low", "high"]].isna().all(axis=None)


def test_those_who_do_as_they_say_are_not_counted_when_they_are_few() -> None:
    few, some, many = LEVELS
    found = told((few, 2, 195), (few, 7, 5), (some, 3, 90), (some, 7, 10), (many, 4, 30), (many, 14, 20))
    (words,) = summary([found]).paragraphs
    assert "Taken at their word, nearly all of the 200 who say" in words
    assert "few of the 100 who say “5 - 10 times per month” do so (the others order less often)" in words
    assert "40 % (28–54 %) of the 50 who say" in words


def test_far_higher_is_said_in_places_of_a_hundred() -> None:
    (words,) = summary([told((LEVELS[0], 2, 60), (LEVELS[2], 12, 60))]).paragraphs
    assert (
        "0 % stand far higher in saying (at least 40 places in a hundred), and 0 % far higher in doing"
        in words
    )
