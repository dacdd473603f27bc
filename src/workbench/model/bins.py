"""The distribution of a variable when a model was frozen, to tell later how far it has moved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.schemas import Variable, Variables, options_chosen
from workbench.space.coding import level_codes

Array = NDArray[np.float64]
NUMERIC_BINS = 10


@dataclass(frozen=True, slots=True)
class Bins:
    """Shares of one variable (or one option of a multi-select one) over stored bins.

    Attributes
    ----------
    edges
        Inner borders of a numeric or date variable's bins; empty for levels.
    levels
        Names of the bins of a variable with levels; ``("no", "yes")`` for an option.
    separator
        What joins the options of a multi-select variable; else empty.
    shares
        Weighted share of each bin among those who answered.
    n
        People who answered.
    """

    variable: str
    option: str
    edges: tuple[float, ...]
    levels: tuple[str, ...]
    shares: tuple[float, ...]
    n: int
    separator: str = ""

    def shares_of(self, frame: pd.DataFrame, *, weights: Array | None = None) -> tuple[Array, int]:
        """Shares of other people over the same bins, and how many of them answered."""
        numbers = self._numbers(frame)
        seen = ~np.isnan(numbers)
        own = np.ones(len(numbers)) if weights is None else np.asarray(weights, dtype=np.float64)
        count = len(self.levels) or len(self.edges) + 1
        places = np.digitize(numbers[seen], self.edges) if not self.levels else numbers[seen].astype(np.intp)
        masses = np.bincount(places, weights=own[seen], minlength=count)
        total = masses.sum()
        return np.asarray(masses / total if total > 0 else masses, dtype=np.float64), int(seen.sum())

    def _numbers(self, frame: pd.DataFrame) -> Array:
        answers = frame[self.variable]
        if self.option:
            variable = Variable(
                self.variable, "multi-select", levels=(self.option,), separator=self.separator
            )
            return options_chosen(answers, variable)[self.option].to_numpy(dtype=np.float64)
        return _as_numbers(answers, self.levels)

    def to_record(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "variable": self.variable,
            "option": self.option,
            "edges": list(self.edges),
            "levels": list(self.levels),
            "shares": list(self.shares),
            "n": self.n,
            "separator": self.separator,
        }

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Bins:
        """Read what `to_record` gave."""
        return cls(
            record["variable"], record["option"], tuple(record["edges"]), tuple(record["levels"]),
            tuple(record["shares"]), record["n"], record["separator"],
        )  # fmt: skip


def bins_of(frame: pd.DataFrame, variables: Variables, *, weights: Array) -> tuple[Bins, ...]:
    """Bins of each variable: deciles of a numeric one, the levels of others, chosen or not for an option.

    Examples
    --------
    >>> answers = pd.DataFrame({"pet": ["cat", "dog", "cat", None]})
    >>> known = Variables.of([Variable("pet", "nominal", levels=("cat", "dog"))])
    >>> [round(s, 3) for s in bins_of(answers, known, weights=np.ones(4))[0].shares]
    [0.667, 0.333]
    """
    return tuple(
        _filled(bins, frame, weights)
        for variable in variables.values()
        for bins in _empty(frame[variable.name], variable)
    )


def _filled(bins: Bins, frame: pd.DataFrame, weights: Array) -> Bins:
    shares, n = bins.shares_of(frame, weights=weights)
    return replace(bins, shares=tuple(float(share) for share in shares), n=n)


def _empty(answers: pd.Series, variable: Variable) -> list[Bins]:
    if variable.type == "multi-select":
        return [
            Bins(variable.name, option, (), ("no", "yes"), (), 0, variable.separator)
            for option in variable.levels
        ]
    if variable.type in {"numeric", "date"}:
        numbers = _as_numbers(answers, ())
        numbers = numbers[~np.isnan(numbers)]
        tenths = np.linspace(0, 1, NUMERIC_BINS + 1)[1:-1]
        inner = np.unique(np.quantile(numbers, tenths)) if len(numbers) else np.empty(0)
        return [Bins(variable.name, "", tuple(float(edge) for edge in inner), (), (), 0)]
    return [Bins(variable.name, "", (), variable.levels, (), 0)]


def _as_numbers(answers: pd.Series, levels: tuple[str, ...]) -> Array:
    if levels:
        return level_codes(answers, levels)
    if pd.api.types.is_datetime64_any_dtype(answers):
        return np.asarray((answers - pd.Timestamp(1970, 1, 1)) / pd.Timedelta(days=1), dtype=np.float64)
    numbers = answers.to_numpy(dtype=np.float64, na_value=np.nan).copy()
    numbers[~np.isfinite(numbers)] = np.nan
    return np.asarray(numbers)
