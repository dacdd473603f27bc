"""The window in which purchases could have been seen, for every line."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

import ibis
import ibis.expr.types as ir

from workbench.config import PurchaseSettings

DAY_END = datetime.time(23, 59, 59)


def with_window(
    lines: ir.Table, settings: PurchaseSettings, summary: Mapping[str, Any]
) -> tuple[ir.Table, dict[str, str]]:
    """Add ``observed_from`` and ``observed_until`` to the lines, and say what they are.

    A date holds for everybody, until its last second; a column or ``customer`` gives each customer
    an own window; nothing stated means the first and the last moment of the whole file.

    Parameters
    ----------
    lines
        Lines with ``customer``, ``time``, and ``given_from`` or ``given_until`` where columns are stated.
    settings
        The section ``purchases`` of study.yaml.
    summary
        ``first`` and ``last`` moment of all lines.
    """
    edges = {edge: _edge(edge, settings, summary) for edge in ("from", "until")}
    own = [edge for edge, moment in edges.items() if moment is None]
    if own:
        lines = lines.join(_own_windows(lines, settings, own), "customer")
    columns = {
        f"observed_{edge}": lines[f"own_{edge}"] if moment is None else ibis.literal(moment, type="timestamp")
        for edge, moment in edges.items()
    }
    kept = [c for c in lines.columns if not c.startswith(("own_", "given_")) and c != "customer_right"]
    said = {edge: _said(edge, settings, moment) for edge, moment in edges.items()}
    return lines.select(*kept, **columns), said


def stated(edge: str, settings: PurchaseSettings) -> datetime.date | str | None:
    """What the study says of one edge: a date, a column, ``customer``, or nothing."""
    return settings.observed.from_ if edge == "from" else settings.observed.until


def edge_columns(settings: PurchaseSettings, known: Iterable[str] | None = None) -> dict[str, str]:
    """The columns that hold windows: canonical name → column; only `known` ones, when given."""
    given = {f"given_{edge}": stated(edge, settings) for edge in ("from", "until")}
    columns = {name: c for name, c in given.items() if isinstance(c, str) and c != "customer"}
    return columns if known is None else {name: c for name, c in columns.items() if c in set(known)}


def _edge(edge: str, settings: PurchaseSettings, summary: Mapping[str, Any]) -> datetime.datetime | None:
    """The common edge, or None when each customer has an own one."""
    given = stated(edge, settings)
    if isinstance(given, datetime.date):
        return datetime.datetime.combine(given, DAY_END if edge == "until" else datetime.time())
    if given is None:
        moment: datetime.datetime = summary["first" if edge == "from" else "last"]
        return moment
    return None


def _own_windows(lines: ir.Table, settings: PurchaseSettings, edges: list[str]) -> ir.Table:
    """One row a customer: where their own window begins or ends."""
    ends = {}
    for edge in edges:
        column = lines.time if stated(edge, settings) == "customer" else lines[f"given_{edge}"]
        ends[f"own_{edge}"] = column.min() if edge == "from" else column.max()
    return lines.group_by("customer").aggregate(**ends)


def _said(edge: str, settings: PurchaseSettings, moment: datetime.datetime | None) -> str:
    if moment is not None:
        return moment.date().isoformat()
    given = stated(edge, settings)
    if given == "customer":
        return f"each customer's own {'first' if edge == 'from' else 'last'} line"
    return f"each customer's own, column {given!r}"
