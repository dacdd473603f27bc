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
PAPER = 860  # what A4 leaves a chart beside its title and its caption
# at once, as a printer takes them: charts with their sizes, and bands of flow charts that reach from side to side
PRINTED = """() => {
    dispatchEvent(new Event('beforeprint'));
    const boxes = (of) => [...document.querySelectorAll(of)].map(e => e.getBoundingClientRect());
    return [boxes('.js-plotly-plot .main-svg:first-of-type').map(b => [b.width, b.height]),
            boxes('.sankey-link').filter(b => b.width > 500).length];
}"""
# charts follow a new width a moment later; a policy without eval lets nothing but a promise wait for it
NARROW = """new Promise(done => {
    const width = () => document.documentElement.scrollWidth;
    const look = (left) => (width() === 390 || !left ? done(width()) : setTimeout(look, 50, left - 1));
    look(100);
})"""


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_small_silent_accessible_and_fits_screen_phone_and_paper(
    browser: Browser, sample_run: Path, name: str
) -> None:
    """One visit, under the page's own policy: a visit costs more than what is asked of it."""
    path = sample_run / name
    assert path.stat().st_size <= LIMIT
    with viewed(browser, path) as seen:
        page = seen.page
        figures = page.locator("figure.chart").count()
        assert page.locator("html").get_attribute("data-charts") == str(figures)
        assert seen.charts == figures
        assert page.locator(".error").count() == 0
        assert violations(seen) == []
        page.emulate_media(color_scheme="dark")
        assert violations(seen) == []
        page.set_viewport_size({"width": 390, "height": 844})
        assert page.evaluate(NARROW) == 390
        sizes, bands = page.evaluate(PRINTED)
        assert len(sizes) == figures
        assert all(0 < width <= 690 and 0 < height <= PAPER for width, height in sizes)
        assert bands == page.locator(".sankey-link").count()
        assert (seen.requests, seen.messages) == ([path.as_uri()], [])


@pytest.mark.parametrize("name", PAGES)
def test_every_figure_has_words_and_every_heading_its_level(sample_run: Path, name: str) -> None:
    page = lxml.html.fromstring((sample_run / name).read_bytes())
    for plot in page.find_class("chart-plot"):
        assert len(plot.get("aria-label")) > 20
    assert not [t for t in page.find_class("chart-title") if t.text_content().startswith("Figure ")]
    assert len(page.find_class("numbers")) == len(page.find_class("chart-plot"))
    assert page.get("lang") == "en"
    levels = [int(h.tag[1]) for h in page.iter("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    links = [a.get("href") for a in page.xpath("//nav[@class='contents']//a")]
    assert links == [f"#{h.get('id')}" for h in page.xpath("//h2[@id]|//h3[@id]")][: len(links)]


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
