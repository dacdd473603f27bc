"""`init` on real files: what it proposes can be read as it stands, with the counts that are known."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench.config import Observed, Study, load_study
from workbench.intake import check, propose
from workbench.sources import open_purchases, read_survey

pytestmark = pytest.mark.realdata

SENSITIVE = {
    "Q-demos-hispanic",
    "Q-demos-race",
    "Q-sexual-orientation",
    "Q-substance-use-cigarettes",
    "Q-substance-use-marijuana",
    "Q-substance-use-alcohol",
    "Q-personal-diabetes",
    "Q-personal-wheelchair",
    "Q-life-changes",
}


@pytest.fixture(autouse=True)
def _own_state(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.delenv("WORKBENCH_ALLOW", raising=False)


def _proposed(tmp_path: Path, *files: Path) -> tuple[Study, tuple[str, ...]]:
    proposal = propose(files, output=tmp_path / "study" / "study.yaml")
    assert proposal.problems == ()
    return load_study(proposal.save()), proposal.lines


def test_open_ecommerce(shared_data: Path, tmp_path: Path) -> None:
    folder = shared_data / "open-ecommerce"
    study, lines = _proposed(tmp_path, folder / "purchases.csv.gz", folder / "survey.csv")
    assert "joined by 'Survey ResponseID': 860 of 5,027 respondents (17.1 %) have purchases" in lines
    assert any(line.startswith("histories end at different dates") for line in lines)

    assert study.survey is not None
    assert study.purchases is not None
    assert study.purchases.observed.until == "customer"
    assert study.purchases.amount == "Purchase Price Per Unit * Quantity"
    assert study.sharing.sensitive
    assert set(study.sharing.sensitive) == SENSITIVE

    survey = read_survey(study.survey, folder=study.folder)
    assert len(survey.frame) == 5027
    basis = set(survey.variables.with_role("basis"))
    assert basis == {
        "Q-amazon-use-howmany",
        "Q-amazon-use-how-oft",
        "Q-sell-YOUR-data",
        "Q-sell-consumer-data",
        "Q-small-biz-use",
        "Q-census-use",
        "Q-research-society",
    }
    assert {name for name, v in survey.variables.items() if v.sensitive} == SENSITIVE
    income = survey.variables["Q-demos-income"]
    assert (income.type, income.levels[0], income.levels[1], income.levels[-1]) == (
        "ordinal",
        "Less than $25,000",
        "$25,000 - $49,999",
        "$150,000 or more",
    )
    assert survey.frame["Q-demos-income"].isna().sum() == 76  # prefer not to say
    assert survey.variables["Q-demos-race"].levels == (
        "White or Caucasian",
        "Asian",
        "Black or African American",
        "Other",
        "American Indian/Native American or Alaska Native",
        "Native Hawaiian or Other Pacific Islander",
    )
    changes = survey.frame["Q-life-changes"]
    assert set(survey.variables["Q-life-changes"].levels) == {
        "Moved place of residence", "Lost a job", "Had a child", "Became pregnant", "Divorce",
    }  # fmt: skip
    assert (changes == "").sum() == 3384  # nothing ticked is an answer
    assert (changes == "Lost a job; Moved place of residence").sum() == 183
    assert survey.variables["Q-census-use"].label.startswith("Do you think the U.S. Census Bureau")

    purchases = open_purchases(study.purchases, folder=study.folder)
    assert purchases.facts["rows"] == 241_890
    assert purchases.facts["customers"] == 860
    assert purchases.facts["window"]["until"] == "each customer's own last line"
    ends = purchases.lines.group_by("customer").aggregate(
        ends=purchases.lines.observed_until.nunique(), gap=(purchases.lines.observed_until.max() == purchases.lines.time.max())
    )  # fmt: skip
    assert ends.to_pyarrow().group_by([]).aggregate([("ends", "max"), ("gap", "all")]).to_pylist() == [
        {"ends_max": 1, "gap_all": True}
    ]
    codes = purchases.lines.filter(purchases.lines["product"].startswith("0")).count().to_pyarrow().as_py()
    assert codes > 1000  # leading zeros of book numbers live

    common = study.purchases.model_copy(update={"observed": Observed()})
    said = [str(problem) for problem in check(study.model_copy(update={"purchases": common}))]
    warned = [text for text in said if "histories end at different dates" in text]
    assert len(warned) == 1
    assert warned[0].endswith("state 'observed: {until: customer}'.")
    assert any("4,167 of 5,027 respondents have no purchases" in text for text in said)


def test_mcdonalds(shared_data: Path, tmp_path: Path) -> None:
    study, lines = _proposed(tmp_path, shared_data / "mcdonalds" / "mcdonalds.csv")
    assert "it has no column of ids: the number of the row is the respondent's id" in lines
    assert study.survey is not None
    survey = read_survey(study.survey, folder=study.folder)
    assert survey.frame["respondent"].tolist()[:2] == ["1", "2"]
    basis = survey.variables.with_role("basis")
    means = {name: round(float((survey.frame[name] == "Yes").mean()), 2) for name in basis}
    assert means == {
        "yummy": 0.55, "convenient": 0.91, "spicy": 0.09, "fattening": 0.87, "greasy": 0.53, "fast": 0.90,
        "cheap": 0.60, "tasty": 0.64, "expensive": 0.36, "healthy": 0.20, "disgusting": 0.24,
    }  # fmt: skip
    assert survey.variables["VisitFrequency"].levels == (
        "Never", "Once a year", "Every three months", "Once a month", "Once a week", "More than once a week",
    )  # fmt: skip
    like = survey.variables["Like"]
    assert like.type == "likert"
    assert like.levels[0] == "I hate it!-5"
    assert like.levels[-1] == "I love it!+5"
    assert not [p for p in check(study) if p.severity == "error"]


@pytest.mark.parametrize(
    ("file", "rows", "customers", "revenue"),
    [("CDNOW_master.txt", 69_659, 23_570, 2_500_315.63), ("CDNOW_sample.txt", 6_919, 2_357, 244_091.94)],
)
def test_cdnow(
    shared_data: Path, tmp_path: Path, file: str, rows: int, customers: int, revenue: float
) -> None:
    study, _ = _proposed(tmp_path, shared_data / "cdnow" / file)
    assert study.survey is None
    assert study.purchases is not None
    purchases = open_purchases(study.purchases, folder=study.folder)
    assert purchases.facts["rows"] == rows
    assert purchases.facts["customers"] == customers
    assert purchases.facts["revenue"] == revenue
    assert purchases.facts["date_format"] == "YYYYMMDD"
    assert purchases.facts["delimiter"] == "runs of spaces"
    assert purchases.facts["line_ends"] == "CRLF"
    first = purchases.lines.customer.min().to_pyarrow().as_py()
    assert first == ("00001" if "master" in file else "00004")  # leading zeros live
    assert study.purchases.observed.until is None  # a cohort that left is no panel that ended
