"""Small groups are hidden, and what would give them away."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.site.cells import hidden_cells


def rows(*lines: str) -> list[list[str]]:
    return [line.split("|") for line in lines]


def test_large_groups_stay() -> None:
    assert hidden_cells(["segment", "n"], rows("S1|60", "S2|11"), 11) == set()


def test_one_small_group_takes_the_next_with_it() -> None:
    table = rows("S1|600|31 %", "S2|250|13 %", "S3|4|2 %")
    assert hidden_cells(["segment", "n", "share"], table, 11) == {(1, 1), (1, 2), (2, 1), (2, 2)}


def test_two_small_groups_cover_each_other_when_they_are_many_together() -> None:
    assert hidden_cells(["segment", "n"], rows("S1|600", "S2|9", "S3|8"), 11) == {(1, 1), (2, 1)}
    assert hidden_cells(["segment", "n"], rows("S1|600", "S2|3", "S3|4"), 11) == {(0, 1), (1, 1), (2, 1)}


def test_each_question_is_covered_within_itself() -> None:
    table = rows("age|18-24|5", "age|25-34|300", "age|35+|500", "sex|f|400", "sex|m|405")
    assert hidden_cells(["variable", "level", "n"], table, 11) == {(0, 2), (1, 2)}


def test_nobody_is_no_small_group() -> None:
    assert hidden_cells(["segment", "n"], rows("S1|600", "S2|0"), 11) == set()


def test_a_cross_table_of_counts_is_covered_by_column() -> None:
    table = rows("yes|5|90", "no|70|80", "maybe|60|30")
    assert hidden_cells(["answer", "S1", "S2"], table, 11) == {(0, 1), (2, 1)}


def test_numbers_that_count_nobody_stay() -> None:
    assert hidden_cells(["segment", "mean", "S1"], rows("a|4|0.5", "b|5|0.7"), 11) == set()


@given(st.lists(st.integers(0, 60), min_size=2, max_size=12))
def test_no_hidden_count_follows_from_the_total(counts: list[int]) -> None:
    table = [[f"group {i}", str(n)] for i, n in enumerate(counts)]
    hidden = {row for row, column in hidden_cells(["group", "n"], table, 11) if column == 1}
    assert {i for i, n in enumerate(counts) if 0 < n < 11} <= hidden
    others = [n for i, n in enumerate(counts) if i not in hidden and n]
    assert len(hidden) != 1 or not others


PROFILE = ["figure", "segment", "value", "95 % interval", "everyone", "index", "n"]


def test_a_share_beside_its_base_is_a_count() -> None:
    table = rows(
        "Prefer not to say|S1|6 %|4 % to 9 %|4 %|150|323",
        "Prefer not to say|S2|1 %|0 % to 3 %|4 %|25|286",
        "Prefer not to say|S3|5 %|3 % to 8 %|4 %|125|251",
    )
    hidden = hidden_cells(PROFILE, table, 11)
    assert hidden == {(row, column) for row in (1, 2) for column in range(2, 6)}  # the base stays


def test_a_fraction_of_a_chart_is_a_count_and_the_total_beside_nobody_is_hidden_too() -> None:
    columns = ["stage", "segment", "n", "value", "low", "high", "total", "index"]
    table = rows(
        "one purchase|S1|323|0.01238|0.004826|0.0314|0.004651|266.3",
        "one purchase|S2|286|0|0|0.01325|0.004651|0",
        "more|S1|323|0.9876|0.9686|0.9952|0.9953|99.22",
        "more|S2|286|1|0.9868|1|0.9953|100.5",
    )
    hidden = hidden_cells(columns, table, 11)
    assert {(0, c) for c in range(3, 8)} <= hidden
    assert (1, 6) in hidden
    assert (2, 3) in hidden  # its complement among the 323 of S1
    assert {(3, 6), (3, 7)} <= hidden  # 0.9953 of 609, and 100.5: what is left is the 4 of S1


@pytest.mark.parametrize(
    ("share", "n", "small"),
    [
        ("4 %", "251", True),  # 3.5 % would be 9
        ("4 %", "320", False),  # 3.5 % would be 11
        ("0 %", "286", True),  # one of 286 is shown so
        ("0 %", "90", False),
        ("<1 %", "300", True),
        ("3 % (2–5 %)", "200", True),
        ("0.0 %", "286", False),
        ("+1 %", "286", False),
        ("99 %", "286", True),  # leaves 3
        ("100 %", "286", True),  # may leave one
        ("100 %", "90", False),
        ("95 %", "286", False),  # leaves 14
    ],
)
def test_a_rounded_share_is_hidden_when_it_may_stand_for_few(share: str, n: str, small: bool) -> None:
    table = rows(f"S1|{share}|{n}", f"S2|50 %|{n}")
    assert bool(hidden_cells(["segment", "value", "n"], table, 11)) == small


def test_large_shares_stay() -> None:
    table = rows("Yes|S1|92 %|89 % to 95 %|50 %|185|323", "Yes|S2|7 %|5 % to 11 %|50 %|14|286")
    assert hidden_cells(PROFILE, table, 11) == set()
    fractions = rows("S1|0.9567|0.9286|0.974|323", "S2|0.05|0.03|0.08|286")
    assert hidden_cells(["segment", "value", "low", "high", "n"], fractions, 11) == set()


def test_the_share_that_a_count_is_of_its_total_is_no_share_of_that_count() -> None:
    assert (
        hidden_cells(["segment", "n", "share"], rows("S1|600|68 %", "S2|250|28 %", "S3|30|3 %"), 11) == set()
    )
    within = rows("A|a|265|82 %", "A|b|58|18 %", "B|a|270|94 %", "B|b|16|6 %")
    assert hidden_cells(["of", "segment", "customers", "share of the first"], within, 11) == set()


def test_shares_of_money_and_figures_that_are_no_share_stay() -> None:
    columns = ["figure", "share of revenue", "value", "effect", "n"]
    table = rows("Share of spending sent back|1 %|1 %|0.005|286", "Orders a month|2 %|3.9|0.01|286")
    assert hidden_cells(columns, table, 11) == set()


def test_a_share_of_another_thing_and_the_bounds_of_a_bin_stay_in_a_row_with_a_small_one() -> None:
    said = rows("S1|323|43 %|6 %", "S2|286|44 %|1 %", "S3|251|65 %|5 %")
    columns = ["segment", "people", "say (mean percentile)", "say far more"]
    assert hidden_cells(columns, said, 11) == {(1, 3), (2, 3)}
    bins = rows("0|12|5", "12|24|300", "24|36|400")
    assert hidden_cells(["months from", "to", "customers"], bins, 11) == {(0, 2), (1, 2)}
    cohorts = rows("2020|0|30|1", "2020|5|30|0.5")
    assert hidden_cells(["cohort", "age", "customers", "active"], cohorts, 11) == set()


def test_the_base_may_stand_in_the_caption() -> None:
    answers = rows("Female|64 %", "Male|33 %", "Other|1 %")
    assert hidden_cells(["Answer", "Here"], answers, 11, base=286) == {(1, 1), (2, 1)}
    assert hidden_cells(["Answer", "Here"], answers, 11) == set()


@pytest.mark.parametrize("heading", ["share, %", "per cent", "share (percent)"])
def test_a_percentage_may_have_its_sign_in_the_heading(heading: str) -> None:
    assert hidden_cells(["segment", heading, "n"], rows("S1|40.0|286", "S2|50.1|300"), 11) == set()
    assert (0, 1) in hidden_cells(["segment", heading, "n"], rows("S1|1.2|286", "S2|50.1|300"), 11)


def test_sizes_that_are_no_column_of_people_are_hidden_alone() -> None:
    table = rows("3|251|0.29|312 / 300 / 248", "8|7|0.008|312, 300, 7")
    columns = ["k", "smallest", "smallest_share", "sizes"]
    assert hidden_cells(columns, table, 11) == {(1, 1), (1, 2), (1, 3)}


def test_parts_that_make_a_base_are_counts_whatever_they_are_called() -> None:
    columns = ["segment", "people", "do as they say", "more", "less"]
    table = rows("everyone|600|400|150|50", "S1|300|190|103|7", "S2|300|210|47|43")
    assert hidden_cells(columns, table, 11) == {(1, 3), (1, 4), (2, 3), (2, 4)}
    assert hidden_cells(columns, rows("S1|300|188|103|9"), 11) == {(0, 3), (0, 4)}
    assert hidden_cells(columns, rows("S1|300|1|2|9"), 11) == set()


@given(st.lists(st.integers(0, 40), min_size=2, max_size=10))
def test_the_hidden_counts_are_not_few_together_while_others_stay(counts: list[int]) -> None:
    table = [[f"group {i}", str(n)] for i, n in enumerate(counts)]
    hidden = {row for row, _ in hidden_cells(["group", "n"], table, 11)}
    stay = [n for i, n in enumerate(counts) if i not in hidden and n]
    assert not hidden or not stay or sum(counts[i] for i in hidden) >= 11
