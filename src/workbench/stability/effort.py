"""How much work goes into stability; printed on the page."""

from __future__ import annotations

from dataclasses import dataclass, replace

from workbench.config import Effort, Method


@dataclass(frozen=True, slots=True)
class Work:
    """Counts for one level of effort.

    Attributes
    ----------
    pairs, starts
        Pairs of bootstrap samples and starts in each, for every k.
    pairs_chosen, starts_chosen
        The same for the chosen k.
    nulls
        Data sets without segments that the chosen solution is held against, of each kind.
    """

    name: Effort
    pairs: int
    starts: int
    pairs_chosen: int
    starts_chosen: int
    nulls: int

    def for_method(self, method: Method) -> Work:
        """The same level for methods that take many times as long as k-means: a fifth of the pairs and nulls."""
        if method == "kmeans":
            return self
        pairs, nulls = max(self.pairs // SLOWER, 4), max(self.nulls // SLOWER, 5)
        starts = max(self.starts // 2, 2)
        return replace(
            self, pairs=pairs, starts=starts, pairs_chosen=2 * pairs, starts_chosen=starts, nulls=nulls
        )


SLOWER = 5
LEVELS: dict[Effort, Work] = {
    "quick": Work("quick", 20, 3, 20, 3, 10),
    "standard": Work("standard", 50, 5, 100, 10, 30),
    "thorough": Work("thorough", 100, 10, 100, 10, 100),
}
