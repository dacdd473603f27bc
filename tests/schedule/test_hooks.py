"""Hooks are told of a run; whatever they do changes nothing."""

from __future__ import annotations

import json
import shlex
import socket
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from workbench.config import HookSettings, parse_study
from workbench.errors import InputError
from workbench.schedule import Outcome, due_hooks, hooks, tell_hooks

RUN = {"id": "r1", "status": "done", "seconds": 5, "title": "Tee – größer"}


def command(code: str) -> str:
    return shlex.join([sys.executable, "-c", code])


def test_a_command_gets_the_run_on_its_input(tmp_path: Path) -> None:
    target = tmp_path / "told.json"
    code = f"import sys; open({str(target)!r}, 'wb').write(sys.stdin.buffer.read())"
    assert tell_hooks({"success": command(code)}, RUN) == [Outcome("success")]
    assert json.loads(target.read_text(encoding="utf-8")) == RUN


def test_no_shell_reads_a_command(tmp_path: Path) -> None:
    target = tmp_path / "made"
    tell_hooks({"success": f"echo a > {target}; touch {target}"}, RUN)
    assert not target.exists()


@pytest.mark.parametrize(
    ("action", "problem"),
    [
        (command("import sys; sys.exit(3)"), "ended with exit code 3"),
        ("/no/such/program", "could not be started: [Errno 2] No such file or directory: '/no/such/program'"),
        ("unclosed 'quote", "could not be started: No closing quotation"),
        (command("import time; time.sleep(60)"), "took longer than 1 s"),
    ],
)
def test_a_hook_that_fails_is_told(action: str, problem: str) -> None:
    assert tell_hooks({"failure": action}, RUN, seconds=1) == [Outcome("failure", problem)]


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("http://[::1", "could not be reached: ValueError"),
        ("http://a b/", "could not be reached: InvalidURL"),
    ],
)
def test_an_address_that_is_none_is_told(url: str, problem: str) -> None:
    assert tell_hooks({"success": url}, RUN) == [Outcome("success", problem)]


def test_what_is_no_answer_of_the_web_is_told() -> None:
    def greet(listening: socket.socket) -> None:
        connection, _ = listening.accept()
        with connection:
            connection.sendall(b"220 mail\r\n\r\n")
            connection.shutdown(socket.SHUT_WR)
            while connection.recv(65536):
                continue

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=greet, args=(listening,))
        thread.start()
        (outcome,) = tell_hooks({"success": f"http://127.0.0.1:{listening.getsockname()[1]}/"}, RUN)
        thread.join()
    assert outcome == Outcome("success", "could not be reached: BadStatusLine")


def test_an_answer_that_drips_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each byte comes in time, the answer as a whole never does."""
    monkeypatch.setattr(hooks, "MARGIN", 0.0)
    over = threading.Event()

    def drip(listening: socket.socket) -> None:
        connection, _ = listening.accept()
        with connection:
            connection.sendall(b"HTTP/1.1 200 OK\r\n")
            while not over.wait(0.05):
                connection.sendall(b"X: y\r\n")
            connection.sendall(b"\r\n")

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=drip, args=(listening,), daemon=True)
        thread.start()
        url = f"http://127.0.0.1:{listening.getsockname()[1]}/"
        began = time.monotonic()
        (outcome,) = tell_hooks({"success": url}, RUN, seconds=0.5)
        over.set()
        thread.join()
    assert outcome == Outcome("success", "took longer than 0.5 s")
    assert time.monotonic() - began < 10


def test_what_a_hook_leaves_running_holds_nothing_up() -> None:
    code = f"import subprocess; subprocess.Popen([{sys.executable!r}, '-c', 'import time; time.sleep(8)'])"
    began = time.monotonic()
    assert tell_hooks({"success": command(code)}, RUN) == [Outcome("success")]
    assert time.monotonic() - began < 7


@pytest.fixture
def server() -> Iterator[tuple[str, list[bytes]]]:
    heard: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            heard.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(204 if self.path == "/ok" else 500)
            self.end_headers()

        def log_message(self, *words: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as web:
        thread = threading.Thread(target=web.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{web.server_port}", heard
        web.shutdown()
        thread.join()


def test_a_webhook_gets_the_run_as_its_body(server: tuple[str, list[bytes]]) -> None:
    url, heard = server
    outcomes = tell_hooks({"success": f"{url}/ok", "drift": f"{url}/no"}, RUN)
    assert [o.sentence for o in outcomes] == ["hook success: told", "hook drift: was answered with 500"]
    assert json.loads(heard[0]) == RUN


def test_a_webhook_that_nobody_answers_is_told() -> None:
    (outcome,) = tell_hooks({"success": "http://127.0.0.1:9/"}, RUN, seconds=2)
    assert outcome.problem.startswith("could not be reached: ")


def test_each_occasion_calls_for_its_hook() -> None:
    settings = HookSettings(success="s", failure="f", drift="d", longer_than={"1m": "l"})
    assert due_hooks(settings, {"status": "failed", "seconds": 61}, drifted=True) == {
        "failure": "f", "drift": "d", "longer_than 1m": "l"
    }  # fmt: skip


def test_a_duration_that_is_none_is_refused_with_the_study() -> None:
    """Not after the run that it would have been compared with."""
    with pytest.raises(InputError) as caught:
        parse_study("{name: a, survey: {source: a.csv}, hooks: {longer_than: {soon: l}}}")
    assert str(caught.value) == (
        "study.yaml, line 1, key hooks.longer_than: durations such as 90s, 10m or 2h."
    )
