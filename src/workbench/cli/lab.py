"""JupyterLab on a study."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from workbench.config import find_study, load_study
from workbench.errors import InputError, Problem


def lab_command(folder: Path, notebook: str, *, port: int, browser: bool, root: bool = False) -> list[str]:
    """The command that starts JupyterLab in a study's folder, on this machine only.

    Nothing is fetched: no news, no look for updates, no extensions from elsewhere.

    Parameters
    ----------
    root
        May the superuser start it? JupyterLab refuses otherwise.

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
    return [*command, *(() if browser else ("--no-browser",)), *(("--allow-root",) if root else ())]


def lab_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment that JupyterLab gets: its kernels are those of the installation that workbench runs in.

    Without it a kernel of the same name in the person's own folder would win, and miss workbench. BLAS keeps
    to one thread, as in a run. A choice that the person made stands.

    Examples
    --------
    >>> lab_environment({"LANG": "C"})["JUPYTER_PREFER_ENV_PATH"]
    '1'
    """
    from workbench.runner.kernels import ONE_THREAD

    return {"JUPYTER_PREFER_ENV_PATH": "1", **ONE_THREAD, **environment}


def is_root() -> bool:
    """Is this the superuser, as inside most containers?"""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def open_lab(study_path: Path, *, port: int, browser: bool, root: bool) -> None:
    """Copy the notebooks beside the study when it has none, and start JupyterLab there.

    Raises
    ------
    InputError
        When the superuser has not said that it may be so.
    """
    import shutil

    from workbench.runner import notebook_folder

    path = find_study(study_path)
    if is_root() and not root:
        remedy = "start it from another account or, where there is none as in a container, with --allow-root"
        raise InputError(
            Problem("lab", "", "root would run it, and its notebooks could change this machine", "", remedy)
        )
    load_study(path)  # a study that cannot be read is said so here, not in a cell
    folder = path.parent.resolve()
    notebooks = folder / "notebooks"
    if not (notebooks / "1_data.ipynb").is_file():
        notebooks.mkdir(exist_ok=True)
        for source in sorted(notebook_folder().glob("*.ipynb")):
            shutil.copyfile(source, notebooks / source.name)
    command = lab_command(folder, "notebooks/1_data.ipynb", port=port, browser=browser, root=root)
    environment = lab_environment(os.environ)
    if os.name == "nt":
        raise SystemExit(subprocess.call(command, env=environment))  # noqa: S603 - our own words
    os.execve(command[0], command, environment)  # noqa: S606 - JupyterLab takes this process over
