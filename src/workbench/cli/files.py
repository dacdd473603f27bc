"""From files to a study on the command line: propose one, check one."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from workbench.cli.output import say, say_json, shown, tell
from workbench.config.allowed import ALLOW
from workbench.errors import InputError, number_of


def allow(folders: Sequence[Path]) -> None:
    """Let studies read files of these folders too, in this command and its kernels."""
    known = [os.environ[ALLOW]] if os.environ.get(ALLOW) else []
    os.environ[ALLOW] = os.pathsep.join([*known, *(str(folder.resolve()) for folder in folders)])


def init(
    files: Sequence[Path],
    *,
    output: Path,
    survey: Path | None,
    purchases: Path | None,
    replace: bool,
    as_json: bool,
) -> None:
    """Propose a study.yaml and write it."""
    from workbench.intake import propose
    from workbench.saydo.pairs import propose as propose_pairs

    proposal = propose(files, output=output, survey=survey, purchases=purchases, pairs=propose_pairs)
    path = proposal.save(replace=replace)
    if as_json:
        say_json(
            {
                "study": shown(path),
                "found": list(proposal.lines),
                "problems": [str(p) for p in proposal.problems],
            }
        )
        return
    for line in proposal.lines:
        tell(line)
    for problem in proposal.problems:
        tell(f"to be mended first: {problem}")
    say(f"{shown(path)} is written; check it with: workbench check {shown(path)}")


def check(study_path: Path, *, as_json: bool) -> None:
    """Say everything that is wrong with a study, and everything worth knowing.

    Raises
    ------
    InputError
        When there is an error among it.
    """
    from workbench.config import load_study
    from workbench.intake import check as check_study

    study = load_study(study_path)
    problems = tuple(check_study(study))
    errors = [problem for problem in problems if problem.severity == "error"]
    if as_json and not errors:
        say_json({"problems": [{"severity": p.severity, "message": str(p)} for p in problems]})
    elif not as_json:
        for problem in problems:
            if problem.severity != "error":
                tell(f"{problem.severity}: {problem}")
    if errors:
        raise InputError(errors)
    if not as_json:
        warnings = sum(problem.severity == "warning" for problem in problems)
        say(
            f"{study.name} can be run"
            + (f"; listed above: {number_of(warnings, 'warning')}" if warnings else "")
        )
