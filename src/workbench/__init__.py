"""Customer segments and personas that rest on evidence.

>>> from workbench import open_run          # in a notebook: what it reads from and writes to
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from workbench.artifacts import Run, open_run
    from workbench.display import Listing, Prose

__all__ = ["Listing", "Prose", "Run", "__version__", "open_run"]

__version__ = "0.1.0"

_HOMES = {
    "Run": "workbench.artifacts",
    "open_run": "workbench.artifacts",
    "Listing": "workbench.display",
    "Prose": "workbench.display",
}


def __getattr__(name: str) -> Any:
    """Import on first use, so that ``import workbench`` costs nothing."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'workbench' has no attribute {name!r}")
