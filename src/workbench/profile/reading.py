"""A mean as people read it, with its unit."""

from __future__ import annotations

import math
import re

from workbench.display import percent
from workbench.schemas import Variable


def signed(value: float) -> str:
    """A whole number with its sign; nothing is minus zero.

    Examples
    --------
    >>> signed(3.2), signed(-3.2), signed(-0.2)
    ('+3', '−3', '0')
    """
    rounded = round(value)
    return f"{rounded:+d}".replace("-", "−") if rounded else "0"


def number(value: float, variable: Variable) -> str:
    """A mean with its unit: shares as per cent, amounts with their currency.

    Examples
    --------
    >>> number(0.31, Variable("share.tea", "numeric", unit="share"))
    '31 %'
    >>> number(12.5, Variable("basket", "numeric", unit="EUR an order"))
    'EUR 12.50'
    >>> number(43.2, Variable("age", "numeric", unit="years"))
    '43.2 years'
    """
    if not math.isfinite(value):
        return "–"
    if variable.unit == "share":
        return percent(value)
    plain = f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.1f}" if abs(value) >= 1 else f"{value:,.2g}"
    head, _, rest = variable.unit.partition(" ")
    if rest.startswith(("an ", "a ")) and head != "orders":
        amount = f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.2f}"
        return f"{head} {amount}" if head != "money" else amount
    if variable.name in {"recency", "tenure", "interpurchase"}:
        return f"{value:,.0f}"
    if variable.unit == "%":
        return f"{plain} %"
    if re.fullmatch("[A-Z]{3}|[€$£]", variable.unit):
        return f"{variable.unit} {value:,.2f}"
    if variable.name == "trend":
        return f"{value:+.2f}".replace("-", "−")
    unit = "" if variable.name in {"frequency", "price_level"} or not variable.unit else f" {variable.unit}"
    return f"{plain}{unit}"
