"""Hooks are told of a run; whatever they do changes nothing."""

from __future__ import annotations

import json
import shlex
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from workbench.config import HookSettings
from workbench.errors import InputError
from workbench.schedule import Outcome, due_hooks, tell_hooks

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


def test_a_duration_that_is_none_is_refused() -> None:
    with pytest.raises(InputError, match=r"expected 90s, 10m or 2h"):
        due_hooks(HookSettings(longer_than={"soon": "l"}), RUN)
