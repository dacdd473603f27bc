"""Claims that coded notes make: one a code, its participants as evidence."""

from __future__ import annotations

from collections.abc import Collection
from typing import cast

from workbench.config import FACTORS, Factor
from workbench.notes.codebook import SEPARATOR
from workbench.personas.claims import Claim
from workbench.personas.fields import FIELDS, field_of_topic
from workbench.personas.ground import Ground


def theme_claims(ground: Ground, segments: Collection[str], *, persona: str) -> list[Claim]:
    """An inference for each code whose topmost name is a field ("Pains > Queues" under Pains).

    Evidence are the excerpts of participants of these segments; codes of other topics stay in the code table.
    """
    claims = []
    notes = {n.id for n in ground.notes if ground.segment_now[n.id] in segments}
    for code in ground.codes:
        topic, _, theme = code.path.partition(SEPARATOR)
        field = field_of_topic(topic)
        own = [x for x in ground.excerpts if x.code == code.id and x.note in notes and x.state != "lost"]
        if field and theme and own:
            given = next((f for x in own for f in FACTORS if f == x.factor), None)
            factor = cast("Factor | None", given) or FIELDS[field].factor
            said = tuple(ground.said(x) for x in own)
            claims.append(Claim(f"{persona}/{field}/{code.id}", field, theme, "inference", factor, said=said))
    return claims


def quote_claim(ground: Ground, segments: Collection[str], *, persona: str, chosen: str = "") -> Claim | None:
    """A quotation: the excerpt that a person chose, else the longest of up to 240 characters that may be quoted.

    It is a span of a note whose participant agreed; None when there is no such span.
    """
    own = [
        x for x in ground.excerpts
        if (x.id == chosen if chosen else ground.segment_now.get(x.note) in segments) and ground.said(x).quote
    ]  # fmt: skip
    short = [x for x in own if len(x.quote) <= 240] or own
    if not short:
        return None
    best = max(short, key=lambda x: (len(x.quote), x.id))
    said = ground.said(best)
    return Claim(f"{persona}/quote/{best.id}", "quote", said.quote, "fact", None, said=(said,))
