"""What a missing answer becomes: what the person's other answers lead one to expect.

The rule is the conditional mean of a probabilistic principal component model (Tipping & Bishop 1999),
fitted to the answers that are there by expectation–maximisation (Ilin & Raiko 2010). Drawing from the
same model instead of taking its mean shows how much the segments hang on what was imputed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
MOST_COMPONENTS = 10
ROUNDS = 60
SETTLED = 1e-6
MOST_ROWS = 10_000
RULE = (
    "A missing answer takes the value that the person's other answers lead one to expect (the conditional "
    "mean of a probabilistic principal component model of all answers)."
)


@dataclass(frozen=True, slots=True)
class AnswerModel:
    """How answers go together: x = W z + noise, for standardised columns.

    Attributes
    ----------
    loadings
        Columns × components (W).
    noise
        Variance of what the components do not explain.
    """

    loadings: Array
    noise: float

    def filled(self, Z: Array, *, rng: np.random.Generator | None = None) -> Array:
        """Fill the missing cells of standardised rows with their expectation, or with a draw.

        Examples
        --------
        >>> model = AnswerModel(np.array([[1.0], [1.0]]), 0.0001)
        >>> model.filled(np.array([[2.0, np.nan]])).round(2).tolist()
        [[2.0, 2.0]]
        """
        missing = np.isnan(Z)
        some = missing.any(axis=1)
        if not some.any():
            return Z
        means, covariances = self.latent(Z[some], ~missing[some])
        if rng is not None:
            roots = np.linalg.cholesky(covariances)
            means = means + np.einsum("nab,nb->na", roots, rng.standard_normal(means.shape))
        expected = means @ self.loadings.T
        if rng is not None:
            expected = expected + rng.normal(0, np.sqrt(self.noise), expected.shape)
        filled = Z.copy()
        filled[some] = np.where(missing[some], expected, Z[some])
        return filled

    def latent(self, Z: Array, seen: NDArray[np.bool_]) -> tuple[Array, Array]:
        """Mean and covariance of the components of each row, given the answers that are there."""
        W = self.loadings
        size = W.shape[1]
        outer = np.einsum("da,db->dab", W, W).reshape(len(W), size * size)
        precision = (seen @ outer).reshape(-1, size, size) / self.noise + np.eye(size)
        pull = np.where(seen, Z, 0) @ W / self.noise
        covariances = np.linalg.inv(precision)
        return np.einsum("nab,nb->na", covariances, pull), covariances


def fit_answers(Z: Array, *, weights: Array) -> AnswerModel:
    """Fit the model of how answers go together.

    Above 10,000 rows an even sample of them is used. Components: as many as have an eigenvalue above 1 (more than one variable's worth), 1 to 10.

    Parameters
    ----------
    Z
        Standardised rows × columns, NaN where missing.
    weights
        One a row.
    """
    if len(Z) > MOST_ROWS:
        # How answers go together is known well enough from every so-manieth person.
        step = -(-len(Z) // MOST_ROWS)
        Z, weights = Z[::step], weights[::step]
    missing = np.isnan(Z)
    filled = np.where(missing, 0, Z)
    model = _principal(filled, weights, noise_extra=0.0)
    if not missing.any():
        return model
    size = model.loadings.shape[1]
    absent = missing * weights[:, None]
    for _ in range(ROUNDS):
        means, covariances = model.latent(Z, ~missing)
        updated = np.where(missing, means @ model.loadings.T, Z)
        moved = float(np.square(updated - filled).mean())
        filled = updated
        # An imputed cell is less sure than an answer: its variance counts towards the noise.
        summed = (absent.T @ covariances.reshape(len(Z), -1)).reshape(-1, size, size)
        spread = np.einsum("da,dab,db->d", model.loadings, summed, model.loadings)
        extra = (spread + model.noise * absent.sum(axis=0)) / weights.sum()
        model = _principal(filled, weights, noise_extra=extra, size=size)
        if moved < SETTLED:
            break
    return model


def _principal(
    filled: Array, weights: Array, *, noise_extra: Array | float, size: int | None = None
) -> AnswerModel:
    """The closed form of Tipping & Bishop for complete rows, with extra variance on the diagonal."""
    total = weights.sum()
    covariance = (filled * weights[:, None]).T @ filled / total
    covariance[np.diag_indices_from(covariance)] += noise_extra
    values, vectors = np.linalg.eigh(covariance)
    values, vectors = values[::-1], vectors[:, ::-1]
    room = max(len(values) - 1, 1)
    size = size or int(np.clip((values > 1).sum(), 1, min(MOST_COMPONENTS, room)))
    rest = values[size:]
    noise = max(float(rest.mean()) if len(rest) else 0.0, 1e-6)
    scale = np.sqrt(np.maximum(values[:size] - noise, 0))
    return AnswerModel(vectors[:, :size] * scale, noise)
