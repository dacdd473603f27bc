"""A page without the people in it: ids replaced, small groups hidden, charts of small groups left out."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from markupsafe import Markup

from workbench.site.cells import hidden_cells
from workbench.site.charts import Chart, Table
from workbench.site.notebook import Document, Part
from workbench.site.rules import TOKEN, Rules

_LOCAL = re.compile(r'<details class="[^"]*\bwb-local\b[^"]*">.*?</details>', re.DOTALL)
_TABLE = re.compile(r"<table[^>]*>.*?</table>", re.DOTALL)
_ROW = re.compile(r"<tr[^>]*>(.*?)</tr>", re.DOTALL)
_CELL = re.compile(r"<(t[dh])([^>]*)>(.*?)</\1>", re.DOTALL)


def shared(document: Document, rules: Rules) -> tuple[Document, tuple[str, ...]]:
    """Take people and small groups out of a page.

    Returns
    -------
    tuple
        The page as it may be shared, and what was hidden in it, one sentence each.
    """
    hidden: list[str] = []
    parts = []
    for part in document.parts:
        if part.chart:
            chart = _shared_chart(part.chart, rules)
            if chart.withheld:
                hidden.append(f"the chart “{chart.title}”: {chart.withheld}")
            parts.append(replace(part, chart=chart))
        else:
            parts.append(_shared_part(part, rules, hidden))
    return replace(document, title=_without_ids(document.title, rules), parts=tuple(parts)), tuple(hidden)


def _shared_chart(chart: Chart, rules: Rules) -> Chart:
    """A chart that counts a small group is left out; its table stays, with that group hidden."""
    table, withheld = chart.table, ""
    if table:
        cells = [list(row) for row in table.rows]
        hidden = hidden_cells(table.columns, cells, rules.min_cell)
        if hidden:
            withheld = (
                f"it would show groups of fewer than {rules.min_cell} people; its table leaves them out"
            )
            cells = [
                [_masked(c, (r, i) in hidden, rules) for i, c in enumerate(row)]
                for r, row in enumerate(cells)
            ]
        table = Table(
            tuple(_without_ids(column, rules) for column in table.columns),
            tuple(tuple(_without_ids(cell, rules) for cell in row) for row in cells),
            table.numeric,
            table.more,
        )
    return replace(
        chart,
        title=_without_ids(chart.title, rules),
        alt=_without_ids(chart.alt, rules),
        caption=_without_ids(chart.caption, rules),
        table=table,
        figure={} if withheld else _without_ids_in(chart.figure, rules),
        withheld=f"Not drawn in the shared copy: {withheld}." if withheld else "",
    )


def _shared_part(part: Part, rules: Rules, hidden: list[str]) -> Part:
    def table(match: re.Match[str]) -> str:
        return _shared_table(match.group(), rules, hidden)

    text, left_out = _LOCAL.subn("", str(part.html))
    if left_out:
        hidden.append("answers in people's own words")
    text = _TABLE.sub(table, text)
    safe = re.sub(r">[^<]+<", lambda m: _without_ids(m.group(), rules), f">{text}<")[1:-1]
    safe = re.sub(
        r'(?<=(?:title|label)=")[^"]+|(?<=alt=")[^"]+', lambda m: _without_ids(m.group(), rules), safe
    )
    return replace(part, html=Markup(safe))  # noqa: S704 (clean before, and only words were replaced)


def _shared_table(table: str, rules: Rules, hidden: list[str]) -> str:
    """Hide small groups in a table of the page's HTML."""
    rows = [[(m[1], html.unescape(re.sub(r"<[^>]*>", "", m[3])).strip()) for m in _CELL.finditer(row)]
            for row in _ROW.findall(table)]  # fmt: skip
    if len(rows) < 2:
        return table
    columns, body = [text for _, text in rows[0]], [[text for _, text in row] for row in rows[1:]]
    masked = hidden_cells(columns, body, rules.min_cell)
    if not masked:
        return table
    hidden.append(f"groups of fewer than {rules.min_cell} people in a table")
    position = {"row": -2, "column": 0}

    def row(match: re.Match[str]) -> str:
        position["row"] += 1
        position["column"] = -1
        return _CELL.sub(cell, match.group())

    def cell(match: re.Match[str]) -> str:
        position["column"] += 1
        if (position["row"], position["column"]) not in masked:
            return match.group()
        return f"<{match[1]}{match[2]}>{_hidden_text(html.unescape(match[3]), rules).replace('<', '&lt;')}</{match[1]}>"

    return _ROW.sub(row, table)


def _masked(text: str, hide: bool, rules: Rules) -> str:
    return _hidden_text(text, rules) if hide else text


def _hidden_text(text: str, rules: Rules) -> str:
    digits = text.replace(",", "")
    return f"<{rules.min_cell}" if digits.isdigit() and int(digits) < rules.min_cell else "hidden"


def _without_ids(text: str, rules: Rules) -> str:
    stand_ins = rules.stand_ins
    return TOKEN.sub(lambda match: stand_ins.get(match.group(), match.group()), text) if stand_ins else text


def _without_ids_in(value: Any, rules: Rules, key: str = "") -> Any:
    if isinstance(value, str):
        return value if key == "bdata" else _without_ids(value, rules)
    if isinstance(value, Mapping):
        return {name: _without_ids_in(item, rules, name) for name, item in value.items()}
    if isinstance(value, Sequence):
        return [_without_ids_in(item, rules, key) for item in value]
    return value
