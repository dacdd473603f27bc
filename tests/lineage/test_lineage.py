"""Planted events are named rightly, ids last, and chance raises no alarm."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.lineage import drift, moved_customers, population_stability, trace


def labels(sizes: dict[str, int], start: int = 0) -> pd.Series:
    values = [name for name, n in sizes.items() for _ in range(n)]
    return pd.Series(values, index=range(start, start + len(values)))


def events(before: pd.Series, after: pd.Series) -> dict[str, set[tuple[str, ...]]]:
    found: dict[str, set[tuple[str, ...]]] = {}
    for descent in trace(before, after).descents:
        found.setdefault(descent.event, set()).add(descent.before or descent.after)
    return found


@pytest.mark.parametrize("seed", range(20))
def test_a_planted_split_merge_birth_and_death_are_named(seed: int) -> None:
    """S1 survives, S2 splits, S3 and S4 merge, S5 is scattered, and newcomers form a segment."""
    random = np.random.default_rng(seed)
    before = labels({"S1": 300, "S2": 200, "S3": 150, "S4": 120, "S5": 90})
    to = {"S1": ["A"], "S2": ["B", "C"], "S3": ["D"], "S4": ["D"]}
    after = pd.Series(
        [
            random.choice(to[old]) if old in to and random.random() > 0.08 else random.choice(list("ABCD"))
            for old in before
        ],
        index=before.index,
    )
    newcomers = labels({"E": 100}, start=1_000)
    assert events(before, pd.concat([after, newcomers])) == {
        "survived": {("S1",)},
        "split": {("S2",)},
        "merged": {("S3", "S4")},
        "died": {("S5",)},
        "born": {("E",)},
    }


def test_ids_last_and_no_id_is_given_twice() -> None:
    before = labels({"S1": 50, "S2": 40})
    after = before.map({"S1": "S2", "S2": "S1"})  # only the order by size changed
    assert trace(before, after).ids == {"S1": "S2", "S2": "S1"}
    born = pd.concat([after, labels({"S3": 20}, start=500)])
    assert trace(before, born, taken=7).ids["S3"] == "S8"


def test_a_survivor_may_take_in_strays() -> None:
    before = labels({"S1": 100, "S2": 12})
    after = pd.Series("S1", index=before.index)
    lineage = trace(before, after)
    assert [(d.event, d.before) for d in lineage.descents] == [("survived", ("S1",)), ("merged", ("S2",))]


@given(st.lists(st.sampled_from(["S1", "S2", "S3"]), min_size=3, max_size=60))
def test_nothing_changed_means_everything_survived(values: list[str]) -> None:
    before = pd.Series(values)
    lineage = trace(before, before)
    assert {d.event for d in lineage.descents} == {"survived"}
    assert all(new == old for new, old in lineage.ids.items())
    assert lineage.agreement == 1.0


def test_moves_by_hand() -> None:
    before = pd.Series({"a": "S1", "b": "S1", "c": "S2", "d": "S2"})
    after = pd.Series({"a": "S1", "b": "S2", "c": "S2", "e": "S1"})
    found = moved_customers(before, after)
    assert found.moved == pytest.approx(1 / 3)
    cells = {(r.before, r.after): r.customers for r in found.matrix.itertuples()}
    assert cells == {("S1", "S1"): 1, ("S1", "S2"): 1, ("S2", "S2"): 1, ("S2", "gone"): 1, ("new", "S1"): 1}


def test_psi_by_hand() -> None:
    p, q = np.array([0.5, 0.5]), np.array([0.25, 0.75])
    plain = float(((p - q) * np.log(p / q)).sum())
    assert population_stability(p * 1e6, q * 1e6) == pytest.approx(plain, abs=1e-5)


def test_no_change_raises_no_alarm_in_95_of_100_resamples() -> None:
    random = np.random.default_rng(7)
    shares = {f"v{i}": random.dirichlet(np.ones(8)) for i in range(25)}
    quiet = 0
    for _ in range(100):
        before = {name: random.multinomial(1_500, p).astype(float) for name, p in shares.items()}
        after = {name: random.multinomial(300, p).astype(float) for name, p in shares.items()}
        quiet += drift(before, after).verdict == "none"
    assert quiet >= 95


def test_a_real_change_is_found_beyond_chance() -> None:
    before = {"same": np.full(5, 200.0), "moved": np.full(5, 200.0)}
    after = {"same": np.full(5, 100.0), "moved": np.array([300.0, 100.0, 50.0, 30.0, 20.0])}
    found = drift(before, after)
    assert found.verdict == "large"
    assert found.table.set_index("variable")["verdict"].to_dict() == {"moved": "large", "same": "none"}
    assert found.largest == pytest.approx(found.table["psi"].max())
