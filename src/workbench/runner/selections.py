"""One run for each value of a variable: ``-p only.region=*``."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from workbench.config import find_study, load_study
from workbench.errors import InputError, Problem, WorkbenchError
from workbench.runner.parameters import ONLY, typed
from workbench.runner.planning import Order
from workbench.runner.progress import Event, Progress
from workbench.runner.result import RunResult
from workbench.runner.running import Pages, announce_interrupted, run_locked, shelf_of
from workbench.runner.stopping import Stop

EVERY = "*"
MEMORY_OF_A_RUN = 2 * 2**30
"""Bytes that a run may need: two kernels with their libraries, and the customer table."""


@dataclass(frozen=True, slots=True)
class Selected:
    """The run of one value; `error` when it did not even become one."""

    value: str
    result: RunResult | None = None
    error: WorkbenchError | None = None

    @property
    def exit_code(self) -> int:
        if self.result is not None:
            return self.result.exit_code
        return self.error.exit_code if self.error else 0


def every_variable(parameters: Mapping[str, str]) -> str | None:
    """The variable whose every value is asked for, or None.

    Raises
    ------
    InputError
        When more than one is.

    Examples
    --------
    >>> every_variable({"k": "4", "only.region": "*"}), every_variable({"only.region": "North"})
    ('region', None)
    """
    names = [name for name, value in parameters.items() if name.startswith(ONLY) and value == EVERY]
    if len(names) > 1:
        raise InputError(
            Problem("parameters", " and ".join(f"-p {n}" for n in names), "* is given twice", "once")
        )
    return names[0].removeprefix(ONLY) if names else None


def run_each(
    order: Order,
    variable: str,
    values: Sequence[str],
    *,
    reports: Path | None,
    pages: Pages,
    progress: Progress,
    stop: Stop,
) -> list[Selected]:
    """Run a study once for each value of a variable, several at a time where memory allows.

    Raises
    ------
    RunLocked
        Another run of this study is at work.
    """
    study = load_study(order.study, settings=order.settings)
    shelf = shelf_of(study, reports)

    def one(value: str) -> Selected:
        settings = {**order.settings, f"{ONLY}{variable}": value}
        own = replace(order, settings=settings)

        def labelled(event: Event) -> None:
            progress(replace(event, text=f"{variable}={value}: {event.text}"))

        try:
            return Selected(value, run_locked(own, shelf, pages, progress=labelled, stop=stop))
        except WorkbenchError as error:
            return Selected(value, error=error)

    with shelf.locked():
        announce_interrupted(shelf, progress)
        with ThreadPoolExecutor(at_once(len(values))) as pool:
            done = list(pool.map(one, values))
        shelf.point()  # the runs pointed while others still worked
        if any(selected.result is not None for selected in done):
            pages.write_index(shelf.reports)
    return done


def order_of(study_path: str | Path, parameters: Mapping[str, str], **options: object) -> Order:
    """The order of a command line; parameters that ask for every value are left out."""
    asked = {
        name: value for name, value in parameters.items() if not (name.startswith(ONLY) and value == EVERY)
    }
    return Order(find_study(study_path), typed(asked), **options)  # type: ignore[arg-type]


def at_once(runs: int, *, memory: int | None = None, processors: int | None = None) -> int:
    """How many runs may work at the same time; one when the machine does not say.

    Examples
    --------
    >>> at_once(10, memory=5 * 2**30, processors=8), at_once(10, memory=2**29, processors=8)
    (2, 1)
    """
    memory = next(_available(), 0) if memory is None else memory
    processors = (os.cpu_count() or 1) if processors is None else processors
    return max(1, min(runs, processors, memory // MEMORY_OF_A_RUN))


def _available() -> Iterator[int]:
    """Free bytes of memory, where the system tells."""
    names = getattr(os, "sysconf_names", {})
    if "SC_AVPHYS_PAGES" in names and "SC_PAGE_SIZE" in names:
        yield os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
