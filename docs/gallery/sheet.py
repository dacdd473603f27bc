"""All figures of a run on one sheet.

    python docs/gallery/sheet.py reports/<study>/<run> [sheet.html] [sheet.jpg]

Open the sheet in a browser and look at every figure: its title, its words, its colours in both themes. The
picture of it, four figures in a row, is the one in the docs; it needs Chromium.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from workbench.artifacts import NOTEBOOKS
from workbench.site.facts import Facts
from workbench.site.markup import Heading
from workbench.site.notebook import Document, Part, document
from workbench.site.pages import Frame, page

ROWS = """
.frame.frame { display: block; max-width: none; padding: 1rem; } .contents, .bottom, .top, h1, h2, .facts { display: none }
main.main, main { max-width: none !important; columns: 4; column-gap: 2rem; } details, figcaption { display: none }
figure.chart { break-inside: avoid; margin: 0 0 1.5rem; }
"""


def sheet(run: Path) -> str:
    """One page with every chart of the five notebooks, by notebook."""
    from markupsafe import Markup, escape

    parts: list[Part] = []
    headings: list[Heading] = []
    for name in NOTEBOOKS:
        path = run / "notebooks" / f"{name}.ipynb"
        charts = document(path).charts if path.is_file() else ()
        headings.append(Heading(2, f"s-{name}", name))
        parts.append(Part("prose", Markup(f'<h2 id="s-{name}">{escape(name)}: {len(charts)} figures</h2>')))  # noqa: S704
        for chart in charts:
            number = sum(part.chart is not None for part in parts) + 1
            parts.append(Part("chart", chart=replace(chart, number=number)))
    content = Document("All figures", tuple(parts), tuple(headings))
    return page(content, Frame(Facts(run.name, ""), "Gallery", audience="shared"))


def picture(sheet_page: Path, target: Path) -> None:
    """The sheet as one small picture."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests" / "support"))
    from chromium import browsing
    from viewing import viewed

    with (
        browsing() as browser,
        viewed(browser, sheet_page.resolve(), width=3000, device_scale_factor=0.5) as seen,
    ):
        seen.page.add_style_tag(content=ROWS)
        seen.page.evaluate(
            "Promise.all([...document.querySelectorAll('.js-plotly-plot')].map(Plotly.Plots.resize))"
        )
        seen.page.locator("main").screenshot(path=target, type="jpeg", quality=50)


if __name__ == "__main__":
    target = Path(sys.argv[2] if len(sys.argv) > 2 else "sheet.html")
    target.write_text(sheet(Path(sys.argv[1])), encoding="utf-8")
    if len(sys.argv) > 3:
        picture(target, Path(sys.argv[3]))
    print(target)  # noqa: T201
