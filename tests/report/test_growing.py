"""Growth and stages as the report tells them, on a handful of purchases."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from workbench import report
from workbench.artifacts import open_run
from workbench.report.ground import Ground
from workbench.schemas import Variables

STUDY = """\
name: shop
title: A shop
purchases: {source: bought.csv, customer: who, date: day, amount: paid, currency: EUR, observed: {until: UNTIL}}
"""


def ground(folder: Path, *, until: str, months: pd.DataFrame, **columns: list[float]) -> Ground:
    """A study whose customers are those of `months`, all of them in S1."""
    (folder / "study.yaml").write_text(STUDY.replace("UNTIL", until), encoding="utf-8")
    (folder / "bought.csv").write_text("who,day,paid\n", encoding="utf-8")
    people = pd.DataFrame({"customer": sorted(months["customer"].unique()), **columns})
    return Ground(
        run=open_run(folder / "study.yaml", interactive=True),
        customers=people,
        segments=pd.Series(["S1"] * len(people)),
        weights=pd.Series(1.0, index=people.index),
        names={},
        variables=Variables.of([]),
        months=months,
        repeat=None,
    )


def bought(lives: dict[str, tuple[str, str]]) -> pd.DataFrame:
    """Customer → the first and the last month, with one order in each month between."""
    rows = [
        {"customer": who, "month": month, "orders": 1, "revenue": 10.0}
        for who, (first, last) in lives.items()
        for month in pd.date_range(first, last, freq="MS")
    ]
    return pd.DataFrame(rows)


LIVES = {
    "a": ("2024-01", "2025-12"), "b": ("2024-01", "2025-12"), "c": ("2024-01", "2024-09"),
    "d": ("2024-05", "2025-12"), "e": ("2024-08", "2025-12"),
}  # fmt: skip


def test_the_base_of_who_stays_is_who_is_drawn(tmp_path: Path) -> None:
    found = report.retention_of_cohorts(ground(tmp_path, until="2025-12-31", months=bought(LIVES)))
    assert found.table.drop_duplicates("cohort")["customers"].sum() == 2
    assert found.figure is not None
    assert found.figure.layout.meta["caption"].startswith(
        "Base: the 2 of 5 customers with purchases who began in the quarters shown."
    )


def test_who_is_lost_is_told_where_all_are_observed_to_one_date(tmp_path: Path) -> None:
    there = ground(tmp_path, until="2025-12-31", months=bought(LIVES))
    listing = report.comings_and_goings(there, report.growth(there))
    assert "lost a month" in listing.frame
    assert "half a year without a purchase" in listing.caption


def test_nobody_is_lost_where_histories_end_at_their_own_dates(tmp_path: Path) -> None:
    there = ground(tmp_path, until="customer", months=bought(LIVES))
    found = report.growth(there)
    assert found.table["lost"].isna().all()
    listing = report.comings_and_goings(there, found)
    assert list(listing.frame) == ["segment", "active a month", "new a month"]
    assert listing.caption == (
        "Mean of the last twelve months. Who is lost cannot be told: each customer's history ends at a date of its own."
    )


@pytest.mark.parametrize(
    ("until", "recency", "told", "untold"),
    [
        ("2025-12-31", [5, 5, 500, 25, 5], "Overdue: two to four of a customer's own usual gaps", "cannot"),
        ("2025-12-31", [5, 5, 500, 5, 5], "Lapsed: more than four", "Overdue"),
        ("customer", [0, 0, 0, 0, 0], "nobody can be overdue or lapsed", "Overdue:"),
    ],
)
def test_only_the_stages_of_the_chart_are_explained(
    tmp_path: Path, until: str, recency: list[float], told: str, untold: str
) -> None:
    there = ground(tmp_path, until=until, months=bought(LIVES), recency=recency, interpurchase=[10] * 5)
    found = report.stages(there)
    assert found.figure is not None
    caption = found.figure.layout.meta["caption"]
    assert told in caption
    assert untold not in caption
