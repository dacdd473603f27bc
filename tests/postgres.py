"""A PostgreSQL server of the tests' own, in a temporary folder."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

INSTALLED = Path("/usr/lib/postgresql")


def binaries() -> Path | None:
    """The folder of the newest server on this machine, or None."""
    found = sorted(INSTALLED.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else None


@contextmanager
def running_server(folder_of_binaries: Path) -> Iterator[str]:
    """Start a server and give its url; everything is gone afterwards.

    The server refuses to run as root, so root starts it as the user ``postgres``.
    """
    user = "postgres" if os.geteuid() == 0 else None
    data = Path(tempfile.mkdtemp(prefix="workbench-postgres-"))
    try:
        if user:
            shutil.chown(data, user)
        _run(folder_of_binaries / "initdb", "-D", data / "db", "-U", "tests", "-A", "trust", "-N", user=user)
        port = _free_port()
        with (data / "log").open("wb") as log:
            server = subprocess.Popen(
                [folder_of_binaries / "postgres", "-D", data / "db", "-p", str(port), "-h", "127.0.0.1", "-k", data,
                 "-F", "-c", "max_connections=200"],
                user=user, cwd=data, stdout=subprocess.DEVNULL, stderr=log,
            )  # fmt: skip
        try:
            url = f"postgresql://tests@127.0.0.1:{port}/postgres"
            _wait(server, folder_of_binaries, port, data / "log")
            yield url
        finally:
            server.terminate()
            server.wait(timeout=30)
    finally:
        shutil.rmtree(data, ignore_errors=True)


def _wait(server: subprocess.Popen[bytes], folder: Path, port: int, log: Path) -> None:
    for _ in range(300):
        if server.poll() is not None:
            raise RuntimeError(f"the PostgreSQL of the tests ended: {log.read_text(errors='replace')}")
        ready = [folder / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)]
        if subprocess.run(ready, check=False).returncode == 0:
            return
        time.sleep(0.1)
    raise RuntimeError("the PostgreSQL of the tests did not come up in 30 s")


def _run(*command: object, user: str | None) -> None:
    subprocess.run([str(part) for part in command], user=user, check=True, capture_output=True, cwd="/")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
