"""How far a map of customers can be read, in sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbench.display import Prose, count, percent

READ = (
    "Customers who are near each other are alike. Far distances, empty space and the size of a cloud mean "
    "nothing; segments were not formed on this map."
)


def map_quality(facts: Mapping[str, Any]) -> Prose:
    """What was measured of the map, and what that means for reading it.

    Parameters
    ----------
    facts
        ``drawn``, ``of``, ``agreement``, and under ``umap`` and ``pca`` ``trustworthiness``,
        ``neighbours_kept`` and ``distances``.
    """
    umap, pca = facts["umap"], facts["pca"]
    return Prose.of(
        READ,
        f"Of the 30 most alike of each customer, the map keeps {percent(umap['neighbours_kept'])} among the 30 "
        f"nearest (trustworthiness {umap['trustworthiness']:.2f}); drawn again with another seed, "
        f"{percent(facts['agreement'])} of the neighbours on the map are the same.",
        f"The plane of the first two principal components keeps {percent(pca['neighbours_kept'])} of the "
        f"neighbours, but its distances are truer: rank correlation {pca['distances']:.2f}, against "
        f"{umap['distances']:.2f} on the map. The explorer shows both.",
        _sample(facts["drawn"], facts["of"]),
    )


def _sample(drawn: int, of: int) -> str:
    if drawn == of:
        return ""
    return f"The map holds {count(drawn)} of {count(of)} customers, of each segment its share."


def short(facts: Mapping[str, Any] | None) -> str:
    """The same in a line, for below a chart."""
    if not facts:
        return READ
    umap = facts["umap"]
    return (
        f"{READ} Neighbours kept {percent(umap['neighbours_kept'])}, trustworthiness "
        f"{umap['trustworthiness']:.2f}, agreement with another seed {percent(facts['agreement'])}."
    )
