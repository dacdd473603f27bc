"""Starting and ending the kernels of a run."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from workbench.runner.kernel import PRELOAD

HEADLESS = "WORKBENCH_HEADLESS"


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

    def _process(self) -> subprocess.Popen[bytes] | None:
        provisioner = self.manager.provisioner
        return None if provisioner is None else provisioner.process


@dataclass(slots=True)
class Kernels:
    """The kernels of one run: those at work, and the next, which import meanwhile.

    Use it as a context: at its end no kernel is left.
    """

    folder: Path
    scratch: Path
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    _alive: list[Kernel] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _stopped: str = ""

    def __enter__(self) -> Kernels:
        return self

    def __exit__(self, *error: object) -> None:
        for kernel in tuple(self._alive):
            self.close(kernel)

    def start(self, imports: Iterable[str]) -> Kernel:
        """Start a kernel in the study's folder; it imports and waits."""
        from jupyter_client.manager import KernelManager

        # a session of its own keeps the history and the start-up scripts of the user's IPython out
        environment = {
            **self.environment,
            HEADLESS: "1",
            PRELOAD: ",".join(imports),
            "IPYTHONDIR": str(self.scratch),
        }
        # a blocking client would never learn that its kernel died: nothing else could run while it waits
        client = "jupyter_client.asynchronous.AsyncKernelClient"
        manager = KernelManager(kernel_spec_manager=_specs(), client_class=client)
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


def _close_loop() -> None:
    """Close the event loop that jupyter_client made for this thread and would leave to the collector."""
    from jupyter_core.utils import ensure_event_loop

    loop = ensure_event_loop()
    if not loop.is_running():  # in a notebook the loop is not ours
        loop.close()


def _specs() -> Any:
    from jupyter_client.kernelspec import KernelSpec, KernelSpecManager

    class OurKernel(KernelSpecManager):
        """Knows one kernel: this Python, imports first. Nothing has to be installed for it."""

        def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
            # -P: a file of the study's folder may not stand in for a library
            argv = [sys.executable, "-P", "-m", "workbench.runner.kernel", "-f", "{connection_file}"]
            return KernelSpec(argv=argv, display_name="Python 3", language="python")

    return OurKernel()
