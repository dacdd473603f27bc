"""A run folder → pages that open anywhere, without a server and without a request."""

from workbench.site.index import write_index
from workbench.site.pages import write_pages

__all__ = ["write_index", "write_pages"]
