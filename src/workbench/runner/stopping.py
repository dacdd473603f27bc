"""Ending a run from outside: by a signal, from another thread."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType
from typing import TypeVar

PATIENCE = 3.5
"""Seconds that a run has to put itself in order after a signal."""

T = TypeVar("T")


@dataclass(slots=True)
class Stop:
    """Asks a run to end; whoever must know registers what is to be done."""

    reason: str = ""
    exit_code: int = 0
    _then: list[Callable[[str], object]] = field(default_factory=list)

    def request(self, reason: str, exit_code: int) -> None:
        """Ask; the first to ask gives the reason."""
        if not self.reason:
            self.reason, self.exit_code = reason, exit_code
        for act in tuple(self._then):
            act(self.reason)

    @contextmanager
    def calling(self, act: Callable[[str], object]) -> Iterator[None]:
        """Call `act` with the reason when asked to end, also when asked before."""
        self._then.append(act)
        if self.reason:
            act(self.reason)
        try:
            yield
        finally:
            self._then.remove(act)


def until_done(work: Callable[[], T], stop: Stop) -> T:
    """Do `work` in a thread of its own while this one listens to signals.

    SIGTERM and Ctrl-C ask the run to end, which takes a moment. When it does not, the process ends all
    the same, and the next command finds the run interrupted.
    """
    outcome: list[T] = []
    errors: list[BaseException] = []

    def act() -> None:
        try:
            outcome.append(work())
        except BaseException as error:  # noqa: BLE001 - raised again in the thread that waits
            errors.append(error)

    thread = threading.Thread(target=act, name="run", daemon=True)
    with _listening(stop):
        thread.start()
        while thread.is_alive() and not stop.reason:
            thread.join(0.2)
        thread.join(PATIENCE if stop.reason else None)
    if thread.is_alive():
        sys.stderr.write(f"error: {stop.reason}; the next command puts the run in order\n")
        sys.stderr.flush()
        os._exit(stop.exit_code)
    if errors:
        raise errors[0]
    return outcome[0]


@contextmanager
def _listening(stop: Stop) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread may listen to signals
        return

    def heard(number: int, frame: FrameType | None) -> None:
        stop.request(f"stopped by {signal.Signals(number).name}", 128 + number)

    before = {number: signal.signal(number, heard) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
