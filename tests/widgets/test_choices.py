"""Decisions by hand: append-only, undone by decisions, kept beside the study."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.artifacts import Choices, read_choices, record_choice
from workbench.artifacts.choices import CHOICES_FILE
from workbench.config import Study, load_study
from workbench.errors import InputError

LABELS = pd.Series(["S1", "S1", "S2", "S3", None], index=["a", "b", "c", "d", "e"], dtype=object)


@pytest.fixture
def study(tmp_path: Path) -> Study:
    (tmp_path / "study.yaml").write_text("{name: coffee, survey: {source: a.csv}}")
    return load_study(tmp_path / "study.yaml")


def test_merge_and_split_in_their_order() -> None:
    merged = Choices().merge(["S3", "S1"], solution="k3", author="Ada", reason="alike")
    assert merged.labels(LABELS, "k3").tolist() == ["S1", "S1", "S2", "S1", None]
    split = merged.split(["b", "d", "e"], known=["S1", "S2"], solution="k3", author="Ada", reason="differ")
    assert split.labels(LABELS, "k3").tolist() == ["S1", "S3", "S2", "S3", None]
    assert LABELS.tolist() == ["S1", "S1", "S2", "S3", None]


def test_a_split_never_takes_an_id_that_another_split_had() -> None:
    first = Choices().split(["a"], known=["S1", "S2", "S3"], solution="k3", author="Ada", reason="x")
    again = first.undo(author="Ada").split(
        ["b"], known=["S1", "S2", "S3"], solution="k3", author="Ada", reason="y"
    )
    assert [c.value for c in again.items if c.action == "split"] == ["S4", "S5"]


def test_edits_belong_to_their_solution() -> None:
    choices = Choices().rename("S1", "Regulars", solution="k3", author="Ada")
    chosen = choices.choose("k4", author="Ben", reason="finer").rename(
        "S1", "Core", solution="k4", author="Ben"
    )
    assert (chosen.solution, chosen.names("k3"), chosen.names("k4")) == (
        "k4",
        {"S1": "Regulars"},
        {"S1": "Core"},
    )
    assert chosen.undo(author="Ben").names("k4") == {}
    assert chosen.undo(author="Ben").undo(author="Ben").solution is None


def test_undo_goes_back_one_decision_at_a_time_and_is_kept() -> None:
    choices = (
        Choices()
        .rename("S1", "A", solution="k3", author="Ada")
        .rename("S1", "B", solution="k3", author="Ada")
    )
    once = choices.undo(author="Ada")
    assert (once.names("k3"), once.undo(author="Ada").names("k3"), len(once.items)) == ({"S1": "A"}, {}, 3)
    with pytest.raises(InputError, match="there is nothing to undo"):
        once.undo(author="Ada").undo(author="Ada")


@pytest.mark.parametrize(
    ("decide", "found"),
    [
        (lambda c: c.rename("S1", " ", solution="k3", author="Ada"), "name: is empty. Write the name."),
        (lambda c: c.rename("S1", "x", solution="k3", author=" "), "author: is empty. Write the author."),
        (lambda c: c.merge(["S1", "S2"], solution="k3", author="Ada", reason=""), "reason: is empty. Write the reason."),
        (lambda c: c.merge(["S1"], solution="k3", author="Ada", reason="x"), "merge: ['S1']; expected two segments or more."),
        (lambda c: c.recolour("S1", "red", solution="k3", author="Ada"), "colour: 'red'; expected #rrggbb, as in '#3569B8'."),
        (lambda c: c.split([], known=[], solution="k3", author="Ada", reason="x"), "split: no customer is selected. Select some."),
    ],
)  # fmt: skip
def test_what_is_missing_is_said(decide, found) -> None:
    with pytest.raises(InputError) as error:
        decide(Choices())
    assert str(error.value) == f"{CHOICES_FILE}, {found}"


def test_kept_beside_the_study_and_read_again(study: Study) -> None:
    assert read_choices(study) == Choices()
    made = record_choice(study, lambda c: c.rename("S1", "Ünïcode 😀", solution="k3", author="Ada"))
    assert read_choices(study) == made
    assert json.loads((study.folder / CHOICES_FILE).read_text())[0]["value"] == "Ünïcode 😀"


def test_two_people_at_once_lose_nothing(study: Study) -> None:
    def name(number: int) -> None:
        record_choice(study, lambda c: c.rename(f"S{number}", f"n{number}", solution="k9", author="Ada"))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(name, range(1, 25)))
    stored = read_choices(study)
    assert stored.names("k9") == {f"S{n}": f"n{n}" for n in range(1, 25)}
    assert [c.number for c in stored.items] == list(range(1, 25))


def test_a_damaged_file_is_said_and_not_overwritten(study: Study) -> None:
    path = study.folder / CHOICES_FILE
    path.write_text("[{]")
    with pytest.raises(InputError, match="Put a copy of the file back"):
        record_choice(study, lambda c: c.rename("S1", "x", solution="k3", author="Ada"))
    assert path.read_text() == "[{]"


STEPS = st.lists(
    st.tuples(st.sampled_from(["merge", "split", "undo"]), st.integers(0, 20), st.integers(0, 20)),
    max_size=12,
)


@settings(deadline=None, max_examples=40)
@given(STEPS)
def test_everyone_keeps_exactly_one_segment_and_undoing_all_gives_the_beginning(steps) -> None:
    labels = pd.Series([f"S{n % 4 + 1}" for n in range(12)], index=[str(n) for n in range(12)], dtype=object)
    choices = Choices()
    for action, a, b in steps:
        present = sorted(choices.labels(labels, "k4").unique())
        if action == "merge" and len(present) > 1:
            pair = [present[a % len(present)], present[b % len(present)]]
            if len(set(pair)) == 2:
                choices = choices.merge(pair, solution="k4", author="A", reason="r")
        elif action == "split":
            choices = choices.split(
                [str(a % 12), str(b % 12)], known=present, solution="k4", author="A", reason="r"
            )
        elif action == "undo" and choices.in_force:
            choices = choices.undo(author="A")
        assert choices.labels(labels, "k4").notna().all()
    while choices.in_force:
        choices = choices.undo(author="A")
    assert choices.labels(labels, "k4").equals(labels)
    assert Choices.from_records(json.loads(json.dumps(choices.to_records()))) == choices
