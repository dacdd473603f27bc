"""A page without the people in it: ids replaced, small groups hidden, charts of small groups left out."""

from __future__ import annotations

import html
import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import replace
from typing import Any

from markupsafe import Markup

from workbench.site.cells import Cells, hidden_cells
from workbench.site.charts import Chart, Table
from workbench.site.marks import unmarked, without_marks
from workbench.site.notebook import Document, Part
from workbench.site.reading import is_count, is_list, stated_base
from workbench.site.rules import TOKEN, Rules

_LOCAL = re.compile(r'<details class="[^"]*\bwb-local\b[^"]*">.*?</details>', re.DOTALL)
_TABLE = re.compile(r"<table[^>]*>.*?</table>", re.DOTALL)
_ROW = re.compile(r"<tr[^>]*>(.*?)</tr>", re.DOTALL)
_CAPTION = re.compile(r"<caption[^>]*>(.*?)</caption>", re.DOTALL)
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
            chart, said = _shared_chart(part.chart, rules)
            if said:
                hidden.append(f"the chart “{chart.title}”: {said}")
            parts.append(replace(part, chart=chart))
        else:
            parts.append(_shared_part(part, rules, hidden))
    return replace(document, title=_without_ids(document.title, rules), parts=tuple(parts)), tuple(hidden)


def _shared_chart(chart: Chart, rules: Rules) -> tuple[Chart, str]:
    """A chart goes without the marks of small groups, or is left out; its table stays, with them hidden."""
    few = f"groups of fewer than {rules.min_cell} people"
    figure, table, hidden = chart.figure, chart.table, set[tuple[int, int]]()
    if table:
        base = stated_base(chart.caption) or stated_base(chart.title)
        hidden = hidden_cells(table.columns, table.rows, rules.min_cell, base=base)
        taken = {table.rows[r][i] for r, i in hidden}
        table = _shared_rows(table, hidden, rules)
        # sizes in one text stand in the hover: nothing drawn shows them
        if taken and all(map(is_list, taken)):
            figure, hidden = _without_texts(figure, taken), set()
    drawn = without_marks(figure, hidden, table) if table and hidden else (unmarked(figure), 0)
    changed: dict[str, Any] = {"figure": {}, "alt": chart.alt, "caption": chart.caption}
    said = ""
    if drawn is None:
        said = f"Not drawn in the shared copy: it would show {few}; its table leaves them out."
        changed["withheld"] = said
    else:
        changed["figure"], lost = drawn
        if lost:  # what the description says may be of a group that is not shown
            said = f"drawn without {few}"
            changed["alt"] = f"{chart.title}, without {few}; the numbers are in the table below."
            changed["caption"] = f"{chart.caption} Left out: {few}, and what would give them away.".strip()
    return replace(chart, table=table, **_without_ids_in({"title": chart.title, **changed}, rules)), said


def _shared_rows(table: Table, hidden: Cells, rules: Rules) -> Table:
    def cell(text: str, row: int, column: int) -> str:
        if (row, column) in hidden:
            return _hidden_text(text, table.columns[column], rules)
        return _without_ids(text, rules)

    return replace(
        table,
        columns=tuple(_without_ids(column, rules) for column in table.columns),
        rows=tuple(tuple(cell(c, r, i) for i, c in enumerate(row)) for r, row in enumerate(table.rows)),
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
    caption = _CAPTION.search(table)
    base = stated_base(html.unescape(re.sub(r"<[^>]*>", "", caption[1]))) if caption else None
    masked = hidden_cells(columns, body, rules.min_cell, base=base)
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
        said = _hidden_text(html.unescape(match[3]), columns[position["column"]], rules)
        return f"<{match[1]}{match[2]}>{html.escape(said)}</{match[1]}>"

    return _ROW.sub(row, table)


def _hidden_text(text: str, heading: str, rules: Rules) -> str:
    """A count says that it is small; of other numbers that would not be true."""
    digits = text.replace(",", "")
    small = is_count(heading) and digits.isdigit() and int(digits) < rules.min_cell
    return f"<{rules.min_cell}" if small else "hidden"


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


def _without_texts(value: Any, taken: Container[str]) -> Any:
    if isinstance(value, str):
        return "hidden" if value in taken else value
    if isinstance(value, Mapping):
        return {name: _without_texts(item, taken) for name, item in value.items()}
    if isinstance(value, Sequence):
        return [_without_texts(item, taken) for item in value]
    return value
