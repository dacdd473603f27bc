"""Who answered: ids, join keys, weights, durations, and what is wrong with them."""

from __future__ import annotations

from typing import Any

import pandas as pd

from workbench.config import SurveySettings
from workbench.errors import Problem, listed, number_of
from workbench.schemas import CUSTOMER, RESPONDENT, WEIGHT, Variable
from workbench.sources.coding import coded_column
from workbench.sources.ids import is_scientific
from workbench.sources.raw import RawTable


def respondents_of(
    texts: pd.DataFrame, settings: SurveySettings, raw: RawTable
) -> tuple[dict[str, Any], list[Problem]]:
    """Ids, join key, weights and durations."""
    problems: list[Problem] = []
    if settings.id is None:
        ids = pd.Series([str(i) for i in range(1, len(texts) + 1)], index=texts.index, dtype="str")
        remedy = "state 'survey.id' if there is a column of ids"
        found = "no column of ids: each row's number is its respondent"
        problems.append(Problem(raw.name, "", found, "", remedy, severity="note", check="ids"))
    else:
        ids = texts[settings.id]
        problems += _id_faults(ids, settings.id, raw)
    frame: dict[str, Any] = {RESPONDENT: ids.astype("str")}
    frame[CUSTOMER] = texts[settings.customer].astype("str") if settings.customer else frame[RESPONDENT]
    frame[WEIGHT] = pd.Series(1.0, index=texts.index)
    for key, column in (("weight", settings.weight), ("duration", settings.duration)):
        if column is not None:
            numbers = coded_column(
                texts[column], Variable(column, "numeric"), decimal=settings.decimal, raw=raw
            )
            problems += numbers.problems
            if key == "weight" and not numbers.problems:
                problems += _weight_faults(numbers.values, column, raw)
            frame[key] = numbers.values
    return frame, problems


def _id_faults(ids: pd.Series, column: str, raw: RawTable) -> list[Problem]:
    problems = []
    first = raw.first_row
    empty = ids.isna().to_numpy().nonzero()[0]
    if len(empty):
        place = f"row {empty[0] + first}, column {column!r}"
        remedy = "give each respondent an id, or remove the rows"
        problems.append(
            Problem(
                raw.name,
                place,
                f"{number_of(len(empty), 'respondent')} without an id",
                "",
                remedy,
                check="ids",
                rows=len(empty),
            )
        )
    repeated = ids[ids.notna() & ids.duplicated(keep=False)]
    if len(repeated):
        value = repeated.iloc[0]
        rows = [int(i) + first for i in (ids == value).to_numpy().nonzero()[0][:3]]
        place = f"rows {listed([str(r) for r in rows], 'and')}, column {column!r}"
        others = ids[ids.duplicated() & ids.notna()]
        found = f"the id {value!r} occurs more than once" + (
            f"; {others.nunique():,} ids repeat" if others.nunique() > 1 else ""
        )
        problems.append(
            Problem(
                raw.name,
                place,
                found,
                "a row a respondent",
                "keep one row of each respondent",
                check="ids",
                rows=len(others),
            )
        )
    rounded = [(i, v) for i, v in enumerate(ids) if isinstance(v, str) and is_scientific(v)]
    if rounded:
        place = f"row {rounded[0][0] + first}, column {column!r}"
        found = f"{number_of(len(rounded), 'id')} in scientific notation, such as {rounded[0][1]!r}: their last digits are lost"
        remedy = "export again with this column formatted as text"
        problems.append(
            Problem(raw.name, place, found, "ids as text", remedy, check="ids", rows=len(rounded))
        )
    return problems


def _weight_faults(weights: pd.Series, column: str, raw: RawTable) -> list[Problem]:
    bad = (~(weights > 0)).to_numpy().nonzero()[0]
    if not len(bad):
        return []
    place = f"row {bad[0] + raw.first_row}, column {column!r}"
    value = weights.iloc[bad[0]]
    found = "an empty weight" if pd.isna(value) else f"the weight {value:g}"
    remedy = "give each respondent a weight, or remove the rows"
    return [
        Problem(
            raw.name,
            place,
            f"{found} ({number_of(len(bad), 'such row')})",
            "a number above 0",
            remedy,
            check="weights",
            rows=len(bad),
        )
    ]
