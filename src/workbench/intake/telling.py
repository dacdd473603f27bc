"""Which file is the survey and which holds the purchases."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from workbench.sources.columns.dates import date_formats, nearly_dates
from workbench.sources.columns.meaning import words_of
from workbench.sources.columns.numbers import number_format
from workbench.sources.raw import RawTable

CUSTOMER = re.compile(
    r"\b(customer|client|user|buyer|shopper|member|household|respondent|responseid|response id|participant|panel(ist)?"
    r"|person|account|consumer|subscriber|guest|cust|master id|survey response ?id)\b"
)
_NOT_CUSTOMER = re.compile(
    r"\b(order|line|product|sku|item|category|store|quantity|qty|price|amount|cost|channel|date|time|title|name|state|city"
    r"|value|dollars?|number of|total|index|row)\b"
)
_PURCHASE_WORDS = re.compile(
    r"\b(order|orders|purchase|price|quantity|qty|sku|product|amount|revenue|sales|basket|invoice|transaction|dollar|asin|spend)\b"
)


@dataclass(frozen=True, slots=True)
class ColumnFacts:
    """What a column's values show."""

    name: str
    answers: int
    distinct: int
    values: tuple[str, ...]
    kind: str

    @property
    def repeats(self) -> float:
        """Mean number of rows that share a value."""
        return self.answers / self.distinct if self.distinct else 0.0

    @property
    def is_whole(self) -> bool:
        """All numbers are whole."""
        return self.kind == "number" and all(re.fullmatch(r"[+-]?\d+(\.0+)?", v) for v in self.values)

    @property
    def is_code(self) -> bool:
        """Numbers written with leading zeros, or texts without spaces that mix letters and digits."""
        shown = self.values[:200]
        zeros = sum(bool(re.fullmatch(r"0\d+", v)) for v in shown)
        mixed = sum(bool(re.fullmatch(r"(?=\S*\d)(?=\S*[A-Za-z])\S{4,}", v)) for v in shown)
        return bool(shown) and (zeros > 0.2 * len(shown) or mixed > 0.8 * len(shown))


@dataclass(frozen=True, slots=True)
class TableFacts:
    """What a table's columns show; `purchases` is how much speaks for purchases, above 0 when more does."""

    rows: int
    columns: Mapping[str, ColumnFacts]

    @property
    def dates(self) -> list[str]:
        return [c.name for c in self.columns.values() if c.kind == "date"]

    @property
    def unique(self) -> list[str]:
        """Columns in which no value repeats."""
        return [
            c.name
            for c in self.columns.values()
            if c.answers == self.rows and c.distinct == self.rows and c.kind != "date"
        ]

    def customer_candidates(self) -> list[str]:
        """Columns that may hold customers of purchase lines, the likeliest first."""
        scores = {c.name: self._customer_score(c) for c in self.columns.values()}
        return [name for name in sorted(scores, key=lambda n: -scores[n]) if scores[name] > 0]

    def _customer_score(self, column: ColumnFacts) -> float:
        words = words_of(column.name)
        if column.kind == "date" or column.repeats < 1.02 or column.distinct < 2:
            return 0.0
        if column.kind == "number" and not column.is_whole:
            return 0.0
        score = 5.0 * bool(CUSTOMER.search(words)) + 2.0 * bool(re.search(r"\bids?\b|id$", words))
        score += 2.0 * column.is_code - 5.0 * (
            bool(_NOT_CUSTOMER.search(words)) and not CUSTOMER.search(words)
        )
        return score - 3.0 * (column.distinct < 20 and self.rows > 200)

    @property
    def purchases(self) -> float:
        """Dates and repeating customers speak for purchases; unique ids and many questions against."""
        words = [words_of(name) for name in self.columns]
        people = [n for n in self.unique if CUSTOMER.search(words_of(n))]
        levelled = sum(2 <= c.distinct <= 12 for c in self.columns.values())
        score = 2.0 if self.dates else -4.0
        score += 2.0 if self.customer_candidates() else -2.0
        score += min(2.0, sum(bool(_PURCHASE_WORDS.search(word)) for word in words))
        score -= 4.0 * bool(people) + (levelled > 8) * 2.0 + (len(self.columns) > 40) * 1.0
        return score + (
            0.5
            if self.columns and any(c.kind == "number" and not c.is_whole for c in self.columns.values())
            else 0
        )


def table_facts(raw: RawTable) -> TableFacts:
    """Look at every column: counts over all rows, values from the first ones."""
    rows, answers, distinct = _counted(raw)
    columns = {}
    for name in raw.columns:
        values = tuple(raw.values(name, rows=5000))
        columns[name] = ColumnFacts(name, answers[name], distinct[name], values, _kind(raw, name, values))
    return TableFacts(rows, columns)


def _counted(raw: RawTable) -> tuple[int, dict[str, int], dict[str, int]]:
    """Rows, answers and different values of every column, in two passes at most.

    The first counts different values by a sketch that is some percent off; the second counts them
    exactly where it matters: columns that may be unique, and those with few values.
    """
    names = list(raw.columns)
    sketched = ", ".join(f"count({raw.text(c)}), approx_count_distinct({raw.text(c)})" for c in names)
    row = [int(n) for n in raw.run(f"SELECT count(*), {sketched} FROM {raw.sql}")[0]]
    answers = dict(zip(names, row[1::2], strict=True))
    distinct = dict(zip(names, row[2::2], strict=True))
    if exact := [c for c in names if distinct[c] > 0.8 * answers[c] or distinct[c] < 1000]:
        counted = ", ".join(f"count(DISTINCT {raw.text(c)})" for c in exact)
        found = raw.run(f"SELECT {counted} FROM {raw.sql}")[0]
        distinct.update(zip(exact, map(int, found), strict=True))
    return row[0], answers, distinct


def _kind(raw: RawTable, name: str, values: tuple[str, ...]) -> str:
    if raw.is_moment(name):
        return "date"
    if not values:
        return "empty"
    if date_formats(values[:2000]) or (
        len(values) > 3 and nearly_dates(values[:200]) and "date" in words_of(name)
    ):
        return "date"
    return "number" if raw.is_number(name) or number_format(values[:2000], decimal=raw.decimal) else "text"


def distinct_values(raw: RawTable, column: str) -> set[str]:
    """All values of a column as texts."""
    text = raw.text(column)
    return {v for (v,) in raw.run(f"SELECT DISTINCT {text} FROM {raw.sql} WHERE {text} IS NOT NULL")}
