"""What the mixed space does to answers."""

import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import adjusted_rand_score
from tests.planted import planted

from workbench.cluster import fit
from workbench.config import SegmentSettings
from workbench.errors import InputError
from workbench.schemas import Variable, Variables
from workbench.space import MixedSpace, described, lay_out

PETS = ("cat", "dog", "none")


def people(n=60, seed=0):
    rng = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "customer": [str(i) for i in range(n)],
            "age": rng.normal(40, 9, n),
            "spent": rng.exponential(50, n),
            "mood": pd.Categorical.from_codes(rng.integers(0, 5, n), list("12345"), ordered=True),
            "pet": pd.Categorical.from_codes(rng.choice(3, n, p=[0.6, 0.3, 0.1]), PETS),
            "drinks": rng.choice(["tea", "coffee", "tea; coffee", ""], n),
        }
    )


KNOWN = Variables.of(
    [
        Variable("age", "numeric", role="basis", factor="demographic"),
        Variable("spent", "numeric", role="basis", factor="behavioural", log=True),
        Variable("mood", "likert", role="basis", factor="psychographic", levels=tuple("12345")),
        Variable("pet", "nominal", role="basis", factor="psychographic", levels=PETS),
        Variable(
            "drinks",
            "multi-select",
            role="basis",
            factor="behavioural",
            levels=("tea", "coffee"),
            separator="; ",
        ),
    ]
)


def variance_by_variable(space, Z, weights=None):
    owners = np.array([column.variable for column in space.columns_])
    variances = np.average(np.square(Z - np.average(Z, axis=0, weights=weights)), axis=0, weights=weights)
    return {name: variances[owners == name].sum() for name in dict.fromkeys(owners)}


def test_every_variable_weighs_once_whatever_its_type():
    space = MixedSpace(KNOWN, balance="none")
    found = variance_by_variable(space, space.fit_transform(people()))
    assert found == pytest.approx(dict.fromkeys(KNOWN, 1.0))


def test_weights_count_in_the_variance():
    weights = np.random.default_rng(1).uniform(0.2, 3, 60)
    space = MixedSpace(KNOWN, balance="none")
    Z = space.fit_transform(people(), sample_weight=weights)
    assert variance_by_variable(space, Z, weights) == pytest.approx(dict.fromkeys(KNOWN, 1.0))


def test_blocks_are_divided_by_their_first_singular_value():
    frame = people()
    plain = MixedSpace(KNOWN, balance="none").fit_transform(frame)
    space = MixedSpace(KNOWN).fit(frame)
    balanced = space.transform(frame)
    blocks = np.array([KNOWN[column.variable].factor for column in space.columns_])
    for block in np.unique(blocks):
        own = blocks == block
        first = np.linalg.svd(plain[:, own] / np.sqrt(len(frame)), compute_uv=False)[0]
        np.testing.assert_allclose(balanced[:, own], plain[:, own] / first)


def test_a_block_may_weigh_more():
    frame = people()
    one = MixedSpace(KNOWN).fit_transform(frame)
    other = MixedSpace(KNOWN, block_weights={"behavioural": 4.0}).fit_transform(frame)
    ratio = np.square(other).sum(axis=0) / np.square(one).sum(axis=0)
    np.testing.assert_allclose(ratio, [1, 4, 1, 1, 1, 1, 4, 4])


def test_log_of_amounts():
    frame = people()
    Z = MixedSpace(KNOWN, balance="none").fit_transform(frame)
    logs = np.log1p(frame["spent"])
    np.testing.assert_allclose(Z[:, 1], (logs - logs.mean()) / logs.std(ddof=0))


def test_ipsatised_batteries_forget_how_high_a_person_answers():
    levels = tuple("12345")
    items = Variables.of(Variable(n, "likert", role="basis", levels=levels, battery="q") for n in "abc")
    low = pd.DataFrame({"a": ["1", "1", "3"], "b": ["2", "3", "1"], "c": ["3", "2", "2"]})
    high = low.map(lambda answer: str(int(answer) + 2))
    space = MixedSpace(items, ipsatise=("q",)).fit(low)
    np.testing.assert_allclose(space.transform(low), space.transform(high), atol=1e-12)
    raw = MixedSpace(items).fit(low)
    assert not np.allclose(raw.transform(low), raw.transform(high))


def test_round_trip_through_json_places_the_same():
    frame = people()
    frame.loc[3, "age"] = np.nan
    space = MixedSpace(KNOWN, block_weights={"behavioural": 2.0}).fit(frame)
    again = MixedSpace.from_json(space.to_json())
    np.testing.assert_array_equal(again.transform(frame), space.transform(frame))
    assert again.variables == space.variables
    assert json.loads(again.to_json()) == json.loads(space.to_json())


def test_a_later_format_is_refused():
    record = MixedSpace().fit(np.eye(3)).to_record() | {"version": 2}
    with pytest.raises(ValueError, match=r"^a space of version 2; this program reads up to 1$"):
        MixedSpace.from_record(record)


def test_missing_answers_follow_the_others_and_are_counted():
    rng = np.random.default_rng(2)
    trait = rng.normal(size=400)
    X = trait[:, None] + 0.3 * rng.normal(size=(400, 4))
    gone = X.copy()
    gone[:80, 0] = np.nan
    space = MixedSpace().fit(gone)
    expected = MixedSpace().fit(X).transform(X)[:80, 0]
    assert np.corrcoef(space.transform(gone)[:80, 0], expected)[0, 1] > 0.9
    assert space.imputed_ == {"x0": 0.2, "x1": 0.0, "x2": 0.0, "x3": 0.0}
    first, second = space.drawn(gone, seed=1), space.drawn(gone, seed=2)
    assert not np.allclose(first[:80, 0], second[:80, 0])
    np.testing.assert_array_equal(first[80:], second[80:])


def test_an_unlisted_level_counts_as_missing():
    frame = people()
    space = MixedSpace(KNOWN).fit(frame)
    odd, blank = frame.head(1).copy(), frame.head(1).copy()
    odd["pet"], blank["pet"] = "parrot", None
    np.testing.assert_array_equal(space.transform(odd), space.transform(blank))


def test_a_person_without_any_answer_stands_in_the_middle():
    space = MixedSpace().fit(np.random.default_rng(0).normal(size=(50, 3)))
    np.testing.assert_allclose(space.transform(np.full((1, 3), np.nan)), 0, atol=1e-12)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**16), st.permutations(range(60)))
def test_the_order_of_people_changes_nothing(seed, order):
    frame = people(seed=seed)
    frame.loc[seed % 60, "age"] = np.nan
    Z = MixedSpace(KNOWN).fit_transform(frame)
    shuffled = MixedSpace(KNOWN).fit_transform(frame.iloc[order])
    np.testing.assert_allclose(shuffled, Z[list(order)], atol=1e-6)


def noisy(frame, variables, seed, factors):
    rng = np.random.default_rng((seed, 99))  # not the stream that drew the groups
    n = len(frame)
    tens = tuple("abcdefghij")
    frame = frame.assign(
        coin=pd.Categorical.from_codes(rng.integers(0, 2, n), ("no", "yes")),
        ten=pd.Categorical.from_codes(rng.integers(0, 10, n), tens),
    )
    coin, ten = factors
    return frame, variables + Variables.of(
        [
            Variable("coin", "binary", role="basis", factor=coin, levels=("no", "yes")),
            Variable("ten", "nominal", role="basis", factor=ten, levels=tens),
        ]
    )


# Among the questions that hold the groups, in a block of their own together, and each in a block of its own.
@pytest.mark.parametrize(
    "factors", [("need", "need"), ("geographic", "geographic"), ("geographic", "demographic")]
)
@pytest.mark.parametrize(("seed", "asked", "apart"), [(0, 16, 1.3), (0, 6, 3.0), (2, 6, 3.0)])
def test_pure_noise_does_not_break_a_clean_solution(seed, asked, apart, factors):
    frame, variables, truth = planted(1000, k=4, seed=seed, variables=asked, apart=apart)
    clean = lay_out(frame, variables, SegmentSettings())
    before = adjusted_rand_score(truth, fit(clean.points, 4, seed=1, starts=30).labels)
    with_noise = lay_out(*noisy(frame, variables, seed, factors), SegmentSettings())
    after = adjusted_rand_score(truth, fit(with_noise.points, 4, seed=1, starts=30).labels)
    assert before > 0.9
    assert after >= before - 0.02


def test_a_question_alone_in_its_block_weighs_once_whatever_its_number_of_levels():
    frame = people()
    known = Variables.of([KNOWN["age"], KNOWN["pet"]])
    space = MixedSpace(known)
    assert variance_by_variable(space, space.fit_transform(frame)) == pytest.approx({"age": 1.0, "pet": 1.0})


def test_constant_variables_are_left_out_and_named():
    frame = people().assign(same="x", customer=[str(i) for i in range(60)])
    basis = lay_out(
        frame,
        KNOWN + Variables.of([Variable("same", "nominal", role="basis", levels=("x",))]),
        SegmentSettings(),
    )
    assert basis.left_out == {"same": "everyone answered the same"}
    assert described(basis)["variable"].tolist() == list(KNOWN)


def test_too_few_people_is_said():
    with pytest.raises(
        InputError, match=r"^customer table: 10 people are too few to form segments; expected at least 20\. "
    ):
        lay_out(people(10), KNOWN, SegmentSettings())


def test_no_basis_is_said():
    with pytest.raises(InputError, match=r"no variable that varies has the role basis"):
        lay_out(people(), Variables.of([Variable("age", "numeric")]), SegmentSettings())


def test_open_text_and_absent_columns_are_told_together():
    known = Variables.of(
        [Variable("why", "open text", role="basis"), Variable("gone", "numeric", role="basis")]
    )
    with pytest.raises(InputError) as caught:
        MixedSpace(known).fit(people().assign(why="x"))
    assert [problem.place for problem in caught.value.problems] == ["column 'gone'", "variable 'why'"]
