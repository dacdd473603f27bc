"""The block of bytes says what the table says."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from workbench.schemas import Variable, Variables
from workbench.widgets.packing import MOST_LEVELS, OTHER, Block, pack_variables
from workbench.widgets.sampling import stratified_sample


def packed(frame: pd.DataFrame, *variables: Variable):
    block = Block()
    return pack_variables(frame, Variables.of(variables), block), block.to_bytes()


def column(data: bytes, described, count: int) -> list[float]:
    kind = np.dtype("<f4") if described["kind"] == "number" else np.dtype(np.uint8)
    return np.frombuffer(data, kind, count, described["at"]).tolist()


def test_numbers_and_levels_with_missing_answers() -> None:
    frame = pd.DataFrame(
        {"n": [1.5, None, 3.0], "age": pd.Categorical(["b", None, "a"], categories=["a", "b"])}
    )
    (n, age), data = packed(frame, Variable("n", "numeric"), Variable("age", "ordinal", levels=("a", "b")))
    assert column(data, n["columns"][0], 3) == pytest.approx([1.5, float("nan"), 3.0], nan_ok=True)
    assert column(data, age["columns"][0], 3) == [1, 255, 0]


def test_each_option_of_a_multi_select_is_a_column() -> None:
    pets = Variable("pets", "multi-select", levels=("cat", "dog"), separator="; ")
    (described,), data = packed(pd.DataFrame({"pets": ["cat; dog", "", None]}), pets)
    assert [(c["title"], column(data, c, 3)) for c in described["columns"]] == [
        ("cat", [1, 0, 255]),
        ("dog", [1, 0, 255]),
    ]


def test_open_texts_dates_and_ids_are_never_sent() -> None:
    frame = pd.DataFrame({"why": ["secret"], "when": [pd.Timestamp("2026-01-01")], "x": ["id-7"]})
    described, data = packed(
        frame, Variable("why", "open text"), Variable("when", "date"), Variable("x", "nominal", role="ignore")
    )
    assert (described, data) == ([], b"")


def test_very_many_levels_are_joined() -> None:
    values = [f"v{n}" for n in range(300) for _ in range(300 - n)]
    levels = tuple(f"v{n}" for n in range(300))
    (nominal,), data = packed(pd.DataFrame({"v": values}), Variable("v", "nominal", levels=levels))
    assert nominal["columns"][0]["levels"] == [*levels[: MOST_LEVELS - 1], OTHER]
    codes = column(data, nominal["columns"][0], len(values))
    assert codes[0] == 0
    assert codes[-1] == MOST_LEVELS - 1
    (ordinal,), data = packed(pd.DataFrame({"v": values}), Variable("v", "ordinal", levels=levels))
    codes = column(data, ordinal["columns"][0], len(values))
    assert codes == sorted(codes)
    assert max(codes) == MOST_LEVELS - 1


def test_sample_keeps_the_share_of_each_segment_and_everyone_when_few() -> None:
    strata = pd.Series(["S1"] * 70_000 + ["S2"] * 29_990 + ["S3"] * 10)
    chosen = stratified_sample(strata, 20_000, seed=1)
    assert strata.iloc[chosen].value_counts().to_dict() == {"S1": 14_000, "S2": 5_998, "S3": 2}
    assert (np.diff(chosen) > 0).all()
    assert stratified_sample(strata.head(7), 10, seed=1).tolist() == list(range(7))
