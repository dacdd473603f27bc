"""The gates of a study: when too much has changed, a run ends for a person to look at."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path

from workbench.config import Study
from workbench.errors import GateRefused

LARGE_DRIFT = 0.25
"""The population stability index from which drift is called large."""


def gate(study: Study, folder: Path) -> GateRefused | None:
    """Look at what a run found through the gates that its study sets.

    Examples
    --------
    >>> from workbench.config import parse_study
    >>> gate(parse_study("{name: a, survey: {source: a.csv}, drift: {fail_above: 0.2}}"), Path("nowhere"))
    """
    reasons = [*_drift(study, folder), *_quality(study, folder)]
    return GateRefused(reasons) if reasons else None


def has_drifted(study: Study, folder: Path) -> bool:
    """Did a variable drift beyond the gate of the study, or largely where it sets none?"""
    limit = study.drift.fail_above or LARGE_DRIFT
    return any(float(row["psi"]) > limit for row in _beyond_chance(folder))


def _drift(study: Study, folder: Path) -> Iterator[str]:
    limit = study.drift.fail_above
    if limit is None:
        return
    for row in _beyond_chance(folder):
        if float(row["psi"]) > limit:
            found = f"{row['variable']} has drifted: PSI {float(row['psi']):.2f}"
            yield f"{found}, above drift.fail_above {limit:g} of study.yaml"


def _quality(study: Study, folder: Path) -> Iterator[str]:
    limit = study.quality.fail_above
    if limit is None:
        return
    respondents = sum(1 for _ in _rows(folder, "respondents"))
    flagged = sum(int(row["rows"]) for row in _rows(folder, "quality") if row["check"] == "response quality")
    if respondents and flagged / respondents > limit:
        found = f"{flagged:,} of {respondents:,} respondents are flagged ({flagged / respondents:.0%})"
        yield f"{found}, above quality.fail_above {limit:g} of study.yaml"


def _beyond_chance(folder: Path) -> list[Mapping[str, str]]:
    return [row for row in _rows(folder, "drift") if row.get("verdict") != "none" and row.get("psi")]


def _rows(folder: Path, table: str) -> list[Mapping[str, str]]:
    path = folder / "tables" / f"{table}.csv"
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
