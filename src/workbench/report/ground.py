"""The tables of a run that the report stands on, read once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from workbench.artifacts import Run, in_use, read_choices, solutions_of
from workbench.schemas import CUSTOMER, WEIGHT, Variables, segment_order


@dataclass(frozen=True, slots=True)
class Ground:
    """Customers with the segments in use.

    Attributes
    ----------
    run
        The run they come from.
    customers
        The customer table, rows numbered from 0.
    segments
        Segment id of each row; missing where unassigned.
    weights
        Survey weight of each row; 1 where the study has none.
    names
        Name of each segment, if it has one.
    months, repeat
        Purchases by customer and month, and repeat purchases; None without purchases.
    """

    run: Run
    customers: pd.DataFrame
    segments: pd.Series
    weights: pd.Series
    names: Mapping[str, str]
    variables: Variables
    months: pd.DataFrame | None
    repeat: pd.DataFrame | None

    @property
    def labels(self) -> list[str]:
        """The segment ids, S1 first."""
        return sorted((str(s) for s in self.segments.dropna().unique()), key=segment_order)

    @property
    def by_customer(self) -> pd.Series:
        """Segment id by customer."""
        return self.segments.set_axis(self.customers[CUSTOMER])

    @property
    def weight_by_customer(self) -> pd.Series:
        return self.weights.set_axis(self.customers[CUSTOMER])

    def title(self, segment: str) -> str:
        """``S1 · name``, or the id alone."""
        return f"{segment} · {self.names[segment]}" if self.names.get(segment) else segment

    def part(self, rows: pd.Index[int]) -> Ground:
        """The same with some of the customers only, by their row numbers."""
        customers = self.customers.loc[rows].reset_index(drop=True)
        segments, weights = (s.loc[rows].reset_index(drop=True) for s in (self.segments, self.weights))
        months, repeat = (
            None if table is None else table[table[CUSTOMER].isin(customers[CUSTOMER])]
            for table in (self.months, self.repeat)
        )
        return replace(
            self, customers=customers, segments=segments, weights=weights, months=months, repeat=repeat
        )

    @property
    def base(self) -> str:
        """The base of a figure in words."""
        people = "customers" if self.months is not None else "respondents"
        weighted = ", weighted" if self.weights.nunique() > 1 else ""
        return f"Base: {len(self.customers):,} {people}{weighted}."

    @property
    def population(self) -> int | None:
        """How many customers the data stand for: as the study says, or as many as a sample was drawn from.

        A sample says nothing of them once people who answered are all that is left of it.
        """
        study = self.run.study
        drawn = (facts(self.run, "sources").get("features") or {}).get("sample")
        if study.population is not None or not drawn or study.survey is not None:
            return study.population
        return round(float(self.weights.sum()))

    @property
    def currency(self) -> str:
        return self.run.study.purchases.currency if self.run.study.purchases else ""


def ground(run: Run) -> Ground:
    """Read what earlier notebooks wrote, with the segments that people chose by hand where they did.

    Raises
    ------
    InputError
        When 1_data or 2_segments has not run yet.
    """
    customers = run.read("customers")
    used = in_use(run, read_choices(run.study), solutions_of(run))
    weights = customers[WEIGHT] if WEIGHT in customers else pd.Series(1.0, index=customers.index)
    return Ground(
        run=run,
        customers=customers,
        segments=customers[CUSTOMER].map(used.labels),
        weights=weights.astype(float),
        names={segment: name for segment, name in used.names.items() if name and name != segment},
        variables=run.variables(),
        months=run.read_if("months"),
        repeat=run.read_if("repeat"),
    )


def facts(run: Run, name: str) -> Mapping[str, Any]:
    """A JSON document of the run, or nothing when this study has none."""
    return run.read_document_if(name) or {}
