"""The widgets in a real browser without a notebook: what they say is right, by keyboard too, for everybody."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from axe_playwright_python.sync_playwright import Axe

from workbench.artifacts import Run, record_choice
from workbench.notes import open_store
from workbench.widgets.desk_widget import Desk
from workbench.widgets.explorer_widget import Explorer

pytestmark = [pytest.mark.browser, pytest.mark.slow]

EXPLORER = ["spec", "data", "hand", "hand_labels", "history", "view"]
DESK = ["words", "segments", "notes", "comments", "withdrawn", "codes", "log_of_codes", "fresh"]
HOSTILE = '<img src=x onerror="window.fired=1"></script><script>window.fired=1</script>{{7*7}}\u202e'
NOTE = "11111111-1111-4111-8111-111111111111"
FIELDS = {
    "participant": "P1", "segment": "S1", "role": "typical", "date": "2026-11-20", "interviewer": "Ada",
    "method": "interview", "consent": "quote", "about": "nurse", "text": "I buy beans 😀 when cheap. Mail ann@example.org.",
}  # fmt: skip


def violations(page: Any) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {node['html'][:120]}" for one in found for node in one["nodes"]]


@pytest.fixture
def open_explorer(page: Any, tmp_path: Path, widget_lab: Any) -> Any:
    def show(run: Run, **options: Any) -> Any:
        page.goto(widget_lab.write_page(tmp_path / "page.html", Explorer(run), EXPLORER, **options))
        page.wait_for_selector(".wb-group")
        return page

    return show


@pytest.fixture
def open_desk(page: Any, tmp_path: Path, widget_lab: Any) -> Any:
    def show(desk: Desk, **options: Any) -> Any:
        page.goto(widget_lab.write_page(tmp_path / "page.html", desk, DESK, **options))
        page.wait_for_selector(".wb-new")
        return page

    return show


@pytest.fixture
def desk(tiny_run: Run) -> Any:
    with open_store(folder=tiny_run.study.folder) as store:
        yield Desk(tiny_run, store)


def shown_values(page: Any) -> dict[str, list[str]]:
    page.get_by_text("All values as a table").click()
    page.wait_for_selector(".wb-right .wb-data")
    rows = page.locator(".wb-right .wb-data tbody tr").all()
    return {row.locator("th").inner_text(): row.locator("td").all_inner_texts() for row in rows}


def test_values_are_those_of_pandas(open_explorer: Any, tiny_run: Run) -> None:
    page = open_explorer(tiny_run)
    page.click("[data-group=S2]")
    shown = shown_values(page)
    frame = tiny_run.read("customers")
    mine = frame[tiny_run.read("segments")["segment"] == "S2"]

    def mean(part: pd.DataFrame, values: pd.Series) -> float:
        values = values.reindex(part.index)
        known = values.notna()
        return float((values * part["weight"])[known].sum() / part["weight"][known].sum())

    for title, values, text in [
        ("Orders a year", frame["orders"], lambda v: f"{float(f'{v:.3g}'):g} orders"),
        ("I compare prices", frame["price"].cat.codes + 1.0, lambda v: f"{v:.1f} of 5"),
        ("Buys organic: Yes", frame["organic"].cat.codes * 1.0, lambda v: f"{round(100 * v)} %"),
        ("Region: West", (frame["region"] == "West") * 1.0, lambda v: f"{round(100 * v)} %"),
        ("Apps used: shop", frame["apps"].str.contains("shop") * 1.0, lambda v: f"{round(100 * v)} %"),
    ]:
        assert shown[title][:2] == [text(mean(mine, values)), text(mean(frame, values))], title
    assert shown["Orders a year"][2] == str(mine["orders"].notna().sum())
    assert page.locator(".wb-status").inner_text() == f"Chosen: S2, {len(mine)} customers."


def test_filter_solutions_and_undo_are_linked(open_explorer: Any, tiny_run: Run) -> None:
    page = open_explorer(tiny_run)
    frame = tiny_run.read("customers")
    page.click(".wb-filters summary")
    page.select_option("[data-field=filter]", "region")
    page.get_by_label("West", exact=True).check()
    page.get_by_label("North", exact=True).check()
    page.click("[data-do=filter]")
    passing = int(frame["region"].isin(["West", "North"]).sum())
    assert page.locator(".wb-status").inner_text() == f"{passing} of 600 customers pass the filter."
    page.select_option("[data-field=solution]", "k4")
    assert page.locator(".wb-group").count() == 4
    page.get_by_role("tab", name="Compare solutions").click()
    assert "segments to in use" in page.locator(".wb-flow").get_attribute("aria-label")
    page.click("[data-do=undo-view]")
    assert page.locator(".wb-group").count() == 3
    page.click("[data-do=undo-view]")
    assert page.locator(".wb-status").inner_text() == ""
    assert page.errors == []


def test_everything_can_be_done_by_keyboard(open_explorer: Any, tiny_run: Run) -> None:
    page = open_explorer(tiny_run, answers={"merge": {"answer": "Saved."}})
    page.focus("[data-do=undo-view]") if page.locator("[data-do=undo-view]").is_enabled() else page.focus(
        ".wb-filters summary"
    )
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "wb-over"
    for key in ["ArrowLeft"] * 6 + ["+", "+", "Enter"]:
        page.keyboard.press(key)
    assert page.locator(".wb-status").inner_text().startswith("Selected: ")
    page.keyboard.press("Escape")
    assert page.locator(".wb-status").inner_text() == ""
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.locator(".wb-status").inner_text().startswith("Chosen: S1")
    page.focus("[role=tab][aria-selected=true]")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.textContent") == "Change by hand"
    page.keyboard.press("Tab")
    page.keyboard.type("Ada")
    page.keyboard.press("Tab")
    page.keyboard.type("alike")
    page.focus("[data-do=merge]")
    page.keyboard.press("Enter")
    assert page.evaluate("window.sent.at(-1)")["detail"] == {
        "segments": ["S1", "S2"],
        "author": "Ada",
        "reason": "alike",
    }


def test_a_merge_asks_for_the_reason(open_explorer: Any, tiny_run: Run) -> None:
    page = open_explorer(tiny_run)
    page.get_by_role("tab", name="Change by hand").click()
    page.fill("[data-field=author]", "Ada")
    page.click("[data-do=merge]")
    assert (
        page.locator(".wb-edit .wb-said").inner_text() == "Write the reason first: it stays with the change."
    )
    assert page.evaluate("window.sent") == []


def test_what_was_typed_outlives_a_save_that_failed(open_explorer: Any, tiny_run: Run) -> None:
    """The name and the reason stay, whatever is looked at next; the focus stays on the button."""
    page = open_explorer(tiny_run, answers={"rename": {"refused": "the disk is full"}})
    page.get_by_role("tab", name="Change by hand").click()
    page.fill("[data-field=author]", "Ada")
    page.fill("[data-field=reason]", "they come each week")
    page.fill("[data-field=name]", "Regulars")
    page.click("[data-do=rename]")
    page.get_by_text("Not saved. the disk is full").wait_for()
    page.select_option("[data-field=by]", "age")
    page.click("[data-group='1']")
    assert page.input_value("[data-field=name]") == "Regulars"
    assert page.input_value("[data-field=reason]") == "they come each week"
    page.focus("[data-do=rename]")
    page.evaluate("window.model.change('history', [])")
    assert page.evaluate("document.activeElement.dataset.do") == "rename"


def test_a_chosen_bar_is_told_with_a_split(open_explorer: Any, tiny_run: Run) -> None:
    """So that customers who are not drawn can be asked the same."""
    page = open_explorer(tiny_run, answers={"split": {"answer": "Saved."}})
    page.select_option("[data-field=by]", "age")
    page.click("[data-group='1']")
    page.get_by_role("tab", name="Change by hand").click()
    page.fill("[data-field=author]", "Ada")
    page.fill("[data-field=reason]", "their own offer")
    page.click("[data-do=split]")
    page.wait_for_function("window.sent.length === 1")
    detail = page.evaluate("window.sent.at(-1)")["detail"]
    assert detail["tests"] == [{"variable": "age", "column": 0, "codes": [1]}]
    assert len(detail["rows"]) == int((tiny_run.read("customers")["age"] == "25-34").sum())


@pytest.mark.parametrize("dark", [False, True])
def test_axe_finds_nothing_in_the_explorer(open_explorer: Any, tiny_run: Run, dark: bool) -> None:
    record_choice(tiny_run.study, lambda c: c.rename("S1", "Regulars", solution="k3", author="Ada"))
    page = open_explorer(tiny_run, dark=dark)
    page.click(".wb-filters summary")
    page.select_option("[data-field=filter]", "age")
    page.get_by_label("18-24", exact=True).check()
    page.click("[data-do=filter]")
    page.click("[data-group=S1]")
    page.get_by_text("All values as a table").click()
    assert violations(page) == []
    for tab, folded in (
        ("Profile lines", "Profile lines as a table"),
        ("Compare solutions", "Where they go, as a table"),
        ("Change by hand", ""),
    ):
        page.get_by_role("tab", name=tab).click()
        if folded:
            page.get_by_text(folded).click()
        assert violations(page) == [], tab


@pytest.mark.parametrize("dark", [False, True])
def test_axe_finds_nothing_at_the_desk(open_desk: Any, desk: Desk, dark: bool) -> None:
    desk.answer("save", {"note": NOTE, "draft": FIELDS, "based_on": None, "author": "Ada"})
    desk.answer(
        "mark",
        {
            "note": NOTE,
            "start": 2,
            "end": 11,
            "code": "Habits > Buying",
            "factor": "need",
            "memo": "m",
            "author": "Ada",
        },
    )
    opened = desk.answer(
        "mark",
        {"note": NOTE, "start": 12, "end": 20, "code": "Price", "factor": "", "memo": "", "author": "Ada"},
    )
    desk.answer(
        "save", {"note": NOTE, "draft": {**FIELDS, "text": "Theirs."}, "based_on": 1, "author": "Ben"}
    )
    clash = desk.answer(
        "save", {"note": NOTE, "draft": {**FIELDS, "text": "Mine."}, "based_on": 1, "author": "Ada"}
    )
    page = open_desk(desk, dark=dark, answers={"open": {"answer": opened}, "save": {"answer": clash}})
    page.fill("[data-field=author]", "Ada")
    page.click(".wb-open")
    page.wait_for_selector(".wb-excerpts li")
    page.evaluate(
        "() => { const t = document.querySelector('.wb-paper textarea'); t.focus(); t.setSelectionRange(0, 8); }"
    )
    assert violations(page) == []
    page.get_by_role("tab", name="Codebook").click()
    page.locator(".wb-codes summary").first.click()
    assert violations(page) == []
    page.get_by_role("tab", name="Personal data").click()
    page.locator(".wb-paper textarea").press_sequentially("x")
    page.click("[data-do=save]")
    page.wait_for_selector(".wb-conflict")
    assert violations(page) == []


def test_the_desk_by_keyboard_alone(open_desk: Any, desk: Desk) -> None:
    saved = desk.answer("save", {"note": NOTE, "draft": FIELDS, "based_on": None, "author": "Ada"})
    page = open_desk(
        desk, answers={"save": {"answer": saved}, "mark": {"answer": saved}, "open": {"answer": saved}}
    )

    def tab_to(selector: str) -> None:
        for _ in range(60):
            if page.evaluate("(s) => document.activeElement.matches(s)", selector):
                return
            page.keyboard.press("Tab")
        pytest.fail(f"Tab never came to {selector}")

    tab_to("[data-field=author]")
    page.keyboard.type("Ada")
    tab_to(".wb-open")
    page.keyboard.press("Enter")
    page.wait_for_selector(".wb-state[data-state=saved]")
    for field in (
        "participant",
        "segment",
        "role",
        "date",
        "interviewer",
        "method",
        "consent",
        "about",
        "text",
    ):
        tab_to(f"[data-field={field}]")
    page.keyboard.press("Control+Home")
    for _ in range(5):
        page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Control+Enter")
    assert page.evaluate("document.activeElement.dataset.field") == "code"
    page.keyboard.type("Habit")
    page.keyboard.press("Enter")
    page.get_by_text("Coded as Habit").wait_for()
    marked = page.evaluate("window.sent.at(-1)")
    assert (marked["action"], marked["detail"]["start"], marked["detail"]["end"]) == ("mark", 0, 5)
    tab_to("[role=tab]")
    page.keyboard.press("End")
    page.keyboard.press("Tab")
    tab_to("[data-settle=removed]")


def test_two_desks_on_one_note_lose_neither_version(open_desk: Any, desk: Desk) -> None:
    first = desk.answer("save", {"note": NOTE, "draft": FIELDS, "based_on": None, "author": "Ada"})
    desk.answer(
        "save", {"note": NOTE, "draft": {**FIELDS, "text": "Ben wrote this."}, "based_on": 1, "author": "Ben"}
    )
    clash = desk.answer(
        "save", {"note": NOTE, "draft": {**FIELDS, "text": "Ada wrote this."}, "based_on": 1, "author": "Ada"}
    )
    page = open_desk(
        desk, answers={"open": {"answer": {**first, "conflict": None}}, "save": {"answer": clash}}
    )
    page.fill("[data-field=author]", "Ada")
    page.click(".wb-open")
    page.locator(".wb-paper textarea").fill("Ada wrote this.")
    page.wait_for_selector(".wb-conflict")
    assert page.locator(".wb-version").all_inner_texts() == ["Ben wrote this.", "Ada wrote this."]
    page.click("[data-do=both]")
    assert page.input_value("[data-field=stands]") == "Ben wrote this.\n\nAda wrote this."
    page.click("[data-do=settle]")
    asked = page.evaluate("window.sent.at(-1)")
    standing = {k: v for k, v in asked["detail"].items() if k != "author"}
    desk.answer("settle_conflict", {**standing, "author": "Ada"})
    with open_store(folder=desk._run.study.folder) as store:
        assert store.note(NOTE).text == "Ben wrote this.\n\nAda wrote this."
        assert [n.text for n in store.history(NOTE)][1:3] == ["Ben wrote this.", "Ada wrote this."]
        assert store.conflicts() == ()


def test_hostile_words_stay_words(open_explorer: Any, open_desk: Any, tiny_run: Run, page: Any) -> None:
    variables = [
        dataclasses.replace(
            v, label=HOSTILE, levels=(HOSTILE, *v.levels[1:]) if v.name == "region" else v.levels
        )
        for v in tiny_run.variables().values()
    ]
    tiny_run.write_variables(type(tiny_run.variables()).of(variables))
    record_choice(
        tiny_run.study, lambda c: c.rename("S1", HOSTILE, solution="k3", author=HOSTILE, reason=HOSTILE)
    )
    open_explorer(tiny_run)
    page.click("[data-group=S1]")
    for tab in ("Profile lines", "Compare solutions", "Change by hand"):
        page.get_by_role("tab", name=tab).click()
    with open_store(folder=tiny_run.study.folder) as store:
        desk = Desk(tiny_run, store)
        draft = {**FIELDS, "participant": HOSTILE, "text": HOSTILE, "about": HOSTILE}
        desk.answer("save", {"note": NOTE, "draft": draft, "based_on": None, "author": HOSTILE})
        opened = desk.answer(
            "mark",
            {
                "note": NOTE,
                "start": 0,
                "end": 9,
                "code": HOSTILE,
                "factor": "",
                "memo": HOSTILE,
                "author": HOSTILE,
            },
        )
        open_desk(desk, answers={"open": {"answer": opened}})
    page.click(".wb-open")
    page.wait_for_selector(".wb-excerpts li")
    page.get_by_role("tab", name="Codebook").click()
    assert page.evaluate("window.fired") is None
    assert page.locator("#here img, #here script").count() == 0
    assert page.errors == []
