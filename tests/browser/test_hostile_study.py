"""A real study of attacks, from its files to its pages: nothing runs, no page breaks, nothing of this machine is told."""

from __future__ import annotations

import html
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hostile_study import WRITABLE, again, executed, hostile_study, told
from viewing import viewed

from workbench.artifacts import Run
from workbench.artifacts.privacy import private_values
from workbench.config import load_study
from workbench.report import compare_runs
from workbench.site import write_comparison, write_index, write_pages

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.notebook, pytest.mark.slow]
PAGES = ("index.html", "1_data.html", "2_segments.html", "3_explore.html", "4_personas.html")
EVIL = "evil.example"
PLANTED = "pl4nted-value-of-the-environment"
# what a page is made of, and what nothing from data may add to it
SKELETON = """() => ({
  frame: ['h1', 'main'].map(t => document.querySelectorAll(t).length),
  shown: getComputedStyle(document.querySelector('main')).display !== 'none',
  charts: document.querySelectorAll('figure.chart .js-plotly-plot').length - document.querySelectorAll('figure.chart').length,
  outside: [...document.querySelectorAll('[src], link[href], form[action], object, embed, iframe, base')]
    .map(e => e.outerHTML).filter(h => !/(src|href)="data:/.test(h)),
  links: [...document.querySelectorAll('a[href]')].map(a => a.protocol).filter(p => !['file:', 'https:', 'mailto:'].includes(p)),
  linked: document.querySelectorAll('.js-plotly-plot a').length,
  handlers: [...document.querySelectorAll('body *')].filter(e => [...e.attributes].some(a => /^on/i.test(a.name))).length,
})"""
WHOLE = {"frame": [1, 1], "shown": True, "charts": 0, "outside": [], "links": [], "linked": 0, "handlers": 0}


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The run of the hostile study with all its pages; beside it the same run again, and the two compared."""
    folder = tmp_path_factory.mktemp("hostile")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SHOP_PASSWORD", PLANTED)
        study_file = hostile_study(folder)
        made = folder / "reports" / "coffee" / "run-1"
        made.mkdir(parents=True)
        executed(study_file, made)
        study = load_study(study_file)
        told(made, f"{study.heading} {folder} {PLANTED} postgresql://ada:pw@db.example/notes")
        later = again(made, "run-2")
        for one in (made, later):
            write_pages(one, heading=study.heading, code="folded")
        write_index(folder / "reports")
        shown = compare_runs(Run(study, made), Run(study, later)).shown
        write_comparison(made, later, shown, heading=study.heading)
        yield made


def pages(run: Path) -> list[Path]:
    compared = run.parent / "compared" / "run-1_run-2.html"
    return [*(run / name for name in (*PAGES, "typing_tool.html")), compared, run.parents[1] / "index.html"]


def test_nothing_runs_and_no_page_breaks(browser: Browser, run: Path) -> None:
    """Without the pages' policy: what it would stop does not come to it."""
    for path in pages(run):
        with viewed(browser, path, bypass_csp=True) as seen:
            page = seen.page
            page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true })")
            for plot in page.locator(".chart-plot").all()[:4]:
                plot.hover(force=True)
            for field in page.locator("input[type=radio], input[type=checkbox]").all()[:12]:
                field.check()
            skeleton = page.evaluate(SKELETON)
            assert skeleton == WHOLE, path.name
            asked = [request for request in seen.requests if not request.startswith(("file:", "data:"))]
            assert (seen.dialogs, asked) == ([], []), path.name


def test_the_attacks_do_reach_the_pages(run: Path) -> None:
    text = html.unescape("".join(path.read_text(encoding="utf-8") for path in pages(run)))
    missing = [payload for payload in WRITABLE if payload[:30].strip() not in text]
    assert missing == []


def test_nothing_of_this_machine_is_on_a_page(run: Path) -> None:
    folder = run.parents[2]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SHOP_PASSWORD", PLANTED)
        private = private_values(run, folder)
        assert private.found((run / "run.json").read_text(encoding="utf-8"))  # they were planted
        for path in pages(run):
            text = path.read_text(encoding="utf-8")
            assert (PLANTED in text, str(folder) in text, "ada:pw" in text) == (False, False, False), (
                path.name
            )
            assert private.found(text) == (), path.name
