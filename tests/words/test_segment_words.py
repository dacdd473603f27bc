"""Sentences on segments say what the numbers say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from chosen import chosen

from workbench import words
from workbench.cluster import fit
from workbench.selection import alternatives
from workbench.selection.sensitivity import Alternative
from workbench.stability import LEVELS
from workbench.stability.nulls import Null, Nulls


@pytest.fixture(scope="module")
def study():
    return chosen()


def with_solution(choice, **changed):
    """The choice, with another truth about its solution."""
    candidates = tuple(
        replace(c, solution=replace(c.solution, **changed)) if c.k == choice.k else c
        for c in choice.comparison.candidates
    )
    return replace(choice, comparison=replace(choice.comparison, candidates=candidates))


def with_nulls(choice, *, permuted, one_normal):
    kinds = (("permuted", permuted), ("one normal", one_normal))
    return replace(choice, nulls=Nulls(*(Null(kind, 0.9, np.full(30, value)) for kind, value in kinds)))


def test_the_space_says_who_and_what(study):
    basis, _ = study
    said = str(words.segments.space(basis))
    assert said.startswith(
        "240 people form the segments by 9 variables: 3 psychographic, 3 behavioural and 3 need."
    )
    assert "Each factor weighs the same, however many questions it has." in said
    assert "Nobody is dropped for a missing answer." in said
    shares = words.segments.variables(basis).frame["share of the space"]
    assert shares.sum() == pytest.approx(1)


def test_a_hand_chosen_k_is_said_with_what_the_rule_proposes(study):
    _, choice = study
    assert choice.by_hand
    same = str(words.segments.proposal(choice))
    assert same.startswith("3 segments were chosen by hand; the rule proposes the same.")
    other = replace(choice, proposal=replace(choice.proposal, k=2))
    assert "3 segments were chosen by hand. The rule would propose 2." in str(words.segments.proposal(other))
    own = replace(choice, by_hand=False)
    assert str(words.segments.proposal(own)).startswith("3 segments are proposed and used.")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"share_best": 0.25}, "25.0 % of the 20 starts reached the best solution."),
        ({"share_best": 0.0}, "None of the 20 starts reached the best solution, which was found by improving the best of them."),
        ({"followed": 10, "share_best": 0.4}, "40.0 % of the 10 starts that were followed to the end reached the best solution."),
        ({"method": "ward", "starts": 1}, "Ward's tree has no random starts:"),
    ],
)  # fmt: skip
def test_how_often_the_best_was_reached(study, changed, said):
    assert str(words.segments.near_ties(with_solution(study[1], **changed))).startswith(said)


def test_near_ties_are_said_with_how_far_they_differ(study):
    _, choice = study
    best = choice.solution.optima[0]
    alone = words.segments.near_ties(with_solution(choice, optima=(best,)))
    assert "No other solution is as good and different." in str(alone)
    tie = replace(best, agreement=0.42)
    tied = words.segments.near_ties(with_solution(choice, optima=(best, tie)))
    assert "One other partition is within 1 % of it" in str(tied)
    assert "down to 0.42" in str(tied)
    assert (alone.tone, tied.tone) == ("", "caution")


@pytest.mark.parametrize(
    ("permuted", "one_normal", "said", "tone"),
    [
        (0.1, 0.1, "The data hold natural segments: 3 segments", ""),
        (0.1, 0.95, "The segments are reproducible but not natural", "caution"),
        (0.95, 0.95, "The segments are constructed", "caution"),
    ],
)
def test_the_verdict_in_words(study, permuted, one_normal, said, tone):
    found = words.segments.verdict(with_nulls(study[1], permuted=permuted, one_normal=one_normal))
    assert str(found).startswith(said)
    assert f"shuffled data {permuted:.2f} on average; one cloud {one_normal:.2f}." in str(found)
    assert found.tone == tone


def test_segments_that_do_not_come_back_are_named(study):
    _, choice = study
    stable = words.segments.stability(choice)
    assert "S1, S2 and S3 are highly stable" in str(stable)
    assert stable.tone == ""
    jaccards = choice.candidate.stability.jaccards.copy()
    jaccards[:, 2] = 0.55
    shaky = replace(choice.candidate.stability, jaccards=jaccards)
    weak = words.segments.stability(replace(choice, comparison=choice.comparison.with_stability(3, shaky)))
    assert "S3 is not to be trusted" in str(weak)
    assert "Do not build on S3 alone" in str(weak)
    assert weak.tone == "caution"


def test_effort_warns_of_too_little(study):
    assert "With so few starts" in str(words.segments.effort(LEVELS["quick"]))
    assert "With so few starts" not in str(words.segments.effort(LEVELS["standard"]))


def test_what_the_segments_hang_on_is_a_line_a_decision(study):
    found = [Alternative("factors not balanced", 0.5, 0.5), Alternative("drawn", 0.93, 0.91, 5)]
    said = words.segments.sensitivity(found)
    assert "- factors not balanced: 0.50, other segments." in said.paragraphs
    assert "- drawn: 0.93 on average of 5, at least 0.91, hardly a change." in said.paragraphs
    assert "The segments hang on this: factors not balanced." in str(said)
    assert "no decision to vary" in str(words.segments.sensitivity([]))


def test_latent_classes_vary_only_what_they_read(study):
    basis, _ = study
    answers = basis.read_by("latent_class")
    solution = fit(answers, 3, method="latent_class", weights=basis.weights, starts=3, seed=1)
    assert [a.what for a in alternatives(basis, solution, seed=1)] == ["survey weights left out"]
