"""Starting and ending the kernels of a run."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from workbench.runner import nursery
from workbench.runner.kernel import PRELOAD
from workbench.runner.nursery import Child, Nursery

HEADLESS = "WORKBENCH_HEADLESS"
LONGEST = 96
"""Characters of a socket's path; systems allow some 104, and Jupyter adds a number."""
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
"""Our matrices are small: BLAS threads wait for each other longer than they work, and two notebooks are at work."""


@dataclass(slots=True)
class Kernel:
    """A kernel process, started and perhaps still importing.

    Attributes
    ----------
    manager
        jupyter_client's handle of the process.
    killed_for
        Why we ended it ourselves; empty when we did not.
    """

    manager: Any
    killed_for: str = ""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def kill(self, reason: str) -> None:
        """End the process at once, whatever it does; the first reason stays."""
        with self._lock:
            self.killed_for = self.killed_for or reason
        process = self._process()
        if process is not None and process.poll() is None:
            process.kill()

    def close(self) -> None:
        """End the process and remove what it left."""
        process = self._process()
        if process is not None:
            if process.poll() is None:
                process.kill()
            process.wait(timeout=10)
        self.manager.cleanup_connection_file()
        self.manager.cleanup_resources()

    def fate(self) -> str:
        """Say how the process ended, in words.

        A kernel that was killed by signal 9 and not by us most often met a limit of memory.
        """
        process = self._process()
        code = None if process is None else process.poll()
        if code is None:
            return "the kernel no longer answered"
        if code >= 0:
            return f"the kernel ended with exit status {code}"
        name = signal.Signals(-code).name
        hint = "; the machine may have run out of memory" if name == "SIGKILL" else ""
        return f"the kernel was ended by {name}{hint}"

    def _process(self) -> subprocess.Popen[bytes] | Child | None:
        provisioner = self.manager.provisioner
        return None if provisioner is None else provisioner.process


@dataclass(slots=True)
class Kernels:
    """The kernels of one run: those at work, and the next, which import meanwhile.

    Use it as a context: at its end no kernel is left.

    Attributes
    ----------
    folder
        The study's: where they work.
    scratch
        A folder for what they leave.
    """

    folder: Path
    scratch: Path
    environment: Mapping[str, str] = field(default_factory=lambda: ONE_THREAD | dict(os.environ))
    _nursery: Nursery | None = None
    _ahead: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "kernel"))
    _alive: list[Kernel] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _stopped: str = ""
    _numbers: Iterator[int] = field(default_factory=count)

    def __enter__(self) -> Kernels:
        if nursery.AVAILABLE:
            self._nursery = Nursery.open(self.environment)
        return self

    def __exit__(self, *error: object) -> None:
        self._ahead.shutdown(cancel_futures=True)
        for kernel in tuple(self._alive):
            self.close(kernel)
        if self._nursery is not None:
            self._nursery.close()

    def start_ahead(self, imports: Iterable[str]) -> Future[Kernel]:
        """Start a kernel beside the work of another: who waits for its imports is a thread of its own."""

        def start() -> Kernel:
            try:
                return self.start(imports)
            finally:
                _close_loop()

        return self._ahead.submit(start)

    def start(self, imports: Iterable[str]) -> Kernel:
        """Start a kernel in the study's folder; it imports and waits."""
        from workbench.runner.forked import ForkingManager

        # a session of its own keeps the history and the start-up scripts of the user's IPython out
        environment = {
            **self.environment,
            HEADLESS: "1",
            PRELOAD: ",".join(imports),
            "IPYTHONDIR": str(self.scratch),
        }
        # a blocking client would never learn that its kernel died: nothing else could run while it waits
        client = "workbench.runner.client.ListeningClient"
        manager = ForkingManager(
            kernel_spec_manager=_specs(forked=self._nursery is not None), client_class=client,
            **spoken_through(self.scratch / f"k{next(self._numbers)}"),
        )  # fmt: skip
        manager.nursery = self._nursery
        manager.start_kernel(
            extra_arguments=["--HistoryManager.hist_file=:memory:"],
            cwd=str(self.folder.resolve()),
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        kernel = Kernel(manager)
        with self._lock:
            self._alive.append(kernel)
            stopped = self._stopped
        if stopped:
            kernel.kill(stopped)
        return kernel

    def close(self, kernel: Kernel) -> None:
        with self._lock:
            if kernel in self._alive:
                self._alive.remove(kernel)
        kernel.close()
        _close_loop()

    def stop(self, reason: str) -> None:
        """End all kernels, now and to come: the run is told to stop."""
        with self._lock:
            self._stopped = reason
            alive = tuple(self._alive)
        for kernel in alive:
            kernel.kill(reason)


def spoken_through(socket: Path) -> dict[str, str]:
    """How a run speaks with a kernel: through sockets that are files, where the system has them.

    A port that was free when it was chosen may be taken when the kernel opens it; a file of our own is not,
    and nobody else on the machine can open it. A path that is too long for a socket leaves ports.

    Examples
    --------
    >>> spoken_through(Path("a" * 200))
    {}
    """
    if os.name != "posix" or len(str(socket)) > LONGEST:
        return {}
    return {"transport": "ipc", "ip": str(socket)}


def _close_loop() -> None:
    """Close the event loop that jupyter_client made for this thread and would leave to the collector."""
    from jupyter_core.utils import ensure_event_loop

    loop = ensure_event_loop()
    if not loop.is_running():  # in a notebook the loop is not ours
        loop.close()


def _specs(*, forked: bool) -> Any:
    from jupyter_client.kernelspec import KernelSpec, KernelSpecManager

    from workbench.runner.forked import NAME

    class OurKernel(KernelSpecManager):
        """Knows one kernel: this Python, imports first. Nothing has to be installed for it."""

        def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
            # -P: a file of the study's folder may not stand in for a library
            argv = [sys.executable, "-P", "-m", "workbench.runner.kernel", "-f", "{connection_file}"]
            how = {"kernel_provisioner": {"provisioner_name": NAME}} if forked else {}
            return KernelSpec(argv=argv, display_name="Python 3", language="python", metadata=how)

    return OurKernel()
