"""Two runs side by side: data, parameters, sizes, value, who moved."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from workbench.artifacts import Run
from workbench.display import Listing, Prose, percent
from workbench.figures import lineage as figures
from workbench.lineage import Lineage, Moves, moved_customers, trace
from workbench.report.change import names_of, shares_of, titled
from workbench.schemas import CUSTOMER, SEGMENT, segment_order
from workbench.words import growth as words

if TYPE_CHECKING:
    import plotly.graph_objects as go


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs between two runs of a study.

    Attributes
    ----------
    before, after
        Ids of the runs.
    data, parameters
        Sentences on inputs, and on parameters and the model; empty when equal.
    sizes
        Columns ``segment, share before, share after, change`` and, with purchases, ``revenue before``,
        ``revenue after``: shares, 0 to 1.
    lineage, moves
        What became of the segments and who moved.
    names
        Segment id → name, that of the later run where it has one.
    """

    before: str
    after: str
    data: tuple[str, ...]
    parameters: tuple[str, ...]
    sizes: pd.DataFrame
    lineage: Lineage
    moves: Moves
    names: Mapping[str, str]

    def title(self, segment: str) -> str:
        """``S1 · name``, or the id alone."""
        return titled(segment, names=self.names)

    @property
    def words(self) -> Prose:
        """The comparison in sentences."""
        same = "The inputs are the same." if not self.data else ""
        fixed = "Parameters and model are the same." if not self.parameters else ""
        told = words.lineage(self.lineage, self.moves, self.title, since=f"run {self.before}")
        return Prose.of(same, *self.data, fixed, *self.parameters) + told

    @property
    def shown(self) -> tuple[Prose | Listing | go.Figure, ...]:
        """The comparison as sentences, a table and pictures, in the order of reading."""
        base = f"Base: {self.lineage.shared:,} customers of both runs."
        table = self.sizes.assign(segment=[self.title(str(s)) for s in self.sizes["segment"]])
        formats: dict[str, Callable[[float], str]] = dict.fromkeys(map(str, self.sizes.columns[1:]), percent)
        formats["change"] = lambda points: f"{100 * points:+.1f} points"
        return (
            self.words,
            figures.sizes_then_and_now(self.sizes, self.names, base="Base: the customers of each run."),
            Listing(table, caption="Shares of customers and of revenue in each run.", formats=formats),
            figures.moves(self.moves.matrix, self.names, moved=self.moves.moved, base=base),
        )

    def to_record(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "before": self.before,
            "after": self.after,
            "data": list(self.data),
            "parameters": list(self.parameters),
            "sizes": json.loads(self.sizes.to_json(orient="records")),
            "agreement": self.lineage.agreement,
            "moved": self.moves.moved,
            "moved_customers": len(self.moves.customers),
            "lineage": json.loads(self.lineage.table().to_json(orient="records")),
        }


def compare_runs(before: Run, after: Run) -> Comparison:
    """Compare two finished runs of a study.

    Raises
    ------
    InputError
        When either of them never got as far as its segments.
    """
    old, new = (run.read("segments").set_index(CUSTOMER)[SEGMENT] for run in (before, after))
    first, second = _manifest(before), _manifest(after)
    models = [run.read_document("model") for run in (before, after)]
    return Comparison(
        before=before.folder.name,
        after=after.folder.name,
        data=tuple(_inputs(first.get("inputs", []), second.get("inputs", []))),
        parameters=(*_parameters(first, second), *_models(*models)),
        sizes=_sizes(before, after),
        lineage=trace(old, new),
        moves=moved_customers(old, new),
        names=names_of(before) | names_of(after),
    )


def _manifest(run: Run) -> dict[str, Any]:
    path = run.folder / "run.json"
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else {}


def _inputs(before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]) -> list[str]:
    old = {item["file"]: item for item in before}
    told = []
    for item in after:
        was = old.pop(item["file"], None)
        if was is None:
            told.append(f"{item['file']} is new ({_rows(item)}).")
        elif was.get("sha256") != item.get("sha256"):
            counted = f": {_rows(was)} before, {_rows(item)} now" if item.get("rows") is not None else ""
            told.append(f"{_capital(item['file'])} changed{counted}.")
    return [*told, *(f"{name} is no longer read." for name in old)]


def _capital(text: str) -> str:
    """A sentence begins; the name of a file stays as it is."""
    return text if "." in text else text[:1].upper() + text[1:]


def _rows(item: Mapping[str, Any]) -> str:
    return f"{item['rows']:,} rows" if item.get("rows") is not None else "rows not counted"


def _parameters(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    old, new = before.get("parameters", {}), after.get("parameters", {})
    return [
        f"Parameter {name}: {old.get(name, 'not set')!s} before, {new.get(name, 'not set')!s} now."
        for name in sorted({*old, *new})
        if old.get(name) != new.get(name)
    ]


def _models(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    told = [
        f"{what.capitalize()}: {before.get(what)} before, {after.get(what)} now."
        for what in ("method", "k", "version")
        if before.get(what) != after.get(what)
    ]
    return [text.replace("Version", "Model version") for text in told]


def _sizes(before: Run, after: Run) -> pd.DataFrame:
    shares = [shares_of(run) for run in (before, after)]
    revenue = [_revenue(run) for run in (before, after)]
    rows = []
    for segment in sorted({*shares[0], *shares[1]}, key=segment_order):
        was, now = (share.get(segment) for share in shares)
        row: dict[str, object] = {"segment": segment, "share before": was, "share after": now}
        row["change"] = None if was is None or now is None else now - was
        if any(revenue):
            row |= {"revenue before": revenue[0].get(segment), "revenue after": revenue[1].get(segment)}
        rows.append(row)
    return pd.DataFrame(rows)


def _revenue(run: Run) -> dict[str, float]:
    table = run.read_if("value")
    if table is None or "revenue_share" not in table.columns:
        return {}
    return dict(zip(table["segment"].astype(str), table["revenue_share"].astype(float), strict=True))


def size_lines(found: Comparison) -> list[str]:
    """Sizes and value as lines of text: ``S1 · name  24 % → 26 % of customers, 20 % → 21 % of revenue``."""
    lines = []
    for row in found.sizes.to_dict("records"):
        line = f"{found.title(str(row['segment']))}  {_then_now(row, 'share')} of customers"
        lines.append(f"{line}, {_then_now(row, 'revenue')} of revenue" if "revenue before" in row else line)
    return lines


def _then_now(row: Mapping[Any, Any], what: str) -> str:
    return f"{_percent(row[f'{what} before'])} → {_percent(row[f'{what} after'])}"


def _percent(value: Any) -> str:
    return percent(float(value)) if value is not None and value == value else "–"
