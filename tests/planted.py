"""Planted truth: mixed answers of people in k groups, with missing answers and weights."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.schemas import Variable, Variables

FACTORS = ("psychographic", "behavioural", "need")
LIKERT = tuple("12345")
LETTERS = tuple("abcd")


def planted(
    people: int, *, k: int = 5, seed: int, missing: float = 0.0, variables: int = 16, apart: float = 1.3
):
    """Customer table, variables and true group: half numeric, a quarter likert, a quarter nominal."""
    rng = np.random.default_rng(seed)
    group = rng.integers(0, k, people)
    columns: dict[str, object] = {
        "customer": [f"c{i:05d}" for i in range(people)],
        "weight": rng.uniform(0.5, 2.0, people),
    }
    known = []
    for number in range(variables):
        name, factor = f"v{number:02d}", FACTORS[number % 3]
        value = rng.normal(0, apart, k)[group] + rng.normal(size=people)
        if number % 4 < 2:
            columns[name] = value
            known.append(Variable(name, "numeric", role="basis", factor=factor))
        elif number % 4 == 2:
            codes = np.clip(np.round(value + 2), 0, 4).astype(int)
            columns[name] = pd.Categorical.from_codes(codes, LIKERT, ordered=True)
            known.append(Variable(name, "likert", role="basis", factor=factor, levels=LIKERT, battery="q"))
        else:
            chances = rng.dirichlet(np.full(4, 0.4), k).cumsum(axis=1)
            codes = np.minimum((rng.random(people)[:, None] > chances[group]).sum(axis=1), 3)
            columns[name] = pd.Categorical.from_codes(codes, LETTERS)
            known.append(Variable(name, "nominal", role="basis", factor=factor, levels=LETTERS))
    frame = pd.DataFrame(columns)
    for variable in known[1:]:
        # Missing at random: the more likely the higher the first answer, which everyone gave.
        chance = missing * 2 / (1 + np.exp(-frame[known[0].name].to_numpy()))
        frame.loc[rng.random(people) < chance, variable.name] = np.nan
    return frame, Variables.of(known), group
