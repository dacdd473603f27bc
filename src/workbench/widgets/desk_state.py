"""What the desk shows, read from the store as plain values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from workbench.artifacts import Run, in_use, read_choices, solutions_of
from workbench.display import percent
from workbench.figures.exploring import colours_in_use
from workbench.figures.style import PALETTE
from workbench.notes import CONSENTS, METHODS, Code, Conflict, Excerpt, Note, NoteStore
from workbench.notes.saturation import Saturation, saturation
from workbench.notes.tables import codes_by_interview

COMMENT = "survey comment"
SHOWN_WORDS = 60
PLANNED = 6  # three typical, two boundary, one extreme customer a segment (methods: who to interview)
SHOWN_FIELDS = (
    "participant", "segment", "role", "date", "interviewer", "method", "consent", "about", "text",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shelf:
    """A segment as the desk shows it: its title, its colour, and how many interviews are planned."""

    id: str
    title: str
    colour: str
    planned: int = PLANNED


def shelves(run: Run) -> tuple[Shelf, ...]:
    """The segments in use; none before `2_segments` has run."""
    if not (run.has("segments") and run.has("labels") and run.has("solutions")):
        return ()
    used = in_use(run, read_choices(run.study), solutions_of(run))
    colours, planned = colours_in_use(used), _planned(run)
    return tuple(Shelf(s, used.title(s), colours[s], planned.get(s, PLANNED)) for s in used.segments)


def _planned(run: Run) -> dict[str, int]:
    """How many of each segment are to be interviewed, as the invitations have it."""
    invited = run.read_if("invitations")
    if invited is None:
        return {}
    asked = invited[~invited["reserve"].astype(bool)]
    return {str(segment): int(n) for segment, n in asked["segment"].value_counts().items()}


def belongs(run: Run) -> dict[str, str]:
    """Customer → the segment in use that they are in now; a note follows its customer."""
    if not run.has("segments"):
        return {}
    labels = in_use(run, read_choices(run.study), solutions_of(run)).labels.dropna()
    return {str(customer): str(segment) for customer, segment in labels.items()}


def state(store: NoteStore, shelves_: Sequence[Shelf], belongs_: Mapping[str, str]) -> dict[str, Any]:
    """The left column and the codebook; each note on the shelf of its customer's segment, else of its own.

    Survey comments and withdrawn notes stand apart: there may be thousands of the one, and nothing uses the other.
    """
    everything = store.notes(withdrawn=True)
    notes = [n for n in everything if not n.withdrawn]
    codes, excerpts = store.codes(), store.excerpts()
    segment = {n.id: belongs_.get(n.customer) or n.segment for n in everything}
    coded = Counter(e.note for e in excerpts)
    flagged = Counter(f.note for f in store.flags() if not f.settled)
    open_ones = {c.yours.id for c in store.conflicts()}
    return {
        "segments": [_shelf(s, [n for n in notes if segment[n.id] == s.id], excerpts) for s in shelves_],
        "notes": [
            {
                "id": n.id, "participant": n.participant, "segment": segment[n.id], "date": n.date, "role": n.role,
                "method": n.method, "excerpts": coded[n.id], "flags": flagged[n.id], "conflict": n.id in open_ones,
            }
            for n in notes
            if n.method != COMMENT
        ],
        "comments": [
            {
                "id": n.id, "participant": n.participant, "segment": segment[n.id], "words": n.text[:SHOWN_WORDS],
                "excerpts": coded[n.id], "flags": flagged[n.id], "conflict": n.id in open_ones,
            }
            for n in notes
            if n.method == COMMENT
        ],
        "withdrawn": [
            {"id": n.id, "participant": n.participant, "segment": segment[n.id], "date": n.date}
            for n in everything
            if n.withdrawn
        ],
        "codes": _codes(codes, Counter(e.code for e in excerpts)),
        "log_of_codes": [
            {"what": c.what, "author": c.author, "when": clock(c.at), "reason": c.reason}
            for c in store.codebook_log()
        ],
        "fresh": {
            "participant": _next_participant(store.participants()),
            "date": datetime.now().astimezone().date().isoformat(),
            "method": METHODS[0],
            "consent": CONSENTS[0],
        },
    }  # fmt: skip


def details(store: NoteStore, note: str) -> dict[str, Any]:
    """One note with its excerpts, its flags and its open conflict; a note of None when the store has none."""
    try:
        stored = store.note(note)
    except KeyError:
        return {"note": None, "excerpts": [], "flags": [], "conflict": None}
    clash = next((c for c in store.conflicts() if c.yours.id == note), None)
    return {
        "note": shown(stored),
        "excerpts": [
            {k: v for k, v in asdict(e).items() if k not in {"marked_at"}} for e in store.excerpts(note)
        ],
        "flags": [asdict(f) for f in store.flags(note)],
        "conflict": conflict(clash) if clash else None,
    }


def history(store: NoteStore, note: str) -> list[dict[str, Any]]:
    """Every revision of a note, newest first, with the fields that each changed."""
    revisions = store.history(note)
    before = [None, *revisions[:-1]]
    return [
        {**shown(one), "accepted": one.accepted, "changed": _changed(last, one)}
        for last, one in zip(before, revisions, strict=True)
    ][::-1]


def _changed(before: Note | None, after: Note) -> list[str]:
    if before is None:
        return []
    return [f for f in (*SHOWN_FIELDS, "customer", "withdrawn") if getattr(before, f) != getattr(after, f)]


def conflict(clash: Conflict) -> dict[str, Any]:
    """Both versions of a note that two people saved."""
    return {"theirs": shown(clash.theirs), "yours": shown(clash.yours)}


def shown(note: Note) -> dict[str, Any]:
    """A revision of a note as the page shows it."""
    fields = {name: getattr(note, name) for name in SHOWN_FIELDS}
    return {
        **fields,
        "id": note.id,
        "revision": note.revision,
        "withdrawn": note.withdrawn,
        "author": note.author,
        "at": clock(note.saved_at),
    }


def clock(time: datetime) -> str:
    """When, as people say it: the time today, with the date on other days.

    Examples
    --------
    >>> from datetime import UTC
    >>> len(clock(datetime.now(UTC)))
    5
    """
    local = time.astimezone()
    today = datetime.now().astimezone().date()
    return local.strftime("%H:%M" if local.date() == today else "%d %b %Y, %H:%M")


def _shelf(shelf: Shelf, own: Sequence[Note], excerpts: Sequence[Excerpt]) -> dict[str, Any]:
    interviews = {n.participant for n in own if n.method == "interview"}
    held = codes_by_interview(own, excerpts, segments={n.id: shelf.id for n in own}).get(shelf.id, [])
    return {**asdict(shelf), "interviews": len(interviews), "progress": said(saturation(held, orders=0))}


def said(found: Saturation) -> str:
    """How far the interviews of a segment are, in a few words.

    Examples
    --------
    >>> said(saturation([{"price"}, {"price", "taste"}], orders=0))
    '2 codes. 4 more interviews until saturation can be told.'
    """
    codes = f"{found.codes} code{'' if found.codes == 1 else 's'}."
    if found.ratio is None:
        more = max(found.base + found.run - found.interviews, 1)
        return f"{codes} {more} more interview{'' if more == 1 else 's'} until saturation can be told."
    new = f"new codes in the last {found.run}: {percent(found.ratio)}"
    return f"{codes} Saturated ({new})." if found.saturated else f"{codes} Not saturated ({new})."


def _codes(codes: Sequence[Code], uses: Counter[str]) -> list[dict[str, Any]]:
    fields = ("id", "name", "path", "definition", "include", "exclude", "parent")
    by_age = sorted(codes, key=lambda c: c.id)
    colours = {c.id: c.colour or PALETTE[i % len(PALETTE)] for i, c in enumerate(by_age)}
    return [
        {**{name: getattr(c, name) for name in fields}, "colour": colours[c.id], "uses": uses[c.id]}
        for c in codes
    ]


def _next_participant(known: Sequence[str]) -> str:
    """P4 after P1 … P3, so that nobody is tempted to write a name."""
    numbers = [int(name[1:]) for name in known if name[:1] == "P" and name[1:].isdigit()]
    return f"P{max(numbers, default=0) + 1}"
