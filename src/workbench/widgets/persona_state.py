"""What the desk shows of personas: drawn up anew from numbers, notes and decisions each time it is asked."""

from __future__ import annotations

from typing import Any

from workbench.artifacts import Run
from workbench.cards.faces import STYLES, face
from workbench.notes import NoteStore
from workbench.personas import FIELDS, MARKS, Claim, Ground, Persona, draft, ground_of
from workbench.personas.fields import GROUPS

NOT_CLAIMED = frozenset({"name", "face"})  # a person sets these on the persona itself


def personas_shown(run: Run, store: NoteStore) -> dict[str, Any]:
    """Personas with their claims, the excerpts that may be evidence, and what each takes from each segment.

    Raises
    ------
    InputError
        Before `2_segments` has run.
    """
    ground = ground_of(run, store)
    drawn = draft(ground)
    shares = drawn.shares.of_persona
    return {
        "personas": [_persona(one) for one in drawn.personas],
        "excerpts": _excerpts(ground),
        "segments": [{"id": s, "title": f"{s} · {ground.names.get(s, s)}"} for s in ground.living],
        "fields": [
            [group, [[f.name, f.title] for f in FIELDS.values() if f.group == group and f.name not in NOT_CLAIMED]]
            for group in GROUPS
        ],
        "styles": list(STYLES),
        "shares": {
            "segments": [str(column) for column in shares.columns],
            "rows": [[str(name), *map(float, row)] for name, row in zip(shares.index, shares.to_numpy(), strict=True)],
            "warning": drawn.shares.warning,
        },
    }  # fmt: skip


def _persona(one: Persona) -> dict[str, Any]:
    style, seed = one.face.get("style", STYLES[0]), one.face.get("seed", one.id)
    return {
        "id": one.id,
        "name": one.name,
        "style": style,
        "seed": seed,
        "face": face(style, seed),
        "level": one.graded.level,
        "reason": one.graded.reason,
        "segments": dict(one.segments),
        "claims": [_claim(claim) for claim in one.claims],
    }


def _claim(claim: Claim) -> dict[str, Any]:
    return {
        "id": claim.id,
        "field": claim.field,
        "title": FIELDS[claim.field].title if claim.field in FIELDS else claim.field,
        "text": claim.text,
        "kind": claim.kind,
        "factor": claim.factor or "",
        "status": claim.status,
        "mark": MARKS[claim.status],
        "statistics": len(claim.statistics),
        "for": [said.excerpt for said in claim.said],
        "against": [said.excerpt for said in claim.against_said],
        "counter": claim.counter,
        "author": claim.author,
        "review": claim.review,
    }


def _excerpts(ground: Ground) -> list[dict[str, str]]:
    """All excerpts whose words still stand: this desk is on the machine where the notes are."""
    notes = {n.id: n for n in ground.notes}
    paths = {c.id: c.path for c in ground.codes}
    return [
        {
            "id": e.id,
            "quote": e.quote,
            "participant": notes[e.note].participant,
            "segment": ground.segment_now[e.note],
            "code": paths.get(e.code, ""),
        }
        for e in ground.excerpts
        if e.state != "lost" and e.note in notes
    ]
