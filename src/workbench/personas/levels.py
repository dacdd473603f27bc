"""How far a persona's evidence carries: proto, qualitative, statistical."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Level = Literal["proto", "qualitative", "statistical"]
INTERVIEWS, SATURATED, PEOPLE = 5, 0.05, 100
STABLE = frozenset({"highly stable", "stable"})


@dataclass(frozen=True, slots=True)
class Graded:
    """A level, and in a sentence what it rests on and what is missing for the next."""

    level: Level
    reason: str


def grade(*, interviews: int, saturation: float | None, stable: bool, people: int) -> Graded:
    """Grade a persona by the gates.

    Parameters
    ----------
    interviews
        Participants interviewed in the segments that the persona draws on.
    saturation
        New codes of the last run / codes of the base, or None when that cannot be said yet.
    stable
        Is every segment that it draws on stable?
    people
        Unweighted people in those segments.

    Examples
    --------
    >>> grade(interviews=2, saturation=None, stable=True, people=400).level
    'proto'
    >>> grade(interviews=7, saturation=0.04, stable=True, people=400).level
    'statistical'
    """
    missing = []
    if interviews < INTERVIEWS:
        missing.append(f"{interviews} of {INTERVIEWS} interviews")
    if saturation is None or saturation > SATURATED:
        now = "is not known yet" if saturation is None else f"is {saturation:.0%}"
        missing.append(f"saturation {now}, at most {SATURATED:.0%} is asked")
    if missing:
        return Graded("proto", f"{'; '.join(missing)}.")
    if not stable:
        return Graded("qualitative", "Its segments are not all stable.")
    if people < PEOPLE:
        return Graded("qualitative", f"Its segments hold {people} people, {PEOPLE} are asked.")
    return Graded("statistical", f"{interviews} interviews, saturated; stable segments of {people} people.")
