"""What the tables of the report count, and what they leave out."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from workbench import report
from workbench.artifacts import open_run
from workbench.cards import cards
from workbench.display import Listing
from workbench.personas import Claim, Graded, Persona, Said, Statistic
from workbench.report.finding import Finding
from workbench.report.ground import Ground
from workbench.schemas import Variables

STUDY = """\
name: shop
title: A shop
purchases: {source: bought.csv, customer: who, date: day, amount: paid, currency: EUR}
"""


@pytest.fixture
def ground(tmp_path: Path) -> Ground:
    """Two customers of S1 with two purchases each, none of them sent back."""
    (tmp_path / "study.yaml").write_text(STUDY, encoding="utf-8")
    (tmp_path / "bought.csv").write_text("who,day,paid\n", encoding="utf-8")
    months = pd.DataFrame(
        {"customer": ["a", "b"], "month": pd.Timestamp("2025-01-01"), "orders": 2, "lines": 2, "revenue": 10.0, "returns": 0.0}
    )  # fmt: skip
    return Ground(
        run=open_run(tmp_path / "study.yaml", interactive=True),
        customers=pd.DataFrame({"customer": ["a", "b"]}),
        segments=pd.Series(["S1", "S1"]),
        weights=pd.Series(1.0, index=[0, 1]),
        names={},
        variables=Variables.of([]),
        months=months,
        repeat=None,
    )


def test_the_report_counts_the_lines_that_the_card_marks(ground: Ground) -> None:
    said = Said("e", "n", "P1", "Queues", "quote", "S1", "S1", "Queues")
    number = Statistic("q1", "Age", "", "S1", 4.5, 4.2, 4.8, 3.1, 60)
    claims = (
        Claim("c0", "tagline", "In a hurry", "assumption"),
        Claim("c1", "need", "Speed", "fact", "need", (number,)),
        Claim("c2", "pains", "Queues", "inference", "need", said=(said,)),
        Claim("c3", "quote", "Queues", "fact", None, said=(said,)),
        Claim("c4", "scenario", "Monday", "assumption"),
        *(Claim(f"o{i}", "open_questions", "Why?", "assumption") for i in range(3)),
    )
    one = Persona(
        "S1", "Ana", {"style": "shapes", "seed": "1"}, {"S1": 1.0}, Graded("proto", ""), 1, 60, claims
    )
    record = {
        "id": "S1",
        "name": "Ana",
        "level": "proto",
        "segments": {"S1": 1.0},
        "claims": [c.to_record() for c in claims],
    }
    ground.run.write_document("personas", {"personas": [record]})
    listing = report.personas(ground)
    assert isinstance(listing, Listing)
    (row,) = listing.frame.to_dict("records")
    assert (row["supported"], row["thin"], row["assumptions"], row["open questions"]) == (1, 1, 1, 3)
    marked = re.findall(r'<dd class="wb-claim wb-(\w+)">', str(cards([one]).html))
    assert sorted(marked) == ["assumption", "supported", "thin"]


@pytest.mark.parametrize("returns", [0.0, 2.0])
def test_what_was_sent_back_is_told_only_where_something_was(ground: Ground, returns: float) -> None:
    assert ground.months is not None
    there = replace(ground, months=ground.months.assign(returns=[returns, 0.0]))
    listing = report.bought(there, report.value(there))
    assert isinstance(listing, Listing)
    assert ("sent back" in listing.frame) is (returns > 0)
    assert ("no amount is below zero" in listing.caption) is (returns == 0)


def test_spending_says_that_it_is_a_customer_s(ground: Ground) -> None:
    nothing = Finding.silent("nothing")
    first = report.first(ground)
    listing = report.overview(
        ground, value=report.value(ground), growth=nothing, change=report.change(ground), first=first
    )
    assert "EUR a customer and month" in listing.frame
    assert "EUR a customer and month: the mean of all customers of the segment." in listing.caption
