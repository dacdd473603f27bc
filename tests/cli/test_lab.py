"""`workbench lab`: what it starts, and what it refuses to start."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from workbench.cli import lab
from workbench.errors import InputError

STUDY = "name: coffee\ntitle: Coffee\nsurvey: {source: survey.csv, id: respondent}\n"


@pytest.fixture
def started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """A study folder; what would have taken the process over."""
    (tmp_path / "study.yaml").write_text(STUDY, encoding="utf-8")
    (tmp_path / "survey.csv").write_text("respondent\n", encoding="utf-8")
    calls: list[Any] = []
    monkeypatch.setattr(os, "execve", lambda *call: calls.append(call))
    monkeypatch.setattr(os, "name", "posix")
    return calls


def opened(folder: Path, **options: Any) -> None:
    lab.open_lab(folder / "study.yaml", **{"port": 8888, "browser": False, "root": False, **options})


def test_the_five_notebooks_are_laid_beside_a_study_and_the_first_is_opened(
    tmp_path: Path, started: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lab, "is_root", lambda: False)
    opened(tmp_path)
    ((_, command, environment),) = started
    assert [p.name[:2] for p in sorted((tmp_path / "notebooks").iterdir())] == ["1_", "2_", "3_", "4_", "5_"]
    assert "--LabApp.default_url=/lab/tree/notebooks/1_data.ipynb" in command
    assert "--allow-root" not in command
    assert environment["JUPYTER_PREFER_ENV_PATH"] == "1"


def test_root_has_to_say_so(tmp_path: Path, started: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lab, "is_root", lambda: True)
    with pytest.raises(InputError, match=r"root would run it.*with --allow-root"):
        opened(tmp_path)
    assert started == []
    opened(tmp_path, root=True)
    assert "--allow-root" in started[0][1]
