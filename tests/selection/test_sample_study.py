"""On the sample study the proposed k is the planted one, and the people are found."""

import pytest
from sklearn.metrics import adjusted_rand_score

from workbench.config import load_study
from workbench.preparation import answers_quality, bought_features, joined, read
from workbench.sample import write_sample
from workbench.selection import compare, propose
from workbench.space import lay_out

PLANTED = 5


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10))
def test_the_planted_segments_are_proposed_and_found(tmp_path, seed):
    truth = write_sample(tmp_path, customers=600, seed=seed)
    data = read(load_study(tmp_path / "study.yaml"))
    prepared = joined(data, answers_quality(data), bought_features(data))
    # Quick effort finds the same k: ten seeds at standard effort would take minutes.
    wanted = data.study.segments.model_copy(update={"effort": "quick"})
    basis = lay_out(prepared.table.frame, prepared.table.variables, wanted)
    comparison = compare(basis, wanted)
    found = propose(comparison.candidates, min_share=wanted.min_share, min_size=wanted.min_size)
    assert (found.k, found.by_rule) == (PLANTED, True)
    planted = truth.segments.loc[basis.customers]
    assert adjusted_rand_score(planted, comparison[PLANTED].solution.labels) >= 0.90
