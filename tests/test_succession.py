"""The frozen model is kept until the study changes; a new one inherits ids, names and colours."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from workbench.cluster import fit
from workbench.config import SegmentSettings, parse_study
from workbench.features.catalogue import SET_BY_STUDY
from workbench.model import Model, freeze
from workbench.schemas import CUSTOMER, SEGMENT, Variable, Variables
from workbench.selection import segments_table
from workbench.space import Basis, lay_out
from workbench.succession import Succession, decide, differences, unknown_answers

COLOURS = ("#111111", "#222222", "#333333", "#444444", "#555555")
BASIS = Variables.of(Variable(f"x{i}", "numeric", role="basis") for i in range(3))


def people(centres: list[float], seed: int, *, first: int = 0) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    rows = np.concatenate([random.normal(c, 0.4, (60, 3)) for c in centres])
    frame = pd.DataFrame(rows, columns=list(BASIS))
    frame[CUSTOMER] = [f"c{first + i}" for i in range(len(frame))]
    return frame


def formed(frame: pd.DataFrame, k: int, names: dict[str, str]) -> tuple[Model, pd.DataFrame, Basis]:
    basis = lay_out(frame, BASIS, SegmentSettings())
    solution = fit(basis.points, k=k, seed=1)
    return freeze(basis, solution, names=names, colours=COLOURS), segments_table(basis, solution), basis


@pytest.fixture(scope="module")
def earlier() -> tuple[Model, pd.Series, pd.DataFrame]:
    frame = people([0.0, 4.0, 8.0], 1)
    model, members, _ = formed(frame, 3, {"S1": "Low", "S2": "Mid", "S3": "High"})
    return model, members.set_index(CUSTOMER)[SEGMENT], frame


def settled(
    earlier: tuple[Model, pd.Series, pd.DataFrame], frame: pd.DataFrame, k: int, anew: tuple[str, ...] = ()
) -> Succession:
    model, old, _ = earlier
    fresh, members, _ = formed(frame, k, {})
    return decide(fresh, members, frame, earlier=model, old=old, anew=anew, colours=COLOURS)


def test_the_earlier_model_scores_new_data(earlier: tuple[Model, pd.Series, pd.DataFrame]) -> None:
    found = settled(earlier, people([0.0, 4.0, 8.0], 2, first=1_000), 3)
    assert found.kept
    assert found.model.version == 1
    assert found.agreement == pytest.approx(1.0)
    assert (
        found.reason
        == "The segments are those of model version 1: these customers were scored, not clustered."
    )


def test_the_same_data_give_the_same_segments(earlier: tuple[Model, pd.Series, pd.DataFrame]) -> None:
    _, old, frame = earlier
    found = settled(earlier, frame, 3)
    assert found.segments.set_index(CUSTOMER)[SEGMENT].equals(old)


def test_a_refit_inherits_ids_names_and_colours(earlier: tuple[Model, pd.Series, pd.DataFrame]) -> None:
    model, old, frame = earlier
    grown = pd.concat([frame, people([12.0], 3, first=5_000)], ignore_index=True)
    found = settled(earlier, grown, 4, anew=("As asked.",))
    assert not found.kept
    assert found.model.version == 2
    by_id = {s.id: s for s in found.model.segments}
    assert set(by_id) == {"S1", "S2", "S3", "S4"}
    for segment in model.segments:
        assert (by_id[segment.id].name, by_id[segment.id].colour) == (segment.name, segment.colour)
    now = found.segments.set_index(CUSTOMER)[SEGMENT]
    assert now.loc[old.index].equals(old)
    assert set(now.loc["c5000":]) == {"S4"}  # type: ignore[misc]
    assert found.model.score(grown)[SEGMENT].tolist() == found.segments[SEGMENT].tolist()


def changes(model: Model, fresh: Model, now: Variables, yaml: str = "") -> list[str]:
    study = parse_study(f"{{name: a, survey: {{source: a.csv}}{yaml}}}")
    return differences(model, fresh, asked=(BASIS, now), study=study)


def test_another_number_of_segments_forms_them_anew(earlier: tuple[Model, pd.Series, pd.DataFrame]) -> None:
    told = "The study now asks for 2 segments instead of 3, so the segments were formed anew."
    assert changes(earlier[0], earlier[0], BASIS, ", segments: {k: 2}") == [told]
    found = settled(earlier, earlier[2], 2, anew=(told,))
    assert not found.kept
    assert found.reason == told


def test_every_difference_is_named(earlier: tuple[Model, pd.Series, pd.DataFrame]) -> None:
    model = earlier[0]
    other = replace(model, method="gmm")
    now = BASIS.replaced("x1", role="descriptor").replaced("x2", type="ordinal", levels=("1", "2"))
    assert changes(model, other, now) == [
        "The method changed from kmeans to gmm, so the segments were formed anew.",
        "The basis changed (x1), so the segments were formed anew.",
        "The type or the levels of x2 changed, so the segments were formed anew.",
    ]
    assert changes(model, model, Variables.of(list(BASIS.values())[:2])) == [
        "The data no longer hold x2, so the segments were formed anew."
    ]
    assert changes(model, model, BASIS, ", segments: {k: 3}") == []


def test_what_only_the_data_changed_is_no_reason(earlier: tuple[Model, pd.Series, pd.DataFrame]) -> None:
    """A share that fewer have now, a category that sells now: the frozen model still reads its own features."""
    model = earlier[0]
    bought = Variable("share.tea", "numeric", role="basis", origin="purchases")
    before = BASIS + Variables.of([bought])
    rare, new = replace(bought, role="descriptor"), replace(bought, name="share.pants")
    study = parse_study("{name: a, survey: {source: a.csv}}")
    assert differences(model, model, asked=(before, BASIS + Variables.of([rare, new])), study=study) == []
    by_hand = replace(rare, reason=SET_BY_STUDY)
    assert differences(model, model, asked=(before, BASIS + Variables.of([by_hand])), study=study) == [
        "The basis changed (share.tea), so the segments were formed anew."
    ]


def test_an_answer_that_the_model_never_saw_is_told() -> None:
    known = Variables.of([Variable("pet", "nominal", role="basis", levels=("cat", "dog"))])
    frame = pd.DataFrame({"pet": ["cat", "dog"] * 30, CUSTOMER: [f"c{i}" for i in range(60)]})
    basis = lay_out(frame, known, SegmentSettings())
    model = freeze(basis, fit(basis.points, k=2, seed=1), names={}, colours=COLOURS)
    now = known.replaced("pet", levels=("cat", "dog", "emu"))
    assert unknown_answers(model, now) == ["'emu' (pet)"]
    study = parse_study("{name: a, survey: {source: a.csv}}")
    assert differences(model, model, asked=(known, now), study=study) == []
    stated = "{name: a, survey: {source: a.csv, variables: {pet: {type: nominal, levels: [cat, dog, emu]}}}}"
    assert differences(model, model, asked=(known, now), study=parse_study(stated)) == [
        "The type or the levels of pet changed, so the segments were formed anew."
    ]


def test_the_table_of_labels_follows_the_model_in_force(
    earlier: tuple[Model, pd.Series, pd.DataFrame],
) -> None:
    found = settled(earlier, people([0.0, 4.0, 8.0], 2, first=1_000), 3)
    fresh = found.segments[[CUSTOMER]].assign(k2="S1", k3="S9")
    assert found.labels(fresh)["k3"].tolist() == found.segments[SEGMENT].tolist()
    panel = pd.DataFrame({"k": [2, 3], "chosen": [True, False]})
    assert found.solutions(panel)["chosen"].tolist() == [False, True]
