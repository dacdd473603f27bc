"""Which model is in force: the earlier one that is kept, or a new one that inherits ids, names and colours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from workbench.artifacts import Run, earlier_run, is_refit
from workbench.config import Study
from workbench.errors import listed
from workbench.features.catalogue import SET_BY_STUDY
from workbench.lineage import Lineage, trace
from workbench.model import Model, ModelSegment
from workbench.schemas import CUSTOMER, SEGMENT, Variables, segment_order

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
    asked = before.variables(), run.variables()
    anew = differences(earlier, fresh, asked=asked, study=run.study)
    anew = [*anew, "The segments were formed anew, as asked."] if is_refit(run) else anew
    return decide(fresh, members, customers, earlier=earlier, old=old, anew=anew, colours=colours)


def decide(
    fresh: Model,
    members: pd.DataFrame,
    customers: pd.DataFrame,
    *,
    earlier: Model,
    old: pd.Series,
    anew: Sequence[str],
    colours: Sequence[str],
) -> Succession:
    """Keep the earlier model unless there are reasons to form the segments anew.

    Parameters
    ----------
    earlier, old
        The model of the run before, and the segment that each of its customers had.
    anew
        The reasons, as sentences; the first is told. Without any the customers are scored.
    """
    if anew:
        lineage = trace(old, members.set_index(CUSTOMER)[SEGMENT], taken=_highest(earlier))
        model = _inherited(fresh, earlier, lineage.ids, colours)
        return Succession(
            model, _renamed(members, lineage.ids), kept=False, reason=anew[0], agreement=1.0, lineage=lineage
        )
    scored = earlier.score(customers)
    now, fresher = scored.set_index(CUSTOMER)[SEGMENT], members.set_index(CUSTOMER)[SEGMENT]
    lineage = trace(now, fresher, taken=_highest(earlier))
    reason = f"The segments are those of model version {earlier.version}: these customers were scored, not clustered."
    if unknown := unknown_answers(earlier, fresh.variables):
        reason += f" Answers that it does not know count as missing: {listed(unknown, 'and')}."
    return Succession(earlier, scored, kept=True, reason=reason, agreement=lineage.agreement, lineage=lineage)


def differences(
    earlier: Model, fresh: Model, *, asked: tuple[Variables, Variables], study: Study
) -> list[str]:
    """Why the earlier model cannot speak for the study as it is set now; empty when it can.

    What only the data changed is no reason: which categories sell best, how many customers have any of a
    share, an answer that nobody gave before. The frozen model reads them as it did.

    Parameters
    ----------
    asked
        The variables of the earlier run and of this one.
    """
    before, now = asked
    wanted = study.segments.k
    found = []
    if earlier.method != fresh.method:
        found.append(f"The method changed from {earlier.method} to {fresh.method}")
    if wanted is not None and wanted != earlier.k:
        found.append(f"The study now asks for {wanted} segments instead of {earlier.k}")
    gone = [name for name in earlier.variables if name not in now]
    if gone:
        found.append(f"The data no longer hold {listed(gone, 'and')}")
    if moved := _basis_changed(before, now):
        found.append(f"The basis changed ({', '.join(sorted(moved))})")
    if changed := [
        name for name in earlier.variables if name in now and _read_otherwise(name, earlier, now, study)
    ]:
        found.append(f"The type or the levels of {', '.join(sorted(changed))} changed")
    if _settings(earlier) != _settings(fresh):
        found.append("The settings of the space changed")
    return [f"{reason}, so the segments were formed anew." for reason in found]


def _basis_changed(before: Variables, now: Variables) -> set[str]:
    """Variables that the researcher took into the basis or out of it.

    The program itself gives a purchase feature another role when the data do not carry it: that is no decision.
    """
    both = [name for name in {*before, *now} if (name in before) and (name in now)]
    roles = {name: (before[name], now[name]) for name in both}
    moved = {n for n, (old, new) in roles.items() if (old.role == "basis") != (new.role == "basis")}
    told = {
        n
        for n in moved
        if "survey" in {v.origin for v in roles[n]} or any(v.reason == SET_BY_STUDY for v in roles[n])
    }
    added = {v.name for v in now.from_origin("survey").with_role("basis").values() if v.name not in before}
    return told | added


def _read_otherwise(name: str, earlier: Model, now: Variables, study: Study) -> bool:
    """Does the variable mean something else than it did: another type, other levels by the word of the study?"""
    known, settings = earlier.variables[name], study.survey.variables.get(name) if study.survey else None
    stated = bool(settings and (settings.levels or settings.options))
    return known.type != now[name].type or (stated and known.levels != now[name].levels)


def unknown_answers(earlier: Model, now: Variables) -> list[str]:
    """Answers of these customers that the frozen model has never seen, as ``'an answer' (the question)``."""
    return [
        f"{level!r} ({name})"
        for name, variable in earlier.variables.items()
        if variable.levels and name in now
        for level in now[name].levels
        if level not in variable.levels
    ]


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
