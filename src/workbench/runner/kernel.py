"""A kernel that has its imports done before anyone asks: ``python -m workbench.runner.kernel``.

It is started while the notebook before it still runs. Whatever goes wrong in an import here goes
wrong again, and is told, in the cell that asks for it.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
import signal
import sys
from collections.abc import Iterable, Iterator
from importlib import import_module

PRELOAD = "WORKBENCH_PRELOAD"


def die_with_parent() -> None:
    """Ask Linux to end this process with the runner: a killed run leaves no kernel that still writes.

    Elsewhere ipykernel looks for its parent once a second.
    """
    if sys.platform != "linux":
        return
    set_death_signal = 1  # PR_SET_PDEATHSIG of prctl(2)
    ctypes.CDLL(None).prctl(set_death_signal, signal.SIGKILL)
    if os.getppid() == 1:  # it was gone before we asked
        os._exit(1)


@contextlib.contextmanager
def without_address_parsers() -> Iterator[None]:
    """Import without ``rfc3987_syntax``, which jsonschema takes along and which builds 35 parsers.

    That is a second of time in every process, for checks of internationalised addresses that no
    notebook needs. jsonschema does without it when it is not installed.
    """
    name = "rfc3987_syntax"
    if name in sys.modules:
        yield
        return
    sys.modules[name] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        sys.modules.pop(name, None)


def preload(modules: Iterable[str]) -> None:
    """Import modules, quietly.

    Nobody looks for garbage meanwhile: there is hardly any, and looking took a fifth of the time. Nor later in
    what was imported: it stays, and what nobody touches is shared by forked kernels.
    """
    gc.disable()
    with contextlib.redirect_stdout(None):
        for module in modules:
            with contextlib.suppress(Exception):
                import_module(module)
    gc.freeze()
    gc.enable()


def main() -> None:
    """Preload, then be an ordinary kernel."""
    die_with_parent()
    with without_address_parsers():
        preload(["jsonschema"])
        preload(filter(None, os.environ.pop(PRELOAD, "").split(",")))
    from ipykernel.kernelapp import launch_new_instance

    launch_new_instance()


if __name__ == "__main__":
    main()
