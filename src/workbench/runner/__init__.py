"""Notebooks → a whole run folder."""

from workbench.runner.notebooks import notebook_folder
from workbench.runner.progress import Event, Progress, quiet
from workbench.runner.result import RunResult
from workbench.runner.running import Pages, run
from workbench.runner.stopping import Stop, until_done

__all__ = ["Event", "Pages", "Progress", "RunResult", "Stop", "notebook_folder", "quiet", "run", "until_done"]
