"""A process that has imported everything, from which the kernels of a run are forked (Linux).

pandas, scikit-learn, UMAP and plotly cost every kernel up to three seconds of work before its first cell.
The nursery imports them once, when the first kernel that wants them is ordered; a kernel is then there in a
tenth of a second. It has one thread and opens nothing, so that forking it is safe; what is not ours, or
named here, a kernel imports itself. Elsewhere than on Linux each kernel is started on its own.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

from workbench.runner.kernel import PRELOAD, die_with_parent, preload, without_address_parsers
from workbench.runner.kernel import main as kernel

AVAILABLE = sys.platform == "linux"
WHERE_USED = {
    "workbench.selection": ("sklearn.metrics", "sklearn.neighbors", "workbench.cluster.compiled"),
    "workbench.explanation": ("sklearn.tree",),
    "workbench.figures": ("plotly.graph_objects",),
    "workbench.widgets.customer_map": ("umap",),
    "workbench.report": ("plotly.graph_objects", "statsmodels.tsa.exponential_smoothing.ets"),
}
"""What our modules import only where it is used, which in these takes a second."""
OURS = "workbench"
LOST = -int(signal.SIGKILL)
"""What a kernel ended with when the nursery is gone, too: whoever killed it took the kernels along."""


@dataclass(slots=True)
class Nursery:
    """The nursery as the runner sees it. Start it with `open`; `close` ends it and all its kernels."""

    process: subprocess.Popen[bytes]
    door: socket.socket
    answers: TextIO
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @classmethod
    def open(cls, environment: Mapping[str, str]) -> Nursery:
        """Start the process; it begins to import at once."""
        ours, theirs = socket.socketpair()
        # -P: a file of the folder we stand in may not stand in for a library
        command = [sys.executable, "-P", "-m", "workbench.runner.nursery"]
        process = subprocess.Popen(  # noqa: S603 - this Python, and a module of ours
            command,
            stdin=theirs.fileno(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=dict(environment),
            start_new_session=True,
        )
        theirs.close()
        return cls(process, ours, ours.makefile("r", encoding="utf-8"))

    def fork(self, arguments: Sequence[str], *, folder: Path, environment: Mapping[str, str]) -> Child:
        """Fork a kernel: `arguments` are those of the kernel, `folder` is where it works."""
        wanted = environment.get(PRELOAD, "").split(",")
        answer = self._ask(
            arguments=list(arguments),
            folder=str(folder),
            environment=dict(environment),
            imports=imports_of(wanted),
        )
        return Child(self, int(answer["pid"]))

    def ended(self, pid: int) -> int | None:
        """The exit status of a kernel (the negated signal that ended it); None while it lives."""
        try:
            code: int | None = self._ask(pid=pid)["code"]
        except ConnectionError:
            return LOST
        return code

    def close(self) -> None:
        self.answers.close()
        self.door.close()
        self.process.kill()
        self.process.wait(timeout=10)

    def _ask(self, **order: Any) -> dict[str, Any]:
        with self._lock:
            self.door.sendall((json.dumps(order) + "\n").encode())
            line = self.answers.readline()
        if not line:
            raise ConnectionError("the nursery of kernels is gone")
        answer: dict[str, Any] = json.loads(line)
        return answer


@dataclass(slots=True)
class Child:
    """A forked kernel, with what `subprocess.Popen` offers of a process."""

    nursery: Nursery
    pid: int
    returncode: int | None = None
    stdin: None = None
    stdout: None = None
    stderr: None = None

    def poll(self) -> int | None:
        if self.returncode is None:
            self.returncode = self.nursery.ended(self.pid)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        until = None if timeout is None else time.monotonic() + timeout
        while (code := self.poll()) is None:
            if until is not None and time.monotonic() > until:
                raise subprocess.TimeoutExpired("kernel", timeout or 0.0)
            time.sleep(0.01)
        return code

    def send_signal(self, number: int) -> None:
        if self.poll() is None:  # its number is not given to another before we have asked how it ended
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


def imports_of(wanted: Iterable[str]) -> list[str]:
    """What the nursery imports for a kernel: our modules that it wants, and what these import later.

    Examples
    --------
    >>> imports_of(["workbench.explanation", "torch"])
    ['workbench.explanation', 'sklearn.tree']
    """
    own = [name for name in wanted if name.split(".")[0] == OURS]
    return [*own, *(later for name in own for later in WHERE_USED.get(name, ()))]


def main() -> None:
    """Import, fork and tell how children ended, until whoever started this hangs up."""
    die_with_parent()
    door = socket.socket(fileno=os.dup(0))
    orders = door.makefile("r", encoding="utf-8")
    with without_address_parsers():
        preload(["jsonschema", "ipykernel.kernelapp"])
        while True:
            line = orders.readline()
            if not line:
                return
            order = json.loads(line)
            answer = {"code": _ended(order["pid"])} if "pid" in order else {"pid": _born(order, door)}
            door.sendall((json.dumps(answer) + "\n").encode())


def _born(order: Mapping[str, Any], door: socket.socket) -> int:
    preload(order["imports"])
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        door.close()
        _become(order["arguments"], folder=order["folder"], environment=order["environment"])
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
    finally:
        os._exit(status)  # what the nursery would do at its end is not for a child of it


def _become(arguments: Sequence[str], *, folder: str, environment: Mapping[str, str]) -> None:
    """Be the kernel: a session, a folder and an environment of its own, nothing to read or to write to."""
    os.setsid()
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    sys.argv = ["kernel", *arguments]
    kernel()


def _ended(pid: int) -> int | None:
    found, status = os.waitpid(pid, os.WNOHANG)
    return os.waitstatus_to_exitcode(status) if found else None


if __name__ == "__main__":
    main()
