"""Which notebook needs which, and doing side by side those that do not."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait

from workbench.errors import WorkbenchError

NEEDS: Mapping[str, tuple[str, ...]] = {
    "1_data": (),
    "2_segments": ("1_data",),
    "3_explore": ("1_data", "2_segments"),
    "4_personas": ("1_data", "2_segments"),
    "5_report": ("1_data", "2_segments", "4_personas"),
}
"""The notebooks whose tables and documents a notebook reads; a test executes it beside the work of no other."""

LANES = min(2, os.cpu_count() or 1)
"""Notebooks at work at once: never more than two can be."""


def ready(waiting: Iterable[str], done: Iterable[str]) -> list[str]:
    """The notebooks that can begin, in their order.

    Examples
    --------
    >>> ready(["3_explore", "4_personas", "5_report"], ["1_data", "2_segments"])
    ['3_explore', '4_personas']
    """
    finished = set(done)
    return [name for name in waiting if finished.issuperset(NEEDS[name])]


def side_by_side(
    names: Iterable[str], do: Callable[[str], WorkbenchError | None], *, lanes: int = LANES
) -> WorkbenchError | None:
    """Do each notebook as soon as those it needs are done.

    Parameters
    ----------
    names
        The notebooks, in their order.
    do
        Does one, in a thread of its own; returns what went wrong.
    lanes
        How many may be at work at once.

    Returns
    -------
    WorkbenchError or None
        The first thing that went wrong. What is at work then is let finish, so that ``--resume`` can take it;
        nothing new begins.

    Examples
    --------
    >>> side_by_side(["1_data", "2_segments"], print)
    1_data
    2_segments
    """
    waiting, done, errors = list(names), set[str](), list[WorkbenchError]()
    running: dict[Future[WorkbenchError | None], str] = {}
    with ThreadPoolExecutor(lanes, thread_name_prefix="notebook") as pool:
        while running or (waiting and not errors):
            for name in [] if errors else ready(waiting, done)[: lanes - len(running)]:
                waiting.remove(name)
                running[pool.submit(do, name)] = name
            finished, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in finished:
                name, error = running.pop(future), future.result()
                done.add(name)
                errors.extend([error] if error else [])
    return errors[0] if errors else None
