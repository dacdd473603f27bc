"""Sections with nothing to show become one list at the end of a page; every other section stays where it is."""

from __future__ import annotations

from typing import Any

from workbench.display import Prose
from workbench.site.notebook import Document, document

SILENT = Prose.of("The study has no purchases, so <growth> cannot be shown.", tone="silent")


def cell(source: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "source": source}


def shown(*findings: Prose) -> dict[str, Any]:
    outputs = [{"output_type": "display_data", "data": {"text/html": f._repr_html_()}} for f in findings]
    return {"cell_type": "code", "source": "show()", "outputs": outputs}


def made(*cells: dict[str, Any], code: Any = "hidden") -> Document:
    return document({"cells": [cell("# Report\n\nWhat is it?"), *cells]}, code=code)


def test_a_silent_section_is_told_at_the_end_with_its_reason_once() -> None:
    page = made(
        cell("## Growth\n\nWhere to?"),
        shown(SILENT, SILENT, Prose.of()),
        cell("### By month"),
        cell("## Sizes\n\nHow many?"),
        shown(Prose.of("Five.")),
    )
    assert [heading.text for heading in page.headings] == ["Sizes", "What this study cannot show"]
    assert page.parts[-1].html == (
        '<h2 id="s-not-shown">What this study cannot show</h2><ul><li><strong>Growth</strong>: '
        "The study has no purchases, so &lt;growth&gt; cannot be shown.</li></ul>"
    )
    assert "Where to?" not in "".join(part.html for part in page.parts)


def test_a_section_that_says_anything_else_stays() -> None:
    page = made(cell("## Growth"), shown(SILENT), shown(Prose.of("Up.")))
    assert [heading.text for heading in page.headings] == ["Growth"]
    assert "no purchases" in page.parts[-2].html


def test_a_section_without_a_finding_stays() -> None:
    assert [heading.text for heading in made(cell("## Notes\n\nBy hand.")).headings] == ["Notes"]


def test_code_that_is_shown_keeps_its_section() -> None:
    page = made(cell("## Growth"), shown(SILENT), code="folded")
    assert [heading.text for heading in page.headings] == ["Growth"]
