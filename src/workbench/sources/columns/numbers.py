"""Numbers as people write them: decimal commas, thousands, currency signs."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

_PLAIN = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
_SIGNS = r"[$€£¥₹%\s\u00a0\u202f]|USD|EUR|GBP|CHF|kr"
_DRESSED = re.compile(r"\(?[+\-−]?\(?\d[\d.,'\s]*\)?-?")
_GROUPED = {
    ",": re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?"),
    ".": re.compile(r"[+-]?\d{1,3}(\.\d{3})+(,\d*)?"),
}
_DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([T ].*)?")


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """How the numbers of one column are written.

    Examples
    --------
    >>> NumberFormat(decimal=",").number("1.234,5")
    1234.5
    >>> NumberFormat().number("abc") is None
    True
    """

    decimal: Literal[".", ","] = "."
    plain: bool = False

    def number(self, text: str) -> float | None:
        """The value of a text, or None when it is no number."""
        bare = re.sub(_SIGNS, "", text.strip()).replace("−", "-").replace("'", "")
        negative = bare.startswith("(") and bare.endswith(")")
        if negative:
            bare = bare[1:-1]
        elif bare.endswith("-"):
            bare, negative = bare[:-1], True
        thousands = "," if self.decimal == "." else "."
        bare = bare.replace(thousands, "").replace(self.decimal, ".")
        if not _PLAIN.fullmatch(bare):
            return None
        return -float(bare) if negative else float(bare)

    def sql(self, text: str) -> str:
        """The same as a DuckDB expression of the text expression `text`; NULL when it is no number."""
        if self.plain:
            return f"TRY_CAST({text} AS DOUBLE)"
        thousands = "," if self.decimal == "." else "."
        signs = _SIGNS.replace("\\u00a0", "\u00a0").replace("\\u202f", "\u202f")
        bare = f"replace(replace(regexp_replace({text}, '{signs}', '', 'g'), '−', '-'), '''', '')"
        bare = f"replace(replace({bare}, '{thousands}', ''), '{self.decimal}', '.')"
        turned = f"regexp_replace({bare}, '^\\((.*)\\)$|^(.*)-$', '-\\1\\2')"
        return f"TRY_CAST({turned} AS DOUBLE)"


def number_format(values: Iterable[str], *, decimal: str | None = None) -> NumberFormat | None:
    """Tell how the numbers of a column are written, or None when they are no numbers.

    `values` are the texts that are there (no empty ones); `decimal` is what the study states.
    ``1,234`` alone could be either; it is taken for thousands unless some value of the column can
    only hold a decimal comma.

    Examples
    --------
    >>> number_format(["1.5", "20"])
    NumberFormat(decimal='.', plain=True)
    >>> number_format(["1,5", "20"])
    NumberFormat(decimal=',', plain=False)
    >>> number_format(["$1,234.50"])
    NumberFormat(decimal='.', plain=False)
    >>> number_format(["3a"]) is None
    True
    """
    texts = [value.strip() for value in values]
    if not texts:
        return None
    if decimal != "," and all(_PLAIN.fullmatch(text) for text in texts):
        return NumberFormat(".", plain=True)
    bare = [re.sub(_SIGNS, "", text) for text in texts]
    if not all(_DRESSED.fullmatch(text) for text in bare) or any(_DATE.fullmatch(text) for text in texts):
        return None
    style = NumberFormat(_decimal_of(bare) if decimal is None else "," if decimal == "," else ".")
    return style if all(style.number(text) is not None for text in texts) else None


def _decimal_of(texts: list[str]) -> Literal[".", ","]:
    for text in texts:
        comma, point = text.rfind(","), text.rfind(".")
        if comma > point >= 0 or (
            comma >= 0 and point < 0 and not _GROUPED[","].fullmatch(text.strip("()-"))
        ):
            return ","
    return "."


def looks_like_value(text: str) -> bool:
    """Is this a number or a date, as no column name is?

    Examples
    --------
    >>> looks_like_value("00004"), looks_like_value("2024-01-31"), looks_like_value("q7")
    (True, True, False)
    """
    stripped = text.strip()
    return bool(_PLAIN.fullmatch(stripped) or _DATE.fullmatch(stripped)) or (
        bool(stripped) and number_format([stripped]) is not None
    )


def is_finite(value: float) -> bool:
    """Neither infinite nor NaN."""
    return math.isfinite(value)
