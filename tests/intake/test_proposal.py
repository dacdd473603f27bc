"""`init` and `check` on small files: which file is which, what joins, what is said of faults."""

from __future__ import annotations

import json
import random
from datetime import date, timedelta
from pathlib import Path

import pytest

from workbench.config import load_study, parse_study
from workbench.errors import InputError
from workbench.intake import check, propose
from workbench.sources import open_purchases, read_survey
from workbench.sources.endings import endings

SCALE = ("Strongly disagree", "Disagree", "Neutral", "Agree", "Strongly agree")


@pytest.fixture(autouse=True)
def _own_state(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.delenv("WORKBENCH_ALLOW", raising=False)


def _survey(path: Path, people: int = 60, *, ids: str = "{:05d}") -> Path:
    draw = random.Random(1)
    rows = ["person,age,I like tea,I like milk,smoker"]
    for i in range(people):
        said = [
            draw.choice(["18-24", "25-34", "35+"]),
            draw.choice(SCALE),
            draw.choice(SCALE),
            draw.choice(["Yes", "No"]),
        ]
        rows += [",".join([ids.format(i), *said])]
    path.write_text("\n".join(rows) + "\n")
    return path


def _purchases(path: Path, people: int = 40, *, form: str = "%Y-%m-%d", ids: str = "{:05d}") -> Path:
    draw = random.Random(2)
    rows = ["order_id,customer,day,price,quantity,category"]
    for n in range(600):
        day = date(2024, 1, 1) + timedelta(days=draw.randrange(300))
        who = ids.format(draw.randrange(people))
        rows.append(
            f"{n},{who},{day.strftime(form)},{draw.randrange(100, 900) / 100},{draw.randrange(1, 4)},{draw.choice(['tea', 'milk'])}"
        )
    path.write_text("\n".join(rows) + "\n")
    return path


def test_the_order_of_files_does_not_matter(tmp_path: Path) -> None:
    survey, purchases = _survey(tmp_path / "a.csv"), _purchases(tmp_path / "b.csv")
    made = [
        propose(files, output=tmp_path / "study.yaml") for files in ([survey, purchases], [purchases, survey])
    ]
    assert made[0] == made[1]
    study = parse_study(made[0].text)
    assert study.survey is not None
    assert study.purchases is not None
    assert (study.survey.source, study.survey.id) == ("a.csv", "person")
    assert study.purchases.source == "b.csv"
    assert study.purchases.customer == "customer"
    assert study.purchases.order == "order_id"
    assert study.purchases.amount == "price * quantity"
    assert "joined by 'person' and 'customer': 40 of 60 respondents (66.7 %) have purchases" in made[0].lines
    assert study.survey.variables["smoker"].role == "descriptor"
    assert study.sharing.sensitive == ("smoker",)
    assert study.survey.variables["I like tea"].levels == SCALE


def test_the_file_runs_as_it_is(tmp_path: Path) -> None:
    path = propose(
        [_survey(tmp_path / "a.csv"), _purchases(tmp_path / "b.csv")], output=tmp_path / "study.yaml"
    ).save()
    assert [problem for problem in check(load_study(path)) if problem.severity != "note"] == []
    with pytest.raises(InputError, match="exists already"):
        propose([tmp_path / "a.csv"], output=path).save()


def test_use_can_be_stated(tmp_path: Path) -> None:
    survey = _survey(tmp_path / "a.csv")
    proposal = propose(
        [], survey=survey, purchases=_purchases(tmp_path / "b.csv"), output=tmp_path / "study.yaml"
    )
    assert proposal.lines[0] == "a.csv is the survey: 60 respondents, 5 columns"


def test_two_surveys_are_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError) as raised:
        propose([_survey(tmp_path / "a.csv"), _survey(tmp_path / "b.csv")])
    assert str(raised.value).endswith(
        "neither has dated lines of customers who come again. Say which is which with --survey FILE and --purchases FILE."
    )


def test_lost_leading_zeros_are_named(tmp_path: Path) -> None:
    purchases = _purchases(tmp_path / "b.csv", ids="{}")
    proposal = propose([_survey(tmp_path / "a.csv", ids="{:05d}"), purchases], output=tmp_path / "study.yaml")
    said = [line for line in proposal.lines if "leading zeros" in line]
    assert len(said) == 1
    assert said[0].startswith("'person' and 'customer' would join 40 people but for leading zeros")


def test_a_date_that_could_be_both_is_left_to_the_researcher(tmp_path: Path) -> None:
    path = tmp_path / "b.csv"
    rows = [
        "customer,day,amount",
        *(f"c{i % 9},{i % 12 + 1:02d}/{(i * 5) % 12 + 1:02d}/2024,{i}.5" for i in range(90)),
    ]
    path.write_text("\n".join(rows) + "\n")
    proposal = propose([path], output=tmp_path / "study.yaml")
    assert len(proposal.problems) == 1
    assert "day and month could be either" in str(proposal.problems[0])
    assert "# to mend: b.csv, column 'day'" in proposal.text
    problems = check(load_study(proposal.save()))
    assert [problem.severity for problem in problems] == ["error"]


def test_without_opinions_a_basis_is_chosen_by_a_stated_rule(tmp_path: Path) -> None:
    rows = ["age,gender", *(f"{20 + i % 50},{['Female', 'Male'][i % 2]}" for i in range(60))]
    (tmp_path / "a.csv").write_text("\n".join(rows) + "\n")
    proposal = propose([tmp_path / "a.csv"], output=tmp_path / "study.yaml")
    assert any(line.startswith("no question about attitudes, needs or behaviour") for line in proposal.lines)
    study = load_study(proposal.save())
    assert study.survey is not None
    assert list(read_survey(study.survey, folder=tmp_path).variables.with_role("basis")) == ["age"]
    assert not [problem for problem in check(study) if problem.severity == "error"]


def test_files_elsewhere_are_allowed_by_naming_them(tmp_path: Path) -> None:
    elsewhere, folder = tmp_path / "elsewhere", tmp_path / "study"
    elsewhere.mkdir()
    survey = _survey(elsewhere / "a.csv")
    proposal = propose([survey], output=folder / "study.yaml")
    folder.mkdir()
    (folder / "stranger.yaml").write_text(proposal.text)
    refused = check(load_study(folder / "stranger.yaml"))
    assert len(refused) == 1
    assert str(refused[0]).startswith("../elsewhere/a.csv: lies outside of the study's folder")
    assert str(refused[0]).endswith("or allow its folder with: --allow FOLDER.")
    assert not [p for p in check(load_study(proposal.save())) if p.severity == "error"]
    recorded = json.loads((tmp_path / "state" / "workbench" / "allowed.json").read_text())
    assert recorded == {str(folder): [str(survey)]}


def test_a_folder_can_be_allowed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "elsewhere").mkdir()
    _survey(tmp_path / "elsewhere" / "a.csv")
    study = parse_study(
        "{name: tea, survey: {source: ../elsewhere/a.csv}}", path=tmp_path / "study" / "study.yaml"
    )
    assert check(study)[0].severity == "error"
    monkeypatch.setenv("WORKBENCH_ALLOW", str(tmp_path / "elsewhere"))
    assert not [problem for problem in check(study) if problem.severity == "error"]


def test_check_finds_everything_at_once(tmp_path: Path) -> None:
    _survey(tmp_path / "a.csv")
    purchases = _purchases(tmp_path / "b.csv")
    purchases.write_text(purchases.read_text() + "x1,00001,soon,1,1,tea\nx2,,2024-01-01,free,1,tea\n")
    text = """
name: tea
survey:
  source: a.csv
  id: persn
  variables:
    age: {type: ordinal, levels: [18-24, 25-34]}
    I like te: {role: basis}
purchases: {source: b.csv, customer: customer, date: day, amount: price * quantity, category: kategory}
sharing: {sensitive: [smokre]}
"""
    said = [str(problem) for problem in check(parse_study(text, path=tmp_path / "study.yaml"))]
    assert len(said) == 7
    for part in (
        "key survey.id: no column 'persn'. Did you mean 'person'?",
        "key survey.variables.I like te: no column 'I like te'. Did you mean 'I like tea'?",
        "column 'age': '35+'; expected one of the levels '18-24' or '25-34'. Add it to 'levels', or to 'missing'.",
        "key purchases.category: no column 'kategory'. Did you mean 'category'?",
        "row 602, column 'day': 'soon'; expected a date as YYYY-MM-DD.",
        "row 603, column 'customer': 1 line without a customer.",
        "row 603, column 'price': 'free'; expected a number.",
    ):
        assert any(part in line for line in said), part


@pytest.mark.parametrize(("panel", "differ"), [(True, True), (False, False)])
def test_endings_of_planted_histories(tmp_path: Path, panel: bool, differ: bool) -> None:
    """People of a panel leave in its last fifth, still buying; customers lapse at any time."""
    draw = random.Random(5)
    rows = ["who,day,eur"]
    for person in range(200):
        gap = draw.uniform(4, 15)
        last = draw.uniform(600, 700) if panel else (draw.uniform(60, 700) if person % 3 == 0 else 700)
        day = draw.uniform(0, 30)
        while day < last:
            rows.append(f"p{person},{date(2022, 1, 1) + timedelta(days=int(day))},1")
            day += draw.expovariate(1 / gap)
    (tmp_path / "p.csv").write_text("\n".join(rows) + "\n")
    study = parse_study("{name: t, purchases: {source: p.csv, customer: who, date: day, amount: eur}}")
    assert study.purchases is not None
    assert endings(open_purchases(study.purchases, folder=tmp_path).lines).differ is differ
