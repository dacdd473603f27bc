"""What a study reads, and whether it changed."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest

from workbench.config import parse_study
from workbench.notes import NoteDraft, open_store
from workbench.runner.inputs import Input, digest, study_inputs


def inputs(folder: Path, text: str = "{name: a, survey: {source: a.csv}}") -> dict[str, Input]:
    study = parse_study(text, path=folder / "study.yaml")
    return {item.use: item for item in study_inputs(study)}


def test_a_file_is_known_by_its_content(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("1")
    first = inputs(tmp_path)["survey"]
    os.utime(tmp_path / "a.csv", (0, 0))
    assert inputs(tmp_path)["survey"] == first
    (tmp_path / "a.csv").write_text("2")
    assert inputs(tmp_path)["survey"] != first


def test_a_database_is_named_by_its_use_alone(tmp_path: Path) -> None:
    found = inputs(tmp_path, "{name: a, survey: {source: 'postgresql://ana:s3cret@db/shop', table: t}}")
    assert found["survey"] == Input("survey", "the survey database", "")
    assert not found["survey"].is_known


def test_an_absolute_path_is_not_repeated(tmp_path: Path) -> None:
    found = inputs(tmp_path, "{name: a, survey: {source: /srv/data/a.csv}}")
    assert found["survey"].file == "…/a.csv"


@pytest.mark.parametrize("source", ["../a.csv", "sub/../../a.csv", "link.csv", r"\\server\share\a.csv"])
def test_a_file_that_the_study_may_not_read_is_not_read_to_be_hashed(tmp_path: Path, source: str) -> None:
    folder = tmp_path / "study"
    folder.mkdir()
    outside, network = tmp_path / "a.csv", folder / r"\\server\share\a.csv"
    (folder / "link.csv").symlink_to(outside)
    for file in (outside, network):
        file.write_text("1")
    first = inputs(folder, f"{{name: a, survey: {{source: '{source}'}}}}")["survey"]
    for file in (outside, network):
        file.write_text("2")
    assert inputs(folder, f"{{name: a, survey: {{source: '{source}'}}}}")["survey"] == first


def test_a_store_of_notes_elsewhere_is_not_looked_into(tmp_path: Path) -> None:
    folder = tmp_path / "study"
    folder.mkdir()
    text = "{name: a, survey: {source: a.csv}, personas: {notes: 'sqlite:///../notes.sqlite'}}"
    none = inputs(folder, text)["notes"]
    with open_store(folder=tmp_path) as store:
        store.save(NoteDraft("P1", "I buy beans."), author="ann")
    assert inputs(folder, text)["notes"] == none


def test_a_folder_counts_with_the_names_of_its_files(tmp_path: Path) -> None:
    (tmp_path / "part").mkdir()
    (tmp_path / "part" / "1.parquet").write_text("x")
    first = digest(tmp_path / "part")
    (tmp_path / "part" / "1.parquet").rename(tmp_path / "part" / "2.parquet")
    assert digest(tmp_path / "part") != first


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes on this system")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.csv")
    assert digest(tmp_path / "a.csv") == "missing"


def test_notes_count_by_what_they_say(tmp_path: Path) -> None:
    """Opening the store makes tables and moves pages; that is no change of the notes."""
    none = inputs(tmp_path)["notes"]
    with open_store(folder=tmp_path):
        pass
    assert inputs(tmp_path)["notes"] == none
    with open_store(folder=tmp_path) as store:
        store.save(NoteDraft("P1", "I buy beans."), author="ann")
    one = inputs(tmp_path)["notes"]
    assert one != none
    connection = sqlite3.connect(tmp_path / "notes.sqlite")
    connection.execute("VACUUM")
    connection.close()
    assert inputs(tmp_path)["notes"] == one


def test_a_decision_by_hand_is_an_input(tmp_path: Path) -> None:
    first = inputs(tmp_path)["choices"]
    (tmp_path / "segments-by-hand.json").write_text("[]")
    assert inputs(tmp_path)["choices"] != first


def test_files_of_notes_and_the_roster_are_inputs(tmp_path: Path) -> None:
    text = "{name: a, survey: {source: a.csv}, personas: {files: [talks.csv]}}"
    seen = {inputs(tmp_path, text)["notes"].sha256}
    for name in ("talks.csv", "roster.csv"):
        (tmp_path / name).write_text("participant,text\n")
        seen.add(inputs(tmp_path, text)["notes"].sha256)
    assert len(seen) == 3
