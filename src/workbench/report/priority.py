"""Which segment first: the data's criteria until the team sets its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from workbench.artifacts.priorities import read_criteria
from workbench.display import Listing, Prose
from workbench.figures import priority as figures
from workbench.report.finding import Finding
from workbench.report.ground import Ground
from workbench.report.growth import forecast_change
from workbench.report.worth import sizes_of, worth_of
from workbench.value import Criterion, Size, Worth, rank_sensitivity, rate
from workbench.widgets.priorities import priority_panel
from workbench.words import value as words


@dataclass(frozen=True, slots=True)
class First:
    """Which segment first.

    Attributes
    ----------
    ranking
        The order; drawn as attractiveness × fit where a criterion of fit is rated.
    sensitivity
        How often each segment keeps its place when the weights are moved.
    """

    ranking: Finding
    sensitivity: Finding


def first(ground: Ground, *, growth: Finding | None = None) -> First:
    """Rank the segments by attractiveness and fit.

    Parameters
    ----------
    growth
        What `workbench.report.growth` found; its forecasts rate the criterion "expected growth".
    """
    sizes, worths = sizes_of(ground), worth_of(ground)
    set_by_team = read_criteria(ground.run.study)
    criteria = criteria_of(ground, growth=growth)
    ranking = rank_sensitivity(criteria, ground.labels, seed=ground.run.study.segments.seed)
    revenue = {w.segment: w.revenue for w in worths} or {s.segment: s.share.value for s in sizes}
    scores = pd.DataFrame(
        {
            "segment": [p.segment for p in ranking.priorities],
            "attractiveness": [p.attractiveness for p in ranking.priorities],
            "fit": [p.fit if p.fit == p.fit else 3.0 for p in ranking.priorities],
            "score": [p.score for p in ranking.priorities],
            "rank": [p.rank for p in ranking.priorities],
            "size": [revenue.get(p.segment, 0.0) for p in ranking.priorities],
            "first in other weightings": [ranking.first_share[p.segment] for p in ranking.priorities],
        }
    )
    said = words.ranking(ranking, ground.title, by_hand=bool(set_by_team))
    if not set_by_team and len(criteria) == 1:
        said = words.ranking_by_size(ranking.priorities[0].segment, ground.title)
        return First(Finding(said, None, scores), Finding(Prose.of(), None, ranking.rank_shares))
    moved = figures.rank_stability(
        ranking.rank_shares, ground.names, base="1,000 weightings around the ones that are set."
    )
    matrix = None
    if any(c.axis == "fit" and c.weight > 0 for c in criteria):
        matrix = figures.priorities(
            scores, ground.names, base=f"Bubble: {'revenue' if worths else 'share of customers'}."
        )
    return First(Finding(said, matrix, scores), Finding(Prose.of(), moved, ranking.rank_shares))


def criteria_of(ground: Ground, *, growth: Finding | None = None) -> list[Criterion]:
    """The team's criteria, or those that the data can rate when nobody has set any."""
    team = [Criterion(c.name, c.axis, c.weight, c.ratings, c.author) for c in read_criteria(ground.run.study)]
    expected = forecast_change(growth.table) if growth else {}
    return team or from_data(sizes_of(ground), worth_of(ground), expected)


def criteria(ground: Ground, *, growth: Finding | None = None) -> object:
    """The criteria, their weights and ratings: a form in the lab, a table on a page."""
    used = criteria_of(ground, growth=growth)
    if ground.run.interactive:
        titles = {segment: ground.title(segment) for segment in ground.labels}
        return priority_panel(ground.run.study, used, titles)
    rows = [
        {"criterion": c.name, "makes it": c.axis, "weight": c.weight, "set by": c.source}
        | {ground.title(segment): round(c.ratings.get(segment, 3.0), 1) for segment in ground.labels}
        for c in used
    ]
    return Listing(pd.DataFrame(rows), caption=f"Ratings from 1 (poor) to 5 (excellent).{_set_on(ground)}")


def _set_on(ground: Ground) -> str:
    team = read_criteria(ground.run.study)
    if not team:
        return " From the data: 3 is the mean of the segments, 5 twice as much, 1 half."
    return f" Set by {team[0].author} on {team[0].time[:10]}."


def from_data(sizes: Sequence[Size], worths: Sequence[Worth], change: Mapping[str, float]) -> list[Criterion]:
    """Criteria that the data can rate, of equal weight: size, revenue a customer, growth, loyalty."""
    criteria = [_rated("size", {s.segment: s.share.value for s in sizes})]
    if worths:
        criteria += [
            _rated("revenue a customer", {w.segment: w.per_customer.value for w in worths}),
            _rated("buys again", {w.segment: w.repeat_rate.value for w in worths}),
        ]
    if change:
        criteria.append(_rated("expected growth", {s: 1 + c for s, c in change.items()}))
    return criteria


def _rated(name: str, values: Mapping[str, float]) -> Criterion:
    return Criterion(name, "attractiveness", 1.0, rate(values))
