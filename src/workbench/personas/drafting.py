"""Personas from the ground they rest on: proposed by the program, changed by people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from workbench.display import count, percent
from workbench.notes import Excerpt
from workbench.personas.claims import Claim, Statistic
from workbench.personas.edits import CLAIM, PERSONA, WEIGHT
from workbench.personas.fields import FIELDS
from workbench.personas.ground import Ground
from workbench.personas.joint import JointRow, joint_display
from workbench.personas.levels import Graded, grade
from workbench.personas.review import marked
from workbench.personas.shares import Shares, note_weights, persona_shares
from workbench.personas.statistics import Distribution, distributions, statistic_claims
from workbench.personas.themes import quote_claim, theme_claims
from workbench.schemas import segment_order

DEFAULT_STYLE = "shapes"
WHOM = {"b2c": "B2C: people who buy for themselves", "b2b": "B2B: people who buy for a firm"}


@dataclass(frozen=True, slots=True)
class Persona:
    """One persona: the segments it draws on, its claims, and how far they carry."""

    id: str
    name: str
    face: Mapping[str, str]
    segments: Mapping[str, float]
    graded: Graded
    interviews: int
    people: int
    claims: tuple[Claim, ...]
    distributions: tuple[Distribution, ...] = ()
    author: str = "program"

    def of_field(self, field: str) -> list[Claim]:
        return [claim for claim in self.claims if claim.field == field]

    @property
    def joint(self) -> list[JointRow]:
        """Statistic, theme and quote side by side, contradictions first."""
        return joint_display(self.claims)

    def to_record(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "id": self.id,
            "name": self.name,
            "face": dict(self.face),
            "segments": {s: round(w, 6) for s, w in self.segments.items()},
            "level": self.graded.level,
            "level_reason": self.graded.reason,
            "interviews": self.interviews,
            "people": self.people,
            "claims": [claim.to_record() for claim in self.claims],
            "distributions": [d.to_record() for d in self.distributions],
            "author": self.author,
        }


@dataclass(frozen=True, slots=True)
class Personas:
    """All personas of a study, and what each takes from each segment."""

    personas: tuple[Persona, ...]
    shares: Shares
    names: Mapping[str, str]

    @property
    def joint(self) -> dict[str, Any]:
        """The joint display of each persona, by its name."""
        return {persona.name: persona.joint for persona in self.personas}

    def to_record(self) -> dict[str, Any]:
        """Plain values for personas.json: equal ground gives equal text."""
        return {
            "personas": [persona.to_record() for persona in self.personas],
            "shares": self.shares.of_persona.round(6).to_dict("index"),
            "warning": self.shares.warning,
        }


def draft(ground: Ground) -> Personas:
    """Draw up the personas: one a segment, as the numbers and coded notes have it, then what people changed.

    Nothing is invented: a field that neither a number nor a note fills stays an open question.
    """
    cards = {
        key.removeprefix(PERSONA): value for key, value in ground.decisions.items() if key.startswith(PERSONA)
    }
    wanted = {s: {s: 1.0} for s in ground.living}
    wanted |= {p: dict(card["segments"]) for p, card in cards.items() if card.get("segments")}
    wanted = {p: own for p, own in wanted.items() if not cards.get(p, {}).get("dropped")}
    personas = [_persona(ground, p, segments, cards.get(p, {})) for p, segments in wanted.items()]
    given = {
        key.removeprefix(WEIGHT): value["weights"]
        for key, value in ground.decisions.items()
        if key.startswith(WEIGHT)
    }
    notes = {n.id: ground.segment_now[n.id] for n in ground.notes if n.method != "survey comment"}
    notes = {note: segment for note, segment in notes.items() if segment in ground.living}
    weights = note_weights(wanted, notes, given)
    titles = {p.id: p.name for p in personas}
    shares = persona_shares([(titles[p], s, w) for p, s, w in weights if p in titles])
    return Personas(tuple(personas), shares, ground.names)


def _persona(ground: Ground, persona: str, segments: Mapping[str, float], card: Mapping[str, Any]) -> Persona:
    total = sum(segments.values())
    of = {s: w / total for s, w in segments.items()}
    own = frozenset(of)
    program: list[Claim] = []
    for segment in (s for s in of if s in ground.living):
        program += _facts(ground, segment, persona=persona, alone=len(of) == 1)
    program += theme_claims(ground, own, persona=persona)
    quote = quote_claim(ground, own, persona=persona, chosen=card.get("quote", ""))
    if quote:
        program.append(quote)
    program += _whole(ground, persona, own)
    claims = _with_decisions(ground, persona, program)
    claims += _open_questions(persona, claims)
    claims = [marked(claim.checked(), segments=own, living=ground.living) for claim in claims]
    interviewed = {
        n.participant for n in ground.notes if n.method == "interview" and ground.segment_now[n.id] in own
    }
    people = int(ground.segments["segment"].astype(str).isin(own).sum())
    names = [ground.names.get(s, s) for s in of]
    return Persona(
        id=persona,
        name=card.get("name") or " and ".join(names),
        face=card.get("face") or {"style": DEFAULT_STYLE, "seed": persona},
        segments=of,
        graded=grade(
            interviews=len(interviewed),
            saturation=ground.saturation(own).ratio,
            stable=own <= ground.stable,
            people=people,
        ),
        interviews=len(interviewed),
        people=people,
        claims=tuple(sorted(claims, key=_card_order)),
        distributions=tuple(
            d
            for s in of
            for d in distributions(ground.profile, s, ground.variables, min_cell=ground.min_cell)
        ),
        author="people" if card else "program",
    )


def _card_order(claim: Claim) -> tuple[int, int, str]:
    return list(FIELDS).index(claim.field), 0 if claim.statistics else 1, claim.id


def _facts(ground: Ground, segment: str, *, persona: str, alone: bool) -> list[Claim]:
    """What the numbers of a segment say; of several segments each line names its own."""
    claims = statistic_claims(
        ground.profile, segment, ground.variables, persona=persona, customer_type=ground.customer_type
    )
    name = ground.names.get(segment, segment)
    return claims if alone else [replace(claim, text=f"{name}: {claim.text}") for claim in claims]


def _whole(ground: Ground, persona: str, own: frozenset[str]) -> list[Claim]:
    """What is said of all its segments together: how large it is, and whether people or firms buy."""
    segments = ground.segments
    inside = segments["segment"].astype(str).isin(own)
    weights = segments["weight"].astype(float)
    share, n = float(weights[inside].sum() / weights.sum()), int(inside.sum())
    statistics = tuple(_share_of(segments, s) for s in sorted(own & set(ground.living), key=segment_order))
    text = f"{percent(share)} of all people (n = {count(n)}); what that is worth is in the report"
    claims = [Claim(f"{persona}/priority/size", "priority", text, "fact", None, statistics)]
    if n and ground.kind in WHOM:
        everyone = tuple(replace(s, variable="kind", title="Who buys", value=1.0) for s in statistics)
        words = f"{WHOM[ground.kind]}, as everybody in this study (n = {count(n)})"
        claims.append(
            Claim(f"{persona}/customer_type/kind", "customer_type", words, "fact", "demographic", everyone)
        )
    return claims


def _share_of(segments: pd.DataFrame, segment: str) -> Statistic:
    weights, inside = segments["weight"].astype(float), segments["segment"].astype(str) == segment
    share = float(weights[inside].sum() / weights.sum())
    return Statistic("segment", "Share of people", "", segment, share, None, None, 1.0, int(inside.sum()))


def _with_decisions(ground: Ground, persona: str, program: Sequence[Claim]) -> list[Claim]:
    """The program's claims with people's changes, then people's own."""
    claims = {claim.id: claim for claim in program}
    statistics = {claim.id: claim.statistics for claim in program}
    excerpts = {x.id: x for x in ground.excerpts if x.state != "lost"}
    for key, edit in sorted(ground.decisions.items()):
        if not key.startswith(CLAIM) or edit["persona"] != persona:
            continue
        entity = key.removeprefix(CLAIM)
        if edit["removed"]:
            claims.pop(entity, None)
            continue
        base = claims.get(entity) or Claim(entity, edit["field"], "", "assumption")
        claims[entity] = _edited(ground, base, edit, excerpts, statistics)
    return list(claims.values())


def _edited(
    ground: Ground,
    claim: Claim,
    edit: Mapping[str, Any],
    excerpts: Mapping[str, Excerpt],
    statistics: Mapping[str, tuple[Statistic, ...]],
) -> Claim:
    for_, against = edit["evidence"], edit["against"]
    said = tuple(ground.said(excerpts[x]) for x in for_ if x in excerpts)
    return replace(
        claim,
        text=edit["text"],
        kind=edit["kind"],
        factor=edit["factor"] or FIELDS[edit["field"]].factor,
        said=tuple(dict.fromkeys((*claim.said, *said))),
        statistics=tuple(
            dict.fromkeys((*claim.statistics, *(s for c in for_ for s in statistics.get(c, ()))))
        ),
        against_said=tuple(ground.said(excerpts[x]) for x in against if x in excerpts),
        against_statistics=tuple(s for c in against for s in statistics.get(c, ())),
        author=edit["author"],
    )


def _open_questions(persona: str, claims: Sequence[Claim]) -> list[Claim]:
    """The questions of the fields that are empty: an assumption that nobody has made yet."""
    filled = {claim.field for claim in claims}
    empty = [field for field in FIELDS.values() if field.question and field.name not in filled]
    return [
        Claim(
            f"{persona}/open/{field.name}",
            "open_questions",
            f"{field.title}: {field.question}",
            "assumption",
            field.factor,
        )
        for field in empty
    ]
