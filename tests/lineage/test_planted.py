"""Planted changes of the sample study, by the way that a run takes: files, features, space, model, lineage."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from waves import PLANTED_EVENTS, events_found, formed, table_of

from workbench.model.bins import bins_of
from workbench.report.change import model_drift
from workbench.sample.people import invent_people


@pytest.mark.parametrize("seed", range(4))
def test_a_split_a_merge_a_birth_and_a_death_are_named(seed: int) -> None:
    """benchmarks/planted_changes.py does it with twenty seeds."""
    assert events_found(300, seed=seed) == PLANTED_EVENTS


def test_customers_of_one_population_raise_no_alarm_in_95_of_100_resamples() -> None:
    """A model's bins from one random half of the sample, drift on the other half: nothing has changed."""
    study, table = table_of(invent_people(600, generator=np.random.default_rng(5)), seed=5)
    model, _ = formed(study, table, seed=5)
    random = np.random.default_rng(20261121)
    quiet = 0
    for _ in range(100):
        order = random.permutation(len(table.frame))
        then, now = (table.frame.iloc[rows] for rows in np.array_split(order, 2))
        weights = [np.asarray(half["weight"], dtype=float) for half in (then, now)]
        before = replace(model, bins=bins_of(then, model.variables, weights=weights[0]))
        quiet += model_drift(before, now, weights[1]).verdict == "none"
    assert quiet >= 95
