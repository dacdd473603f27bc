"""JupyterLab on a study."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from workbench.config import find_study, load_study


def lab_command(folder: Path, notebook: str, *, port: int, browser: bool) -> list[str]:
    """The command that starts JupyterLab in a study's folder, on this machine only.

    Nothing is fetched: no news, no look for updates, no extensions from elsewhere.

    Examples
    --------
    >>> lab_command(Path("study"), "notebooks/1_data.ipynb", port=8888, browser=False)[1:]
    ['-m', 'jupyterlab', '--notebook-dir=study', '--ip=127.0.0.1', '--port=8888', '--LabApp.default_url=/lab/tree/notebooks/1_data.ipynb', '--LabApp.extension_manager=readonly', '--LabApp.news_url=', '--no-browser']
    """
    command = [
        sys.executable,
        "-m",
        "jupyterlab",
        f"--notebook-dir={folder}",
        "--ip=127.0.0.1",
        f"--port={port}",
        f"--LabApp.default_url=/lab/tree/{notebook}",
        "--LabApp.extension_manager=readonly",
        "--LabApp.news_url=",
    ]
    return command if browser else [*command, "--no-browser"]


def open_lab(study_path: Path, *, port: int, browser: bool) -> None:
    """Copy the notebooks beside the study when it has none, and start JupyterLab there."""
    import shutil

    from workbench.runner import notebook_folder

    path = find_study(study_path)
    load_study(path)  # a study that cannot be read is said so here, not in a cell
    folder = path.parent.resolve()
    notebooks = folder / "notebooks"
    if not (notebooks / "1_data.ipynb").is_file():
        notebooks.mkdir(exist_ok=True)
        for source in sorted(notebook_folder().glob("*.ipynb")):
            shutil.copyfile(source, notebooks / source.name)
    command = lab_command(folder, "notebooks/1_data.ipynb", port=port, browser=browser)
    if os.name == "nt":
        raise SystemExit(subprocess.call(command))  # noqa: S603 - our own words
    os.execv(command[0], command)  # noqa: S606 - JupyterLab takes this process over
