"""What a run tells while it goes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, Literal

Kind = Literal["run", "note", "reused", "notebook", "cell", "executed", "pages", "finished"]


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened in a run.

    Attributes
    ----------
    kind
        ``run`` begins, ``note`` says something, ``reused`` a notebook is taken from an earlier run,
        ``notebook`` begins, ``cell`` begins, ``executed`` a notebook is done, ``pages`` are written,
        ``finished`` ends the run.
    text
        A sentence for people.
    notebook, cell, cells
        Where: the notebook, its code cell and how many it has; empty and 0 when it is about the run.
    seconds
        How long it took, for ``executed``, ``pages`` and ``finished``.

    Examples
    --------
    >>> Event("cell", "cell 3 of 10", notebook="1_data", cell=3, cells=10).fields()
    {'text': 'cell 3 of 10', 'notebook': '1_data', 'cell': 3, 'cells': 10}
    """

    kind: Kind
    text: str
    notebook: str = ""
    cell: int = 0
    cells: int = 0
    seconds: float | None = None

    def fields(self) -> dict[str, Any]:
        """What is not empty, without the kind: one line of events.jsonl."""
        return {name: value for name, value in asdict(self).items() if value and name != "kind"}


Progress = Callable[[Event], object]


def quiet(event: Event) -> None:
    """Take an event and say nothing."""
