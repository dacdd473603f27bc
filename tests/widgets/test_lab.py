"""The widgets in a real JupyterLab: what a person does stays, whatever happens to the kernel."""

from __future__ import annotations

import json
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from workbench import report
from workbench.artifacts import CHOICES_FILE, Run, record_choice
from workbench.artifacts.priorities import read_criteria
from workbench.notes import open_store

pytestmark = [pytest.mark.notebook, pytest.mark.browser, pytest.mark.slow]

NOTEBOOK = Path(__file__).parents[2] / "notebooks" / "4_personas.ipynb"
OPEN = "from workbench.artifacts import open_run\nfrom workbench.widgets import desk, explorer\nrun = open_run('{}/study.yaml')"


def draw(page: Any, outline: list[tuple[float, float]]) -> None:
    """Draw a lasso on the map; places as shares of its width and height."""
    box = page.locator(".wb-over").bounding_box()
    points = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in outline]
    page.mouse.move(*points[0])
    page.mouse.down()
    for point in points[1:]:
        page.mouse.move(*point, steps=5)
    page.mouse.up()


LOOKED_AT = {"solution": "k4", "by": "age", "tool": "box", "view": "pca_"}


def test_explorer_selects_renames_and_is_there_after_a_restart(
    jupyterlab: Any, page: Any, widget_lab: Any
) -> None:
    run = widget_lab.with_profile(widget_lab.make_study(jupyterlab.folder / "explore"))
    name = jupyterlab.write_notebook("explore.ipynb", [OPEN.format("explore"), "explorer(run)"])
    notebook = widget_lab.Notebook(page, jupyterlab, name).open().run_all()
    page.wait_for_selector(".wb-group")
    assert not page.locator(".wb-hint").is_visible()

    draw(page, [(0.02, 0.1), (0.5, 0.1), (0.55, 0.9), (0.02, 0.9)])
    profile = page.locator(".wb-apart")
    profile.wait_for()
    assert "Orders a year" in profile.inner_text()
    assert page.locator(".wb-status").inner_text().startswith("Selected: ")

    page.get_by_role("tab", name="Change by hand").click()
    page.fill("[data-field=author]", "Ada")
    page.fill("[data-field=name]", "Regulars <b>")
    page.click("[data-do=rename]")
    page.get_by_text("Saved: S1 is named “Regulars <b>”.").wait_for()
    stored = json.loads((run.study.folder / CHOICES_FILE).read_text())
    assert [(c["action"], c["segments"], c["value"], c["author"]) for c in stored] == [
        ("rename", ["S1"], "Regulars <b>", "Ada")
    ]

    page.click(".wb-filters summary")
    page.select_option("[data-field=filter]", "region")
    page.get_by_label("West", exact=True).check()
    page.click("[data-do=filter]")
    for field, value in LOOKED_AT.items():
        page.select_option(f"[data-field={field}]", value)
    status = page.locator(".wb-status").inner_text()
    assert re.fullmatch(r"\d+ of 600 customers pass the filter. Selected: \d+ customers.", status)
    page.wait_for_timeout(600)  # what is looked at is stored after 400 ms of rest
    notebook.restart_and_run_all()
    page.wait_for_selector(".wb-group")
    assert {f: page.locator(f"[data-field={f}]").input_value() for f in LOOKED_AT} == LOOKED_AT
    assert page.locator(".wb-status").inner_text() == status
    assert page.locator(".wb-chip").text_content() == "Region: West ✕"
    assert page.get_by_role("tab", name="Change by hand").get_attribute("aria-selected") == "true"
    page.select_option("[data-field=solution]", "in use")
    page.select_option("[data-field=by]", "segment")
    assert page.locator(".wb-group .wb-name").first.inner_text() == "S1 · Regulars <b>"
    assert page.errors == []


def test_a_merge_is_what_the_notebooks_4_and_5_speak_of_until_it_is_undone(
    jupyterlab: Any, page: Any, widget_lab: Any
) -> None:
    run = widget_lab.with_profile(widget_lab.make_study(jupyterlab.folder / "merge"))
    record_choice(run.study, lambda c: c.rename("S1", "Regulars", solution="k3", author="Ada"))
    (run.study.folder / "notebooks").mkdir()
    shutil.copy(NOTEBOOK, run.study.folder / "notebooks")
    name = jupyterlab.write_notebook("merge.ipynb", [OPEN.format("merge"), "explorer(run)"])
    notebook = widget_lab.Notebook(page, jupyterlab, name).open().run_all()
    page.get_by_role("tab", name="Change by hand").click()
    page.fill("[data-field=author]", "Ada")
    page.fill("[data-field=reason]", "one message for both")
    page.select_option("[data-field=segment]", "S2")
    page.select_option("[data-field=other]", "S3")
    page.click("[data-do=merge]")
    page.get_by_text("Saved: S2 and S3 are one segment, S2.").wait_for()
    assert page.locator(".wb-group .wb-name").all_inner_texts() == ["S1 · Regulars", "S2"]

    five = "from workbench import report; g = report.ground(run); print(*map(g.title, g.labels), sep=', ')"
    assert notebook.evaluate(five).strip() == "S1 · Regulars, S2"
    for theme in ("JupyterLab Dark", "JupyterLab Light"):
        notebook.theme(theme)
        found = Axe().run(page, context=".wb-explorer").response["violations"]
        assert [(one["id"], one["nodes"][0]["html"][:120]) for one in found] == [], theme

    page.click("[data-do=undo]")
    page.get_by_text("Saved: taken back: S2 and S3 are one segment, S2.").wait_for()
    assert page.locator(".wb-group").count() == 3
    assert notebook.evaluate(five).strip() == "S1 · Regulars, S2, S3"

    record_choice(run.study, lambda c: c.merge(["S2", "S3"], solution="k3", author="Ada", reason="again"))
    widget_lab.Notebook(page, jupyterlab, f"merge/notebooks/{NOTEBOOK.name}").open().run_all()
    page.wait_for_selector(".wb-desk")
    assert page.locator(".wb-segment h4").all_text_contents()[:2] == ["S1 · Regulars", "S2"]
    assert page.locator(".wb-new[data-segment=S3]").count() == 0
    assert page.errors == []


def test_desk_keeps_note_and_code_over_restart_and_reload(
    jupyterlab: Any, page: Any, widget_lab: Any
) -> None:
    run = widget_lab.with_profile(widget_lab.make_study(jupyterlab.folder / "desk"))
    (run.study.folder / "notebooks").mkdir()
    shutil.copy(NOTEBOOK, run.study.folder / "notebooks")
    notebook = widget_lab.Notebook(page, jupyterlab, f"desk/notebooks/{NOTEBOOK.name}").open().run_all()
    page.fill("[data-field=author]", "Ada")
    page.click(".wb-new >> nth=0")
    text = page.locator(".wb-paper textarea")
    text.press_sequentially("I buy beans 😀 when they are cheap.", delay=5)
    page.locator(".wb-state[data-state=saved]").wait_for(timeout=4000)  # nobody pressed Save

    text.evaluate("(area) => { area.focus(); area.setSelectionRange(15, 35); }")
    text.press("Control+Enter")
    page.keyboard.type("Price")
    page.keyboard.press("Enter")
    page.get_by_text("Coded as Price").wait_for()
    with open_store(folder=run.study.folder) as store:
        (note,), (excerpt,) = store.notes(), store.excerpts()
    assert (note.text, note.participant, note.segment) == ("I buy beans 😀 when they are cheap.", "P1", "S1")
    assert note.text[excerpt.start : excerpt.end] == excerpt.quote == "when they are cheap."

    notebook.restart()
    notebook.save()
    notebook.open()  # a reloaded page begins anew
    page.get_by_text("The notes desk needs the kernel of this notebook.").wait_for()  # and says what to do
    notebook.run_all()
    page.wait_for_selector(
        ".wb-excerpts li", timeout=120_000
    )  # the counts are those of the saved run: it may still run
    assert page.locator(".wb-paper textarea").input_value() == note.text
    assert "when they are cheap." in page.locator(".wb-excerpts").text_content()
    assert "wb-card" in page.content()
    assert page.errors == []


def test_desk_puts_back_what_was_typed_when_the_kernel_was_killed(
    jupyterlab: Any, page: Any, widget_lab: Any
) -> None:
    run = widget_lab.make_study(jupyterlab.folder / "killed")
    name = jupyterlab.write_notebook("killed.ipynb", [OPEN.format("killed"), "desk(run)"])
    notebook = widget_lab.Notebook(page, jupyterlab, name).open().run_all()
    page.fill("[data-field=author]", "Ada")
    page.click(".wb-new >> nth=0")
    text = page.locator(".wb-paper textarea")
    text.press_sequentially("First words. ", delay=5)
    page.locator(".wb-state[data-state=saved]").wait_for(timeout=4000)
    notebook.kill_kernel()
    text.fill("First words. Last words.")

    notebook.after_a_kernel_death().run_all()
    page.get_by_text("was found in this browser and put back").wait_for()
    page.locator(".wb-state[data-state=saved]").wait_for(timeout=6000)
    with open_store(folder=run.study.folder) as store:
        assert [n.text for n in store.notes()] == ["First words. Last words."]
        assert store.conflicts() == ()


def test_criteria_are_kept_with_author_and_date_and_order_the_segments(
    jupyterlab: Any, page: Any, widget_lab: Any
) -> None:
    """Set in the form of notebook 5, there after a restart, and what a headless report ranks by."""
    run = widget_lab.make_study(jupyterlab.folder / "first")
    cells = [
        OPEN.format("first").replace("workbench.widgets import desk, explorer", "workbench import report"),
        "ground = report.ground(run)\nreport.criteria(ground)",
        "first = report.first(ground)\nfirst.ranking",
        "first.sensitivity",
    ]
    notebook = widget_lab.Notebook(page, jupyterlab, jupyterlab.write_notebook("first.ipynb", cells))
    notebook.open().run_all()
    panel = page.locator(".wb-priorities")
    panel.get_by_role("button", name="Add a criterion").click()
    row = panel.locator(".wb-criterion").nth(1)  # after the one from the data
    row.get_by_label("Criterion").fill("we know them")
    row.get_by_label("S3").fill("5")
    row.get_by_label("S3").press("Tab")
    panel.get_by_role("button", name="Save").click()
    panel.get_by_text("Not saved: write your name").wait_for()
    panel.get_by_label("Your name").fill("Ada")
    panel.get_by_role("button", name="Save").click()
    panel.get_by_text("as Ada").wait_for()

    kept = read_criteria(run.study)
    assert (kept[-1].name, kept[-1].axis, kept[-1].author) == ("we know them", "fit", "Ada")
    assert kept[-1].ratings["S3"] == 5.0
    assert kept[-1].time[:10] == datetime.now(UTC).date().isoformat()

    notebook.restart_and_run_all()
    row = page.locator(".wb-priorities .wb-criterion").last
    assert row.get_by_label("Criterion").input_value() == "we know them"
    page.get_by_text("The team set criteria and weights.").wait_for()
    assert page.get_by_text("Which segment first").count()  # attractiveness × fit
    assert page.get_by_text("Does the order hang on the weights?").count()

    ground = report.ground(Run(run.study, run.folder, interactive=False))
    assert "Set by Ada on" in str(report.criteria(ground)._repr_html_())
    assert report.first(ground).ranking.words.paragraphs[0].startswith("First: S")
