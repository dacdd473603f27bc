"""Small groups are hidden, and what would give them away."""

from __future__ import annotations

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


def test_two_small_groups_cover_each_other() -> None:
    assert hidden_cells(["segment", "n"], rows("S1|600", "S2|3", "S3|4"), 11) == {(1, 1), (2, 1)}


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
