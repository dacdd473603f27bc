"""The invented survey: what each respondent of the sample study answers."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.sample.answers import change_answers, like_answers
from workbench.sample.drawing import drawn, levels_around
from workbench.sample.people import People

AGES = ("18-24", "25-34", "35-44", "45-54", "55-64", "65+")
INCOMES = ("under €20,000", "€20,000 - €34,999", "€35,000 - €49,999", "€50,000 - €74,999", "€75,000 or more")
HOUSEHOLDS = ("1", "2", "3", "4", "5+")
REGIONS = ("Capital", "West", "North", "East", "South", "Islands")
PLACES = ("village", "small town", "town", "city")
GENDERS = ("Woman", "Man", "Another")
OFTEN = (
    "Less than once a month",
    "About once a month",
    "Two or three times a month",
    "About once a week",
    "Several times a week",
)
OCCASIONS = ("At home", "At work", "On the way", "In a café")
BREWS = (
    "Filter, drip or pour-over",
    "Espresso machine",
    "Capsules, pods",
    "Cafetière, French press",
    "Instant",
    "None of these",
)

ATTITUDES = (
    ("q7_01", 1, 1, "I enjoy trying coffee I have not had before."),
    ("q7_02", 0, 1, "I want my coffee fast, without thinking about it."),
    ("q7_03", 2, 1, "I compare prices before I buy coffee."),
    ("q7_04", 3, 1, "I would rather pay more than buy coffee that was grown unfairly."),
    ("q7_05", 4, 1, "I like to give coffee, or something to make it with, as a present."),
    ("q7_06", 1, -1, "One coffee tastes much like another to me."),
    ("q7_07", 0, 1, "A queue is enough to make me walk on."),
    ("q7_08", 2, -1, "Good coffee is worth what it costs."),
    ("q7_09", 3, 1, "Buying organic matters to me."),
    ("q7_10", 4, 1, "When guests come, only good coffee will do."),
    ("q7_11", 1, 1, "I like to know which farm or region a coffee comes from."),
    ("q7_12", 2, 1, "If another brand is on offer, I buy that one."),
)
"""Name, index of the theme, direction, wording."""

NEEDS = (
    ("q8_1", 0, "It gets me going in the morning."),
    ("q8_2", 1, "I discover a taste I did not know."),
    ("q8_3", 2, "I spend less than elsewhere."),
    ("q8_4", 3, "I do right by people and the land."),
    ("q8_5", 4, "I please the people around me."),
)

PRICES = ("price_too_cheap", "price_good_value", "price_getting_expensive", "price_too_expensive")


def survey_rows(people: People, *, generator: np.random.Generator) -> pd.DataFrame:
    """Answer every question for every respondent, as a survey tool would export it.

    Returns
    -------
    One row a respondent, all cells text, an empty text where nothing was answered.
    """
    r, who = generator, people.respondents()
    n = len(who.ids)
    shift, stretch = r.normal(0, 0.22, n), np.exp(r.normal(0, 0.18, n))
    age = levels_around(r, who.trait("ages"), len(AGES), spread=0.20)
    frame = pd.DataFrame({"respondent": who.ids})
    frame["age"] = _chosen(AGES, age)
    frame["gender"] = r.choice(GENDERS, n, p=(0.51, 0.475, 0.015))
    frame["income"] = _chosen(INCOMES, levels_around(r, who.trait("incomes"), len(INCOMES), spread=0.22))
    frame["household"] = _chosen(HOUSEHOLDS, levels_around(r, np.full(n, 0.38), 5, spread=0.26))
    frame["region"] = _chosen(REGIONS, drawn(r, who.rows("regions")))
    frame["place"] = _chosen(PLACES, levels_around(r, 0.75 - 0.3 * age / 5, len(PLACES), spread=0.28))
    for name, theme, sign, _ in ATTITUDES:
        latent = sign * (0.88 * who.motives[:, theme] + r.normal(0, 0.62, n))
        frame[name] = _scale(latent * stretch + shift)
    for name, theme, _ in NEEDS:
        frame[name] = _scale((0.95 * who.motives[:, theme] + r.normal(0, 0.57, n)) * stretch + shift + 0.25)
    frame["brew"] = _brews(r, who)
    frame["occasion"] = _chosen(OCCASIONS, drawn(r, _occasions(who)))
    frame["say_often"] = _said_often(r, who)
    frame["say_organic"] = _said_organic(r, who)
    for name, price in zip(PRICES, _prices(r, who.trait("worth")), strict=True):
        frame[name] = [f"{value:.2f}" for value in price]
    frame["q20"] = like_answers(who, generator=r)
    frame["q21"] = change_answers(who, generator=r)
    frame["q30"] = np.where(r.random(n) < 0.06 + 0.10 * age / 5, "Yes", "No")
    duration = np.round(np.exp(r.normal(np.log(540), 0.28, n))).astype(int)
    _answer_carelessly(r, who, frame, duration)
    _leave_out(r, frame, age)
    frame.insert(1, "answered", _days(r, n))
    frame.insert(2, "duration", duration.astype(str))
    frame["weight"] = [f"{value:.3f}" for value in _weights(r, age, frame["region"])]
    return frame


def _scale(latent: np.ndarray) -> np.ndarray:
    """A five-point answer: cut points at equal steps of the latent scale."""
    return np.asarray((np.digitize(latent, (-1.35, -0.45, 0.45, 1.35)) + 1).astype(str))


def _chosen(levels: tuple[str, ...], positions: np.ndarray) -> np.ndarray:
    return np.asarray(np.asarray(levels, dtype=object)[positions])


def _occasions(who: People) -> np.ndarray:
    morning, host = who.motives[:, 0], who.motives[:, 4]
    return np.column_stack(
        [np.full(len(who.ids), 4.0), np.full(len(who.ids), 2.0), np.exp(morning), 0.8 * np.exp(0.4 * host)]
    )


def _brews(r: np.random.Generator, who: People) -> list[str]:
    """Chosen options joined by a comma, as survey tools do, though options hold commas themselves."""
    answers = []
    for planted in who.planted():
        chosen = [brew for brew in BREWS[:-1] if r.random() < planted.brews.get(brew, 0.12)]
        answers.append(",".join(chosen or BREWS[-1:]))
    return answers


def _said_often(r: np.random.Generator, who: People) -> np.ndarray:
    """What they say follows what they do, and flatters it a little."""
    noise = r.normal(0.1, 0.55, len(who.ids))
    level = np.digitize(np.log(who.rate) + noise, np.log((0.35, 0.6, 1.0, 1.7)))
    return _chosen(OFTEN, level)


def _said_organic(r: np.random.Generator, who: People) -> list[str]:
    said = 100 * who.organic + who.trait("said_organic") + r.normal(0, 9, len(who.ids))
    return [str(int(value)) for value in np.clip(np.round(said / 5) * 5, 0, 100)]


def _prices(r: np.random.Generator, worth: np.ndarray) -> list[np.ndarray]:
    """Four prices in rising order, but for a few people who mix them up."""
    person = worth * np.exp(r.normal(0, 0.18, len(worth)))
    steps = np.array([0.50, 0.75, 1.15, 1.55])
    prices = person[:, None] * steps * np.exp(r.normal(0, 0.07, (len(worth), 4)))
    prices = np.round(np.sort(prices, axis=1) * 2) / 2
    mixed = r.random(len(worth)) < 0.025
    prices[mixed] = prices[mixed][:, ::-1]
    return list(prices.T)


def _answer_carelessly(
    r: np.random.Generator, who: People, frame: pd.DataFrame, duration: np.ndarray
) -> None:
    """Straight-liners tick one column; speeders need a third of the time; some do both."""
    straight, fast = who.straight_liner, who.speeder
    duration[fast] = np.round(r.uniform(70, 190, int(fast.sum()))).astype(int)
    ticked = r.choice(("3", "4", "5"), int(straight.sum()), p=(0.5, 0.35, 0.15))
    for name in [item[0] for item in ATTITUDES] + [item[0] for item in NEEDS]:
        frame.loc[straight, name] = ticked
    frame.loc[straight, ["q20", "q21"]] = ""


def _leave_out(r: np.random.Generator, frame: pd.DataFrame, age: np.ndarray) -> None:
    """Missing answers: few in the batteries, many where people are asked to write or about money."""
    n = len(frame)
    shares = {"income": 0.07 + 0.02 * age, "household": np.full(n, 0.015), "brew": np.full(n, 0.02)}
    shares |= {name: np.full(n, 0.02) for name in frame.columns if name.startswith(("q7_", "q8_"))}
    shares |= {name: np.full(n, 0.07) for name in (*PRICES, "say_organic")}
    shares |= {"say_often": np.full(n, 0.02), "q30": np.full(n, 0.05), "gender": np.full(n, 0.01)}
    for name, share in shares.items():
        frame.loc[r.random(n) < share, name] = ""


def _days(r: np.random.Generator, n: int) -> list[str]:
    days = np.datetime64("2026-04-07") + np.minimum(r.geometric(0.12, n) - 1, 23)
    return [str(day) for day in days]


def _weights(r: np.random.Generator, age: np.ndarray, region: pd.Series) -> np.ndarray:
    """Weights as a field institute delivers them: older people and the islands answered too rarely."""
    weight = np.array([0.82, 0.85, 0.95, 1.05, 1.2, 1.45])[age]
    weight = weight * np.where(region == "Islands", 1.25, 1.0) * np.exp(r.normal(0, 0.05, len(age)))
    return np.asarray(weight / weight.mean())
