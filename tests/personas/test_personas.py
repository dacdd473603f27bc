"""Personas: every line rests on something, or says that it does not."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from workbench.artifacts import Run
from workbench.config import parse_study
from workbench.errors import InputError
from workbench.notes import CodeDraft, NoteDraft, NoteStore, Saved
from workbench.personas import (
    FIELDS,
    Claim,
    Ground,
    Said,
    Statistic,
    board,
    bring_in,
    draft,
    grade,
    ground_of,
    interview_guide,
    joint_display,
    persona_document,
    persona_shares,
    remove_claim,
    save_claim,
    save_persona,
    weigh_note,
    whom_to_interview,
)
from workbench.personas.review import marked
from workbench.personas.statistics import _without_small_cells, field_of, statistic_claims
from workbench.schemas import Variable, Variables


def add(
    store: NoteStore,
    participant: str,
    text: str,
    *,
    customer: str = "",
    segment: str = "S1",
    consent="quote",
    code: str = "",
) -> str:
    outcome = store.save(
        NoteDraft(participant, text, customer=customer, segment=segment, consent=consent), author="i"
    )
    assert isinstance(outcome, Saved)
    if code:
        store.mark(outcome.note.id, 0, len(text), code=code, author="i")
    return outcome.note.id


def pains(store: NoteStore, name: str = "Queues") -> str:
    top = [c for c in store.codes() if c.name == "Pains"] or [store.save_code(CodeDraft("Pains"), author="i")]
    return store.save_code(CodeDraft(name, parent=top[0].id), author="i").id


def test_without_interviews_numbers_are_facts_and_the_rest_is_open(run: Run, store: NoteStore) -> None:
    drawn = draft(ground_of(run, store))
    first, second = drawn.personas
    assert (first.name, second.name) == ("Early birds", "S2")
    assert first.graded.level == "proto"
    by_field = {c.field: c for c in first.claims if c.field != "open_questions"}
    assert (
        by_field["age"].text
        == "How old are you: most often young (70 %, 95 % interval 65 % to 75 %, against 50 % of all; n = 60)"
    )
    assert (
        by_field["need"].text
        == "More than others: “It wakes me up.” (mean 4.5 of 5, against 3.1 of all; n = 60)"
    )
    assert set(by_field) == {"customer_type", "age", "need", "priority"}
    assert (
        by_field["customer_type"].text
        == "B2C: people who buy for themselves, as everybody in this study (n = 60)"
    )
    for persona in drawn.personas:
        for claim in persona.claims:
            assert claim.statistics or claim.said or claim.kind == claim.status == "assumption"
    assert "need" not in {c.field for c in second.claims}
    assert drawn.shares.warning.startswith("Every persona is exactly one segment.")
    assert "Ill?" not in json.dumps(drawn.to_record())


def test_a_coded_note_becomes_an_inference_thin_at_first(run: Run, store: NoteStore) -> None:
    code = pains(store)
    add(store, "P1", "I hate queues.", code=code)
    (claim,) = draft(ground_of(run, store)).personas[0].of_field("pains")
    assert (claim.text, claim.kind, claim.status) == ("Queues", "inference", "thin")
    add(store, "P2", "Queues, again.", consent="internal", code=code)
    persona = draft(ground_of(run, store)).personas[0]
    (claim,) = persona.of_field("pains")
    assert claim.status == "supported"
    assert [s.quote for s in claim.said] == ["I hate queues.", ""]
    (quote,) = persona.of_field("quote")
    assert quote.text == "I hate queues."


def test_what_people_decide_is_kept_and_used(run: Run, store: NoteStore) -> None:
    code = pains(store)
    note = add(store, "P1", "No, I sleep badly.", code=code)
    (excerpt,) = store.excerpts()
    need = "S1/need/q1/S1"
    save_claim(
        store, "S1", "need", "Waking up", author="ann", kind="inference", claim=need, against=[excerpt.id]
    )
    own = save_claim(store, "S1", "scenario", "Monday, six o'clock", author="ann", kind="fact")
    save_persona(store, "S1", author="ann", name="Ana", face={"style": "rings", "seed": "x"})
    save_persona(store, "both", author="ann", name="Bo", segments={"S1": 1.0, "S2": 3.0})
    drawn = draft(ground_of(run, store))
    ana, _, bo = drawn.personas
    (claim,) = ana.of_field("need")
    assert (claim.text, claim.status, claim.counter, claim.author) == ("Waking up", "supported", 1, "ann")
    assert joint_display(ana.claims)[0].verdict == "contradicts"
    (scenario,) = ana.of_field("scenario")
    assert (scenario.id, scenario.kind, scenario.status) == (own, "assumption", "assumption")
    assert (ana.name, ana.face) == ("Ana", {"style": "rings", "seed": "x"})
    assert bo.segments == {"S1": 0.25, "S2": 0.75}
    assert {c.text.partition(":")[0] for c in bo.of_field("age")} == {"Early birds", "S2"}
    assert drawn.shares.warning == ""
    weigh_note(store, note, {"both": 1.0}, author="ann")
    assert draft(ground_of(run, store)).shares.weights.loc["Bo", "S1"] == 1.0
    remove_claim(store, own, author="ann")
    save_persona(store, "both", author="ann", dropped=True)
    assert [p.id for p in draft(ground_of(run, store)).personas] == ["S1", "S2"]
    assert not draft(ground_of(run, store)).personas[0].of_field("scenario")
    assert store.verify().intact


def test_a_claim_of_an_unknown_field_names_the_nearest(store: NoteStore) -> None:
    with pytest.raises(InputError, match=r"did you mean 'pains'\?|Did you mean 'pains'\?"):
        save_claim(store, "S1", "pain", "x", author="ann")


def test_personas_json_is_the_same_on_a_second_run(run: Run, store: NoteStore) -> None:
    code = pains(store)
    for number in range(3):
        add(store, f"P{number}", f"Queue {number}.", code=code)
    first, second = (
        json.dumps(persona_document(draft(ground_of(run, store)), store.head())) for _ in range(2)
    )
    assert first == second
    record = json.loads(first)["personas"][0]
    assert {"id", "name", "level", "segments", "claims", "distributions"} <= set(record)
    assert {c["status"] for c in record["claims"]} <= {"supported", "thin", "assumption"}


def test_evidence_that_moved_and_segments_that_died_are_marked(run: Run, store: NoteStore) -> None:
    code = pains(store)
    add(store, "P1", "I hate queues.", customer="c100", segment="S1", code=code)
    ground = ground_of(run, store)
    (claim,) = draft(ground).personas[1].of_field("pains")
    assert claim.review == "1 of its participants moved to another segment"
    statistic = Statistic("q1", "It wakes me up.", "", "S7", 4.5, None, None, 3.1, 60)
    dead = marked(
        Claim("c", "need", "x", "fact", statistics=(statistic,)), segments=["S7"], living=["S1", "S2"]
    )
    assert dead.review == "segment S7 is no longer there"


def test_levels_follow_the_gates() -> None:
    assert grade(interviews=4, saturation=0.0, stable=True, people=500).level == "proto"
    assert grade(interviews=5, saturation=0.06, stable=True, people=500).level == "proto"
    assert grade(interviews=5, saturation=0.05, stable=False, people=500).level == "qualitative"
    assert grade(interviews=5, saturation=0.05, stable=True, people=99).level == "qualitative"
    assert grade(interviews=5, saturation=0.05, stable=True, people=100).level == "statistical"


def said(participant: str) -> Said:
    return Said(participant, "n", participant, "", "internal", "S1", "S1")


def test_support_counts_participants_not_excerpts() -> None:
    assert Claim("c", "pains", "x", "inference", said=(said("P1"), said("P1"))).status == "thin"
    assert Claim("c", "pains", "x", "inference", said=(said("P1"), said("P2"))).status == "supported"
    assert Claim("c", "pains", "x", "inference").checked().kind == "assumption"


def test_whom_to_interview_gives_each_role_and_spreads() -> None:
    rng = np.random.default_rng(0)
    n = 400
    points = rng.normal(size=(n, 2))
    distance = np.linalg.norm(points, axis=1)
    table = pd.DataFrame(
        {"customer": [f"{i:04d}" for i in range(n)], "segment": "S1", "distance": distance, "second": "S2",
         "margin": rng.uniform(size=n), "weight": 1.0}
    )  # fmt: skip
    chosen = whom_to_interview(table, points=points, seed=1)
    assert chosen[~chosen["reserve"]].groupby("role").size().to_dict() == {
        "typical": 3,
        "boundary": 2,
        "extreme": 1,
    }
    assert chosen["customer"].is_unique
    typical, boundary, extreme = (
        chosen[chosen["role"] == role] for role in ("typical", "boundary", "extreme")
    )
    assert typical["customer"].iloc[0] == table.loc[distance.argmin(), "customer"]
    assert (typical["distance"] <= np.quantile(distance, 0.1) + 1e-9).all()
    assert (boundary["margin"] <= table["margin"].quantile(0.1) + 1e-9).all()
    assert extreme["distance"].between(*np.percentile(distance, [90, 99.5])).all()
    assert chosen.equals(whom_to_interview(table, points=points, seed=1))
    shuffled = table.sample(frac=1, random_state=2)
    again = whom_to_interview(shuffled, points=points[shuffled.index], seed=1)
    assert again.equals(chosen)

    def spread(customers: pd.Series) -> float:
        own = points[customers.astype(int)]
        return min(float(np.linalg.norm(a - b)) for i, a in enumerate(own) for b in own[:i])

    pool = table[distance <= np.quantile(distance, 0.1)]
    by_chance = [spread(pool["customer"].sample(5, random_state=i)) for i in range(200)]
    assert spread(typical["customer"]) > np.quantile(by_chance, 0.95)


def test_the_board_counts_participants_by_the_role_of_their_note(store: NoteStore) -> None:
    invitations = pd.DataFrame(
        {"segment": ["S1", "S1"], "role": ["typical", "typical"], "reserve": [False, True]}
    )
    store.save(NoteDraft("P1", "a", segment="S1", role="typical"), author="i")
    store.save(NoteDraft("P1", "b", segment="S1", role="typical"), author="i")
    store.save(NoteDraft("P2", "c", segment="S1"), author="i")
    assert board(invitations, store.notes(), {n.id: n.segment for n in store.notes()}).to_dict("records") == [
        {"segment": "S1", "role": "typical", "planned": 1, "done": 1},
        {"segment": "S1", "role": "no role given", "planned": 0, "done": 1},
    ]


def test_the_guide_asks_for_gaps_first_then_reasons_then_what_is_missing(run: Run, store: NoteStore) -> None:
    persona = draft(ground_of(run, store)).personas[0]
    gap = {
        "show": "segment",
        "measure": "gap",
        "segment": "S1",
        "value": 0.3,
        "n": 60,
        "label": "Organic",
        "hidden": False,
    }
    questions = interview_guide(
        persona, pd.DataFrame([gap, {**gap, "segment": "S2"}, {**gap, "hidden": True}])
    )
    assert [q.topic for q in questions[:2]] == ["Saying and doing", "Need"]
    assert questions[0].why == "They say more than they do: a gap of 30 places in a hundred (n = 60)."
    topics = {q.topic for q in questions}
    assert {FIELDS[f].title for f in FIELDS if FIELDS[f].question} <= topics | {"Age", "Need"}


def test_two_personas_of_one_segment_are_no_reason_for_the_warning() -> None:
    assert persona_shares([("A", "S1", 1), ("B", "S1", 1)]).warning == ""
    assert persona_shares([("A", "S1", 1), ("B", "S2", 1)]).warning != ""


@pytest.mark.parametrize(
    ("label", "field"),
    [
        ("What is the highest level of education you have completed?", "education"),
        ("Which degree do you hold?", "education"),
        ("What is your occupation?", "job"),
    ],
)
def test_education_is_no_job(label: str, field: str) -> None:
    assert field_of(Variable("q", "ordinal", factor="demographic", label=label)) == field


def test_small_cells_are_folded_until_none_can_be_worked_out() -> None:
    levels = [
        (name, share, 0.0, 1.0, 0.5) for name, share in (("a", 0.5), ("b", 0.3), ("c", 0.15), ("d", 0.05))
    ]
    shown = _without_small_cells(levels, 100, 11)
    assert [(level[0], round(level[1], 3)) for level in shown] == [
        ("a", 0.5),
        ("b", 0.3),
        ("2 other answers, some of too few people to show", 0.2),
    ]
    assert _without_small_cells(levels[:2], 10, 11) == []


def test_a_file_of_notes_outside_of_the_study_is_not_read(run: Run, store: NoteStore, tmp_path: Path) -> None:
    (tmp_path / "talks.csv").write_text("participant,text\nP1,beans\n")
    for folder, brings in ((tmp_path, 1), (tmp_path / "elsewhere", 0)):
        folder.mkdir(exist_ok=True)
        text = f"{{name: tea, survey: {{source: a.csv}}, personas: {{files: [{'talks.csv' if brings else '../talks.csv'}]}}}}"
        study = parse_study(text, path=folder / "study.yaml")
        if brings:
            assert "1 notes" in str(bring_in(Run(study, run.folder), store))
        else:
            with pytest.raises(
                InputError, match="lies outside of the study's folder; expected a file inside it"
            ):
                bring_in(Run(study, run.folder), store)


def test_ground_is_a_value(run: Run, store: NoteStore) -> None:
    ground = ground_of(run, store)
    assert isinstance(ground, Ground)
    assert ground.living == ["S1", "S2"]
    assert ground.stable == {"S1"}


def answered(variable: Variable, **shares: float) -> list[str]:
    """What a card says of a segment of 200 in which so many gave each answer, against a tenth of all."""
    rows = pd.DataFrame(
        {
            "variable": variable.name, "segment": "S1", "level": list(shares), "value": list(shares.values()), "low": 0.0,
            "high": 1.0, "total": 0.1, "n": 200, "marker": [share >= 0.35 for share in shares.values()],
        }
    )  # fmt: skip
    return [c.text for c in statistic_claims(rows, "S1", Variables.of([variable]), persona="S1")]


def test_the_most_frequent_of_many_answers_describes_nobody() -> None:
    home = Variable("home", "nominal", factor="geographic", levels=("Ohio", "Utah"), label="Which state?")
    (told,) = answered(home, Ohio=0.3, Utah=0.1)
    assert told.startswith("Which state: most often Ohio (30 %")
    assert answered(home, Ohio=0.19, Utah=0.1) == []


def test_a_marked_answer_is_told_with_its_question() -> None:
    asked = Variable(
        "sell", "nominal", factor="psychographic", levels=("Yes", "No"), label="May they sell it?"
    )
    (told,) = answered(asked, Yes=0.1, No=0.9)
    assert told.startswith("More than others answer “No” to “May they sell it?” (90 %, 95 % interval")
