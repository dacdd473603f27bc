"""What people decided about segments by hand: an append-only list kept beside the study."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from workbench.artifacts.files import write_json
from workbench.config import Study
from workbench.errors import InputError, Problem
from workbench.schemas import segment_label, segment_order

if TYPE_CHECKING:
    import pandas as pd

CHOICES_FILE = "segments-by-hand.json"
Action = Literal["choose", "rename", "recolour", "merge", "split", "undo"]
LOCK_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Choice:
    """One decision of a person about the segments of one solution.

    Attributes
    ----------
    number
        1 for the first decision of the study; an undo names it.
    time, author, reason
        When (ISO 8601, UTC), who, and why.
    action
        ``choose`` a solution; ``rename``, ``recolour``, ``merge`` or ``split`` segments of it; or ``undo``.
    solution
        The solution it belongs to, as the table `labels` names it: ``"k5"``.
    segments
        The segments concerned; a merge keeps the id of the first.
    value
        The new name, the new colour, or the id of the segment that a split made.
    customers
        Who is in the segment that a split made.
    undoes
        The number of the decision that an undo takes back; 0 for the others.
    """

    number: int
    time: str
    author: str
    reason: str
    action: Action
    solution: str
    segments: tuple[str, ...] = ()
    value: str = ""
    customers: tuple[str, ...] = ()
    undoes: int = 0


@dataclass(frozen=True, slots=True)
class Choices:
    """All decisions, oldest first. Nothing is removed: an undo is a decision too.

    Examples
    --------
    >>> import pandas as pd
    >>> none = Choices()
    >>> named = none.rename("S1", "Regulars", solution="k3", author="Ada")
    >>> merged = named.merge(["S1", "S3"], solution="k3", author="Ada", reason="one message for both")
    >>> merged.names("k3"), merged.labels(pd.Series(["S1", "S2", "S3"]), "k3").tolist()
    ({'S1': 'Regulars'}, ['S1', 'S2', 'S1'])
    >>> merged.undo(author="Ada").labels(pd.Series(["S1", "S2", "S3"]), "k3").tolist()
    ['S1', 'S2', 'S3']
    """

    items: tuple[Choice, ...] = ()

    @property
    def in_force(self) -> tuple[Choice, ...]:
        """The decisions that nobody took back, undos left out."""
        undone = {item.undoes for item in self.items if item.action == "undo"}
        return tuple(item for item in self.items if item.action != "undo" and item.number not in undone)

    @property
    def solution(self) -> str | None:
        """The solution that a person chose last, or None when the program's proposal stands."""
        chosen = [item.solution for item in self.in_force if item.action == "choose"]
        return chosen[-1] if chosen else None

    def edits(self, solution: str) -> tuple[Choice, ...]:
        """What was decided about the segments of one solution."""
        return tuple(c for c in self.in_force if c.action != "choose" and c.solution == solution)

    def names(self, solution: str) -> dict[str, str]:
        """The names that people gave to segments of a solution."""
        return {c.segments[0]: c.value for c in self.edits(solution) if c.action == "rename" and c.value}

    def colours(self, solution: str) -> dict[str, str]:
        """The colours that people gave to segments of a solution."""
        return {c.segments[0]: c.value for c in self.edits(solution) if c.action == "recolour"}

    def reshapes(self, solution: str) -> bool:
        """Did anybody merge or split segments of this solution?"""
        return any(c.action in {"merge", "split"} for c in self.edits(solution))

    def labels(self, labels: pd.Series, solution: str) -> pd.Series:
        """The segment of each customer after merges and splits, ids kept.

        Parameters
        ----------
        labels
            Segment ids of `solution`, indexed by customer.
        """
        result = labels.astype(object).copy()
        for choice in self.edits(solution):
            if choice.action == "merge":
                result[result.isin(choice.segments)] = choice.segments[0]
            elif choice.action == "split":
                result[result.index.isin(choice.customers) & result.notna()] = choice.value
        return result.astype(labels.dtype)

    def choose(self, solution: str, *, author: str, reason: str) -> Choices:
        """Take another solution into use."""
        return self._with("choose", solution, author=author, reason=_needed(reason, "reason"))

    def rename(self, segment: str, name: str, *, solution: str, author: str, reason: str = "") -> Choices:
        """Give a segment a name."""
        name = _needed(" ".join(name.split()), "name")
        return self._with("rename", solution, [segment], name, author=author, reason=reason)

    def recolour(self, segment: str, colour: str, *, solution: str, author: str, reason: str = "") -> Choices:
        """Give a segment a colour, ``#rrggbb``."""
        digits = colour.removeprefix("#").lower()
        if len(colour) != 7 or len(digits) != 6 or set(digits) - set("0123456789abcdef"):
            raise InputError(Problem(CHOICES_FILE, "colour", f"{colour!r}", "#rrggbb, as in '#3569B8'"))
        return self._with("recolour", solution, [segment], colour, author=author, reason=reason)

    def merge(self, segments: Sequence[str], *, solution: str, author: str, reason: str) -> Choices:
        """Make one segment of several; it keeps the id of the first by number."""
        ids = sorted(set(segments), key=segment_order)
        if len(ids) < 2:
            raise InputError(Problem(CHOICES_FILE, "merge", f"{ids}", "two segments or more"))
        return self._with("merge", solution, ids, author=author, reason=_needed(reason, "reason"))

    def split(
        self, customers: Sequence[str], *, known: Sequence[str], solution: str, author: str, reason: str
    ) -> Choices:
        """Make a segment of some customers; its id is the next number that none in `known` has."""
        if not customers:
            raise InputError(Problem(CHOICES_FILE, "split", "no customer is selected", "", "select some"))
        used = {segment_order(label)[0] for label in {*known, *self._ever_made(solution)}}
        made = segment_label(max((n for n in used if n < 10**9), default=0) + 1)
        return self._with(
            "split",
            solution,
            value=made,
            customers=customers,
            author=author,
            reason=_needed(reason, "reason"),
        )

    def undo(self, *, author: str) -> Choices:
        """Take the last decision in force back."""
        if not self.in_force:
            raise InputError(Problem(CHOICES_FILE, "undo", "there is nothing to undo"))
        last = self.in_force[-1]
        return self._with("undo", last.solution, author=author, undoes=last.number)

    def _ever_made(self, solution: str) -> list[str]:
        return [c.value for c in self.items if c.action == "split" and c.solution == solution]

    def _with(
        self, action: Action, solution: str, segments: Sequence[str] = (), value: str = "", **rest: Any
    ) -> Choices:
        rest["author"] = _needed(rest["author"], "author")
        rest["reason"] = " ".join(rest.get("reason", "").split())
        rest["customers"] = tuple(rest.get("customers", ()))
        time = datetime.now(UTC).isoformat(timespec="seconds")
        number = len(self.items) + 1
        choice = Choice(
            number, time, action=action, solution=solution, segments=tuple(segments), value=value, **rest
        )
        return Choices((*self.items, choice))

    def to_records(self) -> list[dict[str, Any]]:
        """Plain records for JSON."""
        return [asdict(item) for item in self.items]

    @classmethod
    def from_records(cls, records: Sequence[Mapping[str, Any]]) -> Choices:
        lists = ("segments", "customers")
        return cls(tuple(Choice(**{**r, **{key: tuple(r[key]) for key in lists}}) for r in records))


def choices_path(study: Study) -> Path:
    """Where the decisions are: beside study.yaml, so that every later run finds them."""
    return study.folder / CHOICES_FILE


def read_choices(study: Study) -> Choices:
    """Read what people decided; none yet is an empty list.

    Raises
    ------
    InputError
        When the file is there and cannot be read.
    """
    path = choices_path(study)
    if not path.is_file():
        return Choices()
    try:
        return Choices.from_records(json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, TypeError, KeyError, AttributeError, OSError) as error:
        remedy = "put a copy of the file back, or remove it to begin anew"
        raise InputError(Problem(CHOICES_FILE, "", f"cannot be read ({error})", "", remedy)) from error


def record_choice(study: Study, decide: Callable[[Choices], Choices]) -> Choices:
    """Add a decision: read, decide and write under a lock, so that two people lose nothing.

    `decide` is given what is stored now and returns it with the decision added.
    """
    from filelock import FileLock

    path = choices_path(study)
    with FileLock(path.with_name(f".{path.name}.lock"), timeout=LOCK_SECONDS):
        choices = decide(read_choices(study))
        write_json(path, choices.to_records())
    return choices


def _needed(text: str, what: str) -> str:
    text = " ".join(text.split())
    if not text:
        raise InputError(Problem(CHOICES_FILE, what, "is empty", "", f"write the {what}"))
    return text
