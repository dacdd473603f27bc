"""A run folder: the only place that names its files."""

from workbench.artifacts.choices import CHOICES_FILE, Choice, Choices, read_choices, record_choice
from workbench.artifacts.earlier import earlier_run, is_refit, scoring_run
from workbench.artifacts.files import with_whole_file, write_bytes, write_json, write_text
from workbench.artifacts.in_use import InUse, in_use, segments_in_use, solutions_of
from workbench.artifacts.run import NOTEBOOKS, TABLES, Run, maker, open_run

__all__ = [
    "CHOICES_FILE",
    "NOTEBOOKS",
    "TABLES",
    "Choice",
    "Choices",
    "InUse",
    "Run",
    "earlier_run",
    "in_use",
    "is_refit",
    "maker",
    "open_run",
    "read_choices",
    "record_choice",
    "scoring_run",
    "segments_in_use",
    "solutions_of",
    "with_whole_file",
    "write_bytes",
    "write_json",
    "write_text",
]
