"""Running a study from the command line."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from workbench.cli import files
from workbench.cli.output import guarded, say, say_json, shown, tell
from workbench.config import Study, load_study
from workbench.errors import GateRefused, InputError, Problem, WorkbenchError, nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from workbench.runner import Event, Progress, RunResult, Stop
    from workbench.runner.selections import Selected


@dataclass(frozen=True, slots=True)
class Asked:
    """The words of ``workbench run``."""

    study: Path
    parameters: tuple[str, ...] = ()
    resume: str | None = None
    refit: bool = False
    force: bool = False
    out: Path | None = None
    timeout: float = 3600.0
    allow: tuple[Path, ...] = ()
    hooks: bool = False


def run(asked: Asked, *, as_json: bool) -> int:
    """Run, say where the report is, and return the exit code."""
    codes: list[int] = []
    failed = guarded(lambda: codes.append(_run(asked, as_json=as_json)), as_json=as_json)
    return failed or codes[0]


def _run(asked: Asked, *, as_json: bool) -> int:
    from workbench.cli.progress import watching
    from workbench.runner import Stop, until_done
    from workbench.runner.parameters import read_pairs
    from workbench.runner.selections import every_variable

    files.allow(asked.allow)
    parameters = read_pairs(asked.parameters)
    variable, stop = every_variable(parameters), Stop()
    with watching(as_json=as_json) as told, _telling_refusal(asked):
        progress = _getting_ready(told)
        if variable is None:
            results = [until_done(lambda: _run_one(asked, parameters, progress, stop), stop)]
        else:
            selected = until_done(lambda: _run_each(asked, parameters, variable, progress, stop), stop)
            for one in selected:
                if one.error is not None:
                    tell(f"error: {variable}={one.value}: {one.error}")
            failed = [one.exit_code for one in selected if one.error is not None]
            results = [one.result for one in selected if one.result is not None]
    for result in results:
        _say_result(result, as_json=as_json)
        _tell_hooks(result, asked)
    codes = [result.exit_code for result in results] + (failed if variable else [])
    return next((code for code in codes if code), 0)


def _getting_ready(progress: Progress) -> Progress:
    """Load what makes the pages beside the first notebook that runs: it takes a second that nobody need wait."""
    begun: list[Thread] = []

    def tell_and_load(event: Event) -> None:
        if event.kind == "notebook" and not begun:
            begun.append(Thread(target=_load_pages, name="pages"))
            begun[0].start()
        progress(event)

    return tell_and_load


def _load_pages() -> None:
    gc.disable()  # imports make hardly any garbage; looking for it took a fifth of their time
    try:
        from workbench.site import get_ready
    finally:
        gc.enable()
    get_ready()
    gc.freeze()  # nor is it looked for at the end of the program, which took a quarter of a second


def _run_one(asked: Asked, parameters: Mapping[str, str], progress: Progress, stop: Stop) -> RunResult:
    from workbench.runner import run as run_study

    return run_study(
        asked.study,
        parameters=parameters,
        reports=asked.out,
        write_pages=_write_pages,
        write_index=_write_index,
        progress=progress,
        resume=asked.resume,
        refit=asked.refit,
        force=asked.force,
        timeout=asked.timeout,
        stop=stop,
    )


def _run_each(
    asked: Asked, parameters: Mapping[str, str], variable: str, progress: Progress, stop: Stop
) -> list[Selected]:
    from workbench.runner import Pages
    from workbench.runner.selections import order_of, run_each

    order = order_of(
        asked.study,
        parameters,
        refit=asked.refit,
        force=asked.force,
        timeout=asked.timeout,
        resume=asked.resume,
    )
    values = _values(load_study(order.study, settings=order.settings), variable)
    pages = Pages(_write_pages, _write_index)
    return run_each(order, variable, values, reports=asked.out, pages=pages, progress=progress, stop=stop)


def _values(study: Study, variable: str) -> list[str]:
    """The values that a variable of the survey has, in their order.

    Raises
    ------
    InputError
        When the survey has no such variable, or it has no few values to choose from.
    """
    from workbench.preparation import read

    survey = read(study).survey
    known = list(survey.variables) if survey is not None else []
    place = f"-p only.{variable}"
    if survey is None or variable not in known:
        raise InputError(Problem("parameters", place, "no such question", "", nearest(variable, known)))
    levels = survey.variables[variable].levels
    answered = set(survey.frame[variable].dropna().astype(str))
    if not levels:
        raise InputError(Problem("parameters", place, "has no list of answers", "a question with levels"))
    return [level for level in levels if level in answered]


def _tell_hooks(result: RunResult, asked: Asked) -> None:
    """Run the hooks that study.yaml names, when the command line says so; what they do changes nothing."""
    from workbench.runner.gates import has_drifted
    from workbench.schedule import due_hooks, tell_hooks

    if result.status == "unchanged":
        return
    study, manifest = load_study(asked.study), result.manifest
    due = due_hooks(study.hooks, manifest, drifted=has_drifted(study, result.folder))
    if due and not asked.hooks:
        tell(f"hooks of the study were not run ({', '.join(due)}): give --hooks to run them")
    elif due:
        for outcome in tell_hooks(due, manifest):
            tell(outcome.sentence)


@contextmanager
def _telling_refusal(asked: Asked) -> Iterator[None]:
    """Tell the failure hook of data that were refused, too: there is no run then, and nobody sits at a schedule.

    It gets what is known in place of run.json. A study that cannot be read names no hook.
    """
    try:
        yield
    except InputError as error:
        if asked.hooks:
            _tell_of(error, asked)
        raise


def _tell_of(error: InputError, asked: Asked) -> None:
    from workbench.runner.redaction import Redaction
    from workbench.schedule import due_hooks, tell_hooks

    try:
        study = load_study(asked.study)
    except InputError:
        return
    known = {"id": None, "study": study.name, "title": study.heading, "status": "failed"}
    record = {**known, "message": Redaction().text(str(error))}
    for outcome in tell_hooks(due_hooks(study.hooks, record), record):
        tell(outcome.sentence)


def _say_result(result: RunResult, *, as_json: bool) -> None:
    if as_json:
        record = {
            "run": result.id,
            "study": result.study,
            "status": result.status,
            "seconds": result.seconds,
            "page": shown(result.page),
            "exit": result.exit_code,
            "message": str(result.error) if result.error else None,
            "notebooks": [
                {"notebook": d.notebook, "reused": d.reuse, "reasons": list(d.reasons)}
                for d in result.decisions
            ],
        }
        say_json(record)
    elif result.error is None:
        say(shown(result.page))
    elif isinstance(result.error, GateRefused):  # the report is whole, a person has to look at it
        tell(f"error: {result.error}")
        say(shown(result.page))
    else:
        _say_broken(result.error, result.folder)


def _say_broken(error: WorkbenchError, folder: Path) -> None:
    tell(f"error: {error}")
    tell(f"The broken run is kept for reading: {shown(folder)}")


def _write_pages(folder: Path, study: Study) -> None:
    from workbench.site import write_pages

    report = study.report
    write_pages(folder, heading=study.heading, code=report.code, language=report.language)


def _write_index(reports: Path) -> None:
    from workbench.site import write_index

    write_index(reports)
