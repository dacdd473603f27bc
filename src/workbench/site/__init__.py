"""A run folder → pages that open anywhere, without a server and without a request."""

from workbench.site.findings import write_comparison
from workbench.site.index import write_index
from workbench.site.pages import write_pages
from workbench.site.publish import Published, publish, rules_for
from workbench.site.rendering import get_ready
from workbench.site.rules import NoteText, Rules

__all__ = [
    "NoteText",
    "Published",
    "Rules",
    "get_ready",
    "publish",
    "rules_for",
    "write_comparison",
    "write_index",
    "write_pages",
]
