"""Kill a run, look at what is left, let the next command put it in order.

Two kinds of moments, both from a seed: shares of a run's length, and single operations on the files of its
reports (a file opened for writing, a rename, a removal), which also reach the short moments at which a run is
flushed, takes its place, is pointed at and enters the index.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

WORKBENCH = [sys.executable, "-c", "from workbench.cli import main; main()"]
COUNTING = """
import atexit, os, signal, sys
target, seen = int(sys.argv.pop(1)), 0
def watch(event, facts):
    global seen
    if event == "open":
        writes = facts[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
    else:
        writes = event in {"os.rename", "os.remove", "os.mkdir", "os.rmdir"}
    if writes and "reports" in str(facts[0]):
        seen += 1
        if seen == target:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(watch)
atexit.register(lambda: print("operations", seen))
from workbench.cli import main
main()
"""
"""Runs a command and kills it at its n-th operation on the files of the reports; tells how many there were."""
NOT_HASHED = {"run.json", "steps.json", "events.jsonl", "tables/previous.json"}
MUST_BE_NONE = (
    "damaged files or manifests",
    "kernels that outlived their run",
    "next commands that failed",
    "not told as interrupted",
    "staging folders left over",
    "latest is not the last good run",
    "resumes that failed",
    "good notebooks run again by a resume",
    "resumed to other results",
)


@dataclass(frozen=True, slots=True)
class Victim:
    """A study folder whose runs are killed; its reports stand inside."""

    folder: Path
    name: str

    @property
    def shelf(self) -> Path:
        return self.folder / "reports" / self.name

    def start(self, *words: str, code: list[str] | None = None) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [*(code or WORKBENCH), *words],
            cwd=self.folder,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def ended(self, *words: str, code: list[str] | None = None) -> tuple[int, str]:
        """Run to the end; exit code and everything said."""
        process = self.start(*words, code=code)
        said, _ = process.communicate(timeout=1800)
        return process.returncode, said

    def manifests(self, pattern: str = "[!.]*") -> list[dict[str, Any]]:
        return [json.loads(path.read_text()) for path in self.shelf.glob(f"{pattern}/run.json")]

    def latest(self) -> str | None:
        path = self.shelf / "latest.json"
        return json.loads(path.read_text())["run"] if path.is_file() else None

    def last_good(self) -> str | None:
        done = [run for run in self.manifests() if run["status"] == "done"]
        return max(done, key=lambda run: run["number"])["id"] if done else None

    def results(self, run: str) -> dict[str, str]:
        """What a run found, by file; the run before it is named in one of them and left out."""
        folder = self.shelf / run
        found = [*folder.glob("tables/*"), *folder.glob("*.json")]
        named = {path.relative_to(folder).as_posix(): path for path in found}
        return {
            name: sha256(path.read_bytes()).hexdigest()
            for name, path in sorted(named.items())
            if name not in NOT_HASHED
        }

    def processes(self) -> list[int]:
        """Those at work in the study's folder: the command's kernels (the command itself too)."""
        found = []
        for link in Path("/proc").glob("[0-9]*/cwd"):
            try:
                if link.readlink() == self.folder.resolve():
                    found.append(int(link.parent.name))
            except OSError:
                continue  # it has ended
        return found


def damage(victim: Victim) -> list[str]:
    """What is not whole among the runs in their places, ``latest.json`` and the index."""
    wrong = []
    for folder in sorted(victim.shelf.glob("[!.]*/")):
        try:
            run = json.loads((folder / "run.json").read_text())
            json.loads((folder / "steps.json").read_text())
            events = [json.loads(line) for line in (folder / "events.jsonl").read_text().splitlines()]
        except (OSError, ValueError) as error:
            wrong.append(f"{folder.name}: {error}")
            continue
        if run["status"] != "done":
            continue
        if events[-1]["event"] != "finished":
            wrong.append(f"{folder.name}/events.jsonl ends with {events[-1]['event']}")
        files = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()} - NOT_HASHED
        listed = {output["file"]: output["sha256"] for output in run["outputs"]}
        wrong += [f"{run['id']}/{name} is not in the manifest" for name in files - set(listed)]
        wrong += [
            f"{run['id']}/{name}"
            for name, sha in listed.items()
            if name not in files or sha256((folder / name).read_bytes()).hexdigest() != sha
        ]
    try:
        latest = victim.latest()
        if latest and json.loads((victim.shelf / latest / "run.json").read_text())["status"] != "done":
            wrong.append(f"latest.json names {latest}")
    except (OSError, ValueError, KeyError) as error:
        wrong.append(f"latest.json: {error}")
    pages = [victim.shelf.parent / "index.html", *victim.shelf.parent.glob("between/*/*.html")]
    wrong += [
        p.name
        for p in pages
        if p.is_file() and not p.read_text(encoding="utf-8").rstrip().endswith("</html>")
    ]
    return wrong


@dataclass(slots=True)
class Reaper:
    """Kills runs of one study and counts what came of it."""

    victim: Victim
    chance: random.Random
    resume_each: int = 5
    counts: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)
    whole: dict[str, str] = field(default_factory=dict)
    length: float = 0.0
    operations: int = 0

    def prepare(self) -> None:
        """One run that nobody kills: its length, its operations on files, its results."""
        began = time.monotonic()
        code, said = self.victim.ended("0", "run", "--force", code=[sys.executable, "-c", COUNTING])
        assert code == 0, said
        self.length = time.monotonic() - began
        self.operations = int(said.rsplit("operations", 1)[1])
        latest = self.victim.latest()
        assert latest is not None
        self.whole = self.victim.results(latest)

    def at_moments(self, times: int) -> None:
        """Kill at random shares of a run's length; now and then its kernels first."""
        for number in range(times):
            process = self.victim.start("run", "--force")
            time.sleep(self.chance.uniform(0, 1.05 * self.length))
            was_over = process.poll() is not None
            if number % 4 == 3:
                self._kill_kernels(process.pid)
            process.kill()
            process.communicate()
            self.counts["had ended before the kill" if was_over else "killed at a moment"] += 1
            self._look(number)

    def at_operations(self, times: int) -> None:
        """Kill at random operations on files, every other one among the last of a run."""
        for number in range(times):
            first = max(1, self.operations - 45) if number % 2 else 1
            target = self.chance.randint(first, self.operations)
            code, _ = self.victim.ended(str(target), "run", "--force", code=[sys.executable, "-c", COUNTING])
            was_over = code != -signal.SIGKILL
            self.counts["had ended before the kill" if was_over else "killed at an operation"] += 1
            self._look(number)

    def _kill_kernels(self, command: int) -> None:
        for pid in self.victim.processes():
            if pid != command:
                try:
                    os.kill(pid, signal.SIGKILL)
                    self.counts["kernels killed with it"] += 1
                except ProcessLookupError:
                    continue

    def _look(self, number: int) -> None:
        """Everything that must hold after a kill, and after the command that follows it."""
        self._count("damaged files or manifests", damage(self.victim))
        self._count("kernels that outlived their run", self._orphans())
        staged = [(path, self._staged(path)) for path in self.victim.shelf.glob(".staging-*")]
        owed = {run["id"] for _, run in staged if run and not run["whole"]}
        self.counts["killed with a run at work"] += len(owed)
        self.counts["killed between whole and in its place"] += sum(
            1 for _, run in staged if run and run["whole"]
        )
        if number % 5 == 4:  # the command that puts it in order is killed too
            target = self.chance.randint(1, 12)
            code, said = self.victim.ended(str(target), "run", code=[sys.executable, "-c", COUNTING])
            owed -= self._told(said)
            self.counts["next command killed too"] += code == -signal.SIGKILL
            # put in order, and killed before it could say so: the run itself says it
            owed -= {run["id"] for run in self.victim.manifests() if run["status"] == "interrupted"}
        code, said = self.victim.ended("run")  # nothing changed: it only looks
        self._count("next commands that failed", [said] if code else [])
        told = self._told(said)
        self.counts["told as interrupted"] += len(told & owed)
        self._count("not told as interrupted", sorted(owed - told))
        self._count("staging folders left over", [p.name for p in self.victim.shelf.glob(".staging-*")])
        self._count("damaged files or manifests", damage(self.victim))
        behind = self.victim.latest() != self.victim.last_good()
        self._count("latest is not the last good run", [str(self.victim.latest())] if behind else [])
        if told and self.counts["told as interrupted"] % self.resume_each == 0:
            self._resume(sorted(told)[0])
        if number % 10 == 9:
            self.victim.ended("prune", "--keep", "3", "--keep-days", "0")

    def _resume(self, broken: str) -> None:
        """Go on with a broken run: its good notebooks are taken, and the results are those of a whole run."""
        (run,) = self.victim.manifests(broken)
        good = {step["notebook"] for step in run["steps"] if step["status"] in {"done", "reused"}}
        code, said = self.victim.ended("run", "--resume", broken, "--json")
        self.counts["resumed"] += 1
        self.counts["good notebooks in the resumed runs"] += len(good)
        self._count("resumes that failed", [said] if code else [])
        if code:
            return
        record = json.loads(said.splitlines()[-1])
        taken = {notebook["notebook"] for notebook in record["notebooks"] if notebook["reused"]}
        self._count("good notebooks run again by a resume", sorted(good - taken))
        found = self.victim.results(record["run"])
        differing = [name for name in {*found, *self.whole} if found.get(name) != self.whole.get(name)]
        self._count("resumed to other results", differing)

    def _orphans(self) -> list[str]:
        deadline = time.monotonic() + 5
        while (found := self.victim.processes()) and time.monotonic() < deadline:
            time.sleep(0.05)
        return [str(pid) for pid in found]

    def _staged(self, folder: Path) -> dict[str, Any] | None:
        path = folder / "run.json"
        if not path.is_file():
            self.counts["killed before the first file"] += 1
            return None
        value: dict[str, Any] = json.loads(path.read_text())
        return value

    def _told(self, said: str) -> set[str]:
        return {line.split()[1] for line in said.splitlines() if "was interrupted" in line}

    def _count(self, what: str, found: list[str]) -> None:
        self.counts[what] += len(found)
        self.notes += [f"{what}: {text.strip()[-300:]}" for text in found]

    @property
    def broke(self) -> int:
        return sum(self.counts[what] for what in MUST_BE_NONE)

    def report(self) -> str:
        """The counts, those that must be 0 last."""
        seen = [what for what in self.counts if what not in MUST_BE_NONE]
        lines = [
            f"  {self.counts[what]:5d}  {what}" for what in (*seen, *MUST_BE_NONE) if what in self.counts
        ]
        marked = [
            line + "  <- must be 0" if what in MUST_BE_NONE and self.counts[what] else line
            for what, line in zip([w for w in (*seen, *MUST_BE_NONE) if w in self.counts], lines, strict=True)
        ]
        return "\n".join([*marked, *(f"         {note}" for note in self.notes)])


def real_study(folder: Path, customers: int = 300) -> Victim:
    """The sample study, small and at quick effort, with the notebooks of the package."""
    made = subprocess.run(
        [*WORKBENCH, "sample", str(folder), "--customers", str(customers)], capture_output=True, text=True
    )
    assert made.returncode == 0, made.stderr
    path = folder / "study.yaml"
    path.write_text(path.read_text().replace("effort: standard", "effort: quick"))
    return Victim(folder, "coffee")
