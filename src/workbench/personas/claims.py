"""A claim: one sentence on a persona, and what it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from workbench.config import Factor

Kind = Literal["fact", "inference", "assumption"]
Status = Literal["supported", "thin", "assumption"]
MARKS: Mapping[str, str] = {"supported": "●", "thin": "◐", "assumption": "○"}
"""The mark that goes with the word, so that neither stands on colour."""


@dataclass(frozen=True, slots=True)
class Statistic:
    """A figure of a segment, with its base and interval, as the profile holds it."""

    variable: str
    title: str
    level: str
    segment: str
    value: float
    low: float | None
    high: float | None
    total: float
    n: int


@dataclass(frozen=True, slots=True)
class Said:
    """Somebody's words: a span of a note.

    `quote` is empty unless the participant agreed to be quoted; the evidence counts all the same.
    `segment` is where the participant belonged when interviewed, `segment_now` where the newest segments put them.
    """

    excerpt: str
    note: str
    participant: str
    quote: str
    consent: str
    segment: str
    segment_now: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence or value, its kind and factor, and the evidence for and against it.

    Attributes
    ----------
    id
        Stable: made from the persona, the field and what it is about.
    review
        Why a person should look at it again (its evidence moved, its segment died); empty when nothing is wrong.
    author
        Who wrote it: a person, or ``"program"``.
    """

    id: str
    field: str
    text: str
    kind: Kind
    factor: Factor | None = None
    statistics: tuple[Statistic, ...] = ()
    said: tuple[Said, ...] = ()
    against_statistics: tuple[Statistic, ...] = ()
    against_said: tuple[Said, ...] = ()
    author: str = "program"
    review: str = ""

    @property
    def status(self) -> Status:
        """Supported: a statistic of the segment, or two participants; thin: one; assumption: none.

        Examples
        --------
        >>> Claim("c", "pains", "Queues", "assumption").status
        'assumption'
        """
        people = len({s.participant for s in self.said})
        if self.statistics or people >= 2:
            return "supported"
        return "thin" if people == 1 else "assumption"

    @property
    def counter(self) -> int:
        """How many statistics and participants speak against it."""
        return len(self.against_statistics) + len({s.participant for s in self.against_said})

    def checked(self) -> Claim:
        """The same claim; without any evidence its kind is *assumption*, whatever was written."""
        return self if self.status != "assumption" else replace(self, kind="assumption")

    def to_record(self) -> dict[str, Any]:
        """Plain values for JSON, with the status."""
        return {**asdict(self), "status": self.status, "counter": self.counter}
