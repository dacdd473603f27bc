"""Getting a notebook done: taken from an earlier run, or executed while the next kernel gets ready."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from workbench.errors import WorkbenchError
from workbench.runner.flow import NEEDS
from workbench.runner.kernels import Kernel, Kernels
from workbench.runner.notebooks import Notebook
from workbench.runner.planning import Plan
from workbench.runner.progress import Event
from workbench.runner.shelf import take

Done = tuple[WorkbenchError | None, float]
"""What went wrong, and the seconds it took."""


class Crew:
    """Does the notebooks of one run in its staging folder."""

    def __init__(self, plan: Plan, folder: Path, kernels: Kernels, tell: Callable[[Event], None]) -> None:
        self.plan, self.folder, self.kernels, self.tell = plan, folder, kernels, tell
        self._ready: dict[str, Future[Kernel]] = {}
        self._expected = {decision.notebook for decision in plan.foreseen() if decision.reuse}

    def take(self, notebook: Notebook, why: str) -> Done:
        """Copy what the notebook wrote in an earlier run."""
        assert self.plan.earlier is not None
        began = time.monotonic()
        take(
            self.plan.shelf.final(self.plan.earlier["id"]),
            self.folder,
            self.plan.steps[notebook.name]["outputs"],
        )
        seconds = _since(began)
        self.tell(Event("reused", f"{notebook.name} {why}", notebook=notebook.name, seconds=seconds))
        return None, seconds

    def execute(self, notebook: Notebook, why: str) -> Done:
        """Execute a notebook in a fresh kernel."""
        from workbench.runner.execution import Execution, execute

        began = time.monotonic()
        self.tell(Event("notebook", f"{notebook.name} {why}", notebook=notebook.name))
        ready = self._ready.pop(notebook.name, None)
        kernel = ready.result() if ready else self.kernels.start(notebook.imports)
        self._prepare(notebook.name)

        def on_cell(cell: int, cells: int) -> None:
            text = f"{notebook.name}, cell {cell} of {cells}"
            self.tell(Event("cell", text, notebook=notebook.name, cell=cell, cells=cells))

        copy = self.folder / "notebooks" / notebook.path.name
        try:
            error = execute(
                Execution(notebook, kernel, copy, self.plan.redaction, on_cell),
                parameters=self._parameters(),
                timeout=self.plan.order.timeout,
            )
        finally:
            self.kernels.close(kernel)
        seconds = _since(began)
        if error is None:
            text = f"{notebook.name} done in {seconds:.1f} s"
            self.tell(Event("executed", text, notebook=notebook.name, seconds=seconds))
        return error, seconds

    def _prepare(self, now: str) -> None:
        """Start the kernels of the notebooks that this one is the last to hold up, unless they will be taken."""
        for notebook in self.plan.notebooks:
            if NEEDS[notebook.name][-1:] == (now,) and notebook.name not in self._expected | set(self._ready):
                self._ready[notebook.name] = self.kernels.start_ahead(notebook.imports)

    def _parameters(self) -> Mapping[str, Any]:
        """What a notebook is told: paths relative to the study, settings as plain values, no secret."""
        folder = self.plan.study.folder.resolve()
        return {
            "study": self.plan.order.study.name,
            "run_dir": Path(os.path.relpath(self.folder.resolve(), folder)).as_posix(),
            "interactive": False,
            "settings": dict(self.plan.order.settings),
        }


def _since(began: float) -> float:
    return round(time.monotonic() - began, 2)
