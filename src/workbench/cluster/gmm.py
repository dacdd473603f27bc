"""Gaussian mixture: segments as clouds of their own shape."""

from __future__ import annotations

import warnings

import numpy as np
from numpy.typing import NDArray

from workbench.cluster.optima import distinct_optima
from workbench.cluster.rules import LikeliestNormal
from workbench.cluster.solution import Solution, by_size, within_ss

Array = NDArray[np.float64]
STARTS = 20
RIDGE = 1e-2
ROWS_A_PARAMETER = 5


def fit_gmm(X: Array, k: int, *, weights: Array, starts: int | None, seed: int) -> Solution:
    """Fit a Gaussian mixture (scikit-learn) from several k-means++ starts.

    Clouds have full covariance matrices where there are five rows to each of their parameters, else
    diagonal ones. scikit-learn's mixture takes no weights: survey weights count in the sizes only.

    Raises
    ------
    ValueError
        When there are fewer rows than segments.
    """
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.mixture import GaussianMixture

    starts = starts or STARTS
    columns = X.shape[1]
    shape = "full" if len(X) / k >= ROWS_A_PARAMETER * columns * (columns + 3) / 2 else "diag"
    fitted = []
    with warnings.catch_warnings():
        # A start that has not settled after 300 rounds competes as it stands.
        warnings.simplefilter("ignore", ConvergenceWarning)
        for number in range(starts):
            mixture = GaussianMixture(
                k, covariance_type=shape, reg_covar=RIDGE, max_iter=300, init_params="k-means++",
                random_state=(seed + number) % 2**32,
            ).fit(X)  # fmt: skip
            fitted.append((mixture, -float(mixture.score(X)) * len(X)))
    mixture, loss = min(fitted, key=lambda pair: pair[1])
    optima = distinct_optima([(m.predict(X).astype(np.intp), own) for m, own in fitted])
    rule = LikeliestNormal(mixture.weights_, mixture.means_, _roots(mixture, shape))
    posterior = mixture.predict_proba(X)
    labels = posterior.argmax(axis=1)
    weighted = np.ptp(weights) > 0
    solution = Solution(
        method="gmm",
        k=k,
        labels=labels,
        rule=rule,
        within_ss=within_ss(X, labels, weights=weights),
        loss=loss,
        starts=starts,
        share_best=optima[0].share,
        seed=seed,
        optima=optima,
        posterior=posterior,
        criteria={"log_likelihood": -loss, "bic": float(mixture.bic(X))},
        note=f"{'full' if shape == 'full' else 'diagonal'} covariances"
        + ("; the fit does not use survey weights" if weighted else ""),
    )
    return by_size(solution, weights=weights)


def _roots(mixture: object, shape: str) -> Array:
    roots = np.asarray(mixture.precisions_cholesky_)  # type: ignore[attr-defined] # untyped library
    if shape == "full":
        return roots
    return np.asarray([np.diag(row) for row in roots])
