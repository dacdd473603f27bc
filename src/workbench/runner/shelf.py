"""The runs of a study on disk: staged, finished, broken, latest.

``reports/<study>/<run id>/`` holds a run. It is made in ``.staging-<run id>`` beside it and renamed when
it is whole, so that a crash at any moment leaves every finished run as it was.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from workbench.artifacts import write_json
from workbench.artifacts.files import sync_folder
from workbench.errors import InputError, Problem, RunLocked, nearest

STAGING = ".staging-"
MANIFEST = "run.json"
STEPS = "steps.json"
LATEST = "latest.json"
EVENTS = "events.jsonl"


@dataclass(frozen=True, slots=True)
class Shelf:
    """The folder ``reports/<study>`` that holds the runs of one study."""

    reports: Path
    study: str

    @property
    def folder(self) -> Path:
        return self.reports / self.study

    def staging(self, run: str) -> Path:
        return self.folder / f"{STAGING}{run}"

    def final(self, run: str) -> Path:
        return self.folder / run

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the lock of the study; a second run of it is refused at once.

        Raises
        ------
        RunLocked
            When another process holds it.
        InputError
            When the folder cannot be written.
        """
        from filelock import FileLock, Timeout

        made = _missing_folders(self.folder)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            lock = FileLock(self.folder / ".lock", timeout=0)
            lock.acquire()
        except Timeout as error:
            raise RunLocked(f"another run of {self.study!r} is at work; wait for it to end") from error
        except OSError as error:
            raise InputError(_unwritable(self.folder, error)) from error
        try:
            yield
        finally:
            with contextlib.suppress(PermissionError):  # Windows keeps a file that is open
                (self.folder / ".lock").unlink(missing_ok=True)  # while it is ours: later it may be another's
            lock.release()
            for folder in made:  # leave no empty folder behind a run that never began
                with contextlib.suppress(OSError):
                    folder.rmdir()

    def runs(self) -> list[dict[str, Any]]:
        """The manifests of all runs that are there, oldest first."""
        found = [read_manifest(path.parent) for path in self.folder.glob(f"*/{MANIFEST}")]
        return sorted((m for m in found if m and m.get("id")), key=lambda m: (m.get("number", 0), m["id"]))

    def latest(self, selection: str = "") -> dict[str, Any] | None:
        """The manifest of the newest run that ended well, of the whole study or of a selection."""
        return newest(self.runs(), selection)

    def find(self, run: str) -> dict[str, Any]:
        """The manifest of a run by its id, or ``latest``.

        Raises
        ------
        InputError
            When there is no such run; names the nearest.
        """
        runs = self.runs()
        wanted = newest(runs) if run == "latest" else next((m for m in runs if m["id"] == run), None)
        if wanted is None:
            ids = [m["id"] for m in runs]
            remedy = nearest(run, ids) or (f"the last one is {ids[-1]}" if ids else "there is none yet")
            raise InputError(Problem(str(self.folder.name), "", f"there is no run {run!r}", "", remedy))
        return wanted

    def new_id(self) -> str:
        """An id that says when, and is new even when the clock was set back."""
        return f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"

    def recover(self) -> list[str]:
        """Bring what killed runs left into order; only while the lock is held.

        A staging folder whose manifest says that it is whole, pages and all, is put in its place. Any other
        becomes a run that says *interrupted*, without pages. Returns the ids of the interrupted ones.
        """
        interrupted = []
        for staging in sorted(self.folder.glob(f"{STAGING}*")):
            manifest = read_manifest(staging)
            run = staging.name.removeprefix(STAGING)
            if (
                not manifest or self.final(run).exists()
            ):  # killed before its first file, or after it took its place
                shutil.rmtree(staging)
                continue
            if not manifest.get("whole"):
                written = {file for step in read_steps(staging).values() for file in step["outputs"]}
                for page in staging.glob("*.html"):
                    if page.name not in written:  # a notebook's own stays, or it would run again
                        page.unlink()  # it says how a run ended that did not
                manifest |= {
                    "status": "interrupted",
                    "whole": True,
                    "message": "The run ended without a word: it was killed, or the machine stopped.",
                }
                write_json(staging / MANIFEST, manifest)
            if manifest["status"] == "interrupted":  # marked just now, or before a kill in this very place
                interrupted.append(manifest["id"])
            self.settle(manifest["id"])
        if interrupted or self._latest_is_behind():
            self.point()
        return interrupted

    def settle(self, run: str) -> Path:
        """Flush a staged run to disk and put it in its place."""
        staging, final = self.staging(run), self.final(run)
        for part in staging.rglob(".*.part"):  # what a killed kernel was writing
            part.unlink()
        flush(staging)
        staging.rename(final)
        sync_folder(self.folder)
        return final

    def point(self) -> None:
        """Write latest.json: the newest run that ended well, and that of each selection."""
        runs = self.runs()
        whole = newest(runs)
        selections = sorted({m.get("selection", "") for m in runs} - {""})
        chosen = {s: found["id"] for s in selections if (found := newest(runs, s))}
        if whole or chosen:
            latest = {"run": whole["id"] if whole else None, "finished": whole["finished"] if whole else None}
            write_json(self.folder / LATEST, {**latest, "selections": chosen})
            sync_folder(self.folder)

    def _latest_is_behind(self) -> bool:
        """A run may have been killed between taking its place and being pointed at."""
        whole = newest(self.runs())
        return whole is not None and _read_json(self.folder / LATEST).get("run") != whole["id"]


def newest(runs: list[dict[str, Any]], selection: str = "") -> dict[str, Any] | None:
    """The last run that ended well; runs are numbered, so that a clock set back changes nothing.

    Examples
    --------
    >>> newest([{"id": "a", "status": "done"}, {"id": "b", "status": "failed"}])["id"]
    'a'
    """
    good = [m for m in runs if m.get("status") == "done" and m.get("selection", "") == selection]
    return good[-1] if good else None


def read_manifest(folder: Path) -> dict[str, Any]:
    """The run.json of a folder; empty when there is none that can be read."""
    return _read_json(folder / MANIFEST)


def read_steps(folder: Path) -> dict[str, Any]:
    """What each notebook of a run depended on and wrote."""
    return _read_json(folder / STEPS)


def take(source: Path, target: Path, outputs: Mapping[str, str]) -> None:
    """Copy the outputs of a notebook from an earlier run."""
    for name in outputs:
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source / name, target / name)


def flush(folder: Path) -> None:
    """Flush every file and folder below one to disk."""
    for root, _, files in os.walk(folder):
        for name in files:
            with (Path(root) / name).open("rb+") as file:
                os.fsync(file.fileno())
        sync_folder(Path(root))


def _read_json(path: Path) -> dict[str, Any]:
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}  # there is none, or a disk broke it: then it cannot be relied on
    return value if isinstance(value, dict) else {}


def _missing_folders(folder: Path) -> list[Path]:
    """The folders that must be made for one, innermost first."""
    missing = []
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    return missing


def _unwritable(folder: Path, error: OSError) -> Problem:
    said = (error.strerror or "cannot be written").lower()
    return Problem(
        folder.name, "", f"the run cannot be written: {said}", "", "choose another folder with --out"
    )
