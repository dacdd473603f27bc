"""The typing tool on planted segments, on noise, and its numbers by hand."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from typing_study import study

from workbench.errors import InputError
from workbench.typing_tool import TypingTool, fit, form_html, project
from workbench.typing_tool.logistic import fit_logistic


@pytest.fixture(scope="module")
def tool() -> TypingTool:
    frame, labels, variables = study()
    found = fit(frame, labels, variables, names={"S1": "First"}, seed=3)
    assert found is not None
    return found


def test_the_questions_that_tell_the_segments_apart_come_first(tool: TypingTool) -> None:
    assert set(list(tool.offered)[:2]) == {"q1", "q2"}
    assert len(tool.questions) <= 3
    assert tool.accuracy.accuracy.value > 0.9
    assert tool.accuracy.beats_base_rate
    assert tool.curve[0].accuracy.value < tool.curve[1].accuracy.value
    assert "secret" not in tool.offered  # sensitive, and it would win
    assert "frequency" not in tool.offered  # no question


def test_the_accuracy_holds_for_new_people(tool: TypingTool) -> None:
    frame, labels, _ = study(4000, seed=9)
    right = (tool.score(frame)["segment"] == labels).mean()
    assert tool.accuracy.accuracy.low - 0.01 <= right <= tool.accuracy.accuracy.high + 0.01


def test_noise_does_not_beat_the_base_rate() -> None:
    """Choosing among many noise questions would flatter an accuracy that is not nested."""
    frame, _, variables = study(300)
    labels = pd.Series(np.random.default_rng(8).choice(["S1", "S2", "S3"], 300, p=[0.5, 0.3, 0.2]))
    found = fit(frame, labels, variables, seed=1)
    assert found is not None
    assert not found.accuracy.beats_base_rate
    assert abs(found.accuracy.kappa) < 0.12


def test_the_coefficients_give_the_scores_by_hand(tool: TypingTool) -> None:
    frame, _, _ = study(50, seed=5)
    frame.loc[3, "q1"] = None
    sheet = tool.coefficients()
    assert sheet["question"].iloc[-1] == "constant"
    assert list(sheet.columns[3:]) == list(tool.segments)
    sums = np.tile(sheet[list(tool.segments)].iloc[-1].to_numpy(float), (50, 1))
    for _, row in sheet.iloc[:-1].iterrows():
        variable = tool.variables[row["question"].removeprefix("ln(1 + ").removesuffix(")")]
        answers = frame[variable.name]
        if variable.type == "multi-select":
            x = answers.str.contains(row["level"]).astype(float)
        elif variable.type == "nominal":
            x = (answers == row["level"]).astype(float)
        elif variable.type == "numeric":
            x = np.log1p(answers)
        else:
            x = answers.astype(float) - 1
        x = x.fillna(row["if_missing"])
        sums += np.outer(x, row[list(tool.segments)].to_numpy(float))
    assert (np.array(tool.segments)[sums.argmax(axis=1)] == tool.score(frame)["segment"]).all()


def test_json_keeps_every_number(tool: TypingTool) -> None:
    again = TypingTool.from_json(json.loads(json.dumps(tool.to_json(), allow_nan=False)))
    frame, _, _ = study(100, seed=6)
    pd.testing.assert_frame_equal(again.score(frame), tool.score(frame))
    pd.testing.assert_frame_equal(again.table, tool.table)
    assert again.names == {"S1": "First", "S2": "", "S3": ""}
    with pytest.raises(ValueError, match=r"^typing tool of format 99; this version reads 1$"):
        TypingTool.from_json({**tool.to_json(), "format": 99})


def test_missing_questions_are_all_named_and_no_answer_is_no_segment(tool: TypingTool) -> None:
    with pytest.raises(InputError) as caught:
        tool.score(pd.DataFrame({"other": [1]}))
    assert len(caught.value.problems) == len(tool.questions)
    assert str(caught.value).splitlines()[0] == (
        f"the table to score, column '{tool.questions[0].variable.name}': is missing; expected the answers to: "
        f"{tool.questions[0].variable.title}. Add the column; where someone did not answer, leave the cell empty."
    )
    frame, _, _ = study(3)
    frame[[q.variable.name for q in tool.questions]] = None
    scores = tool.score(frame)
    assert scores["segment"].isna().all()
    assert (scores["answered"] == 0).all()


def test_the_number_of_questions_can_be_set_and_the_seed_decides() -> None:
    frame, labels, variables = study(200)
    one, two = (fit(frame, labels, variables, questions=4, seed=5) for _ in range(2))
    assert one is not None
    assert two is not None
    assert len(one.questions) == 4
    assert one.to_json() == two.to_json()


def test_no_survey_no_tool() -> None:
    frame, labels, variables = study(60)
    assert fit(frame, labels, variables.from_origin("purchases"), seed=1) is None
    assert fit(frame, pd.Series("S1", index=labels.index), variables, seed=1) is None


def test_two_segments_and_an_absent_one_in_the_logistic() -> None:
    x = np.array([[0.0], [0.1], [1.0], [1.1]] * 10)
    y = np.array([0, 0, 2, 2] * 10)
    model = fit_logistic(x, y, np.ones(40), 3)
    assert (model.predict(np.array([[0.0], [1.1]])) == [0, 2]).all()
    assert model.probabilities(x)[:, 1].max() < 1e-9


def test_projection_places_customers_by_what_they_buy() -> None:
    frame, labels, variables = study(600)
    others, truth, _ = study(400, seed=11)
    others = others[["customer", "frequency", "basket"]]
    never_bought = pd.DataFrame({"customer": ["x"], "frequency": [np.nan], "basket": [np.nan]})
    found = project(frame, labels, variables, pd.concat([others, never_bought]), seed=1)
    assert found is not None
    assert found.segments is not None
    assert found.customers == len(found.segments) == 400
    assert found.accuracy.beats_base_rate
    right = (found.segments["segment"].to_numpy() == truth.to_numpy()).mean()
    assert abs(right - found.accuracy.accuracy.value) < 0.08
    assert found.sizes == pytest.approx(truth.value_counts(normalize=True).to_dict(), abs=0.06)


def test_projection_is_refused_when_purchases_tell_nothing_unless_forced() -> None:
    frame, labels, variables = study(400)
    random = np.random.default_rng(3)
    frame["frequency"], frame["basket"] = random.random(400), random.random(400)
    refused = project(frame, labels, variables, frame, seed=1)
    assert refused is not None
    assert refused.is_refused
    assert refused.sizes == {}
    forced = project(frame, labels, variables, frame, force=True, seed=1)
    assert forced is not None
    assert forced.forced
    assert forced.segments is not None
    assert project(frame, labels, variables, None, seed=1) is None


def test_the_form_escapes_what_comes_from_data(tool: TypingTool) -> None:
    frame, labels, variables = study(200)
    wide = fit(frame, labels, variables, questions=8, names={"S1": "</script><b>x"}, seed=1)
    assert wide is not None
    page = form_html(wide, title="<i>Pets</i>")
    assert "<i>Pets" not in page
    assert "</script><b>" not in page
    assert "default-src &#39;none&#39;; style-src &#39;sha256-" in page
    assert "://" not in page
    assert page.count("<script") == 2
