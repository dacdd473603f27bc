"""What people decide about personas, kept in the note store with every revision."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from workbench.config import FACTORS
from workbench.errors import InputError, Problem, listed, nearest
from workbench.notes import NoteStore
from workbench.personas.fields import FIELDS

PERSONA, CLAIM, WEIGHT = "persona/card/", "persona/claim/", "persona/weight/"
_KINDS = ("fact", "inference", "assumption")


def save_persona(
    store: NoteStore,
    persona: str,
    *,
    author: str,
    name: str | None = None,
    segments: Mapping[str, float] | None = None,
    face: Mapping[str, str] | None = None,
    quote: str | None = None,
    dropped: bool | None = None,
) -> None:
    """Change a persona, or add one.

    Parameters
    ----------
    persona
        Its id: ``"S1"`` is the one proposed for that segment, any other makes a new one.
    segments
        Segment → weight of what it takes from it.
    face
        ``{"style": …, "seed": …}``, a style of `workbench.cards.STYLES`.
    quote
        The id of the excerpt to quote.
    dropped
        True takes it off the sheet; False brings it back.
    """
    given = {"name": name, "segments": segments, "face": face, "quote": quote, "dropped": dropped}
    changed = {
        key: dict(value) if isinstance(value, Mapping) else value
        for key, value in given.items()
        if value is not None
    }
    if segments is not None and (not segments or any(weight <= 0 for weight in segments.values())):
        raise InputError(
            Problem("personas", f"persona {persona!r}", f"segments {dict(segments)!r}", "weights above 0")
        )
    current = store.document(PERSONA + persona) or {}
    store.save_document(PERSONA + persona, {**current, **changed}, author=author)


def save_claim(
    store: NoteStore,
    persona: str,
    field: str,
    text: str,
    *,
    author: str,
    kind: str = "assumption",
    factor: str = "",
    evidence: Sequence[str] = (),
    against: Sequence[str] = (),
    claim: str = "",
) -> str:
    """Add a claim to a persona, or change one; returns its id. Names of the roster become pseudonyms.

    Parameters
    ----------
    evidence, against
        Ids of excerpts, or of the program's claims about a statistic (``"S1/age/age=35-44/S1"``).
    claim
        The id to change; the program's own claims can be changed too, and keep their statistics.

    Raises
    ------
    InputError
        For an unknown field, kind or factor.
    """
    problems = []
    if field not in FIELDS:
        problems.append(
            Problem("personas", "claim", f"field {field!r}", listed(FIELDS), nearest(field, FIELDS))
        )
    if kind not in _KINDS:
        problems.append(Problem("personas", "claim", f"kind {kind!r}", listed(_KINDS), nearest(kind, _KINDS)))
    if factor and factor not in FACTORS:
        problems.append(
            Problem("personas", "claim", f"factor {factor!r}", listed(FACTORS), nearest(factor, FACTORS))
        )
    if problems:
        raise InputError(problems)
    entity = claim or f"{persona}/{field}/{uuid.uuid4()}"
    content: dict[str, Any] = {
        "persona": persona,
        "field": field,
        "text": store.roster().pseudonymised(" ".join(text.split())),
        "kind": kind,
        "factor": factor,
        "evidence": list(evidence),
        "against": list(against),
        "author": author,
        "removed": False,
    }
    store.save_document(CLAIM + entity, content, author=author)
    return entity


def remove_claim(store: NoteStore, claim: str, *, author: str) -> None:
    """Take a claim off its persona; it stays in the history."""
    current = store.document(CLAIM + claim) or {"persona": claim.partition("/")[0]}
    store.save_document(CLAIM + claim, {**current, "removed": True, "author": author}, author=author)


def weigh_note(store: NoteStore, note: str, weights: Mapping[str, float], *, author: str) -> None:
    """Say how far a note speaks for each persona (id → weight); an empty mapping takes it back."""
    store.save_document(WEIGHT + note, {"weights": dict(weights)}, author=author)
