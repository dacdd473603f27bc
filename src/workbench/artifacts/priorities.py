"""The criteria that the team sets for "which first", kept beside the study with author and date."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from workbench.artifacts.files import write_json
from workbench.config import Study
from workbench.errors import InputError, Problem

CRITERIA_FILE = "priorities.json"


@dataclass(frozen=True, slots=True)
class TeamCriterion:
    """A criterion as a person set it.

    Attributes
    ----------
    axis
        Does it make a segment attractive, or fit what we can do?
    weight
        Its importance, 0 or more.
    ratings
        Segment → 1 (poor) to 5 (excellent).
    author, time
        Who set it, and when (ISO 8601, UTC).
    """

    name: str
    axis: Literal["attractiveness", "fit"]
    weight: float
    ratings: Mapping[str, float]
    author: str
    time: str


def read_criteria(study: Study) -> tuple[TeamCriterion, ...]:
    """The criteria in force, the last ones that were saved; none when nobody set any.

    Raises
    ------
    InputError
        When the file is there and cannot be read.
    """
    history = _history(study)
    return tuple(TeamCriterion(**one) for one in history[-1]["criteria"]) if history else ()


def save_criteria(
    study: Study, criteria: Sequence[tuple[str, Literal["attractiveness", "fit"], float, Mapping[str, float]]],
    *, author: str,
) -> tuple[TeamCriterion, ...]:  # fmt: skip
    """Save criteria as ``(name, axis, weight, ratings)``; earlier ones stay in the file's history."""
    from filelock import FileLock

    now = datetime.now(UTC).isoformat(timespec="seconds")
    saved = tuple(
        TeamCriterion(n, axis, float(w), dict(ratings), author, now) for n, axis, w, ratings in criteria
    )
    path = study.folder / CRITERIA_FILE
    with FileLock(path.with_name(f".{path.name}.lock"), timeout=10):
        entry = {"time": now, "author": author, "criteria": [asdict(one) for one in saved]}
        write_json(path, [*_history(study), entry])
    return saved


def _history(study: Study) -> list[dict[str, Any]]:
    path = study.folder / CRITERIA_FILE
    if not path.is_file():
        return []
    try:
        history = json.loads(path.read_text(encoding="utf-8"))
        for entry in history:
            [TeamCriterion(**one) for one in entry["criteria"]]
    except (ValueError, TypeError, KeyError, OSError) as error:
        remedy = "put a copy of the file back, or remove it to begin anew"
        raise InputError(Problem(CRITERIA_FILE, "", f"cannot be read ({error})", "", remedy)) from error
    return list(history)
