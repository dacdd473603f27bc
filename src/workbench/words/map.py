"""How far a map of people can be read, in sentences."""

from __future__ import annotations

from workbench.display import Prose, count, percent
from workbench.embed import PeopleMap

TRUSTED = 0.9


def reading(found: PeopleMap) -> Prose:
    """What may be read off the map and what may not, with the figures behind it."""
    sample = (
        f"The map shows {count(len(found.rows))} of {count(found.of)} people, each segment by its share. "
        if len(found.rows) < found.of
        else ""
    )
    near, plane = found.umap_quality, found.pca_quality
    caution = (
        ""
        if near.trustworthiness >= TRUSTED
        else "Neighbours on this map are often not alike: read it with great care. "
    )
    return Prose.of(
        f"{sample}People who stand close together are alike. How far groups stand apart, how large and how dense they "
        "look says nothing: UMAP does not keep large distances. Nothing was clustered on this map.",
        f"{caution}Trustworthiness {near.trustworthiness:.2f} (1 is best); {percent(near.neighbours_kept)} of a person's "
        f"30 nearest in all answers are among the 30 nearest here; with another seed {percent(found.agreement)} of the "
        "neighbours on the map are the same.",
        f"The plane of the two main components keeps large distances better (rank correlation "
        f"{plane.distances:.2f} against {near.distances:.2f}) and neighbours worse "
        f"({percent(plane.neighbours_kept)} kept)."
        if plane.distances > near.distances and plane.neighbours_kept < near.neighbours_kept
        else "",
    )
