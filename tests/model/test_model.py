"""A frozen model gives the same people the same segment, from its file alone."""

import json

import numpy as np
import pandas as pd
import pytest
from tests.planted import planted

from workbench.cluster import fit
from workbench.config import SegmentSettings
from workbench.model import Model, freeze
from workbench.model.bins import bins_of
from workbench.schemas import Variable, Variables
from workbench.selection import segments_table
from workbench.space import lay_out


@pytest.fixture(scope="module", params=["kmeans", "gmm", "latent_class"])
def frozen(request):
    frame, variables, _ = planted(500, k=3, seed=2, missing=0.1, variables=8, apart=2.0)
    basis = lay_out(frame, variables, SegmentSettings())
    solution = fit(basis.read_by(request.param), 3, method=request.param, weights=basis.weights, seed=1)
    model = freeze(
        basis, solution, names={"S1": "Large"}, colours=["#111111", "#222222"], facts={"people": 500}
    )
    return frame, basis, solution, model


def test_scoring_the_same_people_gives_the_same_segments(frozen):
    frame, basis, solution, model = frozen
    again = Model.from_json(model.to_json())
    pd.testing.assert_frame_equal(again.score(frame), model.score(frame))
    own = segments_table(basis, solution)
    scored = again.score(frame)
    assert (scored["segment"] == own["segment"]).all()
    np.testing.assert_allclose(scored["margin"], own["margin"], atol=1e-9)


def test_one_person_is_scored_as_in_company(frozen):
    frame, _, _, model = frozen
    alone = pd.concat([model.score(frame.iloc[[i]]) for i in range(5)], ignore_index=True)
    pd.testing.assert_frame_equal(alone, model.score(frame.head(5)))


def test_the_file_is_plain(frozen):
    _, _, _, model = frozen
    record = json.loads(model.to_json())
    assert [s["name"] for s in record["segments"]] == ["Large", "S2", "S3"]
    assert [s["colour"] for s in record["segments"]] == ["#111111", "#222222", "#111111"]
    assert sum(s["n"] for s in record["segments"]) == 500
    assert sum(s["share"] for s in record["segments"]) == pytest.approx(1)
    assert model.named({"S2": "Small"}).segments[1].name == "Small"


def test_a_later_format_is_refused(frozen):
    record = frozen[3].to_record() | {"format": 99}
    with pytest.raises(ValueError, match=r"^a model of format 99; this program reads up to 1$"):
        Model.from_record(record)


def test_bins_by_hand():
    frame = pd.DataFrame({"x": np.arange(10.0), "pets": ["cat", "cat; dog", "", None] + ["dog"] * 6})
    known = Variables.of(
        [Variable("x", "numeric"), Variable("pets", "multi-select", levels=("cat", "dog"), separator="; ")]
    )
    x, cat, dog = bins_of(frame, known, weights=np.ones(10))
    np.testing.assert_allclose(x.shares, 0.1)
    np.testing.assert_allclose(cat.shares, [7 / 9, 2 / 9])
    assert (dog.option, dog.n) == ("dog", 9)
    moved, n = x.shares_of(frame.assign(x=100.0))
    assert (moved[-1], n) == (1.0, 10)
    assert type(x).from_record(json.loads(json.dumps(x.to_record()))) == x
