"""The append-only ledger: every revision of everything, each chained to the one before.

A row is never changed and never removed (the database refuses both). What is current is the last accepted
revision of an entity; a save that met a newer one is kept beside it, not accepted.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine, RowMapping

from workbench.notes.engine import writing
from workbench.notes.models import Head, Verification

GENESIS = "0" * 64
LATEST: Literal["latest"] = "latest"

LEDGER = sa.Table(
    "ledger",
    sa.MetaData(),
    sa.Column("seq", sa.Integer, primary_key=True),
    sa.Column("kind", sa.Text),
    sa.Column("entity", sa.Text),
    sa.Column("revision", sa.Integer),
    sa.Column("based_on", sa.Integer),
    sa.Column("accepted", sa.Boolean),
    sa.Column("author", sa.Text),
    sa.Column("at", sa.Text),
    sa.Column("body", sa.Text),
    sa.Column("previous", sa.Text),
    sa.Column("hash", sa.Text),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One row: a revision of an entity of some kind."""

    seq: int
    kind: str
    entity: str
    revision: int
    based_on: int | None
    accepted: bool
    author: str
    at: datetime
    body: Mapping[str, Any]
    hash: str


class Ledger:
    """Reads the ledger, and opens it for writing."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._read: dict[str, tuple[tuple[int, str], list[Entry]]] = {}

    def current(self, kind: str, entity: str | None = None) -> list[Entry]:
        """The last accepted revision of each entity of a kind, in the order of their first entry.

        A chain that has not grown says what it said before: thousands of survey comments are read once.
        """
        with self.engine.connect() as connection:
            if entity is not None:
                return _current(connection, kind, entity)
            head, known = _head(connection), self._read.get(kind)
            if known is None or known[0] != head:
                known = self._read[kind] = (head, _current(connection, kind, None))
        return list(known[1])

    def history(self, kind: str, entity: str | None = None) -> list[Entry]:
        """Every revision, accepted or not, oldest first."""
        query = sa.select(LEDGER).where(LEDGER.c.kind == kind).order_by(LEDGER.c.seq)
        if entity is not None:
            query = query.where(LEDGER.c.entity == entity)
        with self.engine.connect() as connection:
            return [_entry(row) for row in connection.execute(query).mappings()]

    def revisions(self, kind: str, wanted: set[tuple[str, int]]) -> dict[tuple[str, int], Entry]:
        """Chosen revisions of chosen entities."""
        if not wanted:
            return {}
        found = {}
        with self.engine.connect() as connection:
            for entity in sorted({entity for entity, _ in wanted}):
                numbers = [revision for e, revision in wanted if e == entity]
                query = sa.select(LEDGER).where(
                    LEDGER.c.kind == kind, LEDGER.c.entity == entity, LEDGER.c.revision.in_(numbers)
                )
                for row in connection.execute(query).mappings():
                    found[entity, row["revision"]] = _entry(row)
        return found

    def unaccepted(self, kind: str) -> list[Entry]:
        """Saves that met a newer one, oldest first."""
        query = sa.select(LEDGER).where(LEDGER.c.kind == kind, ~LEDGER.c.accepted).order_by(LEDGER.c.seq)
        with self.engine.connect() as connection:
            return [_entry(row) for row in connection.execute(query).mappings()]

    def head(self) -> Head:
        """The last link of the chain."""
        with self.engine.connect() as connection:
            seq, link = _head(connection)
        return Head(seq, link)

    @contextmanager
    def writer(self, author: str, *, now: Callable[[], datetime] | None = None) -> Iterator[Writer]:
        """Open the ledger for writing; all that is appended inside becomes durable together, or not at all."""
        with writing(self.engine) as connection:
            yield Writer(connection, author, now or _now)

    def verify(self, kept: Head | None = None) -> Verification:
        """Walk the whole chain.

        Parameters
        ----------
        kept
            A head written down earlier: the chain must still contain it.
        """
        broken: list[str] = []
        counts: Counter[str] = Counter()
        previous, expected = GENESIS, 0
        with self.engine.connect() as connection:
            for row in connection.execute(sa.select(LEDGER).order_by(LEDGER.c.seq)).mappings():
                expected += 1
                counts[row["kind"]] += 1
                broken += _faults(row, expected, previous)
                expected, previous = row["seq"], row["hash"]
                if kept is not None and row["seq"] == kept.entries and row["hash"] != kept.hash:
                    broken.append(f"entry {row['seq']} is not the one whose hash was kept")
        if kept is not None and expected < kept.entries:
            broken.append(f"the chain ends at entry {expected}; {kept.entries} were kept")
        return Verification(Head(expected, previous), tuple(broken), dict(counts))


class Writer:
    """Appends entries within one transaction."""

    def __init__(self, connection: Connection, author: str, now: Callable[[], datetime]) -> None:
        self._connection = connection
        self.author = author
        self._now = now
        self._seq, self._link = _head(connection)

    def current(self, kind: str, entity: str | None = None) -> list[Entry]:
        return _current(self._connection, kind, entity)

    def append(
        self,
        kind: str,
        entity: str,
        body: Mapping[str, Any],
        *,
        based_on: int | Literal["latest"] | None = LATEST,
    ) -> Entry:
        """Append the next revision of an entity.

        It is accepted when no revision was accepted after `based_on`; ``"latest"`` means that the author has
        just seen the current one.
        """
        last, accepted_last = self._numbers(kind, entity)
        known = accepted_last if based_on == LATEST else based_on
        row: dict[str, Any] = {
            "seq": self._seq + 1,
            "kind": kind,
            "entity": entity,
            "revision": last + 1,
            "based_on": known or None,
            "accepted": (known or 0) >= accepted_last,
            "author": self.author,
            "at": self._now().astimezone(UTC).isoformat(timespec="milliseconds"),
            "body": json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")),
            "previous": self._link,
        }
        row["hash"] = _hash(row)
        self._connection.execute(LEDGER.insert(), row)
        self._seq, self._link = row["seq"], row["hash"]
        return _entry(row)

    def _numbers(self, kind: str, entity: str) -> tuple[int, int]:
        """The last revision, and the last accepted one; 0 when there is none."""
        of_entity = (LEDGER.c.kind == kind, LEDGER.c.entity == entity)
        last = sa.select(LEDGER.c.revision).where(*of_entity).order_by(LEDGER.c.revision.desc()).limit(1)
        accepted = last.where(LEDGER.c.accepted)
        found = self._connection.execute(sa.select(last.scalar_subquery(), accepted.scalar_subquery())).one()
        return int(found[0] or 0), int(found[1] or 0)


def _current(connection: Connection, kind: str, entity: str | None) -> list[Entry]:
    of_kind = sa.and_(LEDGER.c.kind == kind, LEDGER.c.accepted)
    if entity is not None:  # by the index alone, however long its history is
        query = sa.select(LEDGER).where(of_kind, LEDGER.c.entity == entity)
        query = query.order_by(LEDGER.c.revision.desc()).limit(1)
    else:
        newest = sa.func.max(LEDGER.c.revision).label("revision")
        first = sa.func.min(LEDGER.c.seq).label("first")
        latest = sa.select(LEDGER.c.entity, newest, first).where(of_kind).group_by(LEDGER.c.entity).subquery()
        same = (LEDGER.c.entity == latest.c.entity) & (LEDGER.c.revision == latest.c.revision)
        query = sa.select(LEDGER).join(latest, same).where(of_kind).order_by(latest.c.first)
    return [_entry(row) for row in connection.execute(query).mappings()]


def _head(connection: Connection) -> tuple[int, str]:
    query = sa.select(LEDGER.c.seq, LEDGER.c.hash).order_by(LEDGER.c.seq.desc()).limit(1)
    row = connection.execute(query).first()
    return (int(row.seq), str(row.hash)) if row else (0, GENESIS)


def _entry(row: Mapping[str, Any] | RowMapping) -> Entry:
    return Entry(
        row["seq"],
        row["kind"],
        row["entity"],
        row["revision"],
        row["based_on"],
        bool(row["accepted"]),
        row["author"],
        datetime.fromisoformat(row["at"]),
        json.loads(row["body"]),
        row["hash"],
    )


def _hash(row: Mapping[str, Any] | RowMapping) -> str:
    linked = [
        row["seq"], row["kind"], row["entity"], row["revision"], row["based_on"], bool(row["accepted"]),
        row["author"], row["at"], row["body"], row["previous"],
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(linked, ensure_ascii=False).encode("utf-8")).hexdigest()


def _faults(row: RowMapping, expected: int, previous: str) -> list[str]:
    faults = []
    if row["seq"] != expected:
        faults.append(f"entries {expected} to {row['seq'] - 1} are missing")
    if row["previous"] != previous:
        faults.append(f"entry {row['seq']} does not follow the one before it")
    if row["hash"] != _hash(row):
        faults.append(f"entry {row['seq']} ({row['kind']}, revision {row['revision']}) was altered")
    return faults


def _now() -> datetime:
    return datetime.now(UTC)
