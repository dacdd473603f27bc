"""Which k the program proposes, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from workbench.selection.candidates import Candidate
from workbench.stability.assess import STABLE


@dataclass(frozen=True, slots=True)
class Proposal:
    """The proposed k.

    Attributes
    ----------
    k
        Number of segments.
    by_rule
        Does it meet the rule? Else it is merely the most stable one.
    reason
        A sentence.
    """

    k: int
    by_rule: bool
    reason: str


def propose(candidates: Sequence[Candidate], *, min_share: float, min_size: int) -> Proposal:
    """The largest k whose every segment comes back and is large enough; else the most stable k.

    The rule: every segment has a mean Jaccard of .75 or more, at least `min_share` of the (weighted)
    people, and at least `min_size` people.

    Raises
    ------
    ValueError
        When there are no candidates.
    """
    if not candidates:
        raise ValueError("no candidates to propose from")
    good = [c for c in candidates if _faults(c, min_share, min_size) == []]
    if good:
        best = max(good, key=lambda c: c.k)
        return Proposal(best.k, by_rule=True, reason=_met(best, candidates, min_share, min_size))
    best = max(candidates, key=lambda c: c.stability.mean)
    faults = " and ".join(_faults(best, min_share, min_size))
    return Proposal(
        best.k,
        by_rule=False,
        reason=(
            f"No number of segments meets the rule (every segment comes back with a mean Jaccard of at least "
            f"{STABLE:.2f} and has at least {100 * min_share:.0f} % of the people and {min_size} of them). "
            f"{best.k} segments are the most stable, with a stability of {best.stability.mean:.2f}, but {faults}."
        ),
    )


def _met(best: Candidate, candidates: Sequence[Candidate], min_share: float, min_size: int) -> str:
    text = (
        f"{best.k} is the largest number of segments of which each comes back in resampled data (the weakest "
        f"with a mean Jaccard of {best.stability.weakest:.2f}; the rule asks for {STABLE:.2f}) and is large "
        f"enough (the smallest holds {100 * best.smallest_share:.0f} % of the people, {best.smallest:,} of them)."
    )
    larger = [c for c in candidates if c.k > best.k]
    if larger:
        following = min(larger, key=lambda c: c.k)
        text += f" With {following.k}, {' and '.join(_faults(following, min_share, min_size))}."
    return text


def _faults(candidate: Candidate, min_share: float, min_size: int) -> list[str]:
    faults = []
    if candidate.stability.weakest < STABLE:
        faults.append(f"the weakest segment has a mean Jaccard of {candidate.stability.weakest:.2f}")
    if candidate.smallest_share < min_share or candidate.smallest < min_size:
        faults.append(
            f"the smallest segment holds {100 * candidate.smallest_share:.1f} % of the people "
            f"({candidate.smallest:,})"
        )
    return faults
