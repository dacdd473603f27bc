"""The personas of the sample study, as the real commands make them and as people go on with them."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import lxml.html
import pytest

from workbench import cards, personas
from workbench.artifacts import Run, in_use, open_run, read_choices, record_choice, solutions_of
from workbench.notes import NoteStore, open_store
from workbench.personas import MARKS, Persona

pytestmark = [pytest.mark.notebook, pytest.mark.slow]


@pytest.fixture
def run(sample_run: Path, tmp_path: Path) -> Run:
    """The finished run, in a copy of its study."""
    home = tmp_path / "study"
    shutil.copytree(sample_run.parents[2], home, ignore=shutil.ignore_patterns("reports", "notebooks"))
    copied = home / sample_run.relative_to(sample_run.parents[2])
    shutil.copytree(sample_run, copied)
    shutil.copy(sample_run.parent / "latest.json", copied.parent)
    return open_run(home / "study.yaml", run_dir=copied, interactive=False)


@pytest.fixture
def store(run: Run) -> Iterator[NoteStore]:
    with open_store(folder=run.study.folder) as store:
        yield store


def drawn(run: Run, store: NoteStore) -> tuple[Persona, ...]:
    return personas.draft(personas.ground_of(run, store)).personas


def test_no_statement_on_any_card_is_without_evidence_or_the_word_assumption(sample_run: Path) -> None:
    page = lxml.html.fromstring((sample_run / "4_personas.html").read_bytes())
    shown = page.find_class("wb-card")
    lines = [line for card in shown for line in card.find_class("wb-claim")]
    assert len(shown) == 5
    assert len(lines) > 100
    for line in lines:
        (mark,) = line.find_class("wb-mark")
        word = mark.text_content().split()[1]
        assert mark.text_content() == f"{MARKS[word]} {word}"  # type: ignore[index]
        base = " ".join(b.text_content() for b in line.find_class("wb-base"))
        assert word == "assumption" or re.search(r"; (a number|\d+ numbers|\d+ participants?)", base), (
            line.text_content()
        )
        assert "n = " in line.text_content() or "number" not in base


def test_every_quotation_is_a_span_of_a_note_with_consent(sample_run: Path, store: NoteStore) -> None:
    document = json.loads((sample_run / "tables" / "personas.json").read_text(encoding="utf-8"))
    notes = {note.id: note for note in store.notes()}
    spans = {x.id: x for x in store.excerpts()}
    quotes = [
        said
        for persona in document["personas"]
        for claim in persona["claims"]
        for said in (*claim["said"], *claim["against_said"])
        if said["quote"]
    ]
    assert len(quotes) > 20
    for said in quotes:
        span, note = spans[said["excerpt"]], notes[said["note"]]
        assert note.consent in {"quote", "public"}
        assert note.text[span.start : span.end] == said["quote"]


def test_the_same_ground_gives_the_same_bytes_in_another_process(
    run: Run, store: NoteStore, sample_run: Path
) -> None:
    first = (sample_run / "tables" / "personas.json").read_bytes()
    document = personas.persona_document(personas.draft(personas.ground_of(run, store)), store.head())
    run.write_document("personas", document)
    assert (run.folder / "tables" / "personas.json").read_bytes() == first


def test_what_people_decide_about_segments_reaches_cards_and_marks_claims(run: Run, store: NoteStore) -> None:
    personas.save_persona(store, "both", author="ann", name="Bo", segments={"S1": 1.0, "S5": 1.0})
    assert not any(claim.review for persona in drawn(run, store) for claim in persona.claims)
    chosen = in_use(run, read_choices(run.study), solutions_of(run)).solution
    record_choice(run.study, lambda c: c.rename("S1", "Station people", solution=chosen, author="ann"))
    assert "Station people" in {p.name for p in drawn(run, store)}
    record_choice(run.study, lambda c: c.merge(["S4", "S5"], solution=chosen, author="ann", reason="alike"))
    bo = next(p for p in drawn(run, store) if p.name == "Bo")
    assert {c.review for c in bo.claims} == {"segment S5 is no longer there"}
    assert "Review: segment S5 is no longer there." in str(cards.cards([bo]).html)


def test_a_participant_who_moved_takes_the_claims_along_for_review(run: Run, store: NoteStore) -> None:
    note = next(n for n in store.notes() if n.customer and store.excerpts(n.id))
    now = personas.ground_of(run, store).segment_now[note.id]
    before = "S1" if now != "S1" else "S2"
    store.save(note.draft(segment=before), based_on=note.revision, author="ann")
    mine = next(p for p in drawn(run, store) if p.id == now)
    marked = [c for c in mine.claims if any(s.note == note.id for s in c.said)]
    assert marked
    assert all("moved to another segment" in claim.review for claim in marked)
