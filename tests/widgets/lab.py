"""A real JupyterLab on the loopback address, and a notebook that is open in it."""

from __future__ import annotations

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import nbformat

NOTIFICATIONS = {"fetchNews": "false", "checkForUpdates": False, "doNotDisturbMode": True}


class Lab:
    """The server: where it is, and what runs in it."""

    def __init__(self, folder: Path, url: str, token: str) -> None:
        self.folder = folder
        self.url = url
        self.token = token

    def write_notebook(self, name: str, cells: list[str]) -> str:
        """A notebook of code cells in the served folder."""
        notebook = nbformat.v4.new_notebook(
            cells=[nbformat.v4.new_code_cell(cell) for cell in cells],
            metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
        )
        nbformat.write(notebook, self.folder / name)
        return name

    def api(self, path: str) -> Any:
        with urlopen(f"{self.url}api/{path}?token={self.token}") as answer:
            return json.load(answer)


@contextmanager
def serving(folder: Path, home: Path, *, theme: str = "JupyterLab Light") -> Iterator[Lab]:
    """Run JupyterLab on `folder`; its settings and run-time files are below `home`, none of the user's."""
    port, token = _free_port(), secrets.token_hex(16)
    _settings(home, theme)
    command = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--expose-app-in-browser",
        "--LabApp.extension_manager=readonly", f"--ServerApp.port={port}", "--ServerApp.port_retries=0",
        "--ServerApp.ip=127.0.0.1", f"--IdentityProvider.token={token}", f"--ServerApp.root_dir={folder}",
        "--ServerApp.allow_root=True", "--LabServerApp.news_url=None",
        f"--LabApp.user_settings_dir={home / 'settings'}", f"--LabApp.workspaces_dir={home / 'workspaces'}",
    ]  # fmt: skip
    environment = {
        **{key: value for key, value in os.environ.items() if key != "WORKBENCH_HEADLESS"},
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        "IPYTHONDIR": str(home / "ipython"),
    }
    with (home / "log.txt").open("wb") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log, env=environment, start_new_session=True)
        try:
            lab = Lab(folder, f"http://127.0.0.1:{port}/", token)
            _wait_until_up(lab, server, home / "log.txt")
            yield lab
        finally:
            os.killpg(server.pid, signal.SIGTERM)
            try:
                server.wait(15)
            except subprocess.TimeoutExpired:
                os.killpg(server.pid, signal.SIGKILL)
                server.wait()


class Notebook:
    """One notebook open in the lab, driven through JupyterLab's own commands."""

    def __init__(self, page: Any, lab: Lab, name: str) -> None:
        self.page = page
        self.lab = lab
        self.name = name

    def open(self) -> Notebook:
        self.page.goto(f"{self.lab.url}lab/tree/{self.name}?reset&token={self.lab.token}")
        self.page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=60_000)
        self._wait_idle()
        return self

    def run_all(self) -> Notebook:
        self._command("notebook:run-all-cells")
        return self._ran()

    def restart(self, command: str = "notebook:restart-kernel") -> Notebook:
        self._command(command)
        self.page.click(".jp-Dialog button.jp-mod-accept")
        time.sleep(0.3)
        return self

    def restart_and_run_all(self) -> Notebook:
        return self.restart("notebook:restart-run-all")._ran()

    def kill_kernel(self) -> None:
        """End the kernel's process as a crash would; JupyterLab starts another."""
        pid = self.kernel_pid()
        self.page.evaluate(
            """() => {
                window.statuses = [];
                const context = window.jupyterapp.shell.currentWidget.sessionContext;
                context.statusChanged.connect((_, status) => window.statuses.push(status));
            }"""
        )
        os.kill(pid, signal.SIGKILL)

    def after_a_kernel_death(self) -> Notebook:
        """Wait until JupyterLab has started the kernel again, and close its dialog about it."""
        self.page.wait_for_function(
            """() => window.statuses.some((status) => /restarting|starting|dead/.test(status))
                && window.jupyterapp.shell.currentWidget.sessionContext.session?.kernel?.status === "idle" """,
            timeout=60_000,
        )
        dialog = self.page.locator(".jp-Dialog button.jp-mod-accept")
        while dialog.count():
            dialog.first.click()
        return self

    def theme(self, name: str) -> None:
        """Change the colours of the lab, as its menu Settings does."""
        self.page.evaluate(
            "(theme) => window.jupyterapp.commands.execute('apputils:change-theme', { theme })", name
        )
        self.page.wait_for_function("(theme) => document.body.dataset.jpThemeName === theme", arg=name)

    def save(self) -> None:
        self.page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")

    def evaluate(self, code: str) -> str:
        """Run code in the notebook's kernel; what it printed."""
        return self.page.evaluate(
            """async (code) => {
                const panel = window.jupyterapp.shell.currentWidget;
                const future = panel.sessionContext.session.kernel.requestExecute({ code, store_history: false });
                let text = "";
                future.onIOPub = (m) => { if (m.header.msg_type === "stream") text += m.content.text;
                                          if (m.header.msg_type === "error") text += m.content.traceback.join("\\n"); };
                await future.done;
                return text;
            }""",
            code,
        )

    def kernel_pid(self) -> int:
        return int(self.evaluate("import os; print(os.getpid())"))

    def outputs(self) -> str:
        return self.page.inner_text(".jp-Notebook")

    def _command(self, name: str) -> None:
        self.page.evaluate("(name) => { window.jupyterapp.commands.execute(name); }", name)

    def _wait_idle(self) -> None:
        self.page.wait_for_function(
            "() => window.jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'",
            timeout=60_000,
        )

    def _ran(self) -> Notebook:
        self.page.wait_for_function(
            """() => {
                const panel = window.jupyterapp.shell.currentWidget;
                const cells = [...(panel?.content?.model?.cells ?? [])].filter((c) => c.type === "code");
                return panel.sessionContext.session?.kernel?.status === "idle" && cells.length > 0
                    && cells.every((c) => c.executionCount);
            }""",
            timeout=120_000,
        )
        return self


def _settings(home: Path, theme: str) -> None:
    for plugin, content in (
        ("notification", NOTIFICATIONS),
        ("themes", {"theme": theme, "adaptive-theme": False}),
    ):
        path = home / "settings" / "@jupyterlab" / "apputils-extension" / f"{plugin}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content))
    for name in ("config", "data", "runtime", "ipython", "workspaces"):
        (home / name).mkdir(parents=True, exist_ok=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_up(lab: Lab, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(1200):  # a loaded machine took 40 s
        if server.poll() is not None:
            break
        try:
            lab.api("status")
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text()[-3000:]}")
