"""What a shared page may not hold."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property

from workbench.artifacts.privacy import Private

CUSTOMER, PARTICIPANT = "[customer]", "a participant"
TOKEN = re.compile(r"[\w.@:-]*\w")


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
    customers, participants
        Ids of customers and respondents; pseudonyms of interviewed people.
    """

    min_cell: int = 11
    sensitive: tuple[str, ...] = ()
    customers: frozenset[str] = frozenset()
    participants: frozenset[str] = frozenset()
    notes: tuple[NoteText, ...] = ()
    private: Private = field(default_factory=Private)

    @cached_property
    def stand_ins(self) -> dict[str, str]:
        """Ids that can be told from a number or a word, and what stands for each."""
        told = {i: CUSTOMER for i in self.customers if not re.fullmatch(r"\d{1,5}|[A-Za-z]{1,3}|\w", i)}
        return told | {i: PARTICIPANT for i in self.participants if re.search(r"\d", i) and len(i) > 1}
