"""What can go wrong, said so that a researcher can mend it.

Every error that reaches a user carries the exit code of the command line and, for bad input,
the list of *all* problems that were found, each with its place and its remedy.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong (or worth knowing) in a study or its data.

    Parameters
    ----------
    file
        The file as the user named it; never an absolute path made by the program.
    place
        Where in the file: ``"line 12, key survey.id"``, ``"row 17, column 'age'"``; may be empty.
    found
        What is there, values by ``repr``.
    expected
        What was expected, all of it; may be empty when `found` says it.
    remedy
        One thing to do about it.
    severity
        ``"error"`` stops a command, ``"warning"`` and ``"note"`` are listed in the data page.
    check
        Short name of the check that found it, for the quality table.
    rows
        How many rows are concerned; 0 when the problem is not one of rows.

    Examples
    --------
    >>> print(Problem("survey.csv", "row 3, column 'age'", "'abc'", "a number", "correct the cell"))
    survey.csv, row 3, column 'age': 'abc'; expected a number. Correct the cell.
    """

    file: str
    place: str
    found: str
    expected: str = ""
    remedy: str = ""
    severity: Severity = "error"
    check: str = ""
    rows: int = 0

    def __str__(self) -> str:
        where = ", ".join(part for part in (self.file, self.place) if part)
        text = f"{where}: {self.found}" if where else self.found
        if self.expected:
            text += f"; expected {self.expected}"
        sentences = [text, f"{self.remedy[:1].upper()}{self.remedy[1:]}"]
        return " ".join(_ended(sentence) for sentence in sentences if sentence)


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith((".", "?", "!")) else f"{sentence}."


class WorkbenchError(Exception):
    """The base of all errors of this project; a bare one is a fault of ours."""

    exit_code = 1


class InputError(WorkbenchError):
    """The command, the study or its data are not valid; holds every problem found.

    Examples
    --------
    >>> raise InputError([Problem("study.yaml", "line 2", "no survey and no purchases")])
    Traceback (most recent call last):
    ...
    workbench.errors.InputError: study.yaml, line 2: no survey and no purchases.
    """

    exit_code = 2

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type[InputError], tuple[tuple[Problem, ...]]]:
        return type(self), (self.problems,)


class NotebookFailed(WorkbenchError):
    """A cell of a notebook raised; the broken run is kept for reading."""

    exit_code = 3


class KernelDied(WorkbenchError):
    """A kernel ended, was killed, or took longer than its time limit."""

    exit_code = 4


class GateRefused(WorkbenchError):
    """A gate (sharing, quality, drift) said no; holds every reason."""

    exit_code = 5

    def __init__(self, reasons: Sequence[str]) -> None:
        self.reasons = tuple(reasons)
        super().__init__("\n".join(self.reasons))

    def __reduce__(self) -> tuple[type[GateRefused], tuple[tuple[str, ...]]]:
        return type(self), (self.reasons,)


class RunLocked(WorkbenchError):
    """Another run of the same study holds the lock."""

    exit_code = 75


def nearest(word: str, known: Iterable[str]) -> str:
    """Return a hint that names the known word nearest to `word`, or an empty text.

    Examples
    --------
    >>> nearest("wieght", ["id", "weight"])
    "did you mean 'weight'?"
    >>> nearest("qqq", ["id", "weight"])
    ''
    """
    close = get_close_matches(word, sorted(known), n=1, cutoff=0.6)
    return f"did you mean {close[0]!r}?" if close else ""


def listed(words: Iterable[str], last: str = "or") -> str:
    """Join words as a sentence does.

    Examples
    --------
    >>> listed(["a", "b", "c"])
    'a, b or c'
    >>> listed(["a", "b"], last="and")
    'a and b'
    """
    items = list(words)
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def number_of(count: int, noun: str) -> str:
    """A count with its noun, in the plural where it needs one.

    Examples
    --------
    >>> number_of(1, "line"), number_of(1200, "line")
    ('1 line', '1,200 lines')
    """
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
