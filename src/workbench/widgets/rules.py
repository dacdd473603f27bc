"""Who passes the tests that a person set on the map: filters, and the bar that was chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.errors import InputError, Problem
from workbench.schemas import Variables
from workbench.widgets.packing import columns_of

CERTAINTY = "certainty"


def passing(
    frame: pd.DataFrame, variables: Variables, margin: pd.Series, tests: Sequence[Mapping[str, Any]]
) -> NDArray[np.bool_]:
    """Rows of `frame` that pass every test, as `static/explorer/colours.js` decides it for those drawn.

    Parameters
    ----------
    margin
        How clearly each row is in its segment, in the order of the frame.
    tests
        Each with ``variable`` (or ``certainty``), ``column`` (the option of a multi-select), and ``codes``,
        or ``from`` and ``to`` (with ``below`` the upper end is not in it), or ``missing``.

    Examples
    --------
    >>> from workbench.schemas import Variable
    >>> frame = pd.DataFrame({"age": ["18-24", None, "25-34"], "orders": [1.0, 2.0, 3.0]})
    >>> known = Variables.of([Variable("age", "ordinal", levels=("18-24", "25-34")), Variable("orders", "numeric")])
    >>> tests = [{"variable": "age", "codes": [1]}, {"variable": "orders", "from": 2, "to": 3}]
    >>> passing(frame, known, pd.Series([0.0, 0.0, 0.0]), tests).tolist()
    [False, False, True]
    """
    result = np.ones(len(frame), dtype=bool)
    for test in tests:
        result &= _one(frame, variables, margin, test)
    return result


def _one(
    frame: pd.DataFrame, variables: Variables, margin: pd.Series, test: Mapping[str, Any]
) -> NDArray[np.bool_]:
    name = str(test["variable"])
    if name == CERTAINTY:
        return _between(margin.to_numpy(dtype=float), test)
    if name not in variables or name not in frame:
        raise InputError(
            Problem("filter", name, "is not a variable of this run", "", "run the notebook again")
        )
    column = columns_of(frame[name], variables[name])[int(test.get("column") or 0)]
    if column.levels is None:
        return _between(column.values, test)
    return np.asarray(column.values == -1 if test.get("missing") else np.isin(column.values, test["codes"]))


def _between(values: NDArray[np.float64], test: Mapping[str, Any]) -> NDArray[np.bool_]:
    """The page holds 32-bit numbers, so the ends are met as it meets them."""
    seen = values.astype(np.float32)
    if test.get("missing"):
        return np.isnan(seen)
    low, high = np.float32(test["from"]), np.float32(test["to"])
    return (seen >= low) & ((seen < high) if test.get("below") else (seen <= high))
