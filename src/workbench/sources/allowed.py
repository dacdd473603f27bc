"""Which files a study may read: its own folder's, and those that a person has allowed.

A study file may come from a stranger. Its paths stay inside its folder, unless the person at the
keyboard said otherwise: by naming the file to ``workbench init``, which records it in the user's
state folder, or by the environment variable ``WORKBENCH_ALLOW``, a list of folders.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from pathlib import Path

from workbench.artifacts import write_json
from workbench.config import shown_path
from workbench.config.allowed import NETWORK, is_allowed, recorded, state_file
from workbench.errors import InputError, Problem, nearest


def allowed_path(
    source: str,
    *,
    folder: Path,
    shown: str | None = None,
    may_be_folder: bool = False,
    environment: Mapping[str, str] | None = None,
) -> Path:
    """Find the file that a study names, if the study may read it.

    Parameters
    ----------
    source
        The path as the study names it; a relative one starts at `folder`.
    folder
        The study's folder.
    shown
        How messages name it, when that is not how the study does.
    may_be_folder
        Is a folder a table too, as Spark writes them?
    environment
        Where ``WORKBENCH_ALLOW`` and ``XDG_STATE_HOME`` are looked up; the process's own by default.

    Raises
    ------
    InputError
        No such file, a folder, not a plain file, unreadable, or outside of what is allowed.

    Examples
    --------
    >>> allowed_path("/etc/passwd", folder=Path("."), environment={"XDG_STATE_HOME": "/nowhere"})
    Traceback (most recent call last):
    ...
    workbench.errors.InputError: …/passwd: lies outside of the study's folder; expected a file inside it. Copy the file there, or allow its folder with: --allow FOLDER.
    """
    environment = os.environ if environment is None else environment
    shown = shown or shown_path(source)
    if "\0" in source:
        raise InputError(Problem(shown, "", "a NUL character in a path", "", "check the path"))
    path = Path(os.path.realpath(folder / source))
    if source.startswith(NETWORK) or not is_allowed(path, folder=folder, environment=environment):
        remedy = "copy the file there, or allow its folder with: --allow FOLDER"
        raise InputError(Problem(shown, "", "lies outside of the study's folder", "a file inside it", remedy))
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        raise InputError(_missing(shown, path)) from None
    except (OSError, ValueError) as error:
        raise InputError(Problem(shown, "", _reason(error), "", "check the path")) from error
    if stat.S_ISDIR(mode) and not may_be_folder:
        raise InputError(Problem(shown, "", "is a folder", "a file", "name the file in it"))
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        raise InputError(Problem(shown, "", "is not a plain file", "a file", "save the data to a file"))
    if not os.access(path, os.R_OK):
        remedy = "give yourself permission to read it"
        raise InputError(Problem(shown, "", "cannot be read: permission denied", "", remedy))
    return path


def allow(source: Path, *, folder: Path, environment: Mapping[str, str] | None = None) -> None:
    """Record that studies in `folder` may read the file `source`, because a person named both."""
    environment = os.environ if environment is None else environment
    path = state_file(environment)
    known = recorded(path)
    files = known.setdefault(os.path.realpath(folder), [])
    if (real := os.path.realpath(source)) not in files:
        files.append(real)
        write_json(path, known)


def _missing(shown: str, path: Path) -> Problem:
    beside = [p.name for p in path.parent.iterdir()] if path.parent.is_dir() else []
    return Problem(shown, "", "there is no such file", "", nearest(path.name, beside) or "check the path")


def _reason(error: Exception) -> str:
    return (getattr(error, "strerror", None) or str(error)).lower()
