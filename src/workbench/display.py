"""Sentences and tables as a notebook shows them, with everything escaped."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
from markupsafe import Markup, escape

# "S1 · Regulars — …" or "S1 · Regulars: 46 %": a name may hold a colon itself
_LEAD = re.compile(r"(S\d+(?: · .{1,90}?)?)(?: — |: (?=\d))")


@dataclass(frozen=True, slots=True)
class Prose:
    """Paragraphs that the program wrote about the data.

    A paragraph that begins with ``"- "`` is an item of a list; a segment with which one begins stands out. Text is plain: nothing in it can
    become markup, here or on a page.

    Examples
    --------
    >>> Prose.of("Five segments.", "<b>")._repr_html_()
    '<div class="wb-prose"><p>Five segments.</p><p>&lt;b&gt;</p></div>'
    """

    paragraphs: tuple[str, ...]
    tone: str = ""

    @classmethod
    def of(cls, *paragraphs: str, tone: str = "") -> Prose:
        """`tone`: empty, ``"caution"`` or ``"key"``; it is also said in words, never by colour alone."""
        return cls(tuple(p for p in paragraphs if p), tone)

    def __str__(self) -> str:
        return "\n\n".join(self.paragraphs)

    def __add__(self, other: Prose) -> Prose:
        return Prose(self.paragraphs + other.paragraphs, self.tone or other.tone)

    def _repr_html_(self) -> str:
        parts: list[str] = []
        for paragraph in self.paragraphs:
            if paragraph.startswith("- "):
                item = f"<li>{_led(paragraph[2:])}</li>"
                if parts and parts[-1].endswith("</ul>"):
                    parts[-1] = parts[-1].removesuffix("</ul>") + item + "</ul>"
                else:
                    parts.append(f"<ul>{item}</ul>")
            else:
                parts.append(f"<p>{_led(paragraph)}</p>")
        tone = f" wb-{self.tone}" if self.tone else ""
        return f'<div class="wb-prose{tone}">{"".join(parts)}</div>'


@dataclass(frozen=True, slots=True)
class Listing:
    """A table for reading: caption with its base, plain headings, numbers to the right.

    Parameters
    ----------
    frame
        The rows; column names are the headings.
    caption
        What the table shows, and its base.
    formats
        Column → function of one value to text; missing values show as an en dash.
    most
        Rows shown; the caption says when there are more.
    fold
        When given, the table waits behind a fold with these words on it: for long lists that
        interrupt the reading.
    local
        Words of people who were not asked whether they may be shown: the shared copy of a page leaves the table
        out. Needs a fold.

    Examples
    --------
    >>> listing = Listing(pd.DataFrame({"segment": ["S1"], "n": [12]}), caption="Sizes")
    >>> "<td>S1</td><td class=\\"wb-number\\">12</td>" in listing._repr_html_()
    True
    """

    frame: pd.DataFrame
    caption: str = ""
    formats: Mapping[str, Callable[[Any], str]] = field(default_factory=dict)
    most: int = 200
    fold: str = ""
    local: bool = False

    def __str__(self) -> str:
        return self.frame.head(self.most).to_string(index=False)

    def _repr_html_(self) -> str:
        numeric = {c for c in self.frame.columns if pd.api.types.is_numeric_dtype(self.frame[c])}
        digits = {c: decimals(self.frame[c].head(self.most)) for c in numeric}
        head = "".join(
            f'<th scope="col"{_number(c in numeric)}>{escape(str(c))}</th>' for c in self.frame.columns
        )
        rows = []
        for row in self.frame.head(self.most).itertuples(index=False, name=None):
            cells = zip(self.frame.columns, row, strict=True)
            rows.append(
                "<tr>"
                + "".join(
                    f"<td{_number(c in numeric)}>{self._cell(c, v, digits.get(c))}</td>" for c, v in cells
                )
                + "</tr>"
            )
        caption = self.caption
        if len(self.frame) > self.most:
            caption = f"{caption} The first {self.most:,} of {len(self.frame):,} rows.".strip()
        title = f"<caption>{escape(caption)}</caption>" if caption else ""
        table = (
            f'<table class="wb-table">{title}<thead><tr>{head}</tr></thead>'
            f"<tbody>{''.join(rows)}</tbody></table>"
        )
        if not self.fold:
            return table
        kind = "wb-fold wb-local" if self.local else "wb-fold"
        return f'<details class="{kind}"><summary>{escape(self.fold)}</summary>{table}</details>'

    def _cell(self, column: Any, value: Any, digits: int | None) -> Markup:
        if value is None or value is pd.NA or (isinstance(value, float) and value != value):
            return Markup("–")
        if column in self.formats:
            return escape(self.formats[column](value))
        if isinstance(value, float):
            if digits is not None:
                return escape(f"{value:,.{digits}f}")
            return escape(f"{value:,.3g}" if abs(value) < 1000 else f"{value:,.0f}")
        return escape(str(value))


def decimals(numbers: Iterable[float]) -> int | None:
    """Digits after the point for a column: three figures of its largest number, none that all cells lack.

    None where the numbers are of different kinds, so that small ones would be lost: each is then rounded for itself.

    Examples
    --------
    >>> decimals([1.05, 0.716]), decimals([2.0, 3.0]), decimals([283.9, 4.1])
    (2, 0, 0)
    >>> decimals([283.9, 0.02])
    """
    finite = [abs(float(n)) for n in numbers if pd.notna(n) and math.isfinite(n)]
    largest = max(finite, default=0.0)
    most = 3 if largest == 0 else max(0, 2 - math.floor(math.log10(largest)))
    if any(n and n * 10**most < 0.5 for n in finite):
        return None
    shown = [f"{n:.{most}f}".rstrip("0").partition(".")[2] for n in finite]
    return max(map(len, shown), default=0)


def present(*parts: Any) -> tuple[Any, ...]:
    """Leave out what a study does not have: ``display(*present(words, figure))``.

    Examples
    --------
    >>> present("a sentence", None)
    ('a sentence',)
    """
    return tuple(part for part in parts if part is not None)


def percent(value: float, digits: int = 0) -> str:
    """A share as text.

    Examples
    --------
    >>> percent(0.256)
    '26 %'
    """
    return f"{100 * value:.{digits}f} %"


def spanned(value: float, low: float, high: float) -> str:
    """A share with its interval.

    Examples
    --------
    >>> spanned(0.26, 0.24, 0.28)
    '26 % (24–28 %)'
    """
    return f"{percent(value)} ({100 * low:.0f}–{100 * high:.0f} %)"


def count(value: float) -> str:
    """A number of people or rows as text, with thousands.

    Examples
    --------
    >>> count(12345.4)
    '12,345'
    """
    return f"{value:,.0f}"


def _led(text: str) -> Markup:
    """The text with the segment that it begins with, and is about, in bold."""
    lead = _LEAD.match(text)
    if not lead:
        return escape(text)
    return Markup("<strong>{}</strong>{}").format(lead[1], text[lead.end(1) :])


def _number(numeric: bool) -> str:
    return ' class="wb-number"' if numeric else ""
