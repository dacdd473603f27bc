"""Pages in a real Chromium: offline, silent, drawn, accessible, printable."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from executed_study import write_run
from viewing import viewed, violations

from workbench.site import write_index, write_pages

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two runs, one with its code folded and one without, and their index."""
    folder = tmp_path_factory.mktemp("site") / "reports"
    for day, code in ((20, "folded"), (21, "hidden")):
        run = folder / "coffee" / f"run-{day}"
        write_run(run, started=f"2026-11-{day}T14:30:00+00:00", names=("5_report", "1_data"))
        write_pages(run, heading="Coffee drinkers", code=code)
    write_index(folder)
    return folder


@pytest.mark.parametrize("run", ["run-20", "run-21"], ids=["folded", "hidden"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_a_page_draws_its_charts_without_a_request_and_axe_finds_nothing(
    browser: Browser, reports: Path, run: str, dark: bool
) -> None:
    page = reports / "coffee" / run / "index.html"
    with viewed(browser, page, dark=dark) as strict:  # under its own policy
        assert strict.page.locator("html").get_attribute("data-charts") == "4"
        assert strict.charts == 4
        assert strict.requests == [page.as_uri()]
        assert strict.messages == []
        assert "WebGL is not" not in strict.page.locator("body").inner_text()
    with viewed(browser, page, dark=dark, bypass_csp=True) as seen:
        assert violations(seen) == []


def test_a_phone_scrolls_down_only(browser: Browser, reports: Path) -> None:
    with viewed(
        browser,
        reports / "coffee" / "run-20" / "index.html",
        width=390,
        bypass_csp=True,
        is_mobile=True,
        has_touch=True,
    ) as seen:
        assert seen.page.evaluate("document.documentElement.scrollWidth") == 390
        assert violations(seen) == []


def test_charts_follow_the_theme_of_the_page(browser: Browser, reports: Path) -> None:
    with viewed(browser, reports / "coffee" / "run-20" / "index.html", bypass_csp=True) as seen:
        ink = "getComputedStyle(document.querySelector('.xtick text')).fill"
        light = seen.page.evaluate(ink)
        seen.page.emulate_media(color_scheme="dark")
        seen.page.wait_for_function(f"{ink} !== '{light}'")
        assert seen.page.evaluate(ink) == "rgb(228, 231, 234)"


def test_the_page_begins_with_a_link_to_its_content_and_focus_can_be_seen(
    browser: Browser, reports: Path
) -> None:
    with viewed(browser, reports / "coffee" / "run-20" / "index.html", bypass_csp=True) as seen:
        seen.page.keyboard.press("Tab")
        first = seen.page.locator(":focus")
        assert first.inner_text() == "Skip to the content"
        assert first.bounding_box()["x"] >= 0
        assert first.evaluate("e => getComputedStyle(e).outlineStyle") == "solid"
        seen.page.keyboard.press("Enter")
        assert seen.page.evaluate("document.activeElement.id") == "content"


def test_without_script_every_chart_is_told_in_words(browser: Browser, reports: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    try:
        page = context.new_page()
        page.goto((reports / "coffee" / "run-20" / "index.html").as_uri())
        assert page.locator(".chart-alt").first.is_visible()
        assert not page.locator(".chart-plot").first.is_visible()
    finally:
        context.close()


def test_printing_keeps_charts_whole_and_headings_with_their_text(
    browser: Browser, reports: Path, tmp_path: Path
) -> None:
    with viewed(browser, reports / "coffee" / "run-21" / "index.html", dark=True, bypass_csp=True) as seen:
        seen.page.evaluate("dispatchEvent(new Event('beforeprint'))")
        seen.page.emulate_media(media="print", color_scheme="light")
        widths = seen.page.evaluate(
            "[...document.querySelectorAll('.main-svg')].map(s => s.getBoundingClientRect().width)"
        )
        assert max(widths) <= 690
        pdf = seen.page.pdf(path=tmp_path / "page.pdf", format="A4")
        assert pdf.startswith(b"%PDF")


def test_the_index_filters_and_sorts_without_a_server(browser: Browser, reports: Path) -> None:
    with viewed(browser, reports / "index.html", bypass_csp=True) as seen:
        rows = seen.page.locator(".runs-table tbody tr")
        assert rows.first.inner_text().startswith("21 November 2026")
        seen.page.get_by_role("button", name="Started").click()
        assert rows.first.inner_text().startswith("20 November 2026")
        seen.page.get_by_label("Find").fill("run-21")
        assert rows.locator("visible=true").count() == 1
        assert violations(seen) == []


def test_runs_lead_to_their_neighbours(browser: Browser, reports: Path) -> None:
    with viewed(browser, reports / "coffee" / "run-20" / "index.html") as seen:
        seen.page.get_by_role("link", name="Later run").click()
        seen.page.wait_for_url("**/run-21/index.html")
        seen.page.get_by_role("link", name="Later run").click()
        assert seen.page.get_by_role("heading", level=1).inner_text() == "There is no later run"
        seen.page.get_by_role("link", name="Back to the run").click()
        seen.page.get_by_role("link", name="Data").click()
        assert seen.page.url.endswith("/coffee/run-21/1_data.html")
