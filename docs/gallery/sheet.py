"""All figures of a run on one sheet.

    python docs/gallery/sheet.py reports/<study>/<run> [sheet.html]

Open the sheet in a browser and look at every figure: its title, its words, its colours in both themes.
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


if __name__ == "__main__":
    target = Path(sys.argv[2] if len(sys.argv) > 2 else "sheet.html")
    target.write_text(sheet(Path(sys.argv[1])), encoding="utf-8")
    print(target)  # noqa: T201
