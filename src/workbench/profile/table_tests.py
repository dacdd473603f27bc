"""Tests of a two-way table, with and without survey weights."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from workbench.estimate import Numbers

Places = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class TableTest:
    """A test of a two-way table: Pearson's χ², and the statistic that the p-value comes from."""

    pearson: float
    statistic: float
    df: float
    p: float
    is_sparse: bool


def pearson(i: Places, j: Places) -> TableTest:
    """Pearson's χ² of an unweighted two-way table; `i`, `j` as for `rao_scott`."""
    from scipy import stats

    observed, expected = _tables(i, j, np.ones(len(i)))
    x2 = float(((observed - expected) ** 2 / expected).sum()) * len(i)
    df = (observed.shape[0] - 1) * (observed.shape[1] - 1)
    return TableTest(x2, x2, df, float(stats.chi2.sf(x2, df)), _is_sparse(expected * len(i)))


def _tables(i: Places, j: Places, weights: Numbers) -> tuple[Numbers, Numbers]:
    """The observed shares of each cell, and those expected without association."""
    observed = np.zeros((i.max() + 1, j.max() + 1))
    np.add.at(observed, (i, j), weights)
    observed /= observed.sum()
    expected: Numbers = np.outer(observed.sum(axis=1), observed.sum(axis=0))
    return observed, expected


def _is_sparse(expected: Numbers) -> bool:
    return float((expected < 5).mean()) > 0.2


def rao_scott(i: Places, j: Places, weights: Numbers) -> TableTest:
    """Rao & Scott's second-order corrected χ² of a weighted two-way table, as an F.

    The weighted Pearson χ² is divided by the trace of the generalised design effects Δ of the interaction
    contrasts; the degrees of freedom are Satterthwaite's, (tr Δ)² / tr Δ². Rows are a with-replacement
    sample without strata or clusters. The same computation as ``svychisq(statistic = "F")`` of R's survey.

    Parameters
    ----------
    i, j
        The row and the column of each person, from 0, none empty.
    weights
        One a person.
    """
    from scipy import stats

    n = len(i)
    observed, expected = _tables(i, j, weights)
    x2 = float(((observed - expected) ** 2 / expected).sum()) * n
    effects = _design_effects(i, j, weights, observed)
    trace = float(np.trace(effects))
    df = trace**2 / float(np.trace(effects @ effects))
    f = x2 / trace
    return TableTest(x2, f, df, float(stats.f.sf(f, df, df * (n - 1))), _is_sparse(expected * n))


def _design_effects(i: Places, j: Places, weights: Numbers, observed: Numbers) -> Numbers:
    """Δ: the variance of the interaction contrasts under the weights, in units of simple random sampling."""
    n, (rows, columns) = len(i), observed.shape
    p = observed.ravel()
    inverse = np.divide(1.0, p, out=np.zeros_like(p), where=p > 0)
    contrast = _interaction(rows, columns)
    # one score a person and contrast: the linearised share of each cell, divided by the share
    scores = (contrast * inverse[:, None])[i * columns + j]
    w = weights / weights.sum()
    residual = w[:, None] * (scores - (w[:, None] * scores).sum(axis=0))
    sampled = residual.T @ residual * n / (n - 1)
    simple = contrast.T @ (contrast * inverse[:, None]) / n
    effects: Numbers = np.linalg.lstsq(simple, sampled, rcond=None)[0]
    return effects


def _interaction(rows: int, columns: int) -> Numbers:
    """An orthogonal basis of what rows and columns alone do not say: cells × (rows−1)(columns−1)."""
    return np.asarray(np.kron(_centred(rows), _centred(columns)), dtype=float)


def _centred(size: int) -> Numbers:
    basis: Numbers = np.linalg.svd(np.eye(size) - 1 / size)[0][:, : size - 1]
    return basis
