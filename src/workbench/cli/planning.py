"""Scheduling from the command line."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from workbench.cli.output import say, say_json
from workbench.config import find_study, load_study
from workbench.errors import InputError, Problem, listed, nearest


def schedule(
    study_path: Path, *, at: str, form: str, parameters: tuple[str, ...], hooks: bool, as_json: bool
) -> None:
    """Print what to install; nothing is installed.

    Raises
    ------
    InputError
        When the time or the scheduler is not known.
    """
    from workbench.runner.parameters import read_pairs, typed
    from workbench.schedule import FORMS, Job, install_text, read_when

    if form not in FORMS:
        raise InputError(Problem("schedule", "--as", repr(form), listed(FORMS), nearest(form, FORMS)))
    path = find_study(study_path).resolve()
    study = load_study(path, settings=typed(read_pairs(parameters)))
    options = (*(word for pair in parameters for word in ("-p", pair)), *(["--hooks"] if hooks else []))
    job = Job(study.name, path.parent, path.name, _program(), read_when(at), options)
    text = install_text(form, job)
    if as_json:
        say_json({"as": form, "text": text})
    else:
        say(text.rstrip("\n"))


def _program() -> Path:
    """The command of this environment, so that the scheduler needs no activation."""
    beside = Path(sys.executable).with_name("workbench.exe" if sys.platform == "win32" else "workbench")
    return beside if beside.is_file() else Path(shutil.which("workbench") or "workbench")
