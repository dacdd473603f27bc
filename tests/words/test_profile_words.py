"""Paragraphs and figures of profiles, the typing tool, and saying and doing."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from typing_study import study

from workbench import figures, words
from workbench.config import SayDo
from workbench.estimate import Estimate
from workbench.explanation import explain
from workbench.profile import Profile, Row, Trait, profile
from workbench.saydo import compare
from workbench.schemas import Variable, Variables
from workbench.typing_tool import fit, project
from workbench.words.traits import clause, clauses, predicate

LIKERT = Variable("q", "likert", factor="need", levels=tuple("12345"), label="I please my guests.")
OTHER = Variable("r", "likert", factor="need", levels=tuple("12345"), label="I save.")


def trait(variable: Variable, level: str, here: float, everyone: float, measure: str = "share") -> Trait:
    figure = [Estimate(value, value - 0.01, value + 0.01, 100, "Wilson") for value in (here, everyone)]
    return Trait(Row(variable, level, "S1", measure, *figure, 100.0, 100.0, here - everyone, True), 1.0)  # type: ignore[arg-type]


def plain(everyone: str) -> str:
    return f"({everyone})"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (trait(LIKERT, "4 or 5", 0.82, 0.41), "82 % give “I please my guests” a 4 or 5 (41 %)"),
        (trait(LIKERT, "4 or 5", 0.12, 0.41), "only 12 % give “I please my guests” a 4 or 5 (41 %)"),
        (
            trait(Variable("a", "likert", levels=("no", "so", "Agree", "Agree strongly"), label="I cook."), "Agree or Agree strongly", 0.6, 0.3),
            "60 % agree or agree strongly that “I cook” (30 %)",
        ),
        (trait(Variable("age", "ordinal", factor="demographic", levels=("18-24", "25-34")), "18-24", 0.4, 0.2), "40 % are aged 18-24 (20 %)"),
        (trait(Variable("g", "nominal", factor="demographic", levels=("Woman", "Man")), "Woman", 0.7, 0.5), "70 % are women (50 %)"),
        (trait(Variable("region", "nominal", factor="geographic", levels=("North",)), "North", 0.3, 0.1), "30 % live in North (10 %)"),
        (
            trait(Variable("share.PET_FOOD", "numeric", origin="purchases", unit="share"), "", 0.3, 0.1, "mean"),
            "30 % of what they spend goes on pet food (10 %)",
        ),
        (
            trait(Variable("basket", "numeric", origin="purchases", unit="EUR an order"), "", 42.5, 20.0, "mean"),
            "an order of theirs comes to EUR 42.50 (EUR 20.00)",
        ),
    ],
)  # fmt: skip
def test_a_trait_is_said_as_people_say_it(given: Trait, said: str) -> None:
    assert clause(given, plain) == said


def test_a_verb_is_not_said_twice() -> None:
    both = [trait(LIKERT, "4 or 5", 0.8, 0.4), trait(OTHER, "4 or 5", 0.1, 0.4)]
    assert clauses(both, plain) == [
        "80 % give “I please my guests” a 4 or 5 (40 %)",
        "only 10 % do so for “I save” (40 %)",
    ]


def test_a_predicate_follows_the_direction() -> None:
    basket = Variable("basket", "numeric", origin="purchases")
    assert predicate(trait(basket, "", 2, 1, "mean")) == "place larger orders than most"
    assert predicate(trait(basket, "", 1, 2, "mean")) == "place smaller orders than most"


@pytest.fixture(scope="module")
def profiled() -> tuple[pd.DataFrame, pd.Series, Variables, Profile]:
    frame, labels, variables = study(400)
    return frame, labels, variables, profile(frame, labels, variables)


def test_a_paragraph_gives_its_base_and_everyone_once(
    profiled: tuple[pd.DataFrame, pd.Series, Variables, Profile],
) -> None:
    _, labels, _, found = profiled
    told = words.profiles.portraits(found).paragraphs
    for segment, text in zip(("S1", "S2", "S3"), told, strict=False):
        n = int((labels == segment).sum())
        assert text.startswith(f"{segment} · ")
        assert f"({n} of 400)" in text
        assert text.count("(everyone: ") == 1
        assert "secret" not in text
    assert told[-1] == (
        "The study has no demographic, geographic or need variable, so no paragraph says who they are, where they live "
        "or what they need."
    )


def test_a_segment_like_everyone_says_so() -> None:
    frame, _, variables = study(300)
    labels = pd.Series(np.random.default_rng(77).choice(["S1", "S2"], 300))
    quiet = variables.with_role("descriptor")
    told = words.profiles.paragraph(profile(frame, labels, quiet).portraits[0], profile(frame, labels, quiet))
    assert told.endswith(
        "Nothing sets them apart clearly: they are the middle of the market in every figure."
    )


def test_every_figure_has_its_words_and_its_table(
    profiled: tuple[pd.DataFrame, pd.Series, Variables, Profile],
) -> None:
    frame, labels, variables, found = profiled
    tool = fit(frame, labels, variables, seed=1)
    (compared,) = compare(frame, [SayDo(say="q1", do="frequency")], variables, labels)
    tree = explain(frame, labels, variables, seed=1)
    made = [
        figures.profiles.heat_map(found), figures.profiles.heat_map(found, roles=("descriptor",), show="index"),
        figures.profiles.profile_plot(found), figures.explanation.tree(tree), *figures.typing.charts(tool),
        *figures.saydo.charts([compared], found.names),
    ]  # fmt: skip
    assert len(made) == 9
    for figure in made:
        meta = figure.layout.meta
        assert len(meta["alt"]) > 20
        assert len(meta["caption"]) > 20
        assert meta["table"]["rows"]
        assert "nan" not in str(meta).lower()
    assert "secret" not in str([figure.to_plotly_json() for figure in made])


def test_a_text_alternative_speaks_of_what_the_chart_shows(
    profiled: tuple[pd.DataFrame, pd.Series, Variables, Profile],
) -> None:
    *_, found = profiled
    for roles in (("basis",), ("descriptor",)):
        meta = figures.profiles.heat_map(found, roles=roles).layout.meta
        shown = {row[0] for row in meta["table"]["rows"]}
        _, _, told = meta["alt"].partition("are markers. ")
        named = [part.split(": ", 1)[1].rsplit(", ", 1)[0] for part in told.split("; ") if ": " in part]
        assert set(named) <= shown


def test_what_is_not_there_is_said(profiled: tuple[pd.DataFrame, pd.Series, Variables, Profile]) -> None:
    assert "no survey questions" in str(words.typing.summary(None))
    assert "no one to project to" in str(words.typing.projection(None))
    assert "names no pair" in str(words.saydo.summary(()))
    assert figures.typing.charts(None) == ()
    frame, labels, variables, _ = profiled
    random = np.random.default_rng(3)
    frame = frame.assign(frequency=random.random(400), basket=random.random(400))
    refused = words.typing.projection(project(frame, labels, variables, frame, seed=1))
    assert refused.tone == "caution"
    assert "get no segment" in str(refused)


def test_a_long_question_that_was_quoted_is_told_by_its_answer_alone() -> None:
    long = Variable(
        "q",
        "nominal",
        levels=("No", "Yes"),
        label="Should anybody be able to sell what you have bought of them to other companies?",
    )
    asked = trait(long, "No", 0.9, 0.4)
    assert predicate(asked, {"q"}) == "give the answer “No”"
    assert predicate(asked).startswith("answer “No” to “Should anybody")
