"""The people and answers that form segments, placed in the mixed space."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.config import Method, SegmentSettings
from workbench.errors import InputError, Problem
from workbench.schemas import CUSTOMER, WEIGHT, Variables
from workbench.space.coding import codes
from workbench.space.mixed import MixedSpace

Array = NDArray[np.float64]
FEWEST = 20


@dataclass(frozen=True, slots=True)
class Basis:
    """What every solution of a study is made from.

    Attributes
    ----------
    customers
        Ids, one a row.
    answers
        The basis variables as answered, rows in the same order.
    variables
        What those columns mean.
    weights
        Survey weights, 1 where the study has none.
    space
        The fitted space.
    points
        Coordinates, rows × columns.
    left_out
        Variable → why it could not form segments, though the study asked for it.
    """

    customers: NDArray[np.object_]
    answers: pd.DataFrame
    variables: Variables
    weights: Array
    space: MixedSpace
    points: Array
    left_out: dict[str, str]

    @property
    def groups(self) -> NDArray[np.intp]:
        """For each column of the space the number of its variable: what moves together."""
        names = list(self.variables)
        return np.asarray([names.index(column.variable) for column in self.space.columns_], dtype=np.intp)

    def read_by(self, method: Method) -> Array:
        """What a method reads: coded answers for latent classes, points of the space for all others."""
        return codes(self.answers, self.variables) if method == "latent_class" else self.points

    def groups_for(self, method: Method) -> NDArray[np.intp]:
        """For each column that a method reads the number of its variable: what moves together."""
        if method != "latent_class":
            return self.groups
        widths = [len(v.levels) if v.type == "multi-select" else 1 for v in self.variables.values()]
        return np.repeat(np.arange(len(widths)), widths)

    @property
    def is_weighted(self) -> bool:
        return bool(np.ptp(self.weights) > 0)


def lay_out(customers: pd.DataFrame, variables: Variables, settings: SegmentSettings) -> Basis:
    """Place the customer table in the mixed space, by the variables whose role is basis.

    Parameters
    ----------
    customers
        One row a person: ``customer``, perhaps ``weight``, and a column for each variable.
    variables
        What the columns mean; only the basis ones are used.
    settings
        The section ``segments`` of study.yaml: balance, weights of the factors, batteries to ipsatise.

    Raises
    ------
    InputError
        When fewer than 20 people, or no basis variable that varies, are left.
    """
    basis = variables.with_role("basis")
    left_out = {
        v.name: "everyone answered the same" for v in basis.values() if customers[v.name].nunique() < 2
    }
    kept = Variables.of(v for v in basis.values() if v.name not in left_out)
    _complain(customers, kept)
    weights = _weights(customers)
    space = MixedSpace(
        kept,
        balance=settings.balance,
        block_weights=settings.weights or None,
        ipsatise=settings.ipsatise,
    )
    points = space.fit_transform(customers, sample_weight=weights)
    ids = customers[CUSTOMER].to_numpy(dtype=object)
    return Basis(ids, customers[list(kept)], kept, weights, space, points, left_out)


def described(basis: Basis) -> pd.DataFrame:
    """One row a variable of the space: its block, its columns, its share of all variance, its imputed share."""
    variance = np.average(np.square(basis.points), axis=0, weights=basis.weights)
    rows = []
    for number, variable in enumerate(basis.variables.values()):
        own = basis.groups == number
        rows.append(
            {
                "variable": variable.name,
                "factor": variable.factor,
                "type": variable.type,
                "log": variable.log,
                "columns": int(own.sum()),
                "variance": float(variance[own].sum()),
                "share": float(variance[own].sum() / variance.sum()),
                "imputed": basis.space.imputed_[variable.name],
            }
        )
    return pd.DataFrame(rows)


def _weights(customers: pd.DataFrame) -> Array:
    if WEIGHT not in customers.columns:
        return np.ones(len(customers))
    return np.asarray(customers[WEIGHT].fillna(1.0).to_numpy(dtype=np.float64))


def _complain(customers: pd.DataFrame, basis: Variables) -> None:
    if not len(basis):
        raise InputError(
            Problem(
                "study.yaml",
                "variables",
                "no variable that varies has the role basis",
                "at least one",
                "give role: basis to the questions or features that should form the segments",
            )
        )
    if len(customers) < FEWEST:
        raise InputError(
            Problem(
                "customer table",
                "",
                f"{len(customers)} people are too few to form segments",
                f"at least {FEWEST}",
                "check the join and the exclusions in 1_data",
            )
        )
