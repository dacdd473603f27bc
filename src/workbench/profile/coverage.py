"""Which factors a segment's description covers, and which are missing from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from workbench.config import FACTORS, Factor
from workbench.profile.traits import Trait
from workbench.schemas import Variables

Told = Literal["told", "like everyone", "not asked"]


@dataclass(frozen=True, slots=True)
class Covered:
    """What a description says of one factor.

    Attributes
    ----------
    told
        ``"told"`` when the segment stands out on it, ``"like everyone"`` when there are variables of the factor
        and it does not, ``"not asked"`` when the study has none.
    variables
        How many variables of the factor the study has.
    strongest
        The trait that tells most, if any.
    """

    segment: str
    factor: Factor
    told: Told
    variables: int
    strongest: Trait | None


def coverage(segment: str, traits: Sequence[Trait], variables: Variables) -> tuple[Covered, ...]:
    """Go through the factors (demographic, geographic, psychographic, behavioural, need) for one segment.

    Examples
    --------
    >>> from workbench.schemas import Variable
    >>> asked = Variables.of([Variable("age", "numeric", factor="demographic")])
    >>> [(c.factor, c.told) for c in coverage("S1", [], asked)][:2]
    [('demographic', 'like everyone'), ('geographic', 'not asked')]
    """
    covered = []
    for factor in FACTORS:
        of_factor = variables.of_factor(factor)  # type: ignore[arg-type]  # FACTORS are the names of Factor
        strongest = next((t for t in traits if t.factor == factor), None)
        told: Told = "told" if strongest else "like everyone" if len(of_factor) else "not asked"
        covered.append(Covered(segment, factor, told, len(of_factor), strongest))  # type: ignore[arg-type]
    return tuple(covered)
