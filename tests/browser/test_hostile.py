"""A study in which every name, label and sentence is an attack: nothing runs, and the page stays whole."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat
import pandas as pd
import plotly.graph_objects as go
import pytest
from executed_study import write_run
from payloads import PAYLOADS
from viewing import viewed, violations

from workbench.figures.style import dress
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


WHOLE = {"main": 1, "outside": 0, "foreign": [], "pictures": 0, "handlers": 0, "linked": 0}


class Attack:
    """Gives every text that is asked of it another payload, so that each reaches many places."""

    def __init__(self) -> None:
        self.next = 0

    def __call__(self, text: str) -> str:
        self.next += 1
        return f"{PAYLOADS[self.next % len(PAYLOADS)]} {text}"


def everything() -> nbformat.NotebookNode:
    """A notebook that shows every payload as Markdown, as HTML, as text, as an error and in a figure."""
    cells = [nbformat.v4.new_markdown_cell("# Everything")]
    for payload in PAYLOADS:
        shown = [
            nbformat.v4.new_output("display_data", data={"text/html": payload}),
            nbformat.v4.new_output("display_data", data={"text/markdown": payload}),
            nbformat.v4.new_output("stream", name="stdout", text=payload),
            nbformat.v4.new_output("error", ename=payload, evalue=payload, traceback=[payload]),
        ]
        cells += [nbformat.v4.new_markdown_cell(payload), nbformat.v4.new_code_cell(payload, outputs=shown)]
    texts = list(PAYLOADS)
    bars = go.Figure(
        go.Bar(x=list(range(1, len(texts) + 1)), y=texts, orientation="h", text=texts, hovertext=texts)
    )
    for text in texts:
        bars.add_scatter(x=[1], y=[text], name=text, mode="markers+text", text=[text])
        bars.add_annotation(x=1, y=text, text=text)
    bars.update_layout(xaxis_title=texts[0], legend_title=texts[3], height=1600)
    table = pd.DataFrame({text: [text] for text in texts})
    dress(bars, title=" ".join(texts), alt=" ".join(texts), caption=" ".join(texts), table=table)
    data = {"application/vnd.plotly.v1+json": json.loads(bars.to_json())}
    cells.append(
        nbformat.v4.new_code_cell("figure", outputs=[nbformat.v4.new_output("display_data", data=data)])
    )
    return nbformat.v4.new_notebook(cells=cells)


def test_there_are_sixty_payloads_and_more() -> None:
    assert len(set(PAYLOADS)) >= 60


def test_nothing_of_a_hostile_notebook_runs(browser: Browser, tmp_path: Path) -> None:
    run = write_run(tmp_path / "reports" / "coffee" / "run", names=())
    (run / "notebooks" / "5_report.ipynb").write_text(nbformat.writes(everything()))
    write_pages(run, heading="Coffee", code="folded")
    with viewed(browser, run / "index.html", bypass_csp=True) as seen:  # safe without the policy's help, too
        seen.page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true })")
        seen.page.locator(".chart-plot").scroll_into_view_if_needed()
        for y in range(100, 800, 100):
            seen.page.mouse.move(600, y)
        assert seen.page.evaluate(SKELETON) == {**WHOLE, "figures": 1}
        assert seen.page.locator("html").get_attribute("data-charts") == "1"
        assert (seen.dialogs, _outside(seen.requests)) == ([], [])
        assert violations(seen) == []


def test_a_study_of_hostile_names_is_a_whole_page(browser: Browser, tmp_path: Path) -> None:
    attack = Attack()
    run = write_run(tmp_path / "reports" / "coffee" / "run", attack, names=("5_report",))
    write_pages(run, heading=attack("Coffee"), code="folded")
    write_index(tmp_path / "reports")
    with viewed(browser, run / "index.html", bypass_csp=True) as seen:
        seen.page.locator(".chart-plot").first.hover()
        assert seen.page.evaluate(SKELETON) == {**WHOLE, "figures": 4}
        assert seen.page.locator("html").get_attribute("data-charts") == "4"
        assert seen.page.locator("nav.pages a").count() == 1
        assert (seen.dialogs, _outside(seen.requests)) == ([], [])
        assert violations(seen) == []
    with viewed(browser, tmp_path / "reports" / "index.html", bypass_csp=True) as seen:
        assert seen.page.locator(".runs-table tbody tr").count() == 1
        assert (seen.dialogs, _outside(seen.requests)) == ([], [])
        assert violations(seen) == []


def _outside(requests: list[str]) -> list[str]:
    return [request for request in requests if not request.startswith(("file:", "data:"))]
