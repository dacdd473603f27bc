"""What a study may touch beyond its own folder: what a person at the keyboard has allowed.

Either by naming the file to ``workbench init``, which records it in the user's state folder, or by the
environment variable ``WORKBENCH_ALLOW``, a list of folders, which ``--allow`` sets.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

ALLOW = "WORKBENCH_ALLOW"
NETWORK = "\\\\"
"""How a path on another machine begins on Windows: to look at it would already send the user's name there."""


def is_allowed(path: Path, *, folder: Path, environment: Mapping[str, str] | None = None) -> bool:
    """May a study in `folder` touch `path`, followed through every link?

    Examples
    --------
    >>> is_allowed(Path("a/../b.csv"), folder=Path(".")), is_allowed(Path("../b.csv"), folder=Path("."), environment={})
    (True, False)
    """
    environment = os.environ if environment is None else environment
    real = Path(os.path.realpath(path))
    folders = [Path(os.path.realpath(folder))]
    folders += [Path(os.path.realpath(f)) for f in environment.get(ALLOW, "").split(os.pathsep) if f]
    if any(real.is_relative_to(allowed) for allowed in folders):
        return True
    return str(real) in recorded(state_file(environment)).get(os.path.realpath(folder), [])


def state_file(environment: Mapping[str, str]) -> Path:
    """Where it is recorded which study may read which file."""
    home = environment.get("XDG_STATE_HOME") or str(Path.home() / ".local" / "state")
    return Path(home) / "workbench" / "allowed.json"


def recorded(path: Path) -> dict[str, list[str]]:
    """The files that were allowed, by the folder of the study."""
    try:
        known = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}  # nothing recorded allows nothing
    if not isinstance(known, dict):
        return {}
    return {str(k): [str(f) for f in v] for k, v in known.items() if isinstance(v, list)}
