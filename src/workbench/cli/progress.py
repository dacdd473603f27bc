"""The progress of a run: a bar on a terminal, plain lines elsewhere, JSON lines for machines."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from workbench.cli.output import say_json, tell
from workbench.runner import Event, Progress

NOTEBOOKS = 5


def lines(event: Event) -> None:
    """Tell everything but the cells."""
    if event.kind != "cell":
        tell(event.text)


def json_lines(event: Event) -> None:
    """One JSON object an event, on stdout."""
    say_json({"event": event.kind, **event.fields()})


@contextmanager
def watching(*, as_json: bool) -> Iterator[Progress]:
    """Give whatever suits the terminal, and put the terminal in order afterwards."""
    if as_json:
        yield json_lines
    elif sys.stderr.isatty():
        with _bar() as progress:
            yield progress
    else:
        yield lines


@contextmanager
def _bar() -> Iterator[Progress]:
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task("", total=NOTEBOOKS)
        done = 0

        def show(event: Event) -> None:
            nonlocal done
            if event.kind == "cell":
                bars.update(task, description=event.text, completed=done + (event.cell - 1) / event.cells)
                return
            if event.kind in {"executed", "reused"}:
                done += 1
            bars.update(task, description=event.notebook or event.text, completed=done)
            bars.console.print(event.text, markup=False, highlight=False)

        yield show
