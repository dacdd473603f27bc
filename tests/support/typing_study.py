"""Three planted segments that a few of many questions tell apart."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.schemas import Variable, Variables

SCALE = ("1", "2", "3", "4", "5")


def study(n: int = 600, seed: int = 1) -> tuple[pd.DataFrame, pd.Series, Variables]:
    """Three segments; q1 and q2 tell them apart, a few things tell a little, six questions are noise."""
    random = np.random.default_rng(seed)
    member = random.integers(0, 3, n)

    def likert(centre: np.ndarray, spread: float) -> pd.Categorical:
        score = np.clip(np.round(random.normal(centre, spread)), 1, 5).astype(int)
        return pd.Categorical(score.astype(str), categories=SCALE, ordered=True)

    columns: dict[str, object] = {
        "q1": likert(np.array([1.5, 4.5, 3.0])[member], 0.6),
        "q2": likert(np.array([4.5, 4.0, 1.5])[member], 0.6),
        "city": np.where(random.random(n) < 0.2 + 0.3 * (member == 1), "Bath", "York"),
        "pets": np.where(random.random(n) < 0.5, "cat; dog", ""),
        "spend": random.gamma(2, np.array([10.0, 12.0, 20.0])[member]),
        "secret": likert(np.array([1.0, 3.0, 5.0])[member], 0.1),
        "frequency": random.gamma(2, np.array([1.0, 3.0, 9.0])[member]),
        "basket": random.normal(np.array([10.0, 30.0, 20.0])[member], 5),
    }
    columns |= {f"n{i}": likert(np.full(n, 3.0), 1.0) for i in range(6)}
    variables = [
        Variable(name, "likert", role="basis", levels=SCALE)
        for name in ("q1", "q2", *(f"n{i}" for i in range(6)))
    ]
    variables += [
        Variable("city", "nominal", levels=("Bath", "York")),
        Variable(
            "pets", "multi-select", levels=("cat", "dog"), separator="; ", label="Which pets <have you>?"
        ),
        Variable("spend", "numeric", log=True, unit="EUR"),
        Variable("secret", "likert", levels=SCALE, sensitive=True),
        Variable("frequency", "numeric", factor="behavioural", origin="purchases", log=True),
        Variable("basket", "numeric", factor="behavioural", origin="purchases"),
    ]
    labels = pd.Series([f"S{m + 1}" for m in member])
    return pd.DataFrame(columns).assign(customer=[f"c{i}" for i in range(n)]), labels, Variables.of(variables)
