"""Response quality against hand-computed cases, an independent computation, and planted careless people."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from workbench.errors import Problem
from workbench.quality import CHECKS, quality_rows, response_quality, without_flagged
from workbench.quality.indices import even_odd, longest_run, scales_of, squared_distance_p, variability
from workbench.sample import invent_study
from workbench.sample.survey import ATTITUDES, NEEDS
from workbench.schemas import Variable, Variables

FIVE = ("1", "2", "3", "4", "5")


@pytest.fixture(scope="module")
def planted() -> tuple[SimpleNamespace, object]:
    study = invent_study(customers=800, seed=2)
    names = {**{i[0]: "attitudes" for i in ATTITUDES}, **{i[0]: "needs" for i in NEEDS}}
    variables = Variables.of(Variable(n, "likert", levels=FIVE, battery=b) for n, b in names.items())
    answers = study.survey[["respondent", "duration", *names]].replace("", None)
    answers["duration"] = answers["duration"].astype(float)
    return SimpleNamespace(frame=answers, variables=variables), study.truth


def test_the_planted_careless_are_found_and_few_others(planted) -> None:
    survey, truth = planted
    found = response_quality(survey)
    flags = found.flags.set_index("respondent")
    assert set(flags.index[flags["speeder"]]) >= truth.speeders
    assert set(flags.index[flags["longstring"]]) >= truth.straight_liners
    assert set(found.flagged) >= truth.straight_liners | (truth.speeders & truth.straight_liners)
    careless = truth.straight_liners | truth.speeders
    assert len(set(found.flagged) - careless) <= 0.02 * len(flags)
    assert found.not_made == {}


def test_nobody_is_left_out_unless_the_study_says_so(planted) -> None:
    survey, _ = planted
    kept, without = response_quality(survey), response_quality(survey, exclude=True)
    assert kept.excluded == ()
    assert without.excluded == without.flagged == kept.flagged
    assert len(without_flagged(survey.frame, kept)) == len(survey.frame)
    left = without_flagged(survey.frame, without)
    assert len(left) == len(survey.frame) - len(without.flagged)
    assert not set(left["respondent"]) & set(without.flagged)
    last = quality_rows(without, []).iloc[-1]
    assert (last["check"], last["rows"]) == ("response quality", len(without.flagged))
    assert last["message"].endswith("have two flags or more: left out, as the study says")


def test_indices_by_hand() -> None:
    answers = np.array([[0, 0, 0, 1, 1.0], [0, np.nan, 0, 0, 2], [0, 1, 2, 3, 4]])
    assert longest_run(answers).tolist() == [3, 3, 1]
    assert variability(answers).tolist() == pytest.approx([np.sqrt(0.3), 1.0, np.sqrt(2.5)])


def test_mahalanobis_equals_a_plain_inverse_where_nothing_is_missing() -> None:
    from scipy.stats import chi2

    rng = np.random.default_rng(4)
    x = rng.multivariate_normal([0, 1, 2], [[1, 0.6, 0.1], [0.6, 2, 0], [0.1, 0, 1]], 200)
    d = x - x.mean(axis=0)
    squares = np.array([row @ np.linalg.inv(np.cov(x.T)) @ row for row in d])
    assert squared_distance_p(x) == pytest.approx(chi2.sf(squares, 3))


def test_mahalanobis_with_missing_answers_uses_the_items_that_are_there() -> None:
    rng = np.random.default_rng(4)
    x = rng.normal(size=(300, 4))
    x[rng.random(x.shape) < 0.2] = np.nan
    p = squared_distance_p(x)
    assert 0.002 <= (p < 0.01).mean() <= 0.03


def test_even_odd_equals_the_correlation_of_halves_by_hand() -> None:
    rng = np.random.default_rng(6)
    traits = rng.normal(size=(400, 5))
    items = np.repeat(traits, 2, axis=1) + 0.5 * rng.normal(size=(400, 10))
    items[:, 3] *= -1  # a reversed item
    assert scales_of(items) == ((0, 1), (2, 3), (4, 5), (6, 7), (8, 9))
    z = (items - items.mean(axis=0)) / items.std(axis=0)
    z[:, 3] *= -1
    r = np.corrcoef(z[7, 0::2], z[7, 1::2])[0, 1]
    assert even_odd(items)[7] == pytest.approx(2 * r / (1 + r))


def test_random_answers_contradict_themselves_more_often_than_careful_ones() -> None:
    rng = np.random.default_rng(7)
    items = np.repeat(rng.normal(size=(600, 6)), 3, axis=1) + 0.4 * rng.normal(size=(600, 18))
    items[:100] = rng.normal(size=(100, 18))
    contradicting = even_odd(items) < 0.30
    assert contradicting[:100].mean() > 0.4
    assert contradicting[100:].mean() < 0.02


def test_a_survey_without_batteries_says_what_cannot_be_checked() -> None:
    frame = pd.DataFrame({"respondent": ["1", "2", "3"], "age": [1.0, 2.0, 3.0]})
    found = response_quality(
        SimpleNamespace(frame=frame, variables=Variables.of([Variable("age", "numeric")]))
    )
    assert set(found.not_made) == set(CHECKS)
    assert (found.flagged, found.share, found.flags["flags"].tolist()) == ((), 0.0, [0, 0, 0])


def test_yes_and_no_answers_are_not_called_uniform() -> None:
    rng = np.random.default_rng(1)
    variables = Variables.of(Variable(f"q{i}", "binary", levels=("No", "Yes"), battery="b") for i in range(8))
    frame = pd.DataFrame({v: np.where(rng.random(300) < 0.15, "Yes", "No") for v in variables})
    frame.insert(0, "respondent", [str(i) for i in range(300)])
    found = response_quality(SimpleNamespace(frame=frame, variables=variables))
    assert "variability" in found.not_made
    same = (frame[list(variables)] == "No").all(axis=1) | (frame[list(variables)] == "Yes").all(axis=1)
    assert found.flags["longstring"].sum() == same.sum()


def test_quality_rows_hold_problems_then_checks(planted) -> None:
    survey, _ = planted
    rows = quality_rows(response_quality(survey), [Problem("s.csv", "row 2", "x", check="dates", rows=1)])
    assert rows["check"].tolist() == ["dates", *CHECKS, "response quality"]
    assert list(rows.columns) == ["check", "column", "rows", "severity", "message"]


def test_row_order_changes_no_flag(planted) -> None:
    survey, _ = planted
    shuffled = replace_frame(survey, survey.frame.sample(frac=1, random_state=3))
    assert set(response_quality(shuffled).flagged) == set(response_quality(survey).flagged)


def replace_frame(survey: SimpleNamespace, frame: pd.DataFrame) -> SimpleNamespace:
    return SimpleNamespace(frame=frame, variables=survey.variables)
