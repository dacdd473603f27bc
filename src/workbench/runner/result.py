"""What a run came to."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from workbench.errors import WorkbenchError
from workbench.runner.keys import Decision
from workbench.runner.shelf import MANIFEST

Status = Literal["done", "unchanged", "failed", "interrupted"]


@dataclass(frozen=True, slots=True)
class RunResult:
    """What a run came to.

    Attributes
    ----------
    id, folder
        The run; for ``unchanged`` the earlier run that still holds.
    status
        ``done``, ``unchanged``, ``failed`` or ``interrupted``.
    seconds
        Of this command.
    decisions
        For each notebook: was it run, or taken from an earlier run, and why.
    error, exit_code
        What went wrong, and the exit code of a command line; the broken run is in `folder` for reading.
    """

    id: str
    study: str
    folder: Path
    status: Status
    seconds: float
    decisions: tuple[Decision, ...] = ()
    error: WorkbenchError | None = None
    exit_code: int = 0

    @property
    def page(self) -> Path:
        """The report page of the run."""
        return self.folder / "index.html"

    @property
    def manifest(self) -> dict[str, Any]:
        """The run.json of the run."""
        value: dict[str, Any] = json.loads((self.folder / MANIFEST).read_text(encoding="utf-8"))
        return value
