"""Who is who: names that must not enter the store, and the pseudonyms that stand for them.

The store forgets nothing, so a name may never get into it. The roster is therefore a file of its own beside
the study (`roster.csv`: participant, names), which stays where the interviews were held and can be destroyed.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from workbench.artifacts import write_text
from workbench.errors import InputError, Problem
from workbench.notes.text import normalise

FILE = "roster.csv"
_COLUMNS = ("participant", "names")


@dataclass(frozen=True, slots=True)
class Participant:
    """A pseudonym, and the names, nicknames and addresses that it replaces."""

    pseudonym: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Roster:
    """All participants whose names are known.

    Examples
    --------
    >>> roster = Roster((Participant("P1", ("Ann Lee", "Annie")),))
    >>> roster.pseudonymised("annie said: ANN LEE likes it, Annies mother too. Ann agrees.")
    'P1 said: P1 likes it, Annies mother too. P1 agrees.'
    """

    participants: tuple[Participant, ...] = ()

    def pseudonymised(self, text: str) -> str:
        """Replace every name of the roster, and each part of a full name, by its pseudonym.

        Longer names go first; capitals do not matter for a full name, but a part of one is replaced only
        when it begins with a capital ("Mark", not "mark").
        """
        for name, pseudonym, exact in self._replacements():
            pattern = rf"(?<!\w){re.escape(name)}(?!\w)"
            text = re.sub(pattern, lambda _, p=pseudonym: p, text, flags=0 if exact else re.IGNORECASE)
        return text

    def pseudonym(self, name: str) -> str:
        """The pseudonym of a participant named in a file; a name that is not in the roster stays."""
        return self.owner(name) or normalise(name).strip()

    def owner(self, name: str) -> str:
        """Whose name or pseudonym it is; empty when the roster does not know it."""
        wanted = normalise(name).strip().casefold()
        for participant in self.participants:
            if wanted in {n.casefold() for n in (participant.pseudonym, *participant.names)}:
                return participant.pseudonym
        return ""

    def _replacements(self) -> list[tuple[str, str, bool]]:
        whole = [(n, p.pseudonym, False) for p in self.participants for n in p.names]
        parts = [
            (part, p.pseudonym, True)
            for p in self.participants
            for n in p.names
            for part in n.split()
            if " " in n and len(part) > 2 and part[:1].isupper()
        ]
        return sorted(whole, key=lambda r: -len(r[0])) + sorted(parts, key=lambda r: -len(r[0]))


def read_roster(path: Path) -> Roster:
    """Read a roster: csv with the columns ``participant`` and ``names`` (several joined by ``;``).

    A missing file is an empty roster.

    Raises
    ------
    InputError
        When a column is missing, a pseudonym is empty, or a name stands for two participants.
    """
    if not path.is_file():
        return Roster()
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            Problem(path.name, f"byte {error.start}", "not UTF-8 text", "", "save it as UTF-8")
        ) from error
    reader = csv.DictReader(io.StringIO(text))
    missing = [c for c in _COLUMNS if c not in (reader.fieldnames or ())]
    if missing:
        raise InputError(
            Problem(path.name, "line 1", f"no column {missing[0]!r}", "the columns 'participant' and 'names'")
        )
    participants, problems, owners = [], [], dict[str, str]()
    for line, row in enumerate(reader, start=2):
        pseudonym = normalise(row["participant"] or "").strip()
        names = tuple(filter(None, (normalise(n).strip() for n in (row["names"] or "").split(";"))))
        if not pseudonym:
            problems.append(
                Problem(path.name, f"line {line}", "no pseudonym", "", "give the participant one")
            )
        for name in names:
            owner = owners.setdefault(name.casefold(), pseudonym)
            if owner != pseudonym:
                found = f"{name!r} stands for {owner} and for {pseudonym}"
                problems.append(Problem(path.name, f"line {line}", found, "", "tell them apart"))
        participants.append(Participant(pseudonym, names))
    if problems:
        raise InputError(problems)
    return Roster(tuple(participants))


def is_roster(content: bytes) -> bool:
    """Is this csv a roster, by its first line?

    Examples
    --------
    >>> is_roster(b"participant,names"), is_roster(b"participant,text")
    (True, False)
    """
    head = content.partition(b"\n")[0].decode("utf-8-sig", errors="replace")
    return {column.strip().strip('"') for column in head.split(",")} == set(_COLUMNS)


def write_roster(path: Path, participants: Iterable[Participant]) -> None:
    """Write a roster whole."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_COLUMNS)
    writer.writerows((p.pseudonym, "; ".join(p.names)) for p in participants)
    write_text(path, out.getvalue())
