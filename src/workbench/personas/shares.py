"""How much each persona takes from each segment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from workbench.schemas import segment_order

ONE_TO_ONE = (
    "Every persona is exactly one segment. Segments say what people buy, personas why; reasons may cut across "
    "segments. Look in the notes for a reason that two segments share, or that divides one."
)


@dataclass(frozen=True, slots=True)
class Shares:
    """Persona × segment: weights of notes, shares of each persona (rows) and of each segment (columns)."""

    weights: pd.DataFrame
    of_persona: pd.DataFrame
    of_segment: pd.DataFrame
    warning: str = ""


def persona_shares(weights: Sequence[tuple[str, str, float]]) -> Shares:
    """Add up what personas take from segments.

    Parameters
    ----------
    weights
        Persona, segment and weight: one entry a note (its segment, how far it speaks for the persona), or one a
        segment where there is no note yet.

    Examples
    --------
    >>> shares = persona_shares([("Ana", "S1", 1.0), ("Ana", "S2", 1.0), ("Ben", "S2", 1.0)])
    >>> shares.of_persona.loc["Ana"].tolist(), shares.of_segment["S2"].tolist(), shares.warning
    ([0.5, 0.5], [0.5, 0.5], '')
    """
    frame = pd.DataFrame(weights, columns=["persona", "segment", "weight"]).astype({"weight": float})
    table: pd.DataFrame = frame.pivot_table(
        index="persona", columns="segment", values="weight", aggfunc="sum", fill_value=0.0
    )
    order: list[str] = sorted(map(str, table.columns), key=segment_order)
    table = table[order].astype(float)
    by_row, by_column = table.sum(axis=1), table.sum(axis=0)
    of_persona = table.div(by_row.where(by_row > 0, 1.0), axis=0)
    of_segment = table.div(by_column.where(by_column > 0, 1.0), axis=1)
    alone = (of_persona == 1.0).sum(axis=1).eq(1).all() and (of_segment == 1.0).sum(axis=0).eq(1).all()
    return Shares(table, of_persona, of_segment, ONE_TO_ONE if alone and len(table) > 1 else "")


def note_weights(
    personas: Mapping[str, Mapping[str, float]],
    notes: Mapping[str, str],
    given: Mapping[str, Mapping[str, float]],
) -> list[tuple[str, str, float]]:
    """What each note says for each persona.

    Parameters
    ----------
    personas
        Persona → the segments it draws on, with their weights.
    notes
        Note id → segment.
    given
        Note id → persona → weight, as a person set it; goes before the persona's segments.
    """
    weights = []
    for note, segment in notes.items():
        claims = given.get(note) or {p: own[segment] for p, own in personas.items() if own.get(segment)}
        total = sum(claims.values())
        weights += [
            (persona, segment, weight / total) for persona, weight in claims.items() if total and weight
        ]
    without = set(personas) - {persona for persona, _, _ in weights}
    weights += [(p, segment, weight) for p in sorted(without) for segment, weight in personas[p].items()]
    return weights
