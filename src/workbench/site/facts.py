"""What a run.json says of a run, read leniently: a broken run must still get its page."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

DONE = "done"
STATUS = {
    "done": "Done",
    "failed": "Failed",
    "interrupted": "Interrupted",
    "gate": "Refused by a gate",
    "running": "Running",
}


@dataclass(frozen=True, slots=True)
class Segment:
    """The size of a segment in a run; `share` is between 0 and 1."""

    id: str
    name: str
    n: int
    share: float


@dataclass(frozen=True, slots=True)
class Facts:
    """One run, as its pages and the index of runs show it."""

    id: str
    study: str
    title: str = ""
    status: str = DONE
    started: datetime | None = None
    seconds: float | None = None
    seed: int | None = None
    commit: str = ""
    message: str = ""
    parameters: tuple[tuple[str, str], ...] = ()
    inputs: tuple[tuple[str, int | None, str], ...] = ()
    versions: tuple[tuple[str, str], ...] = ()
    steps: tuple[tuple[str, str, float | None], ...] = ()
    segments: tuple[Segment, ...] = ()
    raw: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def date(self) -> str:
        """When it started, for people: ``"22 November 2026, 14:30 UTC"``."""
        return spelled(self.started)

    @property
    def outcome(self) -> str:
        return STATUS.get(self.status, self.status or "Unknown")

    @property
    def base(self) -> int | None:
        """How many customers the segments hold."""
        return sum(segment.n for segment in self.segments) or None


def read_facts(run_folder: Path) -> Facts:
    """Read the facts of a run; a missing or damaged run.json gives a run that says ``unknown``."""
    path = run_folder / "run.json"
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raw = {"status": "unknown"}
    return facts(raw if isinstance(raw, dict) else {}, run_id=run_folder.name, study=run_folder.parent.name)


def facts(raw: Mapping[str, Any], *, run_id: str = "", study: str = "") -> Facts:
    """Take what is known from a run.json.

    Examples
    --------
    >>> run = facts({"id": "a", "study": "coffee", "started": "2026-11-22T14:30:00+00:00",
    ...              "segments": [{"id": "S1", "name": "Regulars", "n": 60, "share": 0.6}]})
    >>> run.date, run.base
    ('22 November 2026, 14:30 UTC', 60)
    """
    return Facts(
        id=_str(raw.get("id")) or run_id,
        study=_str(raw.get("study")) or study,
        title=_str(raw.get("title")) or _str(raw.get("study")) or study,
        status=_str(raw.get("status")) or DONE,
        started=_time(raw.get("started")),
        seconds=_float(raw.get("seconds")),
        seed=raw["seed"] if isinstance(raw.get("seed"), int) else None,
        commit=_str(raw.get("commit")),
        message=_str(raw.get("message")),
        parameters=tuple((str(k), _value(v)) for k, v in _mapping(raw.get("parameters")).items()),
        inputs=tuple(
            (
                _str(i.get("file")),
                i["rows"] if isinstance(i.get("rows"), int) else None,
                _str(i.get("sha256")),
            )
            for i in _records(raw.get("inputs"))
        ),
        versions=tuple((str(k), str(v)) for k, v in _mapping(raw.get("versions")).items()),
        steps=tuple(
            (_str(s.get("notebook")), _str(s.get("status")), _float(s.get("seconds")))
            for s in _records(raw.get("steps"))
        ),
        segments=tuple(_segment(s) for s in _records(raw.get("segments")) if s.get("id")),
        raw=raw,
    )


def spelled(moment: datetime | None) -> str:
    """Write a moment for people, without the system's locale.

    Examples
    --------
    >>> spelled(datetime.fromisoformat("2026-03-01T09:05:00+01:00"))
    '1 March 2026, 09:05 UTC+01:00'
    """
    if moment is None:
        return ""
    months = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ]
    zone = f" {moment.tzname()}" if moment.tzinfo else ""
    return f"{moment.day} {months[moment.month - 1]} {moment.year}, {moment:%H:%M}{zone}"


def took(seconds: float | None) -> str:
    """Write a length of time for people.

    Examples
    --------
    >>> took(95.2)
    '1 min 35 s'
    """
    if seconds is None:
        return ""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{seconds:.1f} s" if seconds < 10 else f"{rest} s"


def _segment(raw: Mapping[str, Any]) -> Segment:
    n = raw.get("n")
    return Segment(
        _str(raw["id"]),
        _str(raw.get("name")),
        int(n) if isinstance(n, (int, float)) else 0,
        _float(raw.get("share")) or 0.0,
    )


def _time(value: Any) -> datetime | None:
    try:
        return datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _float(value: Any) -> float | None:
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _str(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _value(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _records(value: Any) -> list[Mapping[str, Any]]:
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []
