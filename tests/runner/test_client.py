"""When a kernel counts as ready: its own answer to our own question, on both channels."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from queue import Empty
from typing import Any

import pytest

from workbench.runner.client import ListeningClient


class Scripted(ListeningClient):
    """Hears what the script says, channel by channel; an empty text is a time without a word."""

    def hears(self, shell: Iterable[str], iopub: Iterable[str], *, alive: bool = True) -> Scripted:
        self.shell, self.iopub, self.alive, self.asked = iter(shell), iter(iopub), alive, 0
        return self

    def kernel_info(self) -> str:
        self.asked += 1
        return str(self.asked)

    async def get_shell_msg(self, timeout: float) -> dict[str, Any]:
        return _message(next(self.shell))

    async def get_iopub_msg(self, timeout: float) -> dict[str, Any]:
        return _message(next(self.iopub))

    async def _async_is_alive(self) -> bool:
        return self.alive

    def _handle_kernel_info_reply(self, reply: dict[str, Any]) -> None:
        self.answer = reply


def _message(text: str) -> dict[str, Any]:
    if not text:
        raise Empty
    question, *state = text.split()
    return {"parent_header": {"msg_id": question}, "content": {"execution_state": " ".join(state)}}


def test_a_kernel_is_ready_when_its_answer_has_come_on_both_channels() -> None:
    client = Scripted().hears(["1"], ["1 busy", "1 idle"])
    asyncio.run(client.wait_for_ready(5))
    assert client.asked == 1
    assert client.answer["parent_header"]["msg_id"] == "1"


def test_answers_to_earlier_questions_do_not_count_and_are_not_left_for_later() -> None:
    client = Scripted().hears(["", "1", "2"], ["1 idle", "2 busy", "2 idle", "left"])
    asyncio.run(client.wait_for_ready(5))
    assert client.asked == 2
    assert list(client.iopub) == ["left"]


def test_a_word_that_was_lost_is_asked_for_again() -> None:
    client = Scripted().hears(["1", "2"], ["", "2 idle"])
    asyncio.run(client.wait_for_ready(5))
    assert client.asked == 2


def test_a_dead_kernel_is_not_waited_for() -> None:
    with pytest.raises(RuntimeError, match="died"):
        asyncio.run(Scripted().hears([""], [], alive=False).wait_for_ready(5))


def test_patience_ends() -> None:
    with pytest.raises(RuntimeError, match="in 0 seconds"):
        asyncio.run(Scripted().hears([""] * 9, []).wait_for_ready(0))
