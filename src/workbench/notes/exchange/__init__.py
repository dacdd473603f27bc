"""Coded notes in and out: REFI-QDA projects and codebooks, JSON, csv, Markdown."""

from workbench.notes.exchange.adding import Added, add_project
from workbench.notes.exchange.files import FORMATS, export_notes, read_project
from workbench.notes.exchange.project import Mark, Project, project_of

__all__ = ["FORMATS", "Added", "Mark", "Project", "add_project", "export_notes", "project_of", "read_project"]
