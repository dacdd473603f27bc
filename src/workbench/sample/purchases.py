"""The invented purchases: what each customer of the sample study buys, and sends back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.sample.drawing import drawn
from workbench.sample.people import People
from workbench.sample.planted import CATEGORIES, CHANNELS

FIRST_DAY = np.datetime64("2025-01-01")
LAST_DAY = np.datetime64("2026-03-31")
DAYS = int((LAST_DAY - FIRST_DAY).astype(int)) + 1

# product, list price in euros, what it costs us as a share of the price
PRODUCTS: dict[str, tuple[tuple[str, float, float], ...]] = {
    "drinks": (
        ("Espresso", 2.2, 0.30),
        ("Flat white", 3.6, 0.34),
        ("Latte", 3.9, 0.36),
        ("Cold brew", 4.2, 0.33),
    ),
    "house blend": (
        ("House blend 250 g", 5.9, 0.55),
        ("House blend 500 g", 10.9, 0.58),
        ("House blend 1 kg", 19.9, 0.62),
    ),
    "single origin": (
        ("Huehuetenango 250 g", 11.5, 0.52),
        ("Yirgacheffe 250 g", 12.9, 0.50),
        ("Nyeri AA 250 g", 14.5, 0.51),
        ("Gesha 100 g", 19.0, 0.48),
    ),
    "organic": (("Organic Sierra 250 g", 9.9, 0.57), ("Organic decaf 250 g", 10.5, 0.58)),
    "capsules": (("Capsules 10", 3.9, 0.48), ("Capsules 30", 10.5, 0.50), ("Capsules 60", 19.5, 0.52)),
    "equipment": (
        ("Hand grinder", 49.0, 0.62),
        ("Dripper", 18.0, 0.55),
        ("Scale", 29.0, 0.60),
        ("Filter papers", 4.9, 0.45),
    ),
    "gifts": (
        ("Gift box small", 24.0, 0.50),
        ("Gift box large", 45.0, 0.48),
        ("Tasting evening", 38.0, 0.65),
    ),
    "bakery": (("Croissant", 2.4, 0.40), ("Cinnamon roll", 2.9, 0.38), ("Almond cake", 3.8, 0.41)),
}
RETURNED = dict(zip(CATEGORIES, (0.0, 0.012, 0.014, 0.012, 0.012, 0.06, 0.045, 0.0), strict=True))


@dataclass(frozen=True, slots=True)
class _Orders:
    """One entry an order, in no particular order."""

    person: np.ndarray
    day: np.ndarray
    second: np.ndarray
    channel: np.ndarray


def purchase_rows(people: People, *, generator: np.random.Generator) -> pd.DataFrame:
    """Write down every line of every order in order of time.

    Returns
    -------
    Columns ``order_id, ordered_at, customer, channel, category, product, price, quantity, cost``;
    a return is a later line of the same order with a negative quantity. Cost is that of the whole line.
    """
    r, who = generator, people.buyers()
    orders = _orders(r, who)
    lines = _lines(r, who, orders)
    lines = pd.concat([lines, _returns(r, lines)], ignore_index=True)
    lines = lines[lines["at"] <= LAST_DAY + np.timedelta64(1, "D") - np.timedelta64(1, "m")]
    lines = lines.sort_values(["at", "order", "quantity"], ascending=[True, True, False], kind="stable")
    numbers = pd.Series(pd.factorize(lines["order"])[0], index=lines.index) + 100001
    return pd.DataFrame(
        {
            "order_id": numbers.astype(str),
            "ordered_at": lines["at"].dt.strftime("%Y-%m-%d %H:%M"),
            "customer": who.ids[lines["person"]],
            "channel": lines["channel"],
            "category": lines["category"],
            "product": lines["product"],
            "price": lines["price"].map("{:.2f}".format),
            "quantity": lines["quantity"].astype(str),
            "cost": (lines["unit_cost"] * lines["quantity"]).map("{:.2f}".format),
        }
    ).reset_index(drop=True)


def _orders(r: np.random.Generator, who: People) -> _Orders:
    n = len(who.ids)
    born = np.where(r.random(n) < 0.72, 0.0, r.uniform(0, 0.62 * DAYS, n))
    stays = r.exponential(1 / who.trait("churn")) * 30.4
    end = np.minimum(born + np.maximum(stays, 60), DAYS)
    number = np.maximum(1, r.poisson(who.rate * (end - born) / 30.4))
    person = np.repeat(np.arange(n), number)
    day = born[person] + _rising(r, who.trait("growth")[person]) * (end - born)[person]
    day = np.minimum(np.floor(day), DAYS - 1).astype(int)
    day = _on_their_weekdays(r, _in_season(r, who, person, day), who.rows("weekdays")[person])
    return _Orders(
        person, day, _seconds(r, who.rows("hours")[person]), drawn(r, _own(r, who, "channels")[person])
    )


def _rising(r: np.random.Generator, growth: np.ndarray) -> np.ndarray:
    """Moments between 0 and 1 whose density rises from 1 to 1 + growth."""
    u = r.random(len(growth))
    g = np.where(np.abs(growth) < 1e-9, 1e-9, growth)
    return np.asarray((-1 + np.sqrt(1 + u * (2 * g + g * g))) / g)


def _in_season(r: np.random.Generator, who: People, person: np.ndarray, day: np.ndarray) -> np.ndarray:
    """Move some orders to the weeks before Christmas, most of all those of givers."""
    december = int((np.datetime64("2025-11-25") - FIRST_DAY).astype(int))
    near = (day > december - 70) & (day < december + 60)
    pull = np.where(who.motives[person, 4] > 1.0, 0.40, 0.12)
    moved = near & (r.random(len(day)) < pull)
    return np.asarray(np.where(moved, december + r.integers(0, 29, len(day)), day))


def _on_their_weekdays(r: np.random.Generator, day: np.ndarray, weights: np.ndarray) -> np.ndarray:
    monday = day - (day + 2) % 7  # 1 January 2025 was a Wednesday
    return np.asarray(np.clip(monday + drawn(r, weights), 0, DAYS - 1))


def _seconds(r: np.random.Generator, weights: np.ndarray) -> np.ndarray:
    """The time of day: night 0–6, morning 6–11, afternoon 11–17, evening 17–24."""
    part = drawn(r, weights)
    start, length = np.array([0, 6, 11, 17])[part], np.array([6, 5, 6, 6.9])[part]
    hours = start + length * r.beta(2.2, 2.2, len(part))
    return np.asarray(np.floor(hours * 60).astype(int) * 60)


def _own(r: np.random.Generator, who: People, name: str) -> np.ndarray:
    """Each customer's own leaning around their segment's."""
    own = r.gamma(np.maximum(who.rows(name) * 1.6, 0.05))
    return np.asarray(own / own.sum(axis=1, keepdims=True))


def _lines(r: np.random.Generator, who: People, orders: _Orders) -> pd.DataFrame:
    per_order = 1 + r.poisson(who.trait("lines")[orders.person] - 1)
    order = np.repeat(np.arange(len(orders.person)), per_order)
    person = orders.person[order]
    channel = np.asarray(CHANNELS, dtype=object)[orders.channel[order]]
    category = _sold_there(r, drawn(r, who.tastes[person]), channel)
    at = (
        FIRST_DAY + orders.day[order].astype("timedelta64[D]") + orders.second[order].astype("timedelta64[s]")
    )
    frame = pd.DataFrame(
        {
            "order": order,
            "person": person,
            "at": at.astype("datetime64[s]"),
            "channel": channel,
            "category": np.asarray(CATEGORIES, dtype=object)[category],
        }
    )
    pieces = 1 + r.poisson(np.where(np.isin(frame["category"], ("capsules", "house blend")), 0.5, 0.12))
    frame["quantity"] = pieces
    _priced(r, frame, who.trait("price_level")[person])
    return frame


def _sold_there(r: np.random.Generator, category: np.ndarray, channel: np.ndarray) -> np.ndarray:
    """Drinks and bakery are not sent by post: on the web their place is taken by bags of coffee."""
    posted = (channel == "web") & np.isin(category, (CATEGORIES.index("drinks"), CATEGORIES.index("bakery")))
    return np.asarray(np.where(posted, r.choice((1, 2, 4), len(category), p=(0.5, 0.3, 0.2)), category))


def _priced(r: np.random.Generator, frame: pd.DataFrame, level: np.ndarray) -> None:
    """Choose the product by what the customer is ready to pay; prices rose 4 % with 2026."""
    product, price, cost = (np.empty(len(frame), dtype=t) for t in (object, float, float))
    for category, goods in PRODUCTS.items():
        rows = np.flatnonzero(frame["category"] == category)
        wish = (level[rows] - 0.8) / 0.42 + r.normal(0, 0.28, len(rows))
        chosen = np.clip(np.floor(wish * len(goods)), 0, len(goods) - 1).astype(int)
        product[rows] = np.array([g[0] for g in goods], dtype=object)[chosen]
        price[rows] = np.array([g[1] for g in goods])[chosen]
        cost[rows] = np.array([g[1] * g[2] for g in goods])[chosen]
    dearer = np.where(frame["at"] >= np.datetime64("2026-01-01"), 1.04, 1.0)
    offer = np.where(
        r.random(len(frame)) < np.clip(1.35 - level, 0.02, 0.6), r.choice((0.8, 0.85, 0.9), len(frame)), 1.0
    )
    frame["product"] = product
    frame["price"] = np.round(price * dearer * offer * 20) / 20
    frame["unit_cost"] = np.round(cost * np.where(dearer > 1, 1.03, 1.0), 2)


def _returns(r: np.random.Generator, lines: pd.DataFrame) -> pd.DataFrame:
    back = lines[r.random(len(lines)) < lines["category"].map(RETURNED).to_numpy(dtype=float)].copy()
    back["at"] = back["at"] + pd.to_timedelta(r.integers(2, 21, len(back)), unit="D")
    back["quantity"] = -back["quantity"]
    return back
