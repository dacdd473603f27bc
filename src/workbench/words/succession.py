"""Which model is in force, in sentences."""

from __future__ import annotations

from workbench.display import Prose
from workbench.succession import Succession

CLOSE = 0.8


def in_force(found: Succession) -> Prose:
    """Say which model the segments are of, and whether forming them anew would change much."""
    if not found.kept:
        version = f" This is model version {found.model.version}." if found.lineage else ""
        return Prose.of(f"{found.reason}{version}")
    agreement = f"formed anew on these customers they would agree with an adjusted Rand index of {found.agreement:.2f}"
    if found.agreement >= CLOSE:
        return Prose.of(f"{found.reason} They still fit: {agreement}.")
    return Prose.of(
        f"{found.reason} They fit less well than they did: {agreement}. "
        "What is shown above on stability and alternatives is of the segments formed anew.",
        tone="caution",
    )
