"""What comes to the desk from elsewhere, what a note was before, and who leaves."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from axe_playwright_python.sync_playwright import Axe

from workbench.artifacts import Run
from workbench.errors import InputError
from workbench.notes import NoteDraft, open_store
from workbench.schemas import Variable, Variables
from workbench.widgets.desk_widget import Desk

TRAITS = ["words", "segments", "notes", "comments", "withdrawn", "codes", "log_of_codes", "fresh"]
GIVEN = {"participant": "P1", "segment": "S2", "method": "interview", "consent": "quote", "date": ""}


@pytest.fixture
def desk(tiny_run: Run) -> Iterator[Desk]:
    with open_store(folder=tiny_run.study.folder) as store:
        yield Desk(tiny_run, store)


def uploaded(name: str, content: bytes) -> dict[str, str]:
    return {"name": name, "content": base64.b64encode(content).decode()}


def word(*lines: str) -> bytes:
    import docx

    document, out = docx.Document(), io.BytesIO()
    for line in lines:
        document.add_paragraph(line)
    document.save(out)
    return out.getvalue()


def test_files_come_in_under_pseudonyms_and_once(desk: Desk) -> None:
    files = [
        uploaded("roster.csv", b"participant,names\nP1,Ann Lee; Annie\n"),
        uploaded("C:\\talks\\Ann Lee.docx", word("Ann Lee: I buy beans.", "Annie laughs.")),
        uploaded("../../evil.vtt", b"WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann Lee>Tea."),
        uploaded("broken.docx", b"no"),
        uploaded("codes.csv", b"participant,code,excerpt\nP1,Habits,i buy beans\nP1,Habits,cocoa\n"),
    ]
    told = desk.answer("bring_files", {"files": files, "given": GIVEN, "author": "Ada"})
    assert [one["name"] for one in told] == [
        "roster.csv",
        "Ann Lee.docx",
        "evil.vtt",
        "broken.docx",
        "codes.csv",
    ]
    assert told[0]["said"] == "1 participant in the roster: names are replaced from now on"
    assert told[3]["refused"].startswith("broken.docx: is no Word document")
    assert "not found in a note of P1: 'cocoa'" in told[4]["said"]
    first, second = desk._store.notes()
    assert (first.participant, second.participant) == ("P1", "P2")
    assert (first.text, first.segment, first.consent) == ("P1: I buy beans.\nP1 laughs.", "S2", "quote")
    assert "Lee" not in str(desk._store.notes())
    assert len(desk._store.excerpts()) == 1
    again = desk.answer(
        "bring_files", {"files": files[1:2], "given": {**GIVEN, "participant": "P9"}, "author": "B"}
    )
    assert again[0]["said"] == "0 notes, 0 codes, 0 excerpts added; 1 was there already"
    assert "Ann" not in str([getattr(desk, trait) for trait in TRAITS])


def test_a_name_cannot_stand_for_two(desk: Desk) -> None:
    desk.answer("save_participant", {"participant": "P1", "names": ["Ann Lee"], "author": "Ada"})
    with pytest.raises(InputError, match="a name stands for 'P1' already"):
        desk.answer("save_participant", {"participant": "P2", "names": ["ann lee"], "author": "Ada"})
    assert desk.answer("roster", {}) == [{"pseudonym": "P1", "names": ("Ann Lee",)}]


def test_open_answers_become_comments_and_count_as_no_interview(desk: Desk, tiny_run: Run) -> None:
    with pytest.raises(InputError, match=r"the survey was not read\. Run the notebook 1_data first\."):
        desk.answer("bring_answers", {"author": "Ada"})
    customers = tiny_run.read("customers")["customer"].tolist()[:3]
    answers = pd.DataFrame(
        {"respondent": ["r1", "r2", "r3"], "customer": customers, "why": ["a b", None, "c"]}
    )
    tiny_run.write("respondents", answers)
    tiny_run.write_variables(Variables.of([Variable("why", "open text", "open text", "need", label="Why?")]))
    assert desk.answer("bring_answers", {"author": "Ada"}) == "2 notes, 0 codes, 0 excerpts added"
    assert [(c["segment"], c["words"]) for c in desk.comments] == [("S1", "a b"), ("S1", "c")]
    assert desk.notes == []
    assert sum(shelf["interviews"] for shelf in desk.segments) == 0


def test_revisions_are_shown_and_a_participant_can_leave(desk: Desk) -> None:
    store = desk._store
    note = store.save(NoteDraft("P1", "I buy beans.", segment="S1"), author="Ada").note
    store.mark(note.id, 2, 11, code=desk._code_of("Habits", author="Ada"), author="Ada")
    store.save(note.draft(text="I buy tea.", consent="quote"), based_on=1, author="Ben")
    store.save(note.draft(text="I buy cocoa."), based_on=1, author="Cas")
    seen = desk.answer("history", {"note": note.id})
    assert [(one["revision"], one["author"], one["accepted"], one["changed"]) for one in seen] == [
        (3, "Cas", False, ["consent", "text"]),
        (2, "Ben", True, ["consent", "text"]),
        (1, "Ada", True, []),
    ]
    gone = desk.answer("withdraw", {"note": note.id, "withdrawn": True, "author": "Ada"})
    assert gone["note"]["withdrawn"]
    assert (desk.notes, [w["participant"] for w in desk.withdrawn]) == ([], ["P1"])
    assert store.excerpts() == ()
    desk.answer("withdraw", {"note": note.id, "withdrawn": False, "author": "Ada"})
    assert len(desk.notes) == len(store.excerpts()) == 1


STOPS = "input, select, textarea, button, summary, a[href], [tabindex='0']"
SEEN = """(stops) => [...document.querySelectorAll(stops)].filter((one) => one.checkVisibility({ visibilityProperty: true })
    && !one.disabled && one.tabIndex >= 0).map((one, at) => { one.dataset.stop ??= String(Math.random()); return one.dataset.stop; })"""


def reached(page: Any) -> set[str]:
    """Every stop that Tab comes to, from the first field on."""
    page.focus("[data-field=author]")
    walked: list[str] = []
    while len(walked) < 400 and (len(walked) < 2 or walked[0] not in walked[1:]):
        walked.append(page.evaluate("document.activeElement.dataset.stop ?? ''"))
        page.keyboard.press("Tab")
    return set(walked)


@pytest.mark.browser
@pytest.mark.parametrize("name", ["Notes", "Personas", "Bring in"])
def test_every_control_of_every_page_is_named_and_reached_by_tab(
    name: str, desk: Desk, page: Any, tmp_path: Path, widget_lab: Any, profiled_run: Run
) -> None:
    store = desk._store
    note = store.save(NoteDraft("P1", "I buy beans. a@b.org", segment="S1"), author="Ada").note
    opened = desk.answer(
        "mark",
        {"note": note.id, "start": 2, "end": 11, "code": "Pains > Queues", "factor": "need", "memo": "m", "author": "A"},
    )  # fmt: skip
    desk.answer("save_participant", {"participant": "P1", "names": ["Ann"], "author": "Ada"})
    answers = {
        "open": opened, "history": desk.answer("history", {"note": note.id}),
        "personas": desk.answer("personas", {}), "roster": desk.answer("roster", {}),
    }  # fmt: skip
    answered = {action: {"answer": answer} for action, answer in answers.items()}
    page.goto(widget_lab.write_page(tmp_path / "page.html", desk, TRAITS, answers=answered))
    page.click(".wb-open")
    page.wait_for_selector(".wb-excerpts li")
    page.get_by_role("tab", name=name, exact=True).click()
    page.wait_for_timeout(100)
    for summary in page.locator("summary:visible").all():
        summary.click()
    page.wait_for_timeout(100)
    controls = page.evaluate(SEEN, STOPS)
    assert len(controls) >= {"Notes": 20, "Personas": 30, "Bring in": 11}[name]
    missed = set(controls) - reached(page)
    assert (
        page.evaluate(
            "(missed) => missed.map((one) => document.querySelector(`[data-stop='${one}']`).outerHTML.slice(0, 90))",
            list(missed),
        )
        == []
    )
    assert [one["id"] for one in Axe().run(page).response["violations"]] == []
    assert page.errors == []
