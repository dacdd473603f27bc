"""The survey section of a proposed study."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from workbench.config import SurveySettings
from workbench.errors import InputError
from workbench.intake.telling import CUSTOMER, TableFacts
from workbench.intake.writing import line, read_as, remarks
from workbench.sources.columns.meaning import words_of
from workbench.sources.columns.numbers import number_format
from workbench.sources.columns.roles import Proposal
from workbench.sources.describing import column_proposals
from workbench.sources.opening import texts_of
from workbench.sources.questions import read_questions
from workbench.sources.raw import RawTable

QUESTION_FILES = ("questions.csv", "fields.csv", "codebook.csv", "labels.csv", "dictionary.csv")
_ID = re.compile(r"\b(id|respondent|response ?id|responseid|participant|case|record|key)\b|id$")
_WEIGHT = re.compile(r"^(w|wt|wgt|weight|weights|weighting|design weight|final weight)$")
_DURATION = re.compile(
    r"^(duration|duration in seconds|interview duration|seconds|time taken|interview length|loi)$"
)


@dataclass(frozen=True, slots=True)
class SurveyPart:
    """What was told of a survey."""

    id: str | None
    customer: str | None
    weight: str | None
    duration: str | None
    questions: str | None
    rows: int
    proposals: Mapping[str, Proposal]
    fallback: str = ""

    @property
    def basis(self) -> list[str]:
        return [name for name, p in self.proposals.items() if p.role == "basis"]

    def with_some_basis(self) -> SurveyPart:
        """Choose a basis when no question is one: the descriptors that are not sensitive.

        Ordered and yes/no questions first; when there are none, questions with up to twelve answers.
        """
        usable = {n: p for n, p in self.proposals.items() if p.role == "descriptor" and not p.sensitive}
        for types, said in (
            (
                {"numeric", "ordinal", "likert", "binary"},
                "all ordered and yes/no questions that are not sensitive",
            ),
            ({"nominal", "multi-select"}, "all questions with up to twelve answers that are not sensitive"),
        ):
            chosen = [n for n, p in usable.items() if p.guess.type in types and len(p.guess.levels) <= 12]
            if chosen:
                made = {
                    n: replace(p, role="basis", reason=f"{p.reason}; basis because nothing else could be")
                    if n in chosen
                    else p
                    for n, p in self.proposals.items()
                }
                return replace(
                    self,
                    proposals=made,
                    fallback=f"no question about attitudes, needs or behaviour: the basis is {said}",
                )
        return self


def survey_part(raw: RawTable, facts: TableFacts, *, folder: Path, key: str | None) -> SurveyPart:
    """Tell id, weight, duration, questions, and each variable's type, role and factor.

    Parameters
    ----------
    raw, facts
        The survey.
    folder
        Where it lies; a file of questions may lie beside it.
    key
        The column whose values are the purchases' customers, when there are purchases.
    """
    texts = texts_of(raw)
    own = key if key in facts.unique else _id_column(facts)
    customer = key if key != own else None
    weight = _numeric(facts, texts, _WEIGHT, low=0.2, high=5.0)
    duration = _numeric(facts, texts, _DURATION, low=20, high=50_000)
    questions = _questions(folder, list(raw.columns))
    settings = SurveySettings(
        source=raw.name, id=own, customer=customer, weight=weight, duration=duration, questions=questions
    )
    labels = {**raw.labels, **(read_questions(settings, folder=folder) if questions else {})}
    proposals = column_proposals(raw, texts, settings, labels=labels)
    return SurveyPart(own, customer, weight, duration, questions, len(texts), proposals)


def _id_column(facts: TableFacts) -> str | None:
    named = [n for n in facts.unique if _ID.search(words_of(n)) or CUSTOMER.search(words_of(n))]
    codes = [n for n in facts.unique if facts.columns[n].is_code and facts.rows > 20]
    return next(iter([*named, *codes]), None)


def _numeric(
    facts: TableFacts, texts: pd.DataFrame, pattern: re.Pattern[str], *, low: float, high: float
) -> str | None:
    """The column of this name whose numbers are all above 0 and whose median is plausible."""
    for name, column in facts.columns.items():
        if column.kind != "number" or not pattern.search(words_of(name)) or column.answers < facts.rows:
            continue
        style = number_format(column.values)
        values = sorted(style.number(v) or 0.0 for v in texts[name]) if style else []
        if values and values[0] > 0 and low <= values[len(values) // 2] <= high:
            return name
    return None


def _questions(folder: Path, columns: list[str]) -> str | None:
    """A file beside the survey whose first column names most of the survey's columns."""
    for name in QUESTION_FILES:
        if not (folder / name).is_file():
            continue
        try:
            known = read_questions(SurveySettings(source=name, questions=name), folder=folder)
        except InputError:
            continue  # a file of that name with other content is no file of questions
        if len(set(known) & set(columns)) >= 0.5 * len(columns):
            return name
    return None


def survey_lines(part: SurveyPart, source: str, raw: RawTable, questions: str | None) -> list[str]:
    """The section as lines of YAML."""
    made = ["survey:", line("source", source, read_as(raw), indent=2)]
    if questions:
        made.append(line("questions", questions, "question texts, a row a column", indent=2))
    if part.id:
        made.append(line("id", part.id, "no value repeats; ids are text, leading zeros stay", indent=2))
    else:
        made += remarks(["no column of ids: the number of the row is the respondent's id"], indent=2)
    if part.customer:
        made.append(line("customer", part.customer, "its values are the purchases' customers", indent=2))
    if part.weight:
        made.append(line("weight", part.weight, "by its name; positive numbers around 1", indent=2))
    if part.duration:
        made.append(line("duration", part.duration, "by its name; seconds", indent=2))
    if part.fallback:
        made += remarks([part.fallback], indent=2)
    made.append("  variables:")
    return made + [variable_line(name, proposal) for name, proposal in part.proposals.items()]


def variable_line(name: str, proposal: Proposal) -> str:
    """One variable: type, role, factor and levels, with the reason as a comment."""
    guess = proposal.guess
    if proposal.role == "ignore":
        comment = guess.reason
        if len(guess.dates) > 1:
            comment += "; to use it, state date_format and another role"
        return line(name, {"role": "ignore"}, comment, indent=4)
    settings: dict[str, Any] = {"type": guess.type, "role": proposal.role}
    if proposal.role in {"basis", "descriptor"}:
        settings["factor"] = proposal.factor
    if proposal.battery:
        settings["battery"] = proposal.battery
    if guess.type in {"ordinal", "likert", "binary"}:
        settings["levels"] = list(guess.levels)
    if guess.type == "multi-select":
        settings.update(options=list(guess.levels), separator=guess.separator)
    if guess.log:
        settings["log"] = True
    if guess.missing:
        settings["missing"] = list(guess.missing)
    return line(name, settings, proposal.reason or guess.reason, indent=4)
