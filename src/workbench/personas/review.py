"""Claims whose ground moved since they were written."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from workbench.errors import listed
from workbench.personas.claims import Claim


def marked(claim: Claim, *, segments: Collection[str], living: Collection[str]) -> Claim:
    """The claim with the reason why a person should look at it again, if there is one.

    Parameters
    ----------
    segments
        Segments that its persona draws on.
    living
        Segments of this run; one that is not among them died in a refit.
    """
    reasons = []
    dead = sorted(
        {s.segment for s in claim.statistics if s.segment not in living} | (set(segments) - set(living))
    )
    if dead:
        are = f"segment {dead[0]} is" if len(dead) == 1 else f"segments {listed(dead, 'and')} are"
        reasons.append(f"{are} no longer there")
    moved = sorted({s.participant for s in claim.said if s.segment and s.segment != s.segment_now})
    if moved:
        reasons.append(f"{len(moved)} of its participants moved to another segment")
    outside = {s.participant for s in claim.said if s.segment_now not in segments}
    if outside and claim.said and len(outside) == len({s.participant for s in claim.said}):
        reasons.append("none of its participants is in the persona's segments")
    return replace(claim, review="; ".join(reasons))
