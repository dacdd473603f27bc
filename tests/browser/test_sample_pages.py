"""The pages of the sample study as the real commands make them."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import TYPE_CHECKING

import lxml.html
import pytest
from viewing import viewed, violations

from workbench.artifacts.privacy import private_values
from workbench.site import publish, rules_for

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.notebook, pytest.mark.slow]
PAGES = ("index.html", "1_data.html", "2_segments.html", "3_explore.html", "4_personas.html")
LIMIT = 2_500_000


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_small_silent_and_whole(browser: Browser, sample_run: Path, name: str) -> None:
    path = sample_run / name
    assert path.stat().st_size <= LIMIT
    with viewed(browser, path) as seen:
        assert seen.requests == [path.as_uri()]
        assert seen.messages == []
        figures = seen.page.locator("figure.chart").count()
        assert seen.charts == figures
        assert seen.page.locator(".error").count() == 0
    for dark in (False, True):
        with viewed(browser, path, dark=dark, bypass_csp=True) as seen:
            assert violations(seen) == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_a_phone(browser: Browser, sample_run: Path, name: str) -> None:
    with viewed(
        browser, sample_run / name, width=390, is_mobile=True, has_touch=True, bypass_csp=True
    ) as seen:
        assert seen.page.evaluate("document.documentElement.scrollWidth") == 390


@pytest.mark.parametrize("name", PAGES)
def test_every_figure_has_words_and_every_heading_its_level(sample_run: Path, name: str) -> None:
    page = lxml.html.fromstring((sample_run / name).read_bytes())
    for plot in page.find_class("chart-plot"):
        assert len(plot.get("aria-label")) > 20
    assert not [t for t in page.find_class("chart-title") if t.text_content().startswith("Figure ")]
    levels = [int(h.tag[1]) for h in page.iter("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_no_page_and_no_notebook_copy_tells_of_this_machine(sample_run: Path) -> None:
    private = private_values(sample_run, sample_run.parents[2])
    for path in [*sample_run.glob("*.html"), *sample_run.glob("notebooks/*.ipynb"), sample_run / "run.json"]:
        text = path.read_text(encoding="utf-8")
        assert private.found(text) == (), path.name


def test_the_run_says_what_it_needs_for_its_pages(sample_run: Path) -> None:
    run = json.loads((sample_run / "run.json").read_text())
    assert run["status"] == "done"
    assert {
        "id",
        "study",
        "title",
        "started",
        "seed",
        "inputs",
        "versions",
        "steps",
        "segments",
    } <= run.keys()


def test_the_sample_study_can_be_shared(browser: Browser, sample_run: Path, tmp_path: Path) -> None:
    out = publish(sample_run, tmp_path, rules=rules_for(sample_run))
    assert {path.name for path in out.folder.iterdir()} == set(PAGES)
    with viewed(browser, out.folder / "index.html") as seen:
        assert seen.messages == []
