"""What is told from names and values of single columns."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.sources.columns.dates import DateFormat, date_formats
from workbench.sources.columns.levels import natural_order
from workbench.sources.columns.meaning import factor_of, sensitive_topic
from workbench.sources.columns.numbers import NumberFormat, number_format
from workbench.sources.columns.options import infer_options, joining, split_answer
from workbench.sources.columns.roles import propose_roles
from workbench.sources.columns.types import guess_type
from workbench.sources.raw import literal

DUCKDB = duckdb.connect()

ORDERS = {
    "income": ("Less than $25,000", "$25,000 - $49,999", "$50,000 - $74,999", "$150,000 or more"),
    "euros": ("under €20,000", "€20,000 - €34,999", "€75,000 or more"),
    "age": ("18 - 24 years", "25 - 34 years", "35 - 44 years", "65 and older"),
    "age in short": ("<18", "18-24", "25–34", "35+"),
    "thousands": ("Up to 10k", "10k to 50k", "More than 50k"),
    "household": ("1 (just me!)", "2", "3", "4+"),
    "times": ("Less than once", "Once", "2 - 3", "4 or more"),
    "visits": ("Never", "Once a year", "Every three months", "Once a month", "Once a week", "More than once a week"),
    "orders": ("Less than 5 times per month", "5 - 10 times per month", "More than 10 times per month"),
    "units differ": ("2-3 times a year", "3 times per month", "2 times per week", "Daily"),
    "seldom": ("Never", "Rarely", "Monthly", "Weekly", "Every day"),
    "agreement": ("Strongly disagree", "Disagree", "Neither agree nor disagree", "Agree", "Strongly agree"),
    "seven steps": ("Strongly disagree", "Disagree", "Somewhat disagree", "Neutral", "Somewhat agree", "Agree", "Strongly agree"),
    "satisfaction": ("Very dissatisfied", "Dissatisfied", "Neutral", "Satisfied", "Very satisfied"),
    "likelihood": ("Definitely not", "Probably not", "Might or might not", "Probably", "Definitely"),
    "importance": ("Not at all important", "Slightly important", "Moderately important", "Very important", "Extremely important"),
    "adverbs": ("Never", "Rarely", "Sometimes", "Often", "Always"),
    "size": ("Small", "Medium", "Large"),
    "education": ("Some high school or less", "High school diploma or GED", "Bachelor's degree", "Graduate or professional degree (MA, MS, MBA, PhD, JD, MD, DDS, etc)"),
    "ends": ("I hate it!-5", "-4", "-3", "0", "+1", "I love it!+5"),
    "numbered": ("1 - Strongly disagree", "2", "3", "4", "5 - Strongly agree"),
    "place": ("village", "small town", "town", "city"),
}  # fmt: skip


@pytest.mark.parametrize("levels", ORDERS.values(), ids=ORDERS)
def test_natural_order(levels: tuple[str, ...]) -> None:
    shuffled = list(levels)
    random.Random(7).shuffle(shuffled)
    order = natural_order(shuffled)
    assert order is not None
    assert order.levels == levels


@pytest.mark.parametrize(
    "levels",
    [("tea", "coffee"), ("Store 1", "Store 2"), ("Iowa", "Ohio", "Maine"), ("Female", "Male", "Other"),
     ("Yes if I get part of the profit", "No", "Yes"), ("2", "3", "5")],
)  # fmt: skip
def test_no_order(levels: tuple[str, ...]) -> None:
    assert natural_order(levels) is None


def test_options_that_hold_the_separator() -> None:
    options = ("Filter, drip or pour-over", "Capsules, pods", "Instant")
    draw = random.Random(3)
    answers: dict[str, int] = {}
    for _ in range(400):
        chosen = [option for option in options if draw.random() < 0.5]
        if chosen:
            answers[",".join(chosen)] = answers.get(",".join(chosen), 0) + 1
    found = infer_options(answers)
    assert found is not None
    assert set(found.options) == set(options)
    assert {split_answer(a, found.options, found.separator) for a in answers} == {
        tuple(o for o in options if o in a) for a in answers
    }


@pytest.mark.parametrize(
    "counts",
    [
        {"Salem, OR": 30, "Bend, OR": 20, "Reno, NV": 20, "Salem, MA": 4},
        {"Graduate degree (MA, MS, etc)": 50, "Bachelor's degree": 70},
        {"$25,000 - $49,999": 10, "$50,000 - $74,999": 12, "Less than $25,000": 9},
        {"Well, I like it, and so on": 1, "No, not at all, never": 1},
    ],
)  # fmt: skip
def test_texts_with_commas_are_not_multi_select(counts: dict[str, int]) -> None:
    assert infer_options(counts) is None


@given(
    st.sets(st.text("abc,; ", min_size=1, max_size=6).map(str.strip).filter(bool), min_size=1, max_size=5),
    st.data(),
)
def test_split_answers_join_again(options: set[str], data: st.DataObject) -> None:
    ordered = sorted(options)
    ours = joining(ordered)
    chosen = data.draw(st.lists(st.sampled_from(ordered), unique=True))
    assert ours.join(chosen).split(ours) == (chosen or [""])


@given(st.lists(st.sampled_from(["tea", "tea, hot", "milk"]), min_size=1, unique=True))
def test_known_options_are_found_whatever_their_order(chosen: list[str]) -> None:
    found = split_answer(",".join(chosen), ["tea", "tea, hot", "milk"], ",")
    assert found == tuple(chosen)


WRITTEN = st.one_of(
    st.decimals(-99999, 99999, places=2).map(lambda d: f"{d:,}"),
    st.decimals(-99999, 99999, places=2).map(lambda d: f"{d:,}".translate(str.maketrans(",.", ".,"))),
    st.integers(-(10**9), 10**9).map(str),
    st.sampled_from(["$1,234.50", "1.234,50 €", "(12.00)", "12-", "−3", "1e3", ".5", "5.", "12 %", "abc", "", "1,2,3", "1'000"]),
    st.text("0123456789.,-+eE() $€%'", max_size=8),
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(WRITTEN, st.sampled_from([".", ","]), st.booleans())
def test_numbers_are_the_same_in_python_and_in_duckdb(text: str, decimal: str, plain: bool) -> None:
    style = number_format([text], decimal=decimal) if plain else NumberFormat(decimal)  # type: ignore[arg-type]
    if style is None or not text.strip():
        return
    ours = style.number(text)
    theirs = DUCKDB.execute(f"SELECT {style.sql(literal(text))}").fetchall()[0][0]
    assert theirs is None if ours is None else theirs == pytest.approx(ours)


@pytest.mark.parametrize(
    ("values", "decimal", "first"),
    [(["1.5", "20"], ".", 1.5), (["1,5", "20"], ",", 1.5), (["1.234,5"], ",", 1234.5), (["1,234.5", "3"], ".", 1234.5),
     (["1,234", "5,678"], ".", 1234.0), (["1,234", "5,6"], ",", 1.234), (["(3.50)"], ".", -3.5)],
)  # fmt: skip
def test_decimal_sign_is_told_by_the_column(values: list[str], decimal: str, first: float) -> None:
    style = number_format(values)
    assert style is not None
    assert style.decimal == decimal
    assert style.number(values[0]) == first


EPOCH = datetime.fromisoformat("1970-01-01")
MOMENTS = st.integers(-(10**9) // 2, 4 * 10**9).map(lambda seconds: EPOCH + timedelta(seconds=seconds))
PATTERNS = (
    "",
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%d.%m.%Y %H:%M:%S",
    "%Y%m%d",
    "%d %b %Y",
    "%m/%d/%Y %I:%M %p",
    "%Y/%m/%d",
)


@settings(max_examples=100, deadline=None)
@given(MOMENTS, st.sampled_from(PATTERNS))
def test_dates_are_the_same_in_python_and_in_duckdb(moment: datetime, pattern: str) -> None:
    text = moment.strftime(pattern or "%Y-%m-%dT%H:%M:%S")
    form = DateFormat(pattern)
    theirs = DUCKDB.execute(f"SELECT {form.sql(literal(text))}").fetchall()[0][0]
    assert theirs == form.moment(text)
    assert form in date_formats([text])


def test_one_late_row_tells_day_from_month() -> None:
    assert [f.name for f in date_formats(["03/04/2024", "05/06/2024"])] == ["DD/MM/YYYY", "MM/DD/YYYY"]
    assert [f.name for f in date_formats(["03/04/2024", "05/16/2024"])] == ["MM/DD/YYYY"]


@pytest.mark.parametrize(
    ("name", "label", "topic"),
    [
        ("Q-personal-diabetes", "", "health"),
        ("q1", "Do you smoke cigarettes?", "substances"),
        ("Q-sexual-orientation", "", "sexual orientation"),
        ("religion", "", "religion"),
        ("Q-demos-race", "", "ethnicity"),
        ("vote", "Which party did you vote for?", "politics"),
        ("healthy", "McDonald's food is healthy", ""),
        ("fast", "", ""),
        ("weight", "", ""),
        ("party_size", "How many guests at your last party?", ""),
    ],
)
def test_sensitive(name: str, label: str, topic: str) -> None:
    assert sensitive_topic(name, label) == topic


@pytest.mark.parametrize(
    ("name", "label", "factor"),
    [
        ("Age", "", "demographic"),
        ("Q-demos-state", "", "geographic"),
        ("postcode", "", "geographic"),
        ("q3", "How often do you shop with us?", "behavioural"),
        ("q4", "How important is it to you that milk is organic?", "need"),
        ("q5", "I enjoy trying new coffee", "psychographic"),
        ("Q-census-use", "Do you think the Census Bureau should use purchase data?", "psychographic"),
    ],
)
def test_factor(name: str, label: str, factor: str) -> None:
    assert factor_of(name, label)[0] == factor


def test_types() -> None:
    def kind(name: str, *answers: str, rows: int = 0) -> tuple[str, str | None]:
        counts = {a: answers.count(a) for a in answers}
        guess = guess_type(name, counts, rows=rows or len(answers))
        return guess.type, guess.role

    assert kind("x", "Yes", "No", "Yes") == ("binary", None)
    assert kind("x", "0", "1", "1") == ("binary", None)
    assert kind("x", "a") == ("nominal", "ignore")
    assert kind("x") == ("nominal", "ignore")
    assert kind("recipient_email", "a@b.c", "d@e.f")[1] == "ignore"
    assert kind("zip", "02139", "10115", "02139") == ("nominal", "descriptor")
    assert kind("seen", "2024-01-31", "2024-02-01") == ("date", "descriptor")
    assert kind("StartDate", "2024-01-31", "2024-02-01") == ("date", "ignore")
    assert kind("nr", *map(str, range(1000, 1100))) == ("nominal", "ignore")
    assert kind("code", *(f"a{i}" for i in range(100))) == ("nominal", "ignore")
    assert kind("recommend", "0", "10", "7", "8") == ("likert", None)
    assert kind("why", *(f"because of this and that, number {i}, and more" for i in range(30))) == (
        "open text",
        "open text",
    )


def test_skewed_amounts_enter_as_logarithms() -> None:
    amounts = {str(2**i): 1 for i in range(14)}
    assert guess_type("spend", amounts, rows=14).log
    assert not guess_type("height", {str(i): 1 for i in range(150, 190)}, rows=40).log


def test_batteries_are_the_basis() -> None:
    rated = guess_type("a_1", {str(i): 5 for i in range(1, 6)}, rows=25)
    single = guess_type("tried", {"Yes": 9, "No": 16}, rows=25)
    made = propose_roles({f"a_{i}": rated for i in range(8)} | {"tried": single}, {})
    assert {made[f"a_{i}"].role for i in range(8)} == {"basis"}
    assert {made[f"a_{i}"].battery for i in range(8)} == {"a"}
    assert made["a_1"].guess.levels == ("1", "2", "3", "4", "5")
    assert made["tried"].role == "descriptor"
    few = propose_roles({f"a_{i}": rated for i in range(3)} | {"tried": single}, {})
    assert few["tried"].role == "basis"
