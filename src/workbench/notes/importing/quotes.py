"""Coded quotes that are known by their words only: participant, code, excerpt."""

from __future__ import annotations

import csv
import io
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from workbench.errors import InputError, Problem
from workbench.notes import codebook as book
from workbench.notes.entries import EXCERPT, mark_span, save_code
from workbench.notes.exchange.project import NAMESPACE
from workbench.notes.importing.texts import decoded
from workbench.notes.ledger import Writer
from workbench.notes.matching import find_quote
from workbench.notes.models import CodeDraft
from workbench.notes.store import NoteStore
from workbench.notes.text import one_line

_COLUMNS = ("participant", "code", "excerpt")


@dataclass(frozen=True, slots=True)
class CodedQuote:
    """A row: whose words, which code (its path), which words."""

    participant: str
    code: str
    excerpt: str
    factor: str = ""
    coder: str = ""


@dataclass(frozen=True, slots=True)
class Coded:
    """What was marked, what had been already, and the rows whose words no note of the participant holds."""

    marked: int
    already: int
    not_found: tuple[CodedQuote, ...]


def read_coded_quotes(content: bytes, *, file: str) -> list[CodedQuote]:
    """Read csv with the columns participant, code and excerpt; factor and coder may follow.

    Raises
    ------
    InputError
        When a column is missing, or a cell of the three is empty.
    """
    reader = csv.DictReader(io.StringIO(decoded(content, file=file), newline=""))
    names = reader.fieldnames or []
    missing = [name for name in _COLUMNS if name not in names]
    if missing:
        raise InputError([Problem(file, "line 1", f"no column {name!r}", "", "add it") for name in missing])
    quotes, problems = [], []
    for number, row in enumerate(reader, start=2):
        problems += [
            Problem(file, f"row {number}, column {name!r}", "is empty")
            for name in _COLUMNS
            if not (row[name] or "").strip()
        ]
        values = {k: row[k] or "" for k in (*_COLUMNS, "factor", "coder") if k in names}
        quotes.append(CodedQuote(**values))
    if problems:
        raise InputError(problems)
    return quotes


def add_coded_quotes(store: NoteStore, quotes: Sequence[CodedQuote], *, author: str) -> Coded:
    """Mark each quote in the notes of its participant, making codes of their paths as needed.

    A second call marks nothing twice.
    """
    notes = store.notes()
    marked = already = 0
    not_found = []
    with store.writer(author) as writer:
        known = {entry.entity for entry in writer.current(EXCERPT)}
        for quote in quotes:
            entity = str(
                uuid.uuid5(
                    NAMESPACE, "\x1f".join((quote.participant, quote.code, quote.excerpt, quote.coder))
                )
            )
            if entity in known:
                already += 1
                continue
            for note in (n for n in notes if n.participant == one_line(quote.participant)):
                span = find_quote(note.text, quote.excerpt)
                if span is not None:
                    code = _code_at(writer, quote.code)
                    mark_span(
                        writer, note.id, (span.start, span.end), code,
                        factor=quote.factor, coder=quote.coder, entity=entity,
                    )  # fmt: skip
                    known.add(entity)
                    marked += 1
                    break
            else:
                not_found.append(quote)
    return Coded(marked, already, tuple(not_found))


def _code_at(writer: Writer, path: str) -> str:
    """The code of this path, its parents made when they are not there."""
    parent = ""
    for name in map(one_line, path.split(book.SEPARATOR.strip())):
        codes = book.codebook(writer.current(book.CODE))
        alike = (
            c.id
            for c in codes.values()
            if c.active and c.parent == parent and c.name.casefold() == name.casefold()
        )
        parent = next(alike, "") or save_code(writer, CodeDraft(name, parent=parent), reason="").entity
    return parent
