"""What a shared page may not hold."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property

from workbench.artifacts.privacy import Private

CUSTOMER, PARTICIPANT = "[customer]", "a participant"
WORDS_OF_A_QUOTE = 6
FEWEST = 3  # a note of fewer words is nobody's in particular
_WORD = re.compile(r"[\w’'-]+")
Run = tuple[str, ...]
TOKEN = re.compile(r"[\w.@:-]*\w")


def words(text: str) -> list[str]:
    """The words of a text, without capitals."""
    return [word.lower().replace("’", "'").strip("'-") for word in _WORD.findall(text)]


def runs(said: list[str], length: int) -> list[Run]:
    """Every so many words in a row."""
    return [tuple(said[i : i + length]) for i in range(len(said) - length + 1)]


@dataclass(frozen=True, slots=True)
class NoteText:
    """One interview note, as the gate needs it: its words, and what its participant allowed."""

    text: str
    quotable: bool = False
    participant: str = ""
    unsettled: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rules:
    """What a shared page may not hold.

    Attributes
    ----------
    min_cell
        The smallest group that may be counted (study.yaml ``sharing.min_cell``).
    sensitive
        Names and labels of variables that are not shown.
    names
        Names of people, as the roster beside the study has them.
    customers, participants
        Ids of customers and respondents; pseudonyms of interviewed people.
    """

    min_cell: int = 11
    sensitive: tuple[str, ...] = ()
    names: frozenset[str] = frozenset()
    customers: frozenset[str] = frozenset()
    participants: frozenset[str] = frozenset()
    notes: tuple[NoteText, ...] = ()
    private: Private = field(default_factory=Private)

    @cached_property
    def said(self) -> dict[int, dict[Run, list[NoteText]]]:
        """Length → words in a row → the notes that hold them: thousands of notes, each page's texts looked up once."""
        found: dict[int, dict[Run, list[NoteText]]] = {}
        for note in self.notes:
            spoken = words(note.text)
            length = min(WORDS_OF_A_QUOTE, len(spoken))
            if length >= FEWEST:
                for run in dict.fromkeys(runs(spoken, length)):
                    found.setdefault(length, {}).setdefault(run, []).append(note)
        return found

    @cached_property
    def named(self) -> re.Pattern[str] | None:
        """Any of the names, capitals aside where a name has several words; None without names."""
        patterns = [
            f"(?i:{re.escape(name)})" if " " in name else re.escape(name)
            for name in sorted(self.names, key=len, reverse=True)
        ]
        return re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)") if patterns else None

    @cached_property
    def stand_ins(self) -> dict[str, str]:
        """Ids that can be told from a number or a word, and what stands for each."""
        told = {i: CUSTOMER for i in self.customers if not re.fullmatch(r"\d{1,5}|[A-Za-z]{1,3}|\w", i)}
        return told | {i: PARTICIPANT for i in self.participants if re.search(r"\d", i) and len(i) > 1}
