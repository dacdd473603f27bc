"""A study in which every name, label and sentence is an attack: nothing runs, and the page stays whole."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from executed_study import write_run
from payloads import PAYLOADS
from viewing import viewed, violations

from workbench.site import write_index, write_pages

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SKELETON = """() => ({
  main: document.querySelectorAll('body > .frame > main').length,
  figures: document.querySelectorAll('main > figure.chart').length,
  outside: [...document.querySelectorAll('script')].filter(s => s.src).length,
  foreign: [...document.querySelectorAll('a[href]')].map(a => a.getAttribute('href'))
    .filter(h => /^\\s*(javascript|data|vbscript):/i.test(h)),
  pictures: [...document.querySelectorAll('img, image, iframe, object, embed, form, base, link[rel=stylesheet]')]
    .filter(e => !(e.getAttribute('src') || 'data:').startsWith('data:')).length,
  handlers: [...document.querySelectorAll('main *')].filter(e => [...e.attributes].some(a => /^on/.test(a.name))).length,
  linked: document.querySelectorAll('.js-plotly-plot a').length,
})"""


class Attack:
    """Gives every text that is asked of it another payload, so that each reaches many places."""

    def __init__(self, first: int) -> None:
        self.next = first

    def __call__(self, text: str) -> str:
        self.next += 1
        return f"{PAYLOADS[self.next % len(PAYLOADS)]} {text}"


def test_there_are_sixty_payloads_and_more() -> None:
    assert len(set(PAYLOADS)) >= 60


@pytest.mark.parametrize("first", [0, 20, 40])
def test_no_text_becomes_markup_or_script(browser: Browser, tmp_path: Path, first: int) -> None:
    attack = Attack(first)
    run = write_run(tmp_path / "reports" / "coffee" / "run", attack, names=("5_report",))
    write_pages(run, heading=attack("Coffee"), code="folded")
    write_index(tmp_path / "reports")
    with viewed(browser, run / "index.html", bypass_csp=True) as seen:  # safe without the policy's help, too
        seen.page.mouse.move(500, 700)
        seen.page.locator(".chart-plot").first.hover()
        skeleton = seen.page.evaluate(SKELETON)
        assert seen.dialogs == []
        assert skeleton == {
            "main": 1, "figures": 4, "outside": 0, "foreign": [], "pictures": 0, "handlers": 0, "linked": 0,
        }  # fmt: skip
        assert [request for request in seen.requests if not request.startswith(("file:", "data:"))] == []
        assert seen.page.locator("html").get_attribute("data-charts") == "4"
        assert seen.page.locator("nav.pages a").count() == 1
        assert violations(seen) == []
    with viewed(browser, tmp_path / "reports" / "index.html", bypass_csp=True) as seen:
        assert seen.dialogs == []
        assert seen.page.locator(".runs-table tbody tr").count() == 1
        assert violations(seen) == []
