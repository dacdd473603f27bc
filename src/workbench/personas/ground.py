"""What personas rest on: the run's tables and the notes, put together once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from workbench.artifacts import InUse, Run, in_use, read_choices, segments_in_use, solutions_of
from workbench.notes import Code, Excerpt, Note, NoteStore
from workbench.notes.saturation import Saturation, saturation
from workbench.notes.tables import NO_SEGMENT, codes_by_interview
from workbench.personas.claims import Said
from workbench.personas.levels import STABLE
from workbench.profile import profile
from workbench.schemas import CUSTOMER, SEGMENT, WEIGHT, Variables, segment_order

ORDERS = 1_000


@dataclass(frozen=True, slots=True)
class Ground:
    """The numbers of a run and the notes of its study.

    Attributes
    ----------
    profile, segments
        Tables of the run.
    names
        Segment → the name that people gave it or the program proposed.
    stable
        Segments whose verdict is stable or better.
    notes, excerpts, codes
        Current notes; survey comments are notes too.
    segment_now
        Note id → the segment its participant belongs to by the newest segments, or what the note says.
    kind, customer_type
        Whom the study is about (``b2c``, ``b2b``, ``both``), and the variable that tells them apart.
    decisions
        What people decided about personas: name of the document → content.
    """

    profile: pd.DataFrame
    segments: pd.DataFrame
    variables: Variables
    names: Mapping[str, str]
    stable: frozenset[str]
    notes: tuple[Note, ...]
    excerpts: tuple[Excerpt, ...]
    codes: tuple[Code, ...]
    segment_now: Mapping[str, str]
    decisions: Mapping[str, Mapping[str, Any]]
    min_cell: int = 11
    kind: str = "b2c"
    customer_type: str = ""
    seed: int = 0

    @property
    def living(self) -> list[str]:
        """The segments of this run, in order."""
        own = {s for s in self.segments[SEGMENT].astype(str).unique() if s.startswith("S")}
        return sorted(own, key=segment_order)

    def said(self, excerpt: Excerpt) -> Said:
        """An excerpt as evidence; its words only where the participant agreed and the text still reads so."""
        note = next(n for n in self.notes if n.id == excerpt.note)
        may = note.quotable and excerpt.state == "exact"
        path = self.paths.get(excerpt.code, "")
        return Said(
            excerpt.id, note.id, note.participant, excerpt.quote if may else "", note.consent,
            note.segment, self.segment_now[note.id], path,
        )  # fmt: skip

    def saturation(self, segments: frozenset[str] | None = None, *, orders: int = 0) -> Saturation:
        """Saturation over the interviews of some segments, or of all (pooled); medians over random orders when asked."""
        notes = [n for n in self.notes if segments is None or self.segment_now[n.id] in segments]
        pooled = codes_by_interview(notes, self.excerpts, segments={n.id: "S0" for n in notes})
        return saturation(next(iter(pooled.values()), []), orders=orders, seed=self.seed)

    @property
    def pooled(self) -> Saturation:
        """Saturation over all interviews, with its median over many orders."""
        return self.saturation(orders=ORDERS)

    @property
    def paths(self) -> dict[str, str]:
        """Code id → its path in the codebook."""
        return {code.id: code.path for code in self.codes}


def ground_of(run: Run, store: NoteStore) -> Ground:
    """Gather what the personas of a run rest on."""
    segments, notes = segments_in_use(run), store.notes()
    used = in_use(run, read_choices(run.study), solutions_of(run))
    belongs = dict(zip(segments[CUSTOMER].astype(str), segments[SEGMENT].astype(str), strict=True))
    described, names = _described(run, used)
    stability = run.read_if("stability")
    return Ground(
        profile=described,
        segments=segments,
        variables=run.variables(),
        names=names,
        stable=_stable(stability, len({s for s in belongs.values() if s.startswith("S")})),
        notes=notes,
        excerpts=store.excerpts(),
        codes=store.codes(),
        segment_now={n.id: belongs.get(n.customer) or n.segment or NO_SEGMENT for n in notes},
        decisions=store.documents("persona/"),
        min_cell=run.study.sharing.min_cell,
        kind=run.study.kind,
        customer_type=run.study.customer_type or "",
        seed=run.study.segments.seed,
    )


def _described(run: Run, used: InUse) -> tuple[pd.DataFrame, dict[str, str]]:
    """The profile and the names of the segments in use.

    The run's own profile describes the segments that people began with; reshaped ones are profiled anew.
    """
    if not used.by_hand:
        return run.read("profile"), {s: used.names.get(s) or s for s in used.segments}
    customers = run.read("customers")
    labels = customers[CUSTOMER].map(used.labels)
    weights = customers.get(WEIGHT, None)
    given = {s: name for s, name in used.names.items() if name}
    found = profile(customers, labels, run.variables(), weights=weights, names=given)
    return found.table, found.names


def _stable(stability: pd.DataFrame | None, k: int) -> frozenset[str]:
    if stability is None:
        return frozenset()
    rows = stability[(stability["k"] == k) & stability["verdict"].astype(str).isin(STABLE)]
    return frozenset(rows[SEGMENT].astype(str))
