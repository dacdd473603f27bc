"""The interview guide of a segment: what the numbers leave open."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from workbench.personas.drafting import Persona
from workbench.personas.fields import FIELDS

NOTABLE_GAP = 0.15
LAST_TIME = "Walk me through the last time: what set it off, what else came into question, and what would have made it another time?"
_ALONE = "The number does not say why.", "The numbers do not say why."


@dataclass(frozen=True, slots=True)
class Question:
    """One question, and why it is asked of this segment."""

    topic: str
    question: str
    why: str


def interview_guide(persona: Persona, say_do: pd.DataFrame | None) -> list[Question]:
    """Questions for the people of a persona's segments.

    First the gaps between what they say and what they do; then what marks them by number only (why?); then
    every field that nothing fills; last what rests on one participant or on none.

    Parameters
    ----------
    say_do
        The run's table, or None.
    """
    return [*_gaps(persona, say_do), *_reasons(persona), *_thin(persona), *_empty(persona)]


def interview_guides(personas: Iterable[Persona], say_do: pd.DataFrame | None) -> dict[str, list[Question]]:
    """The guide of each persona, by its name."""
    return {persona.name: interview_guide(persona, say_do) for persona in personas}


def _gaps(persona: Persona, say_do: pd.DataFrame | None) -> list[Question]:
    if say_do is None or say_do.empty:
        return []
    own = say_do[
        (say_do["show"] == "segment")
        & (say_do["measure"] == "gap")
        & say_do["segment"].isin(persona.segments)
        & ~say_do["hidden"].astype(bool)
    ]
    questions = []
    for row in own.to_dict("records"):
        if abs(float(row["value"])) >= NOTABLE_GAP:
            more = "more" if row["value"] > 0 else "less"
            questions.append(
                Question(
                    "Saying and doing",
                    f"Tell me about the last few times: {row['label']}. What would you say usually happens, and what happened?",
                    f"They say {more} than they do: a gap of {abs(float(row['value'])) * 100:.0f} places in a hundred (n = {int(row['n'])}).",
                )
            )
    return questions


def _reasons(persona: Persona) -> list[Question]:
    """Why is it so? Nobody can say what makes their orders a month: they are asked for the last one, and once."""
    whys: dict[tuple[str, str], list[str]] = {}
    for claim in persona.claims:
        if claim.factor not in {"need", "psychographic", "behavioural"} or claim.said or not claim.statistics:
            continue
        title = claim.statistics[0].title
        asked = (
            LAST_TIME
            if claim.factor == "behavioural"
            else f"“{title}” – what comes to mind, and when was that last so?"
        )
        whys.setdefault((FIELDS[claim.field].title, asked), []).append(f"{claim.text}.")
    return [
        Question(field, asked, f"{' '.join(texts)} {_ALONE[len(texts) > 1]}")
        for (field, asked), texts in whys.items()
    ]


def _thin(persona: Persona) -> list[Question]:
    return [
        Question(FIELDS[c.field].title, FIELDS[c.field].question or f"What do you think of this: {c.text}?", f"“{c.text}” is {'thin: one participant said so' if c.status == 'thin' else 'an assumption'}.")
        for c in persona.claims
        if c.status != "supported" and c.field not in {"open_questions", "quote"}
    ]  # fmt: skip


def _empty(persona: Persona) -> list[Question]:
    filled = {claim.field for claim in persona.claims}
    return [
        Question(field.title, field.question, "Nothing is known of it yet.")
        for field in FIELDS.values()
        if field.question and field.name not in filled
    ]
