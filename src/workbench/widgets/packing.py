"""The customers as one block of bytes with a description: small to send, read in the page without parsing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.schemas import Variable, Variables, options_chosen

MISSING = 255
MOST_LEVELS = 40
OTHER = "other answers"
SHOWN_TYPES = frozenset({"numeric", "ordinal", "likert", "binary", "nominal", "multi-select"})


class Block:
    """Columns of one length, each at an offset that is a multiple of four."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._size = 0

    def add(self, column: NDArray[Any]) -> int:
        """Append a column; returns where it begins."""
        raw = np.ascontiguousarray(column).tobytes()
        at = self._size
        padded = raw + b"\0" * (-len(raw) % 4)
        self._parts.append(padded)
        self._size += len(padded)
        return at

    def numbers(self, values: Any) -> int:
        """Append 32-bit floats; missing is NaN."""
        return self.add(np.asarray(values, dtype="<f4"))

    def codes(self, values: Any) -> int:
        """Append codes 0–254; -1 (missing) becomes 255."""
        codes = np.asarray(values)
        return self.add(np.where(codes < 0, MISSING, codes).astype(np.uint8))

    def to_bytes(self) -> bytes:
        return b"".join(self._parts)


@dataclass(frozen=True, slots=True)
class Column:
    """What the page holds of a variable, or of one option of a multi-select: numbers, or codes of levels.

    Attributes
    ----------
    title
        The variable's, or the option.
    values
        Numbers with NaN for missing when there are no levels; else codes with -1 for missing.
    levels
        What each code stands for; None for numbers.
    """

    title: str
    values: NDArray[Any]
    levels: tuple[str, ...] | None = None


def pack_variables(
    frame: pd.DataFrame, variables: Variables, block: Block, *, rows: NDArray[np.intp] | None = None
) -> list[dict[str, Any]]:
    """Append what can be coloured, filtered and compared; returns its description.

    Dates, open texts, ids and ignored columns are left out.

    Parameters
    ----------
    rows
        Positions of the customers that are packed, everyone by default. What a code stands for hangs on the
        whole frame, so that a test set on those packed can be put to the others.

    Examples
    --------
    >>> frame = pd.DataFrame({"age": ["18-24", None, "25-34"]})
    >>> age = Variable("age", "ordinal", levels=("18-24", "25-34"))
    >>> block = Block()
    >>> pack_variables(frame, Variables.of([age]), block)[0]["columns"]
    [{'kind': 'code', 'title': 'age', 'at': 0, 'levels': ['18-24', '25-34']}]
    >>> list(block.to_bytes())
    [0, 255, 1, 0]
    """
    taken = slice(None) if rows is None else rows
    return [
        {
            "name": v.name, "title": v.title, "factor": v.factor, "role": v.role, "type": v.type,
            "unit": v.unit, "columns": [_packed(one, taken, block) for one in columns_of(frame[v.name], v)],
        }
        for v in shown_variables(variables, frame).values()
    ]  # fmt: skip


def _packed(column: Column, taken: Any, block: Block) -> dict[str, Any]:
    values = column.values[taken]
    if column.levels is None:
        return {"kind": "number", "title": column.title, "at": block.numbers(values)}
    return {
        "kind": "code",
        "title": column.title,
        "at": block.codes(values),
        "levels": list(column.levels),
    }


def shown_variables(variables: Variables, frame: pd.DataFrame) -> Variables:
    """The variables that a map can be coloured by."""
    return Variables.of(
        v
        for v in variables.with_role("basis", "descriptor").values()
        if v.type in SHOWN_TYPES and v.name in frame.columns
    )


def columns_of(values: pd.Series, variable: Variable) -> list[Column]:
    """The columns of a variable: one, or one an option of a multi-select."""
    if variable.type == "numeric":
        numbers = pd.to_numeric(values, errors="coerce").to_numpy(dtype=float, na_value=np.nan)
        return [Column(variable.title, numbers)]
    if variable.type == "multi-select":
        chosen = options_chosen(values, variable)
        return [
            Column(option, chosen[option].fillna(-1).to_numpy(), ("not chosen", "chosen"))
            for option in variable.levels
        ]
    levels, codes = _coded(values, variable)
    return [Column(variable.title, codes, tuple(levels))]


def _coded(values: pd.Series, variable: Variable) -> tuple[list[str], NDArray[np.intp]]:
    """Levels and their codes; of a nominal variable with very many levels the largest, and the rest as one."""
    levels = [str(level) for level in variable.levels] or sorted(values.dropna().astype(str).unique())
    codes = pd.Index(levels).get_indexer(pd.Index(values.astype(object)))
    if len(levels) <= MOST_LEVELS:
        return levels, codes
    if variable.is_scored:  # the order carries the meaning: neighbours share a code
        joined = np.linspace(0, MOST_LEVELS - 1, len(levels)).astype(np.intp)
        firsts = [levels[int(np.flatnonzero(joined == code)[0])] for code in range(MOST_LEVELS)]
        return firsts, np.where(codes < 0, -1, joined[codes])
    counts = np.bincount(codes[codes >= 0], minlength=len(levels))
    kept = np.sort(np.argsort(-counts, kind="stable")[: MOST_LEVELS - 1])
    renumbered = np.full(len(levels), MOST_LEVELS - 1)
    renumbered[kept] = np.arange(len(kept))
    return [*(levels[i] for i in kept), OTHER], np.where(codes < 0, -1, renumbered[codes])
