"""What the columns of a purchase file are for, told from names and values."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from workbench.intake.telling import ColumnFacts, TableFacts
from workbench.sources.columns.meaning import words_of

_DATE = (
    r"\b(order|ordered|purchase|purchased|transaction|invoice|bought|sold)\b",
    r"\bdate\b",
    r"\b(time|timestamp|ts|day|at)\b",
)
_AMOUNT = re.compile(
    r"\b(amount|total|revenue|sales|turnover|value|dollars?|spend|spent|paid|net|gross|umsatz|betrag)\b"
)
_PRICE = re.compile(r"\b(price|unit price|rate)\b")
_QUANTITY = re.compile(r"\b(quantity|qty|units|pieces|items|number of|count|cds|menge)\b")
_ORDER = re.compile(r"\b(order|invoice|transaction|receipt|basket|ticket|cart|bon)\b")
_ORDER_ID = re.compile(r"\b(id|no|nr|number|code)\b|^(order|invoice|transaction|receipt|basket)$")
_CATEGORY = re.compile(
    r"\b(category|department|dept|product type|product group|group|genre|class|segment|kategorie)\b"
)
_PRODUCT = (
    r"\b(sku|asin|ean|upc|isbn|product code|product id|article|stock code|item id|item code)\b",
    r"\bproduct\b|\bitem\b",
    r"\b(title|description)\b",
)
_CHANNEL = re.compile(r"\b(channel|platform|medium|store type|sales channel|kanal)\b")
_COST = re.compile(r"^(line )?(cost|costs|cogs|total cost|cost of goods( sold)?)$")


@dataclass(frozen=True, slots=True)
class Recognised:
    """A setting of ``purchases`` with the reason for it."""

    value: str
    reason: str


def recognise(facts: TableFacts, customer: str) -> dict[str, Recognised]:
    """Tell which columns hold date, order, amount, quantity, category, product, channel, cost.

    Returns settings by their key in study.yaml; what is not there is left out.
    """
    left = {name: c for name, c in facts.columns.items() if name != customer and c.kind != "empty"}
    found: dict[str, Recognised] = {}
    if date := _best_date(left):
        found["date"] = Recognised(date, "dates")
        left.pop(date)
    found.update(_order(left, facts))
    found.update(_money(left))
    for key, recognised in (
        ("category", _category(left, facts)),
        ("channel", _channel(left)),
        ("product", _product(left)),
    ):
        if recognised:
            found[key] = recognised
            left.pop(recognised.value)
    cost = _named(left, _COST, lambda c: c.kind == "number")
    if cost:
        found["cost"] = Recognised(cost, "by its name")
    return found


def _best_date(left: dict[str, ColumnFacts]) -> str | None:
    dates = [name for name, c in left.items() if c.kind == "date"]
    if not dates:
        return None
    return max(
        dates, key=lambda n: sum((3 - i) * bool(re.search(p, words_of(n))) for i, p in enumerate(_DATE))
    )


def _order(left: dict[str, ColumnFacts], facts: TableFacts) -> dict[str, Recognised]:
    for name, column in left.items():
        words = words_of(name)
        if column.kind != "date" and _ORDER.search(words) and _ORDER_ID.search(words) and column.distinct > 1:
            left.pop(name)
            shared = f"{column.repeats:.1f} lines each" if column.distinct < facts.rows else "a line each"
            return {"order": Recognised(name, f"by its name; {shared}")}
    return {}


def _money(left: dict[str, ColumnFacts]) -> dict[str, Recognised]:
    """Amount of a line, and quantity: names first, then cents and small whole numbers."""
    numbers = {name: c for name, c in left.items() if c.kind == "number" and not c.is_code}
    made: dict[str, Recognised] = {}
    quantity = _named(numbers, _QUANTITY, lambda c: c.distinct < 5000)
    amount = _named(
        {n: c for n, c in numbers.items() if n != quantity},
        _AMOUNT,
        lambda c: not _PRICE.search(words_of(c.name)) or "total" in words_of(c.name),
    )
    price = _named({n: c for n, c in numbers.items() if n not in {quantity, amount}}, _PRICE, lambda _: True)
    if amount:
        made["amount"] = Recognised(amount, "by its name")
    elif price and quantity:
        made["amount"] = Recognised(
            f"{_in_product(price)} * {_in_product(quantity)}", "price of one times how many"
        )
    elif price:
        made["amount"] = Recognised(price, "the only price")
    else:
        cents = [n for n, c in numbers.items() if not c.is_whole and n != quantity]
        if len(cents) == 1:
            made["amount"] = Recognised(cents[0], "the only column with decimals")
    used = made["amount"].value if "amount" in made else ""
    if not quantity:
        small = [
            n for n, c in numbers.items() if c.is_whole and n != used and c.distinct <= 200 and c.repeats > 5
        ]
        quantity = small[0] if len(small) == 1 else None
    if quantity:
        made["quantity"] = Recognised(quantity, "whole numbers of pieces")
    for name in (amount, price, quantity, used):
        left.pop(name or "", None)
    return made


def _in_product(name: str) -> str:
    return f"`{name}`" if "*" in name else name


def _category(left: dict[str, ColumnFacts], facts: TableFacts) -> Recognised | None:
    name = _named(left, _CATEGORY, lambda c: c.kind == "text" and 1 < c.distinct < 0.5 * facts.rows)
    return Recognised(name, f"by its name; {left[name].distinct:,} different") if name else None


def _channel(left: dict[str, ColumnFacts]) -> Recognised | None:
    name = _named(left, _CHANNEL, lambda c: 1 < c.distinct <= 30)
    return Recognised(name, f"by its name; {left[name].distinct} different") if name else None


def _product(left: dict[str, ColumnFacts]) -> Recognised | None:
    for pattern in _PRODUCT:
        if name := _named(left, re.compile(pattern), lambda c: c.distinct > 1):
            return Recognised(name, "by its name")
    return None


def _named(
    columns: dict[str, ColumnFacts], pattern: re.Pattern[str], fits: Callable[[ColumnFacts], bool]
) -> str | None:
    return next((n for n, c in columns.items() if pattern.search(words_of(n)) and fits(c)), None)
