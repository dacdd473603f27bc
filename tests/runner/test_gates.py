"""A run ends for a person to look at when too much has changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench.config import Study, parse_study
from workbench.runner.gates import gate, has_drifted


def study(**settings: float) -> Study:
    return parse_study("{name: a, survey: {source: a.csv}}", settings=settings)


@pytest.fixture
def run(tmp_path: Path) -> Path:
    tables = tmp_path / "tables"
    tables.mkdir()
    (tables / "drift.csv").write_text("variable,psi,verdict\nage,0.3,large\nlow,0.15,some\nchance,0.9,none\n")
    (tables / "respondents.csv").write_text("respondent\n" + "r\n" * 50)
    (tables / "quality.csv").write_text("check,rows\nresponse quality,10\nmissing,40\n")
    return tmp_path


def test_without_a_limit_there_is_no_gate(run: Path) -> None:
    assert gate(study(), run) is None


def test_drift_beyond_the_limit_is_refused_and_chance_is_not(run: Path) -> None:
    refused = gate(study(**{"drift.fail_above": 0.2}), run)
    assert refused is not None
    assert refused.reasons == ("age has drifted: PSI 0.30, above drift.fail_above 0.2 of study.yaml",)
    assert gate(study(**{"drift.fail_above": 0.3}), run) is None


def test_too_many_flagged_respondents_are_refused(run: Path) -> None:
    refused = gate(study(**{"quality.fail_above": 0.19}), run)
    assert refused is not None
    assert refused.reasons == (
        "10 of 50 respondents are flagged (20%), above quality.fail_above 0.19 of study.yaml",
    )
    assert gate(study(**{"quality.fail_above": 0.2}), run) is None


def test_large_drift_is_told_even_without_a_gate(run: Path, tmp_path: Path) -> None:
    assert has_drifted(study(), run)
    assert not has_drifted(study(**{"drift.fail_above": 0.5}), run)
    assert not has_drifted(study(), tmp_path / "empty")
