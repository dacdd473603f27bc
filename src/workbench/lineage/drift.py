"""Have the people changed? Population stability against what chance alone gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from workbench.estimate import Numbers

SOME = 0.10
LARGE = 0.25
ALARM = 0.05  # chance of one false alarm in a whole comparison of equal populations

Verdict = Literal["none", "some", "large"]


@dataclass(frozen=True, slots=True)
class Drift:
    """How far the variables have moved since the model was fitted.

    Attributes
    ----------
    table
        Columns ``variable, psi, chance, p_value, bins, n_before, n_after, verdict``; one row a variable, the
        largest first. `chance` is the PSI that two samples of one population have on average.
    largest
        The largest PSI that is beyond chance, 0 when none is.
    verdict
        None, some or large, overall.
    """

    table: pd.DataFrame
    largest: float
    verdict: Verdict


def population_stability(before: Numbers, after: Numbers) -> float:
    """PSI = Σ (p − q) ln(p / q) of two rows of counts over the same bins.

    Half a person is added to every bin, so that an empty one does not make the sum infinite.

    Examples
    --------
    >>> round(population_stability(np.array([50.0, 50.0]), np.array([50.0, 50.0])), 6)
    0.0
    >>> round(population_stability(np.array([500.0, 500.0]), np.array([250.0, 750.0])), 3)
    0.274
    """
    p = (before + 0.5) / (before + 0.5).sum()
    q = (after + 0.5) / (after + 0.5).sum()
    return float(((p - q) * np.log(p / q)).sum())


def drift(before: Mapping[str, Numbers], after: Mapping[str, Numbers]) -> Drift:
    """Compare counts over stored bins, variable by variable.

    Without any change PSI is about (1/n + 1/m) χ² with bins − 1 degrees of freedom: an alarm is
    raised only beyond that, corrected for the number of variables (Bonferroni).

    Parameters
    ----------
    before, after
        Variable → counts over the same bins; variables that only one side has are left out.

    Examples
    --------
    >>> d = drift({"age": np.array([500.0, 500.0])}, {"age": np.array([250.0, 750.0])})
    >>> d.verdict, d.table["chance"].round(4).tolist()
    ('large', [0.002])
    """
    from scipy import stats

    rows = []
    for name in before:
        if name not in after:
            continue
        old, new = np.asarray(before[name], dtype=float), np.asarray(after[name], dtype=float)
        n, m = float(old.sum()), float(new.sum())
        if min(n, m) == 0 or len(old) < 2:
            continue
        psi, scale = population_stability(old, new), 1 / n + 1 / m
        rows.append(
            {
                "variable": name,
                "psi": psi,
                "chance": (len(old) - 1) * scale,
                "p_value": float(stats.chi2.sf(psi / scale, len(old) - 1)),
                "bins": len(old),
                "n_before": int(n),
                "n_after": int(m),
            }
        )
    columns = ["variable", "psi", "chance", "p_value", "bins", "n_before", "n_after"]
    table = pd.DataFrame(rows, columns=columns).sort_values("psi", ascending=False, kind="stable")
    beyond = table["p_value"] < ALARM / max(len(table), 1)
    table["verdict"] = [
        _verdict(psi if real else 0.0) for psi, real in zip(table["psi"], beyond, strict=True)
    ]
    largest = float(table.loc[beyond, "psi"].max()) if beyond.any() else 0.0
    return Drift(table.reset_index(drop=True), largest, _verdict(largest))


def _verdict(psi: float) -> Verdict:
    return "large" if psi > LARGE else "some" if psi >= SOME else "none"
