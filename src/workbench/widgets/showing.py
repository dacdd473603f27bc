"""One call a notebook makes: the widget where somebody can use it, else what it would show, as a page can."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from workbench.artifacts import Run, read_choices
from workbench.display import Prose
from workbench.errors import InputError


@dataclass(frozen=True, slots=True)
class Shown:
    """Sentences, tables and figures that are shown one below the other, each as an output of its own."""

    parts: tuple[Any, ...]

    @classmethod
    def of(cls, parts: Iterable[Any]) -> Shown:
        return cls(tuple(parts))

    def __iter__(self) -> Iterator[Any]:
        return iter(self.parts)

    def _ipython_display_(self) -> None:
        from IPython.display import display

        show: Any = display  # IPython's function is not typed
        for part in self.parts:
            show(part)


def customer_map(run: Run) -> Prose:
    """Lay the customers out on a map, unless the run has it; returns how far it can be read.

    Raises
    ------
    InputError
        When `1_data` or `2_segments` has not run yet.
    """
    from workbench.widgets.mapping import customer_map as made

    return made(run)


def keep_choices(run: Run) -> Prose:
    """Write what people decided about segments by hand into the run, and say it.

    The decisions themselves stay beside the study, where the next run finds them.
    """
    from workbench.widgets.telling import summary

    choices = read_choices(run.study)
    run.write_document("choices", choices.to_records())
    return summary(choices)


def explorer(run: Run) -> Any:
    """Explore a run: the linked map in JupyterLab, the same findings as figures on a page.

    Parameters
    ----------
    run
        A run in which `1_data` and `2_segments` have been run, with the table `map`.

    Returns
    -------
    Explorer | Prose | Shown
        In the lab the widget, or a sentence that says which notebook to run first; without a front end the
        figures.

    Raises
    ------
    InputError
        Without a front end, when a table is not there yet.
    """
    if not run.interactive:
        from workbench.widgets.overview import overview

        return Shown.of(overview(run))
    from workbench.widgets.explorer_widget import Explorer

    try:
        return Explorer(run)
    except InputError as error:
        return Prose.of(str(error), tone="caution")


def desk(run: Run) -> Any:
    """Write, code and read interview notes: the desk in JupyterLab, a read-only view on a page.

    Parameters
    ----------
    run
        Its study says where the notes are; its segments, when there are any, are the shelves.

    Returns
    -------
    Desk | Shown
    """
    from workbench.notes import open_store

    store = open_store(run.study.personas.notes, folder=run.study.folder)
    if run.interactive:
        from workbench.widgets.desk_widget import Desk

        return Desk(run, store)
    from workbench.widgets.desk_state import belongs, shelves
    from workbench.widgets.reading import read_only

    with store:
        return Shown.of(read_only(store, shelves(run), belongs(run)))
