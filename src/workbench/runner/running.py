"""A whole run: five notebooks, one after another, in a folder that appears when it is whole."""

from __future__ import annotations

import json
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.artifacts import write_json
from workbench.artifacts.privacy import Private, private_values
from workbench.config import Study, find_study, load_study
from workbench.errors import InputError, KernelDied, Problem, WorkbenchError
from workbench.runner import keys, manifest
from workbench.runner.broken import hide_machine
from workbench.runner.flow import NEEDS, side_by_side
from workbench.runner.gates import gate
from workbench.runner.inputs import DATA, study_inputs
from workbench.runner.keys import Decision
from workbench.runner.outputs import PREVIOUS, Stamps, new_outputs, stamps
from workbench.runner.parameters import typed
from workbench.runner.planning import TIMEOUT, Order, Plan
from workbench.runner.progress import Event, Progress, quiet
from workbench.runner.result import RunResult, Status
from workbench.runner.shelf import EVENTS, MANIFEST, STEPS, Shelf
from workbench.runner.stopping import Stop

if TYPE_CHECKING:
    from workbench.runner.crew import Crew
    from workbench.runner.notebooks import Notebook


@dataclass(frozen=True, slots=True)
class Pages:
    """How pages are made: given by whoever knows, for the runner does not.

    Attributes
    ----------
    write
        Called with the folder of a run and its study when the notebooks are done, or one of them failed.
    write_index
        Called with the reports folder when a run has taken its place.
    """

    write: Callable[[Path, Study], object]
    write_index: Callable[[Path], object]


def run(
    study_path: str | Path,
    *,
    parameters: Mapping[str, str] | None = None,
    reports: Path | None = None,
    write_pages: Callable[[Path, Study], object],
    write_index: Callable[[Path], object] = lambda reports: None,
    progress: Progress = quiet,
    resume: str | None = None,
    refit: bool = False,
    force: bool = False,
    timeout: float = TIMEOUT,
    stop: Stop | None = None,
) -> RunResult:
    """Run the five notebooks of a study and leave a whole run folder.

    Parameters
    ----------
    study_path
        The study.yaml.
    parameters
        ``KEY=VALUE`` texts: k, seed, method, a dotted key of study.yaml, only.VARIABLE.
    reports
        Where runs are kept; ``reports`` beside the study by default.
    write_pages, write_index
        See `Pages`.
    progress
        Told of everything that happens.
    resume, refit, force, timeout
        See `Order`.
    stop
        Through which another thread may end the run.

    Raises
    ------
    InputError
        Study, parameters or data are not valid: found before a kernel starts, or by a notebook.
        Nothing is left on disk.
    RunLocked
        Another run of this study is at work.
    """
    order = Order(
        find_study(study_path), typed(parameters or {}), resume, refit=refit, force=force, timeout=timeout
    )
    study = load_study(order.study, settings=order.settings)
    shelf = shelf_of(study, reports)
    with shelf.locked():
        if announce_interrupted(shelf, progress):
            write_index(shelf.reports)
        return run_locked(
            order, shelf, Pages(write_pages, write_index), progress=progress, stop=stop or Stop()
        )


def shelf_of(study: Study, reports: Path | None = None) -> Shelf:
    """Where the runs of a study are kept."""
    return Shelf(reports if reports is not None else study.folder / "reports", study.name)


def announce_interrupted(shelf: Shelf, progress: Progress) -> list[str]:
    """Put what killed runs left in order, and say so; the runs that were interrupted."""
    interrupted = shelf.recover()
    for broken in interrupted:
        progress(Event("note", f"Run {broken} was interrupted; go on with --resume {broken}"))
    return interrupted


def run_locked(order: Order, shelf: Shelf, pages: Pages, *, progress: Progress, stop: Stop) -> RunResult:
    """Run a study whose lock is held: plan, and unless nothing changed, execute."""
    began = time.monotonic()
    plan = Plan.of(order, shelf)
    if plan.earlier is not None and plan.is_unchanged():
        run_id = plan.earlier["id"]
        progress(Event("note", f"Nothing that this run reads has changed since {run_id}; it still holds."))
        seconds = round(time.monotonic() - began, 2)
        decisions = tuple(plan.foreseen())
        return RunResult(run_id, plan.study.name, shelf.final(run_id), "unchanged", seconds, decisions)
    return _Running(plan, pages, progress, stop).go()


class _Running:
    """A run at work in its staging folder."""

    def __init__(self, plan: Plan, pages: Pages, progress: Progress, stop: Stop) -> None:
        self.plan, self.pages, self.progress, self.stop = plan, pages, progress, stop
        self.began = time.monotonic()
        self.id = plan.shelf.new_id()
        self.folder = plan.shelf.staging(self.id)
        self.decisions: dict[str, Decision] = {}
        self.lock = threading.RLock()  # two notebooks may tell and record at once
        self.steps: dict[str, Any] = {}
        self.manifest = manifest.opened(plan, self.id)

    def go(self) -> RunResult:
        """Execute, write pages, take the place; or break and stay readable."""
        try:
            error = self.make()
            return self.conclude(error)
        except OSError as fault:  # the disk is full, or not ours to write
            raise InputError(_disk_problem(fault, self.plan.shelf)) from fault

    def make(self) -> WorkbenchError | None:
        """Everything up to the pages; a fault of ours breaks the run too, and stays readable."""
        try:
            self.folder.mkdir(parents=True)
            self.save()
            self.tell(Event("run", f"Run {self.id} of {self.plan.study.name}"))
            return self.execute() or self.inputs_moved() or self.gated() or self.write_pages()
        except (OSError, WorkbenchError):
            raise
        except Exception as fault:
            self.close("failed", f"a fault of the program: {type(fault).__name__}: {fault}")
            self.plan.shelf.settle(self.id)
            raise

    def execute(self) -> WorkbenchError | None:
        """Each notebook in turn: taken from an earlier run, or executed in a fresh kernel."""
        from workbench.runner.crew import Crew
        from workbench.runner.kernels import Kernels

        write_json(self.folder / PREVIOUS, self.previous())
        with (
            tempfile.TemporaryDirectory(prefix="workbench-", ignore_cleanup_errors=True) as scratch,
            Kernels(self.plan.study.folder, Path(scratch)) as kernels,
            self.stop.calling(kernels.stop),
        ):
            crew = Crew(self.plan, self.folder, kernels, self.tell)
            by_name = {notebook.name: notebook for notebook in self.plan.notebooks}
            return side_by_side(by_name, lambda name: self.step(by_name[name], crew))

    def step(self, notebook: Notebook, crew: Crew, seen: Stamps | None = None) -> WorkbenchError | None:
        """One notebook: decide, do, record; once more when notes were added while it read them."""
        written = {
            file: sha for name in NEEDS[notebook.name] for file, sha in self.steps[name]["outputs"].items()
        }
        with self.lock:
            plan = self.plan = self.plan.refreshed()
        decision, parts = plan.decide(notebook, written)
        self.decisions[notebook.name] = decision
        self.mark(notebook.name, status="running")
        again = seen is not None
        seen = seen or stamps(self.folder)
        if decision.reuse:
            error, seconds = crew.take(notebook, decision.sentence)
        else:
            error, seconds = crew.execute(notebook, decision.sentence)
        if error is not None:
            self.mark(notebook.name, status="failed", seconds=seconds)
            return error
        if not again and not plan.reads_the_same(plan.refreshed(), notebook.name):
            self.tell(Event("note", f"Notes were added while {notebook.name} ran: it runs again"))
            return self.step(notebook, crew, seen)
        outputs = new_outputs(self.folder, seen, notebook.name)
        with self.lock:
            self.steps[notebook.name] = {"parts": parts, "outputs": outputs}
        self.mark(notebook.name, status="reused" if decision.reuse else "done", seconds=seconds)
        return None

    def previous(self) -> dict[str, Any]:
        """What the notebooks are told of the run before: where it is, and whether to form segments anew."""
        run, refit = self.plan.previous, self.plan.order.refit
        return {"run": run, "folder": f"../{run}" if run else None, "refit": refit or run is None}

    def inputs_moved(self) -> WorkbenchError | None:
        """Did someone write an input while the notebooks read it? Notes may grow at any time."""
        pairs = zip(study_inputs(self.plan.study), self.plan.inputs, strict=True)
        moved = [after.file for after, before in pairs if after != before and after.use in DATA]
        remedy = "run again when nobody writes it"
        problems = [Problem(file, "", "changed while the run read it", "", remedy) for file in moved]
        return InputError(problems) if problems else None

    def gated(self) -> WorkbenchError | None:
        self.manifest |= manifest.found(self.plan, self.folder)
        return gate(self.plan.study, self.folder)

    def write_pages(self) -> WorkbenchError | None:
        began = time.monotonic()
        self.close("done", whole=False)  # the pages tell how the run ended, and are part of it
        self.pages.write(self.folder, self.plan.study)
        self.steps["pages"] = {"parts": keys.hide(self.plan.page_parts(), None), "outputs": {}}
        self.tell(Event("pages", "Pages are written", seconds=round(time.monotonic() - began, 2)))
        return None

    def conclude(self, error: WorkbenchError | None) -> RunResult:
        """Give the run its last state and its place."""
        status: Status = "failed" if error else "done"
        if self.stop.reason:
            status, error = "interrupted", KernelDied(self.stop.reason)
        elif isinstance(error, InputError):
            shutil.rmtree(self.folder)
            raise error
        message = str(error) if error else None
        self.tell(Event("finished", message or f"Run {self.id} is done", seconds=self.elapsed()))
        self.close(status, message)
        if status != "done":
            hide_machine(self.folder, self.private())
        if status == "failed":
            self.write_broken_pages()
        shelf = self.plan.shelf
        folder = shelf.settle(self.id)
        shelf.point()
        if not self.stop.reason:  # who asked us to stop does not wait for the index of all runs
            self.pages.write_index(shelf.reports)
        code = self.stop.exit_code or (error.exit_code if error else 0)
        decisions = tuple(self.decisions[name] for name in NEEDS if name in self.decisions)
        return RunResult(
            self.id, self.plan.study.name, folder, status, self.elapsed(), decisions, error, code
        )

    def private(self) -> Private:
        """What of this machine the files of a broken run may not hold; the study's own names are no secret."""
        study = self.plan.study
        return private_values(study.folder, self.folder, public=(study.name, study.heading, self.id))

    def write_broken_pages(self) -> None:
        """Pages of what there is: the run that broke says that it broke."""
        try:
            self.pages.write(self.folder, self.plan.study)
        except Exception as fault:  # noqa: BLE001 - the failure that is being told must not be lost for it
            self.tell(Event("note", f"No pages could be made of the broken run: {fault}"))

    def close(self, status: str, message: str | None = None, *, whole: bool = True) -> None:
        ended = manifest.closed(self.folder, status=status, seconds=self.elapsed(), message=message)
        self.manifest |= {**ended, "whole": whole}
        self.save()

    def save(self) -> None:
        with self.lock:
            write_json(self.folder / STEPS, self.plan.redaction.value(self.steps))
            write_json(self.folder / MANIFEST, self.plan.redaction.value(self.manifest))

    def mark(self, notebook: str, **facts: Any) -> None:
        with self.lock:
            for step in self.manifest["steps"]:
                if step["notebook"] == notebook:
                    step.update(facts)
            self.save()

    def tell(self, event: Event) -> None:
        """Tell whoever watches, and write it down."""
        event = replace(event, text=self.plan.redaction.text(event.text))
        line = {"time": manifest.now(), "event": event.kind, **event.fields()}
        with self.lock:
            with (self.folder / EVENTS).open("a", encoding="utf-8") as file:
                file.write(json.dumps(line, ensure_ascii=False) + "\n")
            self.progress(event)

    def elapsed(self) -> float:
        return round(time.monotonic() - self.began, 2)


def _disk_problem(fault: OSError, shelf: Shelf) -> Problem:
    said = (fault.strerror or str(fault)).lower()
    remedy = "make room, or choose another folder with --out"
    return Problem(shelf.study, "", f"the run cannot be written: {said}", "", remedy)
