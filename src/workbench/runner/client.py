"""A client that knows at once when a kernel listens.

jupyter_client takes a fifth of a second of silence for a sign that nothing more comes, which a run of five
notebooks waits five times. Ours waits for the last word of the kernel on the question that it asked itself.
"""

from __future__ import annotations

import time
from queue import Empty
from typing import Any

from jupyter_client.asynchronous.client import AsyncKernelClient

PATIENCE = 1.0
"""Seconds after which the question is put again: the first may have come before the kernel, or its answer before us."""


class ListeningClient(AsyncKernelClient):
    """The asynchronous client of jupyter_client, but for how it waits for a kernel to begin with."""

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Ask the kernel who it is until its answer has come on both channels.

        Raises
        ------
        RuntimeError
            When the kernel died, or did not answer in `timeout` seconds.
        """
        until = time.monotonic() + (float("inf") if timeout is None else timeout)
        while not await self._answered(self.kernel_info()):
            if not await self._async_is_alive():
                raise RuntimeError("Kernel died before replying to kernel_info")
            if time.monotonic() > until:
                raise RuntimeError(f"Kernel didn't respond in {timeout:g} seconds")

    async def _answered(self, question: str) -> bool:
        """Has the answer come, and after it the word that the kernel is idle? What came before is of no use."""
        try:
            while not _of(reply := await self.get_shell_msg(timeout=PATIENCE), question):
                pass
            while not _idle(await self.get_iopub_msg(timeout=PATIENCE), question):
                pass
        except Empty:
            return False
        self._handle_kernel_info_reply(reply)
        return True


def _of(message: dict[str, Any], question: str) -> bool:
    return bool(message["parent_header"].get("msg_id") == question)


def _idle(message: dict[str, Any], question: str) -> bool:
    return _of(message, question) and message["content"].get("execution_state") == "idle"
