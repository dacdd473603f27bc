"""One figure of a notebook → what a page needs to draw it, describe it, and show its numbers."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from workbench.figures.inert import inert

MIMETYPE = "application/vnd.plotly.v1+json"
HEIGHT = 420
MANY_POINTS = 500
PAPER = 690  # pixels across a printed page


@dataclass(frozen=True, slots=True)
class Table:
    """The numbers behind a chart: headings, rows, which columns are numbers, rows left out."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of a page.

    Attributes
    ----------
    figure
        Its data and layout, as plotly takes them.
    height
        Pixels kept free for it before it is drawn.
    least
        Pixels of width below which it scrolls sideways rather than shrinks; 0 when it fits a phone.
    withheld
        Why a shared page shows its table only; empty when it is drawn.
    """

    number: int
    title: str
    alt: str
    caption: str
    table: Table | None
    figure: Mapping[str, Any]
    height: int = HEIGHT
    least: int = 0
    withheld: str = ""

    @property
    def packed(self) -> str:
        """The figure as JSON, compressed and in base64."""
        return pack(json.dumps(self.figure, ensure_ascii=False).encode())


def chart(figure: Mapping[str, Any], number: int) -> Chart:
    """Read a figure as the notebook keeps it.

    The title becomes text of the page (it wraps on a phone), the template is left to the page (one for all),
    text that came from data loses every tag but those plotly needs.

    Examples
    --------
    >>> one = chart({"data": [], "layout": {"title": {"text": "Sizes"}, "meta": {"alt": "Two bars"}}}, 1)
    >>> one.title, one.alt, one.table
    ('Sizes', 'Two bars', None)
    """
    layout = dict(figure.get("layout") or {})
    meta = layout.pop("meta", None)
    meta = meta if isinstance(meta, Mapping) else {}
    title = plain(_title(layout.pop("title", None))) or f"Figure {number}"
    layout.pop("template", None)
    layout.pop("width", None)
    layout["images"] = [
        i for i in layout.get("images") or [] if str(i.get("source")).startswith("data:image/")
    ]
    height = int(layout.get("height") or HEIGHT)
    traces = [_narrow(dict(trace)) for trace in figure.get("data") or []]
    return Chart(
        number=number,
        title=title,
        alt=plain(str(meta.get("alt") or "")) or f"{title}. The numbers are in the table below.",
        caption=plain(str(meta.get("caption") or "")),
        table=_table(meta.get("table")),
        figure=inert({"data": traces, "layout": layout}),
        height=height,
        least=min(int(meta.get("least") or 0), PAPER),
    )


def pack(content: bytes) -> str:
    """Compress for the page: the same bytes on every run."""
    return base64.b64encode(gzip.compress(content, 9, mtime=0)).decode("ascii")


def plain(text: str) -> str:
    """Take plotly's line breaks out of a text that the page sets itself.

    Examples
    --------
    >>> plain("Sizes<br>by segment")
    'Sizes by segment'
    """
    return text.replace("<br>", " ").replace("<b>", "").replace("</b>", "").strip()


def _title(title: Any) -> str:
    if isinstance(title, Mapping):
        return str(title.get("text") or "")
    return str(title or "")


def _table(table: Any) -> Table | None:
    if not isinstance(table, Mapping) or not table.get("columns"):
        return None
    rows = [tuple(row) for row in table.get("rows") or []]
    width = len(table["columns"])
    numeric = tuple(
        all(row[i] is None or _is_number(row[i]) for row in rows) and any(row[i] is not None for row in rows)
        for i in range(width)
    )
    return Table(
        columns=tuple(str(column) for column in table["columns"]),
        rows=tuple(tuple(_cell(value) for value in row) for row in rows),
        numeric=numeric,
        more=int(table.get("more") or 0),
    )


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _cell(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}" if abs(value) >= 10_000 else str(value)
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 10_000 else f"{value:.4g}"
    return str(value)


def _narrow(trace: dict[str, Any]) -> dict[str, Any]:
    """Positions of many points in single precision: half the page, and no pixel moves."""
    for axis in ("x", "y", "z"):
        values = trace.get(axis)
        if (
            isinstance(values, Mapping)
            and values.get("dtype") == "f8"
            and isinstance(values.get("bdata"), str)
        ):
            numbers = np.frombuffer(base64.b64decode(values["bdata"]), dtype="<f8")
        elif isinstance(values, Sequence) and not isinstance(values, str) and all(map(_is_number, values)):
            numbers = np.asarray(values, dtype="<f8")
        else:
            continue
        if numbers.size >= MANY_POINTS and float(np.abs(numbers).max()) < 1e6:
            shape = values.get("shape") if isinstance(values, Mapping) else None
            narrow = {"dtype": "f4", "bdata": base64.b64encode(numbers.astype("<f4").tobytes()).decode()}
            trace[axis] = narrow | ({"shape": shape} if shape else {})
    return trace
