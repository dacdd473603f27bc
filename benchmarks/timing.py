"""Times a command as a whole process: wall, CPU and the memory of everything it starts."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

EVERY = 0.2


@dataclass(frozen=True, slots=True)
class Timed:
    """One run of a command.

    Attributes
    ----------
    wall, cpu
        Seconds; CPU of the command and of all that it waited for.
    peak
        Gigabytes of the whole tree at its largest. Memory that processes share counts once
        (proportional set size, Linux; elsewhere the sum of resident sizes).
    """

    wall: float
    cpu: float
    peak: float


def timed(command: Sequence[object], *, folder: Path) -> Timed:
    """Run a command to its end.

    Raises
    ------
    subprocess.CalledProcessError
        When it fails; its words are in the error.
    """
    words = [str(word) for word in command]
    # as on most machines: what is imported was compiled before
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    began, peak, cpu = time.monotonic(), 0, 0.0
    with subprocess.Popen(
        words, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as process:
        watched = psutil.Process(process.pid)
        while process.poll() is None:
            tree = _tree(watched)
            peak = max(peak, sum(_memory(one, alone=len(tree) == 1) for one in tree))
            cpu = max(cpu, _cpu(watched))
            time.sleep(EVERY)
        wall = time.monotonic() - began
        if process.returncode:
            assert process.stderr is not None
            raise subprocess.CalledProcessError(process.returncode, words, stderr=process.stderr.read())
    return Timed(wall, cpu, peak / 1e9)


def _tree(process: psutil.Process) -> list[psutil.Process]:
    try:
        return [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def _memory(process: psutil.Process, *, alone: bool) -> int:
    """What a process takes; one that is alone shares with nobody, and to look at all its pages would stop it."""
    try:
        if alone:
            return int(process.memory_info().rss)
        facts = process.memory_full_info()
    except psutil.Error:
        return 0
    return int(getattr(facts, "pss", 0) or facts.rss)


def _cpu(process: psutil.Process) -> float:
    try:
        spent = process.cpu_times()
        alive = sum(sum(child.cpu_times()[:2]) for child in process.children(recursive=True))
    except psutil.Error:
        return 0.0
    return float(spent.user + spent.system + spent.children_user + spent.children_system + alive)
