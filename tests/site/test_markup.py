"""Markdown and HTML are cleaned, and headings put in order."""

from __future__ import annotations

import pytest
from markupsafe import Markup

from workbench.site.markup import Heading, Outline, clean, markdown, visible


def test_our_classes_stay_and_others_go() -> None:
    assert clean('<div class="wb-card evil" style="x:y" id="looks">a</div>') == '<div class="wb-card">a</div>'


def test_ids_of_ours_stay_and_can_be_referred_to() -> None:
    html = '<section aria-labelledby="wb-p1"><h3 id="wb-p1">Ada</h3></section>'
    assert clean(html) == html
    assert clean('<p aria-labelledby="library">a</p>') == "<p>a</p>"


@pytest.mark.parametrize("kind", ["png", "svg+xml"])
def test_a_picture_may_lie_in_the_page_and_nowhere_else(kind: str) -> None:
    assert clean(f'<img src="data:image/{kind};base64,AA==" alt="a face">').count("src=") == 1
    assert clean('<p><img src="face.png" alt="a face"></p>') == "<p>a face</p>"
    assert clean('<img src="data:image/png;base64,AA==">') == '<img alt="" src="data:image/png;base64,AA==">'
    assert "src" not in clean('<img src="data:text/html,x">')


def test_links_of_data_lead_nowhere_they_should_not() -> None:
    assert 'href="https://example.org"' in clean('<a href="https://example.org">a</a>')
    for address in ("javascript:f()", "data:text/html,x", "//example.org", "vbscript:x"):
        assert "href" not in clean(f'<a href="{address}">a</a>')


def test_tables_of_the_lab_survive() -> None:
    html = '<table class="wb-table"><caption>c</caption><thead><tr><th scope="col" class="wb-number">n</th></tr></thead></table>'
    assert clean(html).replace("<tbody></tbody>", "") == html


def test_markdown_shows_html_as_text() -> None:
    assert "<b>" not in markdown("a <b>x</b>")
    assert "&lt;b&gt;x" in markdown("a <b>x</b>")


def test_a_pasted_picture_is_shown() -> None:
    html = markdown("![plan](attachment:plan.png)", {"plan.png": "data:image/png;base64,AA=="})
    assert '<img src="data:image/png;base64,AA==" alt="plan">' in html


def test_headings_never_skip_a_level() -> None:
    outline = Outline()
    levels = [outline.place(Markup(f"<h{wish}>x</h{wish}>"), listed=True)[:3] for wish in (1, 4, 4, 6, 2, 3)]
    assert levels == ["<h2", "<h3", "<h4", "<h5", "<h2", "<h3"]


def test_headings_of_an_output_stand_below_their_section() -> None:
    outline = Outline()
    outline.place(Markup("<h3>x</h3>"), listed=True)  # becomes h2: the first
    assert outline.place(Markup("<h1>Ada</h1><h5>Goals</h5>"), listed=False) == "<h3>Ada</h3><h4>Goals</h4>"
    assert len(outline.headings) == 1


def test_the_same_heading_twice_has_two_ids() -> None:
    outline = Outline()
    outline.place(Markup("<h2>Sizes</h2><h2>Sizes</h2><h2>大小</h2>"), listed=True)
    assert outline.headings == [
        Heading(2, "s-sizes", "Sizes"),
        Heading(2, "s-sizes-2", "Sizes"),
        Heading(2, "s-part", "大小"),
    ]


def test_a_name_that_nobody_can_see_is_replaced() -> None:
    assert visible("\u200b\ufeff ", "no name") == "no name"
    assert visible(" Ада ", "no name") == "Ада"


def test_no_sign_of_a_tag_stays_inside_a_value() -> None:
    html = clean(
        '<td title="a><script>f()</script>">x</td><p title="<b>">y</p><img src="data:image/svg+xml,<svg>">'
    )
    assert html == 'x<p title="b">y</p><img alt="" src="data:image/svg+xml,%3Csvg%3E">'


def test_an_empty_heading_of_a_table_is_a_cell() -> None:
    html = clean('<table><tr><th scope="col"></th><th scope="col">n</th></tr></table>')
    assert "<td></td><th scope" in html
