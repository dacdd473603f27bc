"""Personas → cards. Everything is formatted here and escaped by the template; nothing is computed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import jinja2
from markupsafe import Markup

from workbench.cards.faces import face
from workbench.display import percent
from workbench.personas import FIELDS, GROUPS, MARKS, SHOWN_APART, Claim, Persona, Personas

SHOWN_QUESTIONS = 4
ON_A_SIDE = 34  # claims that fit on one A4 side beside head, quotation and questions
DENSE = 32  # claims from which the print is set smaller, in three columns
_LEVELS = {
    "proto": "Proto-persona: numbers and assumptions, too few interviews",
    "qualitative": "Qualitative persona: interviews are saturated",
    "statistical": "Statistical persona: saturated interviews on stable, large segments",
}


@dataclass(frozen=True, slots=True)
class Cards:
    """Cards as a notebook and a page show them; `str` is text for reading without HTML."""

    html: Markup

    def _repr_html_(self) -> str:
        return str(self.html)

    def __str__(self) -> str:
        return self.html.striptags()


def cards(personas: Personas | Sequence[Persona], *, names: Mapping[str, str] | None = None) -> Cards:
    """One card a persona, after a sheet of all of them.

    Parameters
    ----------
    personas
        The personas; those of `workbench.personas.draft` bring the names of their segments.
    names
        Segment → name.
    """
    own = personas.personas if isinstance(personas, Personas) else tuple(personas)
    titles = personas.names if isinstance(personas, Personas) else names or {}
    shown = [_card(persona, titles) for persona in own]
    warning = personas.shares.warning if isinstance(personas, Personas) else ""
    return Cards(Markup(_template("cards.html.j2").render(cards=shown, marks=MARKS, warning=warning)))  # noqa: S704 - autoescaped


def page(personas: Personas | Sequence[Persona], *, title: str, language: str = "en") -> str:
    """A file of its own with all cards, each on one A4 side when printed; no request to any address."""
    style = Markup(stylesheet())  # noqa: S704 - our own file
    return _template("page.html.j2").render(
        title=title, language=language, body=cards(personas).html, style=style
    )


def stylesheet() -> str:
    """The cards' own style, for a page that shows them."""
    return files("workbench.cards").joinpath("templates/cards.css").read_text("utf-8")


def _template(name: str) -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("workbench.cards"), autoescape=True, trim_blocks=True, lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )  # fmt: skip
    return environment.get_template(name)


def _card(persona: Persona, names: Mapping[str, str]) -> dict[str, Any]:
    style, most = persona.face, _most_a_field(persona)
    return {
        "id": persona.id,
        "name": persona.name,
        "face": face(style["style"], style["seed"]),
        "level": persona.graded.level,
        "level_words": _LEVELS[persona.graded.level],
        "reason": persona.graded.reason,
        "interviews": persona.interviews,
        "people": f"{persona.people:,}",
        "segments": [f"{s} · {names.get(s, s)} ({percent(w)})" for s, w in persona.segments.items()],
        "tagline": _first(persona, "tagline"),
        "quote": _quote(persona),
        "groups": _groups(persona, most),
        "dense": sum(min(len(persona.of_field(f)), most) for f in FIELDS if f not in SHOWN_APART) >= DENSE,
        "more_claims": [
            {"title": field.title, **_claim(c)}
            for field in FIELDS.values()
            for c in _own_first(persona, field.name)[most:]
            if field.name not in SHOWN_APART
        ],
        "distributions": [_distribution(d.to_record()) for d in persona.distributions],
        "questions": [c.text for c in persona.of_field("open_questions")][:SHOWN_QUESTIONS],
        "more_questions": [c.text for c in persona.of_field("open_questions")][SHOWN_QUESTIONS:],
        "joint": [row for row in persona.joint if row.verdict != "silent"],
    }


def _first(persona: Persona, field: str) -> str:
    return next((claim.text for claim in persona.of_field(field)), "")


def _quote(persona: Persona) -> dict[str, str] | None:
    for claim in persona.of_field("quote"):
        for said in claim.said:
            if said.quote:
                return {"text": said.quote, "who": "A participant who agreed to be quoted"}
    return None


def _most_a_field(persona: Persona) -> int:
    """How many claims a field shows, so that the card fits on its side; the others unfold."""
    counts = [len(persona.of_field(name)) for name in FIELDS if name not in SHOWN_APART]
    return next((most for most in (3, 2) if sum(min(n, most) for n in counts) <= ON_A_SIDE), 1)


def _own_first(persona: Persona, field: str) -> list[Claim]:
    """The claims of a field, those that people wrote or accepted first."""
    return sorted(persona.of_field(field), key=lambda claim: claim.author == "program")


def _groups(persona: Persona, most: int) -> list[dict[str, Any]]:
    groups = []
    for group in GROUPS:
        fields = [
            {"title": field.title, "claims": [_claim(c) for c in _own_first(persona, field.name)[:most]]}
            for field in FIELDS.values()
            if field.group == group and field.name not in SHOWN_APART
        ]
        fields = [field for field in fields if field["claims"]]
        if fields:
            groups.append({"title": group, "fields": fields})
    return groups


def _claim(claim: Claim) -> dict[str, Any]:
    people = len({s.participant for s in claim.said})
    base = []
    if claim.statistics:
        base.append("a number" if len(claim.statistics) == 1 else f"{len(claim.statistics)} numbers")
    if people:
        base.append("1 participant" if people == 1 else f"{people} participants")
    return {
        "text": claim.text,
        "kind": claim.kind,
        "status": claim.status,
        "mark": MARKS[claim.status],
        "base": " and ".join(base),
        "counter": claim.counter,
        "review": claim.review,
        "quotes": [s.quote for s in (*claim.said, *claim.against_said) if s.quote],
    }


def _distribution(record: Mapping[str, Any]) -> dict[str, Any]:
    levels = [
        {"level": level["level"], "share": percent(level["share"]), "value": round(level["share"], 4),
         "total": percent(level["total"])}
        for level in record["levels"]
    ]  # fmt: skip
    return {"title": record["title"], "n": f"{record['n']:,}", "levels": levels}
