"""Five checks of response quality, the flags they raise, and what is done about them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import pandas as pd

from workbench.answers import coded
from workbench.errors import Problem
from workbench.quality.indices import (
    Numbers,
    even_odd,
    longest_run,
    squared_distance_p,
    variability,
)
from workbench.schemas import RESPONDENT, Answers, Variable, Variables

CHECKS: Mapping[str, str] = MappingProxyType({
    "speeder": "took less than half of the median time",
    "longstring": "gave one answer to more than half of a battery in a row (yes or no: to all of it)",
    "variability": "hardly varied their answers (IRV below the lower fence, or zero)",
    "even-odd": "contradicted themselves within scales (even-odd consistency below .30)",
    "mahalanobis": "gave a combination of answers as rare as one in a hundred",
})  # fmt: skip
"""Name of each check and what a flagged respondent did."""

ENOUGH_FLAGS = 2
SPEED = 0.5
SHORTEST_BATTERY = 5
CONSISTENT = 0.30
UNUSUAL = 0.01
DURATION = "duration"
_Row = tuple[str, str, int, str, str]


@dataclass(frozen=True, slots=True)
class ResponseQuality:
    """Which respondents answered carelessly, by five independent signs.

    Attributes
    ----------
    flags
        ``respondent``, one truth value a check that could be made, and ``flags``: how many.
    not_made
        Checks that this survey does not allow, and why.
    flagged
        Respondents with at least two flags.
    excluded
        Those of them that were left out, because the study says so; else empty.
    """

    flags: pd.DataFrame
    not_made: Mapping[str, str]
    flagged: tuple[str, ...]
    excluded: tuple[str, ...] = ()

    @property
    def checks(self) -> tuple[str, ...]:
        return tuple(name for name in CHECKS if name in self.flags)

    @property
    def share(self) -> float:
        """Share of respondents with at least two flags."""
        return len(self.flagged) / len(self.flags) if len(self.flags) else 0.0


def response_quality(survey: Answers, *, exclude: bool = False) -> ResponseQuality:
    """Look for careless answers; leave them in unless told otherwise.

    Parameters
    ----------
    survey
        Respondents and what they answered; batteries are the variables that share one.
    exclude
        Does the study leave out respondents with two flags or more?

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> variables = Variables.of(
    ...     Variable(f"q{i}", "likert", levels=("1", "2", "3", "4", "5"), battery="b") for i in range(6))
    >>> rng = np.random.default_rng(1)
    >>> frame = pd.DataFrame({v: rng.choice(list("12345"), 40) for v in variables}).assign(duration=300.0)
    >>> frame.insert(0, "respondent", [str(i) for i in range(40)])
    >>> frame.loc[7, list(variables)], frame.loc[7, "duration"] = "3", 60.0
    >>> found = response_quality(SimpleNamespace(frame=frame, variables=variables))
    >>> found.flagged, sorted(found.not_made)
    (('7',), ['even-odd'])
    """
    frame = survey.frame
    batteries = _batteries(survey.variables)
    everything = [item for items in batteries.values() for item in items]
    whole = _answers(frame, everything)
    graded = _answers(frame, [item for item in everything if len(item.levels) > 2])
    found: dict[str, pd.Series] = {}
    not_made: dict[str, str] = {}
    for name, flagged in {
        "speeder": _speeders(frame),
        "longstring": _straight_liners(frame, batteries.values()),
        "variability": _even_answers(graded),
        "even-odd": _contradicting(graded),
        "mahalanobis": _unusual(whole),
    }.items():
        if isinstance(flagged, str):
            not_made[name] = flagged
        else:
            found[name] = pd.Series(flagged, index=frame.index)
    flags = pd.DataFrame({RESPONDENT: frame[RESPONDENT], **found})
    flags["flags"] = flags[list(found)].sum(axis=1).astype(int) if found else 0
    chosen = tuple(flags.loc[flags["flags"] >= ENOUGH_FLAGS, RESPONDENT].astype(str))
    return ResponseQuality(flags.reset_index(drop=True), not_made, chosen, chosen if exclude else ())


def without_flagged(frame: pd.DataFrame, quality: ResponseQuality) -> pd.DataFrame:
    """Leave out the respondents that the study excludes; people without an answer stay."""
    return frame[~frame[RESPONDENT].isin(quality.excluded)].reset_index(drop=True)


def quality_rows(quality: ResponseQuality | None, problems: Iterable[Problem]) -> pd.DataFrame:
    """The quality table of a run: every problem of the data, then every check of the answers.

    Returns
    -------
    Columns ``check, column, rows, severity, message``.

    Examples
    --------
    >>> quality_rows(None, [Problem("s.csv", "column 'age'", "3 empty", check="missing", rows=3, severity="note")])
         check        column  rows severity                        message
    0  missing  column 'age'     3     note  s.csv, column 'age': 3 empty.
    """
    rows: list[_Row] = [(p.check or "data", p.place, p.rows, p.severity, str(p)) for p in problems]
    if quality is not None:
        rows += _check_rows(quality)
    return pd.DataFrame(rows, columns=["check", "column", "rows", "severity", "message"])


def _check_rows(quality: ResponseQuality) -> list[_Row]:
    rows: list[_Row] = []
    for name, meaning in CHECKS.items():
        if name in quality.flags:
            n = int(quality.flags[name].sum())
            rows.append((name, "", n, "warning" if n else "note", f"{n:,} respondents {meaning}"))
        else:
            rows.append((name, "", 0, "note", f"not checked: {quality.not_made[name]}"))
    n, gone = len(quality.flagged), len(quality.excluded)
    then = "left out, as the study says" if gone else "flagged and kept" if n else "nobody to leave out"
    severity = "warning" if n else "note"
    rows.append(("response quality", "", n, severity, f"{n:,} respondents have two flags or more: {then}"))
    return rows


def _batteries(variables: Variables) -> dict[str, list[Variable]]:
    """Items answered on one scale: those that share a battery, in the order of the questionnaire."""
    batteries: dict[str, list[Variable]] = {}
    for variable in variables.values():
        if variable.battery and variable.is_scored:
            batteries.setdefault(variable.battery, []).append(variable)
    return {name: items for name, items in batteries.items() if len(items) >= 2}


def _answers(frame: pd.DataFrame, items: list[Variable]) -> Numbers:
    columns = [coded(frame[item.name], item).values for item in items]
    return np.hstack(columns) if columns else np.empty((len(frame), 0))


def _speeders(frame: pd.DataFrame) -> Numbers | str:
    if DURATION not in frame or frame[DURATION].notna().sum() < 2:
        return "the survey has no column of durations (survey.duration)"
    seconds = frame[DURATION].astype(float)
    return np.asarray(seconds < SPEED * seconds.median())


def _straight_liners(frame: pd.DataFrame, batteries: Iterable[list[Variable]]) -> Numbers | str:
    """In the longest battery; one answer to half of a list of yes or no is nothing unusual."""
    longest = max(batteries, key=len, default=[])
    if len(longest) < SHORTEST_BATTERY:
        return f"the survey has no battery of {SHORTEST_BATTERY} items or more"
    graded = all(len(item.levels) > 2 for item in longest)
    run = longest_run(_answers(frame, longest))
    return np.asarray(run > len(longest) / 2 if graded else run == len(longest))


def _even_answers(answers: Numbers) -> Numbers | str:
    if answers.shape[1] < SHORTEST_BATTERY:
        return f"the batteries have fewer than {SHORTEST_BATTERY} items with more than two answers"
    spread = variability(answers)
    low, high = np.nanpercentile(spread, [25, 75])
    return np.asarray((spread == 0) | (spread < low - 1.5 * (high - low)))


def _contradicting(answers: Numbers) -> Numbers | str:
    consistency = even_odd(answers) if answers.shape[1] else np.full(len(answers), np.nan)
    if np.isnan(consistency).all():
        return "fewer than four scales of two items or more, with more than two answers"
    return np.asarray(consistency < CONSISTENT)


def _unusual(answers: Numbers) -> Numbers | str:
    if answers.shape[1] < 2 or len(answers) <= 2 * answers.shape[1]:
        return "too few items in batteries, or too few respondents for them"
    return np.asarray(squared_distance_p(answers) < UNUSUAL)
