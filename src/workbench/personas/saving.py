"""What the run keeps of notes and personas."""

from __future__ import annotations

from typing import Any

import pandas as pd

from workbench.artifacts import Run, segments_in_use
from workbench.notes import Head
from workbench.notes.distinctive import distinctive_words, terms
from workbench.personas.drafting import Personas
from workbench.personas.ground import Ground
from workbench.personas.interviewing import points_of, whom_to_interview
from workbench.schemas import CUSTOMER, SEGMENT

POOLED = "all"


def invitations(run: Run) -> pd.DataFrame:
    """Choose whom to interview, and keep the list in the run: ids only, for this machine alone."""
    segments = segments_in_use(run)
    chosen = whom_to_interview(segments, points=points_of(run, segments), seed=run.study.segments.seed)
    run.write("invitations", chosen)
    return chosen


def answers_table(run: Run) -> pd.DataFrame:
    """Distinctive words of the survey's open answers by segment, all answers of a person together.

    Empty when there are none.

    See `workbench.notes.distinctive.distinctive_words`; ``answers`` holds the answers themselves that a term came from.
    """
    answers = run.read_if("respondents")
    questions = list(run.variables().with_role("open text")) if answers is not None else []
    segments = segments_in_use(run)
    belongs = dict(zip(segments[CUSTOMER].astype(str), segments[SEGMENT].astype(str), strict=True))
    said: dict[str, list[str]] = {}
    for name in (q for q in questions if answers is not None and q in answers):
        assert answers is not None
        for customer, text in zip(answers[CUSTOMER].astype(str), answers[name], strict=True):
            if isinstance(text, str) and belongs.get(customer, "").startswith("S"):
                said.setdefault(customer, []).append(text)
    people = ["\n".join(texts) for texts in said.values()]
    found = distinctive_words(people, [belongs[c] for c in said], min_people=run.study.sharing.min_cell)
    own = [
        [answer for i in who for answer in people[i].split("\n") if term in terms(answer)]
        for who, term in zip(found["answers"], found["term"], strict=True)
    ]
    return found.assign(answers=pd.Series(own, index=found.index, dtype=object))


def persona_document(personas: Personas, head: Head) -> dict[str, Any]:
    """personas.json: the personas, and the link of the audit chain that they were drawn from.

    Equal ground gives equal bytes; with the link kept here, a cut-off end of the chain is found.
    """
    return {**personas.to_record(), "notes": {"entries": head.entries, "hash": head.hash}}


def saturation_table(ground: Ground) -> pd.DataFrame:
    """A row an interview of each segment and of all: ``segment, interview, new, total, ratio``."""
    groups = {s: frozenset({s}) for s in ground.living}
    rows = [
        (name, step.interview, step.new, step.total, step.ratio)
        for name, own in (*groups.items(), (POOLED, None))
        for step in ground.saturation(own).curve
    ]
    frame = pd.DataFrame(rows, columns=["segment", "interview", "new", "total", "ratio"])
    return frame.astype({"interview": "int64", "new": "int64", "total": "int64", "ratio": "float64"})
