"""The explanation tree on segments that a rule made, and on none."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from workbench.explanation import Branch, explain
from workbench.explanation.tree import Node
from workbench.schemas import Variable, Variables

VARIABLES = Variables.of(
    [
        Variable("fast", "binary", role="basis", levels=("No", "Yes")),
        Variable("often", "ordinal", role="basis", levels=("seldom", "monthly", "weekly")),
        Variable("city", "nominal", role="basis", levels=("Bath", "York", "Hull")),
        Variable("answer", "numeric"),  # a descriptor gives the segments away, and must not be asked
    ]
)


def people(n: int = 600, seed: int = 1) -> tuple[pd.DataFrame, pd.Series]:
    """S1: fast; S2: not fast and weekly; S3: the others."""
    random = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "fast": random.choice(["No", "Yes"], n),
            "often": random.choice(["seldom", "monthly", "weekly"], n),
            "city": random.choice(["Bath", "York", "Hull"], n),
        }
    )
    rule = np.where(frame["fast"] == "Yes", "S1", np.where(frame["often"] == "weekly", "S2", "S3"))
    frame["answer"] = pd.Series(rule).str[1].astype(float)
    return frame, pd.Series(rule)


def decide(node: Node, person: pd.Series) -> str:
    while isinstance(node, Branch):
        value = person[node.variable.name]
        lower, upper = node.answers()
        place = node.variable.levels.index(value)
        node = node.upper if (value == node.level if node.level else place > node.threshold) else node.lower
        assert lower != upper
    return node.segment


def test_the_rule_is_found_and_reads_as_it_was_made() -> None:
    frame, labels = people()
    found = explain(frame, labels, VARIABLES, seed=1)
    assert found.leaves == 3
    assert found.agreement.value == 1.0
    assert found.rand == 1.0
    assert {
        decide(found.root, row) == label for (_, row), label in zip(frame.iterrows(), labels, strict=True)
    } == {True}
    told = {leaf.segment: [b.answers()[up] for b, up in path] for path, leaf in found.paths()}
    assert told["S1"] == ["Yes"]
    assert sorted(told["S2"]) == ["No", "weekly"]
    assert all(b.variable.name != "answer" for path, _ in found.paths() for b, _ in path)


def test_shares_and_people_of_the_leaves_sum_up() -> None:
    frame, labels = people()
    labels[np.random.default_rng(2).random(len(labels)) < 0.2] = "S4"  # 20 % that no rule explains
    found = explain(frame, labels, VARIABLES, weights=np.linspace(0.5, 2, len(frame)), seed=1)
    leaves = [leaf for _, leaf in found.paths()]
    assert 2 <= found.leaves == len(leaves) <= 8
    assert sum(leaf.n for leaf in leaves) == found.n == 600
    assert sum(leaf.share for leaf in leaves) == pytest.approx(1)
    assert 0.70 < found.agreement.value < 0.90


def test_noise_is_not_explained() -> None:
    frame, _ = people()
    labels = pd.Series(np.random.default_rng(3).choice(["S1", "S2", "S3"], len(frame)))
    found = explain(frame, labels, VARIABLES, seed=1)
    assert abs(found.kappa) < 0.12
    assert abs(found.rand) < 0.02
    assert found.leaves <= 6


def test_missing_answers_go_somewhere() -> None:
    frame, labels = people()
    frame.loc[np.random.default_rng(4).random(len(frame)) < 0.2, "fast"] = None
    found = explain(frame, labels, VARIABLES, seed=1)
    assert found.agreement.value > 0.85
    assert isinstance(found.root, Branch)


def test_two_segments_are_the_least() -> None:
    frame, labels = people(60)
    with pytest.raises(ValueError, match=r"^a tree needs two segments and a variable that formed them$"):
        explain(frame, pd.Series("S1", index=labels.index), VARIABLES, seed=1)
    with pytest.raises(ValueError, match=r"^a tree needs two segments and a variable that formed them$"):
        explain(frame, labels, VARIABLES.with_role("descriptor"), seed=1)
