"""The chosen solution: the researcher's k, or the proposed one, examined with more work."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from workbench.cluster import Solution
from workbench.config import SegmentSettings
from workbench.errors import InputError, Problem, listed
from workbench.schemas import CUSTOMER, WEIGHT, segment_label
from workbench.selection.candidates import Candidate, Comparison, Tell, panel
from workbench.selection.proposal import Proposal, propose
from workbench.space import Basis
from workbench.stability import Nulls, Origin, Stability, against_nothing, assess, origins


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen, by whom, and how it stands.

    Attributes
    ----------
    comparison
        All candidates; the chosen one's stability is measured with the effort's larger figures.
    proposal
        What the rule proposes.
    k
        The chosen number of segments.
    by_hand
        Was it the researcher's?
    nulls
        The chosen solution against data without segments.
    """

    comparison: Comparison
    proposal: Proposal
    k: int
    by_hand: bool
    nulls: Nulls

    @property
    def candidate(self) -> Candidate:
        return self.comparison[self.k]

    @property
    def solution(self) -> Solution:
        return self.candidate.solution

    @property
    def origins(self) -> tuple[Origin, ...]:
        """Where the segments at each k come from (SLSₐ)."""
        return origins([candidate.solution for candidate in self.comparison.candidates])

    @property
    def panel(self) -> pd.DataFrame:
        """The table ``solutions``."""
        return panel(
            self.comparison, proposed=self.proposal.k, chosen=self.k, verdicts={self.k: self.nulls.verdict}
        )


def choose(
    basis: Basis, comparison: Comparison, settings: SegmentSettings, *, tell: Tell | None = None
) -> Choice:
    """Settle on k: the researcher's where study.yaml or a parameter gives one, else the proposed.

    A proposed k is measured again with the larger figures of the effort; when it no longer meets the
    rule the rule is applied again, so that the sentence and the final figures agree.
    """
    measured: set[int] = set()
    while True:
        proposal = propose(comparison.candidates, min_share=settings.min_share, min_size=settings.min_size)
        k = settings.k or proposal.k
        if k in measured:
            break
        if k not in {candidate.k for candidate in comparison.candidates}:
            raise InputError(
                Problem(
                    "study.yaml", "key segments.k", f"{settings.method} finds no solution with {k} segments",
                    "one of " + listed(str(c.k) for c in comparison.candidates), "choose another k or method",
                )
            )  # fmt: skip
        comparison = comparison.with_stability(k, _measured_again(basis, comparison, k, settings))
        measured.add(k)
    candidate = comparison[k]
    if tell is not None:
        tell(f"k = {k} against data without segments: {comparison.work.nulls} of each kind")
    nulls = against_nothing(
        basis.read_by(settings.method),
        candidate.solution,
        observed=candidate.stability.mean,
        groups=basis.groups_for(settings.method),
        nulls=comparison.work.nulls,
        starts=comparison.work.starts_chosen,
        seed=settings.seed,
    )
    return Choice(comparison, proposal, k, settings.k is not None, nulls)


def segments_table(basis: Basis, solution: Solution) -> pd.DataFrame:
    """The table ``segments``: who is in which segment, how near, and what comes second.

    ``margin`` is (d2 − d1) / max(d1, d2): 0 on the border, towards 1 in the middle.
    """
    from workbench.model import placed

    own = placed(solution.rule, basis.read_by(solution.method), labels=solution.labels)
    return pd.DataFrame({CUSTOMER: basis.customers, **own, WEIGHT: basis.weights})


def labels_table(basis: Basis, comparison: Comparison) -> pd.DataFrame:
    """The table ``labels``: customer, and the segment in each solution (``k2`` … ``k10``)."""
    columns = {
        f"k{c.k}": [segment_label(int(x) + 1) if x >= 0 else None for x in c.solution.labels]
        for c in comparison.candidates
    }
    return pd.DataFrame({CUSTOMER: basis.customers, **columns})


def _measured_again(basis: Basis, comparison: Comparison, k: int, settings: SegmentSettings) -> Stability:
    work = comparison.work
    return assess(
        basis.read_by(settings.method),
        comparison[k].solution,
        weights=basis.weights,
        pairs=work.pairs_chosen,
        starts=work.starts_chosen,
        seed=settings.seed + 100 + k,
    )


def facts_of(basis: Basis, choice: Choice) -> dict[str, object]:
    """What a frozen model should say of how it came to be, as plain values."""
    return {
        "people": len(basis.customers),
        "chosen_by_hand": choice.by_hand,
        "proposed_k": choice.proposal.k,
        "reason": choice.proposal.reason,
        "verdict": choice.nulls.verdict,
        "stability": choice.candidate.stability.mean,
        "weakest": choice.candidate.stability.weakest,
        "near_ties": len(choice.solution.near_ties),
        "effort": choice.comparison.work.name,
        "segments": {f"S{s.segment + 1}": s.verdict for s in choice.candidate.stability.segments},
    }
