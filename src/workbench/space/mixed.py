"""One space for numeric, ordered, nominal and multi-select answers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Self

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import _check_sample_weight, check_is_fitted, validate_data

from workbench.config import Balance, Factor
from workbench.schemas import Variable, Variables
from workbench.space.coding import Column, centred_batteries, coded, columns_of
from workbench.space.missing import AnswerModel, fit_answers

Array = NDArray[np.float64]
VERSION = 1


class MixedSpace(TransformerMixin, BaseEstimator):  # type: ignore[misc] # scikit-learn is untyped
    """Turn answers into coordinates in which every variable weighs once.

    Each variable is centred and scaled to a total variance of 1, whatever its type and its number of levels:
    a numeric one (log(1 + x) where it says so), a scored one, or the indicator columns of a nominal or
    multi-select one together. Then each block of variables (a factor) is divided by its first singular
    value, as in multiple factor analysis (Escofier & Pagès 1994), so that many questions on one thing do
    not drown the others. Missing answers are imputed: see `workbench.space.missing`.

    Parameters
    ----------
    variables
        What the columns mean; they are found by name in the table. None: every column of X is numeric.
    balance
        ``"blocks"`` or ``"none"``.
    block_weights
        Factor → weight of its block, 1 where not given.
    ipsatise
        Batteries whose answers are taken relative to the person's own mean.

    Attributes
    ----------
    columns_
        The columns of the space, each a variable or a level of one.
    means_, scales_
        Per column: mean, and standard deviation, of the coded answers.
    factors_
        Per column: what a standardised answer is multiplied by.
    answers_
        The model of how answers go together, for missing ones.
    imputed_
        Variable → share of the rows whose answer was missing at the fit.

    Examples
    --------
    >>> people = pd.DataFrame({"age": [20.0, 30.0, 40.0, 50.0], "pet": ["cat", "dog", "cat", "none"]})
    >>> space = MixedSpace(Variables.of([
    ...     Variable("age", "numeric", role="basis"),
    ...     Variable("pet", "nominal", role="basis", levels=("cat", "dog", "none"))]), balance="none")
    >>> Z = space.fit_transform(people)
    >>> Z.shape, Z[:, 0].var().round(6).item(), Z[:, 1:].var(axis=0).sum().round(6).item()
    ((4, 4), 1.0, 1.0)
    """

    def __init__(
        self,
        variables: Variables | None = None,
        *,
        balance: Balance = "blocks",
        block_weights: Mapping[Factor, float] | None = None,
        ipsatise: tuple[str, ...] = (),
    ) -> None:
        self.variables = variables
        self.balance = balance
        self.block_weights = block_weights
        self.ipsatise = ipsatise

    def fit(self, X: Any, y: Any = None, sample_weight: ArrayLike | None = None) -> Self:
        """Learn means, scales, block weights and how answers go together.

        Parameters
        ----------
        X
            A table with a column for each variable, or a numeric array; NaN is a missing answer.
        y
            Not used.
        sample_weight
            Survey weights, one a row.
        """
        self._learn(X, sample_weight)
        return self

    def fit_transform(self, X: Any, y: Any = None, sample_weight: ArrayLike | None = None) -> Array:
        """The same as ``fit`` then ``transform``."""
        return np.asarray(self._learn(X, sample_weight) * self.factors_)

    def transform(self, X: Any) -> Array:
        """Coordinates of each row: rows × columns of the space."""
        return self._placed(X, rng=None)

    def drawn(self, X: Any, *, seed: int) -> Array:
        """Coordinates with missing answers *drawn* from the model instead of set to their expectation.

        Several draws show how much a result hangs on what was imputed (multiple imputation).
        """
        return self._placed(X, rng=np.random.default_rng(seed))

    def get_feature_names_out(self, input_features: Any = None) -> NDArray[np.object_]:
        """The name of each column of the space: ``variable`` or ``variable=level``."""
        check_is_fitted(self)
        if self.variables is None and input_features is not None:
            return np.asarray(input_features, dtype=object)
        return np.asarray([column.title for column in self.columns_], dtype=object)

    def to_json(self) -> str:
        """Everything that `transform` needs, as plain numbers; read it with `from_json`."""
        check_is_fitted(self)
        return json.dumps(self.to_record(), ensure_ascii=False, allow_nan=False)

    def to_record(self) -> dict[str, Any]:
        """The content of `to_json`, as plain lists and numbers."""
        return {
            "version": VERSION,
            "variables": None if self.variables is None else self.variables.to_records(),
            "balance": self.balance,
            "block_weights": None if self.block_weights is None else dict(self.block_weights),
            "ipsatise": list(self.ipsatise),
            "n_features": self.n_features_in_,
            "names": list(getattr(self, "feature_names_in_", [])),
            "means": self.means_.tolist(),
            "scales": self.scales_.tolist(),
            "factors": self.factors_.tolist(),
            "loadings": self.answers_.loadings.tolist(),
            "noise": self.answers_.noise,
            "imputed": self.imputed_,
        }

    @classmethod
    def from_json(cls, text: str) -> MixedSpace:
        """Read what `to_json` wrote.

        Raises
        ------
        ValueError
            When the text was written by a later version.

        Examples
        --------
        >>> space = MixedSpace().fit(np.array([[0.0, 1.0], [2.0, 5.0]]))
        >>> MixedSpace.from_json(space.to_json()).transform([[1.0, 3.0]]).tolist()
        [[0.0, 0.0]]
        """
        return cls.from_record(json.loads(text))

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> MixedSpace:
        """Read what `to_record` gave."""
        if record["version"] > VERSION:
            raise ValueError(f"a space of version {record['version']}; this program reads up to {VERSION}")
        known = None if record["variables"] is None else Variables.from_records(record["variables"])
        space = cls(
            known,
            balance=record["balance"],
            block_weights=record["block_weights"],
            ipsatise=tuple(record["ipsatise"]),
        )
        space.n_features_in_ = record["n_features"]
        if record["names"]:
            space.feature_names_in_ = np.asarray(record["names"], dtype=object)
        space.columns_ = space._columns()
        space.means_, space.scales_, space.factors_ = (
            np.asarray(record[name], dtype=np.float64) for name in ("means", "scales", "factors")
        )
        loadings = np.asarray(record["loadings"], dtype=np.float64).reshape(len(space.means_), -1)
        space.answers_ = AnswerModel(loadings, record["noise"])
        space.imputed_ = dict(record["imputed"])
        return space

    def _learn(self, X: Any, sample_weight: ArrayLike | None) -> Array:
        """Learn everything; returns the standardised answers with the missing ones filled."""
        raw = self._coded(X, reset=True)
        weights = _check_sample_weight(sample_weight, raw, dtype=np.float64, ensure_non_negative=True)
        seen = ~np.isnan(raw)
        mass = np.maximum(weights @ seen, 1e-300)
        self.means_ = weights @ np.where(seen, raw, 0) / mass
        centred = np.where(seen, raw - self.means_, 0)
        variances = weights @ np.square(centred) / mass
        # A constant column has a variance of rounding errors; it carries nothing and must stay near 0.
        flat = variances <= 1e-18 * np.maximum(np.square(self.means_), 1)
        self.scales_ = np.where(flat, 1.0, np.sqrt(variances))
        standardised = np.where(seen, centred / self.scales_, np.nan)
        self.answers_ = fit_answers(standardised, weights=weights)
        filled = self.answers_.filled(standardised)
        owners = np.asarray([column.variable for column in self.columns_])
        self.factors_ = np.where(flat, 0.0, 1.0) * self._once(owners, np.where(flat, 0, variances))
        self.factors_ = self.factors_ * self._balanced(filled * self.factors_, weights, owners)
        self.imputed_ = {
            str(name): float(weights @ ~seen[:, owners == name][:, 0] / weights.sum())
            for name in dict.fromkeys(owners)
        }
        return filled

    def _once(self, owners: NDArray[Any], variances: Array) -> Array:
        """Standardised columns × this have a total variance of 1 a variable, shared as by the raw variances."""
        totals = {name: float(variances[owners == name].sum()) for name in dict.fromkeys(owners)}
        own = np.asarray([totals[name] for name in owners])
        return np.asarray(np.sqrt(np.divide(variances, own, out=np.zeros_like(own), where=own > 0)))

    def _balanced(self, Z: Array, weights: Array, owners: NDArray[Any]) -> Array:
        blocks = np.asarray([self._block(name) for name in owners])
        factors = np.ones(len(owners))
        root = np.sqrt(weights / weights.sum())[:, None]
        for block in dict.fromkeys(blocks):
            own = blocks == block
            if self.balance == "blocks":
                first = float(np.linalg.norm(Z[:, own] * root, ord=2))
                # Below 1 stand only blocks of named levels alone (a lone question with ten levels has 1/√9):
                # dividing by it would let that question count nine times.
                factors[own] = 1 / max(first, 1.0)
            factors[own] *= np.sqrt((self.block_weights or {}).get(block, 1.0))
        return factors

    def _block(self, name: str) -> str:
        return "" if self.variables is None else self.variables[name].factor

    def _coded(self, X: Any, *, reset: bool) -> Array:
        if self.variables is None:
            numbers = validate_data(self, X, reset=reset, dtype=np.float64, ensure_all_finite="allow-nan")
            if reset:
                self.columns_ = self._columns()
            return np.asarray(numbers)
        if not isinstance(X, pd.DataFrame):
            raise TypeError(f"a space of named variables reads a table (DataFrame), not {type(X).__name__}")
        if reset:
            self.n_features_in_ = len(self.variables)
            self.feature_names_in_ = np.asarray(list(self.variables), dtype=object)
            self.columns_ = self._columns()
        raw = coded(X, self.variables)
        return centred_batteries(raw, self.columns_, self.variables, self.ipsatise)

    def _columns(self) -> tuple[Column, ...]:
        if self.variables is not None:
            return columns_of(self.variables.values())
        names = getattr(self, "feature_names_in_", [f"x{i}" for i in range(self.n_features_in_)])
        return columns_of(Variable(str(name), "numeric") for name in names)

    def _placed(self, X: Any, rng: np.random.Generator | None) -> Array:
        check_is_fitted(self)
        standardised = (self._coded(X, reset=False) - self.means_) / self.scales_
        return np.asarray(self.answers_.filled(standardised, rng=rng) * self.factors_)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        return tags
