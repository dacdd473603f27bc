"""A chart without the marks of small groups, where the figure says which row of its table each mark shows."""

from __future__ import annotations

import base64
from collections.abc import Container, Mapping
from typing import Any

import numpy as np

from workbench.site.cells import Cells
from workbench.site.charts import Table

MOST = 0.5
"""Where more of the marks than this are hidden, what is left is no picture of the whole."""
_BESIDE = ("text", "hovertext", "customdata")
_BARS = ("error_x", "error_y")


def without_marks(
    figure: Mapping[str, Any], hidden: Cells, table: Table
) -> tuple[dict[str, Any], int] | None:
    """Leave out the marks whose numbers the table hides.

    Parameters
    ----------
    figure
        Data and layout, as plotly takes them. Each trace says in ``meta`` which ``rows`` of the table its marks
        show, and perhaps in which ``column`` alone (`workbench.figures.style.marks_of`).
    hidden
        Cells of the table (row, column) that are not shown.
    table
        The table; marks of rows that it does not hold are left out, for nobody has looked at them.

    Returns
    -------
    The figure and how many marks it lost. None where a trace does not say what it shows, or where more than half
    of all marks would go.

    Examples
    --------
    >>> bars = {"type": "bar", "x": ["a", "b"], "y": [90, 4], "meta": {"rows": [0, 1], "column": "n"}}
    >>> table = Table(("who", "n"), (("a", "90"), ("b", "4")), (False, True))
    >>> without_marks({"data": [bars]}, {(1, 1)}, table)
    ({'data': [{'type': 'bar', 'x': ['a', 'b'], 'y': [90, None]}]}, 1)
    """
    traces, gone, whole = [], 0, 0
    for trace in figure.get("data") or []:
        shown = trace.get("meta")
        if not isinstance(shown, Mapping) or not isinstance(shown.get("rows"), list):
            return None
        column = shown.get("column")
        kept = set(range(len(table.rows)))
        kept -= {row for row, place in hidden if column is None or table.columns[place] == column}
        flags = _is_left_out(shown["rows"], kept)
        left = sum(_flat(flags))
        gone, whole = gone + left, whole + sum(row is not None for row in _flat(shown["rows"]))
        traces.append(_without(trace, flags) if left else trace)
    return (unmarked({**figure, "data": traces}), gone) if whole and gone <= MOST * whole else None


def unmarked(figure: Mapping[str, Any]) -> dict[str, Any]:
    """The figure without what its traces say of the table: whoever draws it needs none of it."""
    traces = [{k: v for k, v in trace.items() if k != "meta"} for trace in figure.get("data") or []]
    return {**figure, "data": traces}


def _without(trace: Mapping[str, Any], flags: Any) -> dict[str, Any]:
    """A copy of a trace with nothing where `flags` says so, in its measure and in all that lies beside it."""
    measure = "z" if "z" in trace else "x" if trace.get("orientation") == "h" else "y"
    kept = dict(trace)
    kept[measure] = _blank(kept[measure], flags)
    for name in (name for name in _BESIDE if _is_array(kept.get(name))):
        kept[name] = _blank(kept[name], flags, "")  # plotly writes "null" for nothing
    for bars in (name for name in _BARS if name in kept):
        kept[bars] = _beside(kept[bars], flags)
    if "marker" in kept:
        kept["marker"] = _beside(kept["marker"], flags)
    return kept


def _beside(settings: Mapping[str, Any], flags: Any) -> dict[str, Any]:
    return {name: _blank(value, flags) if _is_array(value) else value for name, value in settings.items()}


def _blank(values: Any, flags: Any, nothing: str | None = None) -> Any:
    listed = _listed(values)
    if not isinstance(flags, list):
        return nothing if flags else listed
    if not isinstance(listed, list):
        return nothing
    # a value for which no row is told is left out, too
    return [_blank(value, flag, nothing) for value, flag in zip(listed, flags, strict=False)]


def _flat(values: Any) -> list[Any]:
    return [one for value in values for one in (_flat(value) if isinstance(value, list) else [value])]


def _is_left_out(rows: Any, kept: Container[int]) -> Any:
    if isinstance(rows, list):
        return [_is_left_out(row, kept) for row in rows]
    return rows is not None and rows not in kept


def _is_array(value: Any) -> bool:
    return isinstance(value, list) or (isinstance(value, Mapping) and "bdata" in value)


def _listed(values: Any) -> Any:
    """Values as a list: plotly keeps numbers as bytes in base64."""
    if not (isinstance(values, Mapping) and "bdata" in values):
        return values
    numbers = np.frombuffer(base64.b64decode(values["bdata"]), dtype=f"<{values['dtype']}")
    shape = [int(n) for n in str(values["shape"]).split(",")] if values.get("shape") else [numbers.size]
    return [_plain(item) for item in numbers.reshape(shape).tolist()]


def _plain(item: Any) -> Any:
    """Not a number is nothing, in JSON."""
    if isinstance(item, list):
        return [_plain(one) for one in item]
    return None if isinstance(item, float) and not np.isfinite(item) else item
