"""Running a study on a schedule, and telling others of its runs."""

from workbench.schedule.forms import FORMS, Job, install_text
from workbench.schedule.hooks import Outcome, due_hooks, tell_hooks
from workbench.schedule.when import When, read_when

__all__ = ["FORMS", "Job", "Outcome", "When", "due_hooks", "install_text", "read_when", "tell_hooks"]
