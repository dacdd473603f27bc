"""How a person is given to a segment, in plain numbers that can be stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


class Rule(Protocol):
    """Gives each row a distance to each segment; the nearest wins."""

    def distances(self, X: Array) -> Array:
        """Rows × segments; smaller is nearer."""
        ...

    def reordered(self, order: NDArray[np.intp]) -> Rule:
        """The same rule with its segments in another order."""
        ...

    @property
    def reads(self) -> Literal["points", "answers"]:
        """Points of the mixed space, or coded answers."""
        ...

    def to_record(self) -> dict[str, Any]:
        """Plain numbers for JSON."""
        ...


@dataclass(frozen=True, slots=True)
class NearestCentre:
    """Euclidean distance to the centre of each segment.

    Examples
    --------
    >>> rule = NearestCentre(np.array([[0.0], [10.0]]))
    >>> rule.distances(np.array([[3.0]])).tolist()
    [[3.0, 7.0]]
    """

    centres: Array

    def distances(self, X: Array) -> Array:
        squared = np.square(self.centres).sum(axis=1) - 2 * X @ self.centres.T
        return np.asarray(np.sqrt(np.maximum(squared + np.square(X).sum(axis=1, keepdims=True), 0)))

    @property
    def reads(self) -> Literal["points"]:
        return "points"

    def reordered(self, order: NDArray[np.intp]) -> NearestCentre:
        return NearestCentre(self.centres[order])

    def to_record(self) -> dict[str, Any]:
        return {"rule": "nearest centre", "centres": self.centres.tolist()}


@dataclass(frozen=True, slots=True)
class LikeliestNormal:
    """Improbability of each segment of a Gaussian mixture, 1 − posterior.

    Attributes
    ----------
    shares
        Mixing shares, one a segment.
    centres
        Segments × columns.
    roots
        Segments × columns × columns: Cholesky factors of the precision matrices, as scikit-learn keeps them.

    Examples
    --------
    >>> rule = LikeliestNormal(np.array([0.5, 0.5]), np.array([[0.0], [4.0]]), np.ones((2, 1, 1)))
    >>> rule.distances(np.array([[2.0], [0.0]])).round(3).tolist()
    [[0.5, 0.5], [0.0, 1.0]]
    """

    shares: Array
    centres: Array
    roots: Array

    def log_joint(self, X: Array) -> Array:
        """Log of share × density, rows × segments."""
        columns = X.shape[1]
        logs = np.empty((len(X), len(self.shares)))
        for j, (centre, root) in enumerate(zip(self.centres, self.roots, strict=True)):
            z = (X - centre) @ root
            logs[:, j] = np.log(np.diag(root)).sum() - 0.5 * np.square(z).sum(axis=1)
        return np.asarray(logs - 0.5 * columns * np.log(2 * np.pi) + np.log(self.shares))

    def distances(self, X: Array) -> Array:
        return 1 - softmax(self.log_joint(X))

    @property
    def reads(self) -> Literal["points"]:
        return "points"

    def reordered(self, order: NDArray[np.intp]) -> LikeliestNormal:
        return LikeliestNormal(self.shares[order], self.centres[order], self.roots[order])

    def to_record(self) -> dict[str, Any]:
        return {
            "rule": "likeliest normal",
            "shares": self.shares.tolist(),
            "centres": self.centres.tolist(),
            "roots": self.roots.tolist(),
        }


def softmax(logs: Array) -> Array:
    """Posterior probabilities from log joint densities, rows × segments.

    Examples
    --------
    >>> softmax(np.array([[0.0, 0.0]])).tolist()
    [[0.5, 0.5]]
    """
    shifted = np.exp(logs - logs.max(axis=1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=1, keepdims=True))


def rule_from_record(record: Mapping[str, Any]) -> Rule:
    """Read a rule that was stored by ``to_record``.

    Examples
    --------
    >>> rule = NearestCentre(np.array([[1.0, 2.0]]))
    >>> rule_from_record(rule.to_record()).to_record() == rule.to_record()
    True
    """
    arrays = {
        name: np.asarray(record[name], dtype=np.float64)
        for name in ("shares", "centres", "roots")
        if name in record
    }
    from workbench.cluster.latent_class import LikeliestClass

    match record["rule"]:
        case "nearest centre":
            return NearestCentre(arrays["centres"])
        case "likeliest normal":
            return LikeliestNormal(arrays["shares"], arrays["centres"], arrays["roots"])
        case "likeliest class":
            return LikeliestClass.from_record(record)
        case other:
            raise ValueError(f"unknown rule {other!r}; this model was made by a later version")
