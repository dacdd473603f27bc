"""One notebook in one kernel, through papermill, with a verdict of our own."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from workbench.artifacts import write_text
from workbench.errors import GateRefused, InputError, KernelDied, NotebookFailed, Problem, WorkbenchError
from workbench.runner.kernel import without_address_parsers
from workbench.runner.kernels import Kernel
from workbench.runner.notebooks import Notebook
from workbench.runner.redaction import Redaction

ENGINE = "workbench"
SAVE_EVERY = 5.0
START_TIMEOUT = 120
_IMPORTING = threading.Lock()
"""Held while papermill is imported: two notebooks may begin at once."""


@dataclass(frozen=True, slots=True)
class Ending:
    """How the execution of a notebook ended.

    Attributes
    ----------
    notebook
        Its name.
    count
        ``[7]`` of the cell that was at work or failed; 0 when none was.
    code
        The first line of that cell.
    error, message
        Name and text of the exception in the cell; empty when there was none.
    fate
        Why the kernel is no more; empty when it lives.
    unfinished
        Code cells that never ran to their end.
    """

    notebook: str
    count: int = 0
    code: str = ""
    error: str = ""
    message: str = ""
    fate: str = ""
    unfinished: int = 0

    @property
    def where(self) -> str:
        cell = f"{self.notebook}, cell [{self.count}]" if self.count else self.notebook
        return f"{cell} ({self.code})" if self.code else cell


def verdict(ending: Ending) -> WorkbenchError | None:
    """Judge an ending; None means that the notebook ran through.

    An error of ours that a cell raised keeps its meaning: bad input is bad input, a gate is a gate.

    Examples
    --------
    >>> verdict(Ending("1_data"))
    >>> verdict(Ending("1_data", 3, "read()", "ValueError", "no"))
    NotebookFailed('1_data, cell [3] (read()): ValueError: no')
    >>> verdict(Ending("1_data", 3, "read()", "InputError", "a.csv: is empty.")).exit_code
    2
    >>> verdict(Ending("2_segments", 4, "fit()", fate="took longer than 5 s")).exit_code
    4
    """
    if ending.fate:
        return KernelDied(f"{ending.where}: {ending.fate}")
    if ending.error == InputError.__name__:
        return InputError([Problem("", "", line) for line in ending.message.splitlines() if line])
    if ending.error == GateRefused.__name__:
        return GateRefused(ending.message.splitlines())
    if ending.error:
        return NotebookFailed(f"{ending.where}: {ending.error}: {ending.message}".rstrip(": "))
    if ending.unfinished:
        return NotebookFailed(f"{ending.notebook}: {ending.unfinished} cells did not run")
    return None


@dataclass(slots=True)
class Execution:
    """What the engine needs beside the notebook: the kernel, where to save, whom to tell.

    The executed copy is saved whole every few seconds and at the end, however it ends.
    """

    notebook: Notebook
    kernel: Kernel
    copy: Path
    redaction: Redaction
    on_cell: Callable[[int, int], object]
    count: int = 0
    code: str = ""
    _saved: float = field(default=-SAVE_EVERY)

    def cell_begins(self, document: Any, cell: Any) -> None:
        if cell.cell_type != "code":
            return
        codes = [c for c in document.cells if c.cell_type == "code"]
        self.count = next(i for i, c in enumerate(codes, 1) if c is cell)
        self.code = _first_line(cell.source)
        self.on_cell(self.count, len(codes))

    def save(self, document: Any, *, now: bool = False) -> None:
        if not now and time.monotonic() - self._saved < SAVE_EVERY:
            return
        from nbformat.v4.nbjson import writes

        document.metadata.pop("widgets", None)  # no state of a widget enters a notebook
        plain = self.redaction.value(document)
        write_text(self.copy, writes(_as_node(plain)))  # type: ignore[no-untyped-call]
        self._saved = time.monotonic()


def execute(execution: Execution, *, parameters: Mapping[str, Any], timeout: float) -> WorkbenchError | None:
    """Execute a notebook in its kernel.

    Parameters
    ----------
    execution
        The notebook, its kernel and where its copy is saved.
    parameters
        JSON values by name; only names that the notebook's parameters cell assigns may be here.
    timeout
        Seconds that the notebook may take; then its kernel is ended.

    Returns
    -------
    WorkbenchError or None
        What went wrong, not raised, so that the caller can record it first.
    """
    unknown = set(parameters) - set(execution.notebook.parameters)
    if unknown:  # papermill would run the name of a parameter as code
        raise ValueError(f"{execution.notebook.name} has no parameters {sorted(unknown)}")
    with _IMPORTING, without_address_parsers():
        import nbformat
        from papermill.exceptions import PapermillExecutionError
        from papermill.execute import execute_notebook

        _register_engine()

    document: Any = nbformat.read(str(execution.notebook.path), as_version=4)  # type: ignore[no-untyped-call]
    clock = threading.Timer(timeout, execution.kernel.kill, [f"took longer than {timeout:g} s"])
    clock.daemon = True
    clock.start()
    try:
        done = execute_notebook(
            document,
            None,
            parameters=dict(parameters),
            engine_name=ENGINE,
            kernel_name="python3",
            progress_bar=False,
            cwd=None,
            execution=execution,
        )
        ending = _ended_well(execution, done)
    except PapermillExecutionError as error:
        ending = _ended(execution, error=error.ename, message=error.evalue)
    except Exception as error:
        if not _is_death(error) and not execution.kernel.killed_for:
            raise
        ending = _ended(execution, fate=execution.kernel.killed_for or execution.kernel.fate())
    finally:
        clock.cancel()
    return verdict(ending)


def _ended(execution: Execution, **facts: Any) -> Ending:
    redact = execution.redaction.text
    facts = {name: redact(str(value)) for name, value in facts.items()}
    return Ending(execution.notebook.name, execution.count, redact(execution.code), **facts)


def _ended_well(execution: Execution, document: Any) -> Ending:
    """Believe only what the kernel said: each code cell has run and none holds an error."""
    codes = [cell for cell in document.cells if cell.cell_type == "code" and cell.source.strip()]
    unfinished = sum(cell.execution_count is None for cell in codes)
    fate = execution.kernel.killed_for
    return Ending(execution.notebook.name, unfinished=unfinished, fate=fate)


def _is_death(error: Exception) -> bool:
    from nbclient.exceptions import CellTimeoutError, DeadKernelError

    # while a kernel starts, jupyter_client says by RuntimeError that it died
    return isinstance(error, (DeadKernelError, CellTimeoutError, RuntimeError))


def _first_line(source: str) -> str:
    lines = [
        line.strip() for line in source.splitlines() if line.strip() and not line.strip().startswith("#")
    ]
    line = lines[0] if lines else ""
    return line if len(line) <= 60 else f"{line[:57]}…"


def _as_node(plain: Any) -> Any:
    from nbformat import from_dict

    return from_dict(plain)  # type: ignore[no-untyped-call]


def _register_engine() -> None:
    from papermill.clientwrap import PapermillNotebookClient
    from papermill.engines import Engine, NotebookExecutionManager, papermill_engines

    class Copy(NotebookExecutionManager):  # type: ignore[misc, unused-ignore]
        """Saves where and when we want; papermill's own writes are neither rare nor whole."""

        def __init__(self, document: Any, execution: Execution) -> None:
            super().__init__(document, output_path=None, progress_bar=False)
            self.execution = execution

        def save(self, **kwargs: Any) -> None:
            self.execution.save(kwargs.get("nb") or self.nb)

        def autosave_cell(self, **kwargs: Any) -> None:
            self.save(**kwargs)

        def cell_start(self, cell: Any, cell_index: int | None = None, **kwargs: Any) -> None:
            super().cell_start(cell, cell_index, **kwargs)
            self.execution.cell_begins(self.nb, cell)

    class OurEngine(Engine):  # type: ignore[misc, unused-ignore]
        """Executes in a kernel that was started beforehand."""

        @classmethod
        def execute_notebook(cls, nb: Any, kernel_name: str, *, execution: Execution, **kwargs: Any) -> Any:
            copy = Copy(nb, execution)
            copy.notebook_start()
            client = PapermillNotebookClient(
                copy, km=execution.kernel.manager, kernel_name=kernel_name, startup_timeout=START_TIMEOUT
            )
            try:
                client.execute()
            finally:
                copy.notebook_complete()
                execution.save(copy.nb, now=True)
                if client.kc is not None:
                    client.kc.stop_channels()
            return copy.nb

    papermill_engines.register(ENGINE, OurEngine)
