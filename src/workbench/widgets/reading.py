"""The notes of a study for reading: what a page shows where nobody can write."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import pandas as pd

from workbench.display import Listing, Prose
from workbench.notes import NoteStore
from workbench.schemas import segment_order
from workbench.widgets.desk_state import Shelf

MOST_QUOTES = 60


def read_only(
    store: NoteStore, shelves: tuple[Shelf, ...], belongs: Mapping[str, str]
) -> tuple[Prose | Listing, ...]:
    """How far the interviews are, and what was coded.

    Whole notes stay in the store. Words are shown where the participant agreed to be quoted; of the others the
    code is shown, and that they are internal.
    """
    notes = store.notes()
    if not notes:
        how = "Write them at the desk: open the notebook 4_personas in JupyterLab (workbench lab) and run it."
        return (Prose.of("There are no interview notes yet.", how, tone="caution"),)
    titles = {s.id: s.title for s in shelves}
    coded = Counter(e.note for e in store.excerpts())
    progress = pd.DataFrame(
        {
            "segment": shelf.title,
            "interviews": len({n.participant for n in of if n.method == "interview"}),
            "planned": shelf.planned,
            "other notes": sum(n.method != "interview" for n in of),
            "coded excerpts": sum(coded[n.id] for n in of),
        }
        for shelf in shelves
        for of in [[n for n in notes if (belongs.get(n.customer) or n.segment) == shelf.id]]
    )
    caption = (
        f"Interview notes by segment. {len(notes):,} notes of {len(store.participants()):,} participants."
    )
    parts: list[Prose | Listing] = [Listing(progress, caption)] if len(progress) else [Prose.of(caption)]
    quotes = _quotes(store, titles, belongs)
    if len(quotes):
        parts.append(
            Listing(
                quotes, "What was coded, in the words of those who agreed to be quoted.", most=MOST_QUOTES
            )
        )
    return tuple(parts)


def _quotes(store: NoteStore, titles: Mapping[str, str], belongs: Mapping[str, str]) -> pd.DataFrame:
    notes = {n.id: n for n in store.notes()}
    paths = {c.id: c.path for c in store.codes()}
    rows = [
        {
            "segment": _titled(belongs.get(notes[e.note].customer) or notes[e.note].segment, titles),
            "code": paths.get(e.code, e.code),
            "factor": e.factor or None,
            "words": e.quote if notes[e.note].quotable and e.state == "exact" else "internal: not shown",
        }
        for e in store.excerpts()
        if e.state != "lost"
    ]
    rows.sort(key=lambda row: (segment_order(str(row["segment"]).split(" ")[0]), str(row["code"]).casefold()))
    return pd.DataFrame(rows)


def _titled(segment: str, titles: Mapping[str, str]) -> str:
    return titles.get(segment, segment or "none")
