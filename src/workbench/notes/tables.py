"""Which codes occur where, and which interview next is worth most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from workbench.notes.models import Code, Excerpt, Note
from workbench.schemas import segment_order

NO_SEGMENT = "no segment"


def codes_by_interview(
    notes: Sequence[Note], excerpts: Sequence[Excerpt], *, segments: Mapping[str, str] | None = None
) -> dict[str, list[frozenset[str]]]:
    """The codes of each participant, by segment, in the order of their dates.

    Several notes of one participant are one interview. `segments` gives the segment of a note by its id and
    goes before the segment that the note itself names; survey comments are not interviews.
    """
    held: dict[str, dict[str, set[str]]] = {}
    order = sorted((n for n in notes if n.method != "survey comment"), key=lambda n: n.date)
    for note in order:
        segment = (segments or {}).get(note.id) or note.segment or NO_SEGMENT
        codes = held.setdefault(segment, {}).setdefault(note.participant, set())
        codes |= {x.code for x in excerpts if x.note == note.id and x.state != "lost"}
    return {s: [frozenset(c) for c in held[s].values()] for s in sorted(held, key=segment_order)}


def code_table(
    notes: Sequence[Note], excerpts: Sequence[Excerpt], codes: Sequence[Code], *, segments: Mapping[str, str]
) -> pd.DataFrame:
    """Participants and excerpts of each code in each segment: a row a code and segment.

    Columns ``code`` (its path), ``segment``, ``participants``, ``excerpts``, ``of`` (participants of that segment with
    a note; survey comments count once somebody has coded them), ``share``. Shares of few people say little: the base
    stands beside them.
    """
    segment_of = {n.id: segments.get(n.id) or n.segment or NO_SEGMENT for n in notes}
    bases: dict[str, set[str]] = {}
    coded = {x.note for x in excerpts}
    for note in notes:
        if note.method != "survey comment" or note.id in coded:
            bases.setdefault(segment_of[note.id], set()).add(note.participant)
    rows = []
    for code in codes:
        own = [x for x in excerpts if x.code == code.id and x.state != "lost"]
        for segment in sorted(bases, key=segment_order):
            here = [x for x in own if segment_of[x.note] == segment]
            people, base = len({x.participant for x in here}), len(bases[segment])
            rows.append((code.path, segment, people, len(here), base, people / base))
    return pd.DataFrame(rows, columns=["code", "segment", "participants", "excerpts", "of", "share"])


@dataclass(frozen=True, slots=True)
class NextInterview:
    """What one more interview in a segment is expected to bring.

    `new_codes` estimates how many codes it shows that the segment has not shown yet; `thin_codes` are codes
    that rest on one participant.
    """

    segment: str
    interviews: int
    new_codes: float | None
    thin_codes: tuple[str, ...]


def next_interviews(by_segment: Mapping[str, Sequence[frozenset[str]]]) -> list[NextInterview]:
    """Rank segments by what the next interview is worth: none held yet first, then most new codes.

    The expected number of new codes is f₁ / n, codes seen in exactly one of n interviews (Good 1953,
    Biometrika 40, 237–264; Chao & Jost 2012).

    Examples
    --------
    >>> ranked = next_interviews({"S1": [frozenset("ab"), frozenset("a")], "S2": []})
    >>> [(n.segment, n.new_codes, n.thin_codes) for n in ranked]
    [('S2', None, ()), ('S1', 0.5, ('b',))]
    """
    ranked = []
    for segment, interviews in by_segment.items():
        seen = [code for codes in interviews for code in codes]
        once = tuple(sorted(code for code in set(seen) if seen.count(code) == 1))
        expected = len(once) / len(interviews) if interviews else None
        ranked.append(NextInterview(segment, len(interviews), expected, once))
    return sorted(
        ranked, key=lambda n: (n.new_codes is not None, -(n.new_codes or 0), segment_order(n.segment))
    )
