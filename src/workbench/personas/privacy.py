"""Reasons why personas and notes may not be shared as they are."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from workbench.notes import Flag, Note
from workbench.notes.matching import find_quote

LONGEST_UNQUOTED = 60  # letters of a note in a row that nobody writes by chance


def sharing_reasons(
    document: Mapping[str, Any],
    notes: Sequence[Note],
    flags: Sequence[Flag],
    *,
    min_cell: int,
    texts: Collection[str] = (),
) -> list[str]:
    """Every reason against sharing personas.json and texts shown with it; an empty list means none.

    Parameters
    ----------
    document
        personas.json as written.
    notes, flags
        Of the store, withdrawn notes included.
    min_cell
        The smallest group that may be counted (`sharing.min_cell`).
    texts
        Texts of the pages, to be searched for raw words of notes and for participants' ids.

    Notes
    -----
    No reason repeats what must not be shown: notes are named by pseudonym.
    """
    return list(
        dict.fromkeys(
            [
                *_quotes(document, notes),
                *_unsettled(flags),
                *_small_cells(document, min_cell),
                *_leaks(texts, notes),
            ]
        )
    )


def _quotes(document: Mapping[str, Any], notes: Sequence[Note]) -> Iterator[str]:
    by_id = {note.id: note for note in notes}
    for persona in document.get("personas", []):
        for claim in persona["claims"]:
            for said in (*claim["said"], *claim["against_said"]):
                if not said["quote"]:
                    continue
                note = by_id.get(said["note"])
                if note is None or note.withdrawn:
                    yield f"{persona['name']}: quotes a note that is not in the store or was withdrawn"
                elif not note.quotable:
                    yield f"{persona['name']}: quotes {note.participant}, whose consent is {note.consent!r}"
                elif said["quote"] not in note.text:
                    yield f"{persona['name']}: a quote is not in the note of {note.participant} as it reads now"
            if claim["field"] == "quote" and not claim["said"]:
                yield f"{persona['name']}: a quote that no note holds"


def _unsettled(flags: Sequence[Flag]) -> Iterator[str]:
    for flag in flags:
        if not flag.settled:
            yield f"note of {flag.participant}: an unsettled {flag.kind}"


def _small_cells(document: Mapping[str, Any], min_cell: int) -> Iterator[str]:
    for persona in document.get("personas", []):
        for claim in persona["claims"]:
            for statistic in (*claim["statistics"], *claim["against_statistics"]):
                if 0 < statistic["n"] < min_cell:
                    yield f"{persona['name']}: {statistic['title']} rests on {statistic['n']} people, fewer than {min_cell}"
        for distribution in persona["distributions"]:
            cells = [round(level["share"] * distribution["n"]) for level in distribution["levels"]]
            small = [cell for cell in cells if 0 < cell < min_cell]
            if small:
                yield (
                    f"{persona['name']}: {distribution['title']} has {len(small)} cells of fewer than {min_cell} people"
                    + (", one of them derivable from the rest" if len(small) == 1 else "")
                )


def _leaks(texts: Collection[str], notes: Sequence[Note]) -> Iterator[str]:
    for note in notes:
        for text in texts:
            if not note.quotable and any(find_quote(text, part) for part in _long_parts(note.text)):
                yield f"note of {note.participant}: its words are shown without consent"
            if note.customer and note.customer in text.split():
                yield f"note of {note.participant}: the customer id is shown"


def _long_parts(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        for start in range(0, max(len(line) - LONGEST_UNQUOTED, 0) + 1, LONGEST_UNQUOTED):
            part = line[start : start + LONGEST_UNQUOTED]
            if len(part) == LONGEST_UNQUOTED:
                yield part
