"""What survey columns mean: the study's word first, the data's where it says nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd

from workbench.config import SurveySettings, VariableSettings
from workbench.schemas import Variable
from workbench.sources.columns.roles import Proposal, propose_roles
from workbench.sources.columns.types import guess_type
from workbench.sources.raw import RawTable


@dataclass(frozen=True, slots=True)
class Meaning:
    """A variable, and the answers that count as none."""

    variable: Variable
    missing: tuple[str, ...] = ()


def described(
    raw: RawTable,
    texts: pd.DataFrame,
    settings: SurveySettings,
    *,
    questions: Mapping[str, str] | None = None,
) -> dict[str, Meaning]:
    """What each column means: as the study says, else as it seems; ignored columns left out."""
    stated = {name: given.label for name, given in settings.variables.items() if given.label}
    labels = {**raw.labels, **(questions or {}), **stated}
    proposals = column_proposals(raw, texts, settings, labels=labels)
    named = any(v.role == "basis" for v in settings.variables.values())
    made = {}
    for name, proposal in proposals.items():
        given = settings.variables.get(name)
        variable = _variable(name, given or VariableSettings(), proposal, raw, labels.get(name, ""))
        if given is None and named and variable.role == "basis":
            variable = _descriptor(variable)
        if variable.role not in {"ignore", "id", "weight"}:
            missing = given.missing if given else ()
            off_scale = (a for a in proposal.guess.missing if a not in variable.levels)
            made[name] = Meaning(variable, tuple(dict.fromkeys((*missing, *off_scale))))
    return made


def column_proposals(
    raw: RawTable, texts: pd.DataFrame, settings: SurveySettings, *, labels: Mapping[str, str]
) -> dict[str, Proposal]:
    """What each column seems to be, from its name, question and answers; ids and weights left out."""
    special = {settings.id, settings.weight, settings.customer, settings.duration} - {None}
    guesses = {}
    for name in raw.columns:
        given = settings.variables.get(name, VariableSettings())
        if name in special or given.role in {"ignore", "id", "weight"}:
            continue
        counts = Counter(texts[name].dropna())
        for code in given.missing:
            counts.pop(code, None)
        guesses[name] = guess_type(name, counts, rows=len(texts), label=labels.get(name, ""))
    return propose_roles(guesses, labels)


def _descriptor(variable: Variable) -> Variable:
    return replace(variable, role="descriptor", reason=f"{variable.reason}; not named in the study")


def _variable(name: str, given: VariableSettings, proposal: Proposal, raw: RawTable, label: str) -> Variable:
    """The study's word first, the guess where it says nothing."""
    guess = proposal.guess
    kind = given.type or guess.type
    same = kind == guess.type
    levels: tuple[str, ...]
    if kind == "multi-select":
        levels = given.options or given.levels or (guess.levels if same else ())
    else:
        levels = given.levels or raw.levels.get(name) or (guess.levels if same else ())
    role = given.role or ("open text" if kind == "open text" else proposal.role)
    if given.type and not given.role and role in {"ignore", "open text"} and kind != "open text":
        role = "descriptor"
    return Variable(
        name=name,
        type=kind,
        role=role,
        factor=given.factor or proposal.factor,
        levels=levels,
        label=label,
        battery=given.battery or proposal.battery,
        unit=given.unit or "",
        separator=given.separator or guess.separator,
        log=guess.log if given.log is None else given.log,
        reason="stated in the study" if given.type and given.role else proposal.reason or guess.reason,
        sensitive=bool(proposal.sensitive),
    )
