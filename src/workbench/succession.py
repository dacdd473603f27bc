"""Which model is in force: the earlier one that is kept, or a new one that inherits ids, names and colours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from workbench.artifacts import Run, earlier_run, is_refit
from workbench.lineage import Lineage, trace
from workbench.model import Model, ModelSegment
from workbench.schemas import CUSTOMER, SEGMENT, segment_order

HIGHEST = "highest_id"


@dataclass(frozen=True, slots=True)
class Succession:
    """The model in force and its segments.

    Attributes
    ----------
    model
        The earlier model when it is kept, else the fresh one with lasting ids.
    segments
        The table ``segments`` of these customers under that model.
    kept
        Is it the earlier model?
    reason
        Why, as a sentence.
    agreement
        Adjusted Rand index between the segments in force and those formed anew on these
        customers; 1 when they are the same.
    lineage
        Of the fresh segments to the earlier ones; None for the first model of a study.
    """

    model: Model
    segments: pd.DataFrame
    kept: bool
    reason: str
    agreement: float
    lineage: Lineage | None

    @property
    def names(self) -> dict[str, str]:
        """Segment id → name, for the segments that have one already."""
        return {s.id: s.name for s in self.model.segments if s.name != s.id}

    def labels(self, labels: pd.DataFrame) -> pd.DataFrame:
        """The table ``labels`` with the column of this k taken from the segments in force."""
        column = f"k{self.model.k}"
        own = self.segments.set_index(CUSTOMER)[SEGMENT]
        return labels.assign(**{column: labels[CUSTOMER].map(own)})

    def solutions(self, panel: pd.DataFrame) -> pd.DataFrame:
        """The table ``solutions`` with the k in force marked as chosen."""
        return panel.assign(chosen=panel["k"] == self.model.k)


def succeed(
    run: Run, fresh: Model, members: pd.DataFrame, customers: pd.DataFrame, *, colours: Sequence[str]
) -> Succession:
    """Settle which model this run speaks of, from what the run before left.

    Parameters
    ----------
    fresh, members
        The model formed on these customers, and its table ``segments``.
    customers
        The customer table.
    colours
        For segments without an ancestor.
    """
    before = earlier_run(run)
    if before is None or not before.has("model"):
        return Succession(
            _first(fresh),
            members,
            kept=False,
            reason="This is the first model of the study.",
            agreement=1.0,
            lineage=None,
        )
    earlier = Model.from_record(before.read_document("model"))
    old = before.read("segments").set_index(CUSTOMER)[SEGMENT]
    return decide(
        fresh, members, customers, earlier=earlier, old=old, refit=is_refit(run), wanted_k=run.study.segments.k, colours=colours
    )  # fmt: skip


def decide(
    fresh: Model,
    members: pd.DataFrame,
    customers: pd.DataFrame,
    *,
    earlier: Model,
    old: pd.Series,
    refit: bool,
    wanted_k: int | None,
    colours: Sequence[str],
) -> Succession:
    """Keep the earlier model unless a new one was asked for or the earlier one no longer applies."""
    changes = differences(earlier, fresh, wanted_k=wanted_k)
    if refit or changes:
        reason = changes[0] if changes else "The segments were formed anew, as asked."
        lineage = trace(old, members.set_index(CUSTOMER)[SEGMENT], taken=_highest(earlier))
        model = _inherited(fresh, earlier, lineage.ids, colours)
        return Succession(
            model, _renamed(members, lineage.ids), kept=False, reason=reason, agreement=1.0, lineage=lineage
        )
    scored = earlier.score(customers)
    now, anew = scored.set_index(CUSTOMER)[SEGMENT], members.set_index(CUSTOMER)[SEGMENT]
    lineage = trace(now, anew, taken=_highest(earlier))
    reason = f"The segments are those of model version {earlier.version}: these customers were scored, not clustered."
    return Succession(earlier, scored, kept=True, reason=reason, agreement=lineage.agreement, lineage=lineage)


def differences(earlier: Model, fresh: Model, *, wanted_k: int | None) -> list[str]:
    """Why the earlier model cannot speak for the study as it is set now; empty when it can."""
    found = []
    if earlier.method != fresh.method:
        found.append(
            f"The method changed from {earlier.method} to {fresh.method}, so the segments were formed anew."
        )
    if wanted_k is not None and wanted_k != earlier.k:
        found.append(
            f"The study now asks for {wanted_k} segments instead of {earlier.k}, so they were formed anew."
        )
    before, after = set(earlier.variables), set(fresh.variables)
    if before != after:
        moved = ", ".join(sorted(before ^ after))
        found.append(f"The basis changed ({moved}), so the segments were formed anew.")
    changed = [
        name for name in before & after
        if (earlier.variables[name].type, earlier.variables[name].levels)
        != (fresh.variables[name].type, fresh.variables[name].levels)
    ]  # fmt: skip
    if changed:
        found.append(f"The levels of {', '.join(sorted(changed))} changed, so the segments were formed anew.")
    if _settings(earlier) != _settings(fresh):
        found.append("The settings of the space changed, so the segments were formed anew.")
    return found


def _first(model: Model) -> Model:
    return replace(model, facts={**model.facts, HIGHEST: model.k})


def _inherited(fresh: Model, earlier: Model, ids: Mapping[str, str], colours: Sequence[str]) -> Model:
    known = {segment.id: segment for segment in earlier.segments}
    segments = tuple(_heir(segment, ids[segment.id], known, colours) for segment in fresh.segments)
    highest = max([_highest(earlier), *(segment_order(s.id)[0] for s in segments)])
    facts = {**fresh.facts, HIGHEST: highest}
    return replace(fresh, segments=segments, version=earlier.version + 1, facts=facts)


def _heir(
    segment: ModelSegment, lasting: str, known: Mapping[str, ModelSegment], colours: Sequence[str]
) -> ModelSegment:
    """A survivor keeps name and colour; any other has a name of its own only when it was given one."""
    if lasting in known:
        return replace(segment, id=lasting, name=known[lasting].name, colour=known[lasting].colour)
    own = segment.name if segment.name != segment.id else lasting
    return replace(
        segment, id=lasting, name=own, colour=colours[(segment_order(lasting)[0] - 1) % len(colours)]
    )


def _renamed(members: pd.DataFrame, ids: Mapping[str, str]) -> pd.DataFrame:
    return members.assign(segment=members[SEGMENT].map(ids), second=members["second"].map(ids))


def _highest(model: Model) -> int:
    numbers = [segment_order(segment.id)[0] for segment in model.segments]
    return int(max([int(model.facts.get(HIGHEST, 0)), *numbers]))


def _settings(model: Model) -> dict[str, object]:
    return {name: value for name, value in model.space.get_params().items() if name != "variables"}
