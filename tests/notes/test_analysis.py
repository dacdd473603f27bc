"""Saturation, agreement, tables, distinctive words: published figures and cases checked by eye."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest

from workbench.notes import Code, Excerpt, Note
from workbench.notes.agreement import agreement, agreement_by_code, krippendorff_alpha
from workbench.notes.distinctive import distinctive_words, terms
from workbench.notes.matching import find_quote
from workbench.notes.personal import find_personal
from workbench.notes.saturation import saturation
from workbench.notes.tables import code_table, codes_by_interview, next_interviews

NAN = float("nan")
# Krippendorff's example of 4 observers × 12 units
FOUR_BY_TWELVE = np.array(
    [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, NAN, NAN, NAN],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NAN, 3],
        [NAN, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NAN],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NAN],
    ]
)
NOW = datetime(2026, 11, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("metric", "published"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)]
)
def test_alpha_is_the_published_one(metric, published: float) -> None:
    assert krippendorff_alpha(FOUR_BY_TWELVE, metric) == pytest.approx(published, abs=0.001)


def test_agreement_holds_its_interval_and_base() -> None:
    result = agreement(FOUR_BY_TWELVE, "nominal")
    assert (result.units, result.coders) == (11, 4)
    assert result.low < result.alpha < result.high
    assert result.verdict == "tentative"
    assert result.raw == pytest.approx(43 / 55)
    assert np.isnan(agreement(np.ones((2, 5))).alpha)
    assert agreement(np.array([[0.0, 1, 1, 0], [0, 1, 1, 1]])).prevalence == pytest.approx(5 / 8)


def note(
    entity: str, participant: str, text: str = "", segment: str = "S1", date: str = "", method="interview"
) -> Note:
    return Note(
        participant,
        text,
        date,
        segment=segment,
        method=method,
        id=entity,
        revision=1,
        saved_at=NOW,
        author="ann",
    )


def excerpt(of: Note, start: int, end: int, code: str, coder: str = "ann") -> Excerpt:
    quote = of.text[start:end]
    return Excerpt(
        f"{of.id}{start}{code}{coder}", of.id, of.participant, start, end, quote, code, "", coder, NOW, 1
    )


def code(entity: str) -> Code:
    return Code(entity, id=entity, revision=1, author="ann", saved_at=NOW, path=entity)


def test_agreement_compares_coders_sentence_by_sentence() -> None:
    first = note("n1", "P1", "Cheap beans. Good taste. Quick.")
    alone = note("n2", "P2", "Cheap. Cheap.")
    marks = [
        excerpt(first, 0, 5, "price"), excerpt(first, 0, 12, "price", "ben"),
        excerpt(first, 13, 24, "taste"), excerpt(first, 25, 31, "taste", "ben"),
        excerpt(alone, 0, 5, "price"),
    ]  # fmt: skip
    by_code = agreement_by_code([first, alone], marks)
    assert by_code["price"].alpha == pytest.approx(1.0)
    assert by_code["price"].units == 3
    assert by_code["taste"].raw == pytest.approx(1 / 3)


def test_saturation_counts_new_codes_of_a_run_against_the_base() -> None:
    held = [{"a", "b"}, {"b", "c"}, {"a"}, {"d"}, {"e"}, {"a"}, {"b"}, {"c"}]
    result = saturation(held)
    assert [(s.new, s.total) for s in result.curve[:5]] == [(2, 2), (1, 3), (0, 3), (1, 4), (1, 5)]
    assert [s.ratio for s in result.curve] == [None] * 5 + [0.25, 0.0, 0.0]
    assert (result.ratio, result.reached_at, result.saturated, result.codes) == (0.0, 7, True, 5)


def test_saturation_free_of_order_sees_what_one_order_hides() -> None:
    # in this order the last two bring nothing; in most orders one of the rare codes comes late
    held = [{"a", f"rare{i}"} for i in range(6)] + [{"a"}, {"a"}]
    result = saturation(held)
    assert result.ratio == 0.0
    assert result.median_ratio is not None
    assert result.median_ratio > 0.05
    assert saturation(held) == result
    assert saturation([]).ratio is None
    assert saturation([set()] * 7).ratio is None


def test_codes_by_interview_follows_dates_and_joins_the_notes_of_a_person() -> None:
    late = note("n1", "P1", "abc", date="2026-11-03")
    early = note("n2", "P2", "abc", date="2026-11-01")
    more = note("n3", "P1", "abc", date="2026-11-04")
    comment = note("n4", "P9", "abc", method="survey comment")
    marks = [excerpt(late, 0, 1, "x"), excerpt(more, 0, 1, "y"), excerpt(comment, 0, 1, "z")]
    assert codes_by_interview([late, early, more, comment], marks) == {"S1": [frozenset(), frozenset("xy")]}
    assert list(codes_by_interview([late, early], marks, segments={"n1": "S2"})) == ["S1", "S2"]


def test_the_code_table_counts_people_not_excerpts() -> None:
    first, second = note("n1", "P1", "abc"), note("n2", "P2", "abc", segment="S2")
    table = code_table(
        [first, second], [excerpt(first, 0, 1, "x"), excerpt(first, 1, 2, "x")], [code("x")], segments={}
    )
    assert table.to_dict("records") == [
        {"code": "x", "segment": "S1", "participants": 1, "excerpts": 2, "of": 1, "share": 1.0},
        {"code": "x", "segment": "S2", "participants": 0, "excerpts": 0, "of": 1, "share": 0.0},
    ]


def test_the_next_interview_is_worth_most_where_codes_are_seen_once() -> None:
    ranked = next_interviews({"S1": [frozenset("ab"), frozenset("ab")], "S2": [frozenset("abc")], "S3": []})
    assert [(n.segment, n.new_codes) for n in ranked] == [("S3", None), ("S2", 3.0), ("S1", 0.0)]


def test_distinctive_words_find_what_was_planted_and_shrink_the_rare() -> None:
    rng = np.random.default_rng(1)
    common = ["good coffee", "nice shop", "friendly people", "the taste"]
    answers, segments = [], []
    for i in range(400):
        segment = "S1" if i % 2 else "S2"
        text = common[rng.integers(4)]
        if segment == "S1" and rng.random() < 0.4:
            text += ", low price"
        if i == 1:
            text += " zebra"
        answers.append(text)
        segments.append(segment)
    found = distinctive_words(answers, segments, min_people=2)
    first = found.iloc[0]
    assert first["segment"] == "S1"
    assert first["term"] in {"low", "price", "low price"}
    assert first["elsewhere"] == 0
    assert first["people"] == len(first["answers"]) == sum("price" in a for a in answers)
    assert not found["term"].str.contains("zebra").any()


def test_the_weighted_log_odds_are_those_of_the_paper() -> None:
    # two documents, computed by hand from eqs. 16, 19 and 22 with a prior of 10 terms
    found = distinctive_words(
        ["x"] * 30 + ["y"] * 10 + ["y"] * 40, ["S1"] * 40 + ["S2"] * 40, min_people=1, prior=10.0
    )
    a_x, a_y = 10 * 30 / 80, 10 * 50 / 80
    delta = np.log((30 + a_x) / (10 + a_y)) - np.log(a_x / (40 + a_y))
    z = delta / np.sqrt(1 / (30 + a_x) + 1 / a_x)
    row = found[(found["segment"] == "S1") & (found["term"] == "x")].iloc[0]
    assert row["log_odds"] == pytest.approx(delta)
    assert row["z"] == pytest.approx(z)


def test_terms_do_not_cross_sentences() -> None:
    assert list(terms("It’s GOOD. Cheap 24")) == ["it's", "good", "it's good", "cheap"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ann.lee@example.co.uk", ["e-mail"]),
        ("ann (at) example.org", ["e-mail"]),
        ("https://me.example/ann?x=1", ["web address"]),
        ("DE89 3704 0044 0532 0130 00", ["iban"]),
        ("call 030 / 123 45 67", ["phone"]),
        ("+44 20 7946 0958", ["phone"]),
        ("4111-1111-1111-1111", ["card"]),
        ("4111 1111 1111 1112", []),
        ("2026-11-02", []),
        ("in 2018, 2019 and 2020", []),
        ("€1,250.00 and 3.1415926", []),
        ("customer 12345", []),
    ],
)
def test_forms_of_personal_data(text: str, found: list[str]) -> None:
    assert [f.kind for f in find_personal(text)] == found


def test_a_quote_is_found_past_line_numbers_and_punctuation() -> None:
    text = "Dan: Right.\n1\n2\n3\nParticipant: I like the – colours!"
    span = find_quote(text, "right participant I like the colours")
    assert span is not None
    assert text[span.start : span.end] == "Right.\n1\n2\n3\nParticipant: I like the – colours"
    twice = find_quote("a b. a b", "A B", near=5)
    assert twice is not None
    assert (twice.start, twice.places) == (5, 2)
    assert find_quote("abc", "...") is None
