"""The joint display: what the numbers say beside what people say.

Source: Guetterman, Fetters & Creswell (2015), Integrating quantitative and qualitative results in health science
mixed methods research through joint displays, Annals of Family Medicine 13(6), 554–561.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from workbench.personas.claims import Claim
from workbench.personas.fields import FIELDS

Verdict = Literal["contradicts", "expands", "confirms", "silent"]
ORDER: tuple[Verdict, ...] = ("contradicts", "expands", "confirms", "silent")
MEANING = {
    "contradicts": "what people say and what the numbers show part",
    "expands": "people tell of something the numbers do not measure",
    "confirms": "both say the same",
    "silent": "a number that nobody has spoken to",
}


@dataclass(frozen=True, slots=True)
class JointRow:
    """One topic: the statistic, the theme, a quote of somebody who agreed, and what they make together."""

    verdict: Verdict
    topic: str
    statistic: str
    theme: str
    quote: str
    participants: int


def joint_display(claims: Sequence[Claim]) -> list[JointRow]:
    """Set statistic, theme and quote side by side, contradictions first.

    Beside a theme that no number was attached to stand the numbers of its topic. The quotation on the card is left
    out: its words stand beside their theme.
    """
    rows = []
    numbers: dict[str, list[str]] = {}
    for claim in claims:
        if claim.statistics:
            numbers.setdefault(claim.field, []).append(claim.text)
    for claim in claims:
        verdict = verdict_of(claim)
        if verdict is None or claim.field == "quote":
            continue
        spoken = claim.against_said if verdict == "contradicts" and claim.against_said else claim.said
        rows.append(
            JointRow(
                verdict=verdict,
                topic=FIELDS[claim.field].title,
                statistic=claim.text if claim.statistics else "; ".join(numbers.get(claim.field, [])),
                theme="; ".join(dict.fromkeys(s.code for s in spoken if s.code))
                or ("" if claim.statistics else claim.text),
                quote=next((s.quote for s in spoken if s.quote), ""),
                participants=len({s.participant for s in (*claim.said, *claim.against_said)}),
            )
        )
    return sorted(rows, key=lambda row: ORDER.index(row.verdict))


def verdict_of(claim: Claim) -> Verdict | None:
    """What words and numbers of one claim make together; None when it has neither.

    Examples
    --------
    >>> verdict_of(Claim("c", "pains", "Queues", "assumption")) is None
    True
    """
    counted, spoken = bool(claim.statistics), bool(claim.said)
    if (counted and claim.against_said) or (spoken and (claim.against_statistics or claim.against_said)):
        return "contradicts"
    if counted:
        return "confirms" if spoken else "silent"
    return "expands" if spoken else None
