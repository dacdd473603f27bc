"""The customer table: who is in it, who is beside it, and what is refused."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest

from workbench.errors import InputError
from workbench.features import PurchaseFeatures, customer_table, narrowed
from workbench.features.catalogue import describe
from workbench.schemas import Variable, Variables


def survey(customers: list[str], **columns: list) -> SimpleNamespace:
    frame = pd.DataFrame(
        {"respondent": [f"r{c}" for c in customers], "customer": customers, "weight": 2.0, **columns}
    )
    return SimpleNamespace(frame=frame, variables=Variables.of(Variable(name, "numeric") for name in columns))


def bought(customers: list[str], name: str = "recency") -> PurchaseFeatures:
    frame = pd.DataFrame({"customer": customers, name: [float(len(c)) for c in customers]})
    return PurchaseFeatures(
        frame, Variables.of([Variable(name, "numeric", origin="purchases")]), pd.DataFrame(), pd.DataFrame()
    )


@pytest.mark.parametrize(
    ("join", "people", "others"),
    [
        ("both", ["2"], ["1", "3", "4"]),
        ("survey", ["1", "2"], ["3", "4"]),
        ("purchases", ["2", "3", "4"], ["1"]),
    ],
)
def test_join_decides_who_is_in_the_table(join: str, people: list[str], others: list[str]) -> None:
    table = customer_table(survey(["2", "1"], age=[30.0, 40.0]), bought(["4", "3", "2"]), join=join)
    assert table.frame.customer.tolist() == people
    assert table.others.customer.tolist() == others
    assert list(table.frame) == list(table.others) == ["customer", "respondent", "weight", "age", "recency"]


def test_coverage_counts_every_group() -> None:
    coverage = customer_table(survey(["1", "2"], a=[1.0, 2.0]), bought(["2", "3", "4"]), join="both").coverage
    assert dict(zip(coverage["what"], coverage["n"], strict=True)) == {
        "respondents": 2,
        "customers who bought": 3,
        "respondents who bought": 1,
        "respondents without purchases": 1,
        "customers who were not surveyed": 2,
        "in the table": 1,
    }
    assert coverage.set_index("what")["share"]["respondents who bought"] == 0.5


def test_people_who_were_not_surveyed_weigh_one() -> None:
    table = customer_table(survey(["1"], a=[1.0]), bought(["1", "2"]), join="purchases")
    assert table.frame.weight.tolist() == [2.0, 1.0]


def test_one_file_alone_needs_no_join() -> None:
    answers = customer_table(survey(["2", "1"], a=[1.0, 2.0]), None, join="both")
    assert (answers.frame.customer.tolist(), len(answers.others)) == (["2", "1"], 0)
    spending = customer_table(None, bought(["1"]), join="both")
    assert spending.frame.respondent.isna().all()
    assert spending.frame.weight.tolist() == [1.0]


def test_a_feature_gives_way_to_a_question_of_the_same_name() -> None:
    table = customer_table(survey(["1"], recency=[5.0]), bought(["1"]), join="both")
    assert table.frame[["recency", "bought.recency"]].values.tolist() == [[5.0, 1.0]]
    assert table.variables["bought.recency"].origin == "purchases"


def test_nobody_in_both_files_is_an_error_that_shows_the_ids() -> None:
    with pytest.raises(InputError) as error:
        customer_table(survey(["07", "08"], a=[1.0, 2.0]), bought(["7", "8"]), join="both")
    assert str(error.value) == (
        "study.yaml, keys survey.customer and purchases.customer: no customer is in both files: the survey has '07' and "
        "'08', the purchases '7' and '8'; expected columns that hold the same ids. Name the columns that hold the same "
        "ids, or remove one of the two files."
    )


def test_a_customer_who_answered_twice_is_an_error() -> None:
    with pytest.raises(
        InputError, match=r"^survey, column 'customer': 1 customers answered more than once, such as '1'"
    ):
        customer_table(survey(["1", "1", "2"], a=[1.0, 2.0, 3.0]), bought(["1"]), join="both")


def test_neither_file_is_a_fault_of_the_caller() -> None:
    with pytest.raises(ValueError, match=r"^a customer table needs a survey, purchases, or both$"):
        customer_table(None, None, join="both")


def test_only_keeps_matching_people_and_says_how_many() -> None:
    table = customer_table(
        survey(["1", "2", "3"], region=[1.0, 2.0, 1.0]), bought(["1", "2", "3"]), join="both"
    )
    one = narrowed(table, {"region": 1.0})
    assert one.frame.customer.tolist() == ["1", "3"]
    assert one.coverage.iloc[-1].to_dict() == {
        "what": "in the table, only region = 1.0",
        "n": 2,
        "share": 2 / 3,
    }
    with pytest.raises(
        InputError, match=r"key only.regoin: no variable 'regoin'; expected one of region or recency"
    ):
        narrowed(table, {"regoin": 1.0})


@pytest.mark.parametrize(
    ("category", "said"),
    [("NOTEBOOK_COMPUTER", "notebook computer"), ("SHOES", "shoes"), ("TV", "TV"), ("Coffee beans", "Coffee beans"),
     ("dog_food", "dog_food"), ("other", "all other categories")],
)  # fmt: skip
def test_a_category_that_is_a_code_is_said_in_words(category: str, said: str) -> None:
    shares = pd.DataFrame({f"share.{category}": [0.1, 0.9]})
    assert describe(shares)[f"share.{category}"].title == f"Share of spending: {said}"
