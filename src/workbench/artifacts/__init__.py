"""A run folder: the only place that names its files."""

from workbench.artifacts.files import write_bytes, write_json, write_text
from workbench.artifacts.run import NOTEBOOKS, TABLES, Run, open_run

__all__ = ["NOTEBOOKS", "TABLES", "Run", "open_run", "write_bytes", "write_json", "write_text"]
