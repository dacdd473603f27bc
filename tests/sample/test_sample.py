"""The sample study: the same bytes for a seed, believable, and its planted truth can be found."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pandas as pd
import pytest

from workbench.config import load_study
from workbench.preparation import Prepared, answers_quality, bought_features, joined, read
from workbench.sample import invent_study, write_sample
from workbench.sample.interviews import MARK
from workbench.sample.study_file import study_text

ROOT = Path(__file__).resolve().parents[2]
FILES = ("survey.csv", "purchases.csv", "interviews.csv", "interview_codes.csv")


def prepared(folder: Path) -> Prepared:
    data = read(load_study(folder / "study.yaml"))
    return joined(data, answers_quality(data), bought_features(data))


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_the_committed_sample_is_what_the_command_writes(tmp_path: Path) -> None:
    write_sample(tmp_path)
    assert {n: digest(tmp_path / n) for n in FILES} == {n: digest(ROOT / "data/sample" / n) for n in FILES}
    assert (ROOT / "study.yaml").read_text(encoding="utf-8") == study_text()
    assert sum((tmp_path / n).stat().st_size for n in FILES) <= 4_000_000


def test_another_seed_gives_other_people(tmp_path: Path) -> None:
    one, two = invent_study(customers=40, seed=1), invent_study(customers=40, seed=2)
    assert not one.survey.equals(two.survey)
    assert one.purchases.equals(invent_study(customers=40, seed=1).purchases)


def test_no_planted_name_stands_in_the_files(tmp_path: Path) -> None:
    truth = write_sample(tmp_path, customers=200, seed=4)
    text = "".join((tmp_path / n).read_text(encoding="utf-8") for n in (*FILES, "study.yaml")).lower()
    assert not [name for name in truth.segments.unique() if name.lower() in text]


@pytest.mark.parametrize("customers", [19, 1_000_001])
def test_sizes_that_cannot_be_are_refused(customers: int) -> None:
    with pytest.raises(ValueError, match=f"^customers={customers}: expected 20 to 1,000,000$"):
        invent_study(customers=customers)


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("sample")
    truth = write_sample(folder, customers=1200, seed=11)
    return prepared(folder), truth, folder


def test_the_two_files_overlap_in_part(study) -> None:
    found, truth, _ = study
    n = found.table.coverage.set_index("what")["n"]
    assert n["respondents"] == len(truth.respondents) == 1200
    assert n["respondents who bought"] == len(truth.respondents & truth.buyers) == len(found.table.frame)
    assert 0.85 < n["respondents who bought"] / 1200 < 0.95
    assert n["customers who were not surveyed"] == 480
    assert any(customer.startswith("0") for customer in truth.segments.index)


def test_the_gap_between_saying_and_doing_is_where_it_was_planted(study) -> None:
    found, truth, _ = study
    frame = found.table.frame
    gap = frame["say_organic"] / 100 - frame["share.organic"]
    by_segment = gap.groupby(frame["customer"].map(truth.segments)).mean()
    assert by_segment.idxmax() == truth.gap_segment
    assert by_segment.max() > 0.3
    assert by_segment.drop(truth.gap_segment).max() < 0.15


def test_growth_season_and_returns_are_there(study) -> None:
    found, truth, _ = study
    months = found.bought.months.assign(segment=found.bought.months["customer"].map(truth.segments))
    orders = months.pivot_table(index="month", columns="segment", values="orders", aggfunc="sum")
    early, late = orders.iloc[:6].sum(), orders.iloc[-6:].sum()
    assert (late / early).idxmax() == truth.growing_segment
    assert months.groupby("month")["revenue"].sum().idxmax() == "2025-12"
    assert 0.005 < found.bought.facts["returns"] / found.bought.facts["lines"] < 0.05


def test_open_answers_are_many_and_differ_by_segment(study) -> None:
    found, truth, _ = study
    answers = found.table.frame["q21"].dropna()
    assert answers.nunique() > 0.6 * len(answers)
    segment = found.table.frame.loc[answers.index, "customer"].map(truth.segments)
    about_organic = answers.str.contains("organic", case=False).groupby(segment).mean()
    assert about_organic.idxmax() == truth.gap_segment


def test_prices_rise_but_for_a_few_who_mix_them_up(study) -> None:
    found, _, _ = study
    names = ["price_too_cheap", "price_good_value", "price_getting_expensive", "price_too_expensive"]
    prices = found.table.frame[names].dropna()
    rising = (prices.diff(axis=1).iloc[:, 1:] >= 0).all(axis=1).mean()
    assert 0.93 < rising < 1.0


def test_options_with_commas_are_told_apart(study) -> None:
    found, _, _ = study
    answers = found.table.frame["brew"].dropna()
    variable = found.table.variables["brew"]
    chosen = {option for answer in answers for option in answer.split(variable.separator)}
    assert chosen <= set(variable.levels)
    assert "Filter, drip or pour-over" in chosen


def test_interviews_are_plainly_marked_as_invented(study) -> None:
    _, truth, folder = study
    notes = pd.read_csv(folder / "interviews.csv", dtype=str, keep_default_na=False)
    assert notes["text"].str.startswith(MARK).all()
    assert set(notes["consent"]) == {"internal", "quote", "public"}
    spoken = notes.loc[notes["customer"] != "", "customer"]
    assert spoken.is_unique
    assert set(spoken) <= truth.respondents & truth.buyers
