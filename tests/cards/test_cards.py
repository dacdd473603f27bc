"""Cards: everything escaped, nothing fetched, nothing without its ground."""

from __future__ import annotations

import dataclasses
import json
import re
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from chromium import a_page

from workbench.cards import STYLES, cards, face, page
from workbench.errors import InputError
from workbench.personas import FIELDS, SHOWN_APART, Claim, Persona, Said, Statistic
from workbench.personas.levels import Graded

BAD = "<script>alert(1)</script>\" onload='x' {{ 7*7 }}"


def persona(text: str = "Queues") -> Persona:
    said = Said("e", "n", "P77", text, "quote", "S1", "S1", text)
    number = Statistic("q1", text, "", "S1", 4.5, 4.2, 4.8, 3.1, 60)
    claims = (
        Claim("c0", "tagline", text, "assumption"),
        Claim("c1", "need", text, "fact", "need", (number,), against_said=(said,)),
        Claim("c2", "pains", text, "inference", "need", said=(said,), review=text),
        Claim("c3", "quote", text, "fact", None, said=(said,)),
        Claim("c4", "scenario", text, "assumption"),
        Claim("c5", "open_questions", text, "assumption"),
    )
    return Persona(
        "S1", text, {"style": "shapes", "seed": text}, {"S1": 1.0}, Graded("proto", text), 1, 60, claims
    )


def test_text_of_people_and_data_cannot_become_markup() -> None:
    html = page([persona(BAD)], title=BAD, language="en")
    assert "<script" not in html
    assert "49" not in re.sub(r"data:[^\"]*", "", html.split("<body>")[1])
    assert not re.search(r"<[^>]*\sonload=", re.sub(r'"[^"]*"', '""', html))
    assert str(cards([persona(BAD)])._repr_html_()).count("&lt;script&gt;") >= 8


def test_a_card_says_status_by_word_and_mark_and_names_nobody() -> None:
    html = str(cards([persona()]).html)
    assert "● supported" in html
    assert "◐ thin" in html
    assert "○ assumption" in html
    assert "1 against" in html
    assert "Review: Queues." in html
    assert "P77" not in html
    lines = re.findall(r'<dd class="wb-claim wb-(\w+)">(.*?)</dd>', html, re.DOTALL)
    assert len(lines) == 3
    assert all(status in text for status, text in lines)


def test_nothing_is_fetched() -> None:
    html = page([persona()], title="Coffee")
    assert not re.findall(r"(?:src|href)=[\"'](?!data:|#)", html)
    assert "url(" not in re.sub(r"data:[^\"]*", "", html)


def test_without_a_quotable_note_the_card_says_so() -> None:
    own = persona()
    silent = Persona(own.id, own.name, own.face, own.segments, own.graded, 0, 60, own.claims[:2])
    assert "No quotation yet" in str(cards([silent]).html)


def test_every_style_is_free_and_the_first_is_abstract() -> None:
    definitions = {
        style: json.loads(files("dicebear_styles").joinpath(f"{style}.json").read_text()) for style in STYLES
    }
    assert {d["meta"]["license"]["name"] for d in definitions.values()} == {"CC0 1.0"}
    assert STYLES[0] == "shapes"
    assert len({face(style, "x") for style in STYLES[:2]}) == 2


def test_a_style_of_another_name_is_refused() -> None:
    with pytest.raises(
        InputError, match=r"^personas, face: style 'shape'; expected shapes, .* Did you mean 'shapes'\?$"
    ):
        face("shape", "x")


def test_every_field_of_a_persona_has_a_place_on_the_card() -> None:
    special = {"name", "face", "tagline", "quote", "open_questions"}
    claims = tuple(
        Claim(f"c{f}", f, f"text of {f}", "assumption") for f in FIELDS if f not in {"name", "face", "quote"}
    )
    own = persona()
    html = str(cards([Persona(own.id, own.name, own.face, own.segments, own.graded, 0, 60, claims)]).html)
    assert [f for f in FIELDS if f not in special and f"text of {f}" not in html] == []
    assert "text of tagline" in html
    assert "text of open_questions" in html


LINE = "Less than others: “One coffee tastes much like another to me.” (mean 1.8 of 5, against 3.0 of all; n = 382)"


def filled(each: int) -> Persona:
    """A persona with so many lines in every field."""
    own = persona()
    said = own.claims[2].said
    claims = tuple(
        Claim(f"{field}{i}", field, LINE if i else f"{LINE} {field}", "inference", said=said)
        for field in FIELDS
        for i in range(each)
        if field not in {"name", "face"}
    )
    return dataclasses.replace(own, name="Ana", claims=claims)


@pytest.mark.browser
def test_each_card_prints_on_one_side_and_is_accessible(browser: Any, tmp_path: Path) -> None:
    shown = [persona(), filled(1), filled(3)]
    (tmp_path / "cards.html").write_text(page(shown, title="Coffee"), encoding="utf-8")
    with a_page(browser) as seen:
        seen.goto((tmp_path / "cards.html").as_uri())
        found = Axe().run(seen).response["violations"]
        assert [one["id"] for one in found] == []
        printed = seen.pdf(format="A4", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1 + len(shown)


def test_what_does_not_fit_unfolds_with_its_evidence() -> None:
    html = str(cards([filled(3)]).html)
    lines = re.findall(r'<dd class="wb-claim wb-(\w+)">(.*?)</dd>', html, re.DOTALL)
    assert len(lines) == sum(len(filled(3).of_field(f)) for f in FIELDS if f not in SHOWN_APART)
    assert all("◐ thin" in text for _, text in lines)
    assert "more lines with their evidence" in html
