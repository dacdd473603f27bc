"""The column that joins a survey and purchases, found by the overlap of values."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.display import percent
from workbench.intake.telling import TableFacts, distinct_values
from workbench.sources.raw import RawTable

Side = tuple[RawTable, TableFacts] | None


@dataclass(frozen=True, slots=True)
class Joined:
    """The join key on both sides and what it covers, in sentences."""

    survey: str | None = None
    purchases: str | None = None
    lines: tuple[str, ...] = ()


def join_key(survey: Side, purchases: Side) -> Joined:
    """Find the pair of columns whose values overlap most.

    Columns of the survey must not repeat; columns of the purchases are those that may hold
    customers. With purchases alone it is the likeliest of these.
    """
    if purchases is None:
        return Joined()
    raw, facts = purchases
    candidates = facts.customer_candidates()
    if survey is None:
        return Joined(purchases=candidates[0] if candidates else next(iter(facts.columns)))
    asked, asked_facts = survey
    wide = candidates or [c.name for c in facts.columns.values() if c.kind != "date" and c.repeats > 1.02]
    bought = {name: distinct_values(raw, name) for name in wide[:8]}
    best = (0, "", "")
    for own in asked_facts.unique:
        ids = distinct_values(asked, own)
        for name, values in bought.items():
            best = max(best, (len(ids & values), own, name))
    shared, own, name = best
    if not shared:
        return Joined(purchases=wide[0] if wide else None, lines=_apart(asked, asked_facts, bought))
    ids, values = distinct_values(asked, own), bought[name]
    share = percent(shared / len(ids), 1)
    lines = [
        f"joined by {_named(own, name)}: {shared:,} of {len(ids):,} respondents ({share}) have purchases"
    ]
    if unknown := len(values) - shared:
        lines.append(
            f"{unknown:,} of {len(values):,} customers with purchases ({percent(unknown / len(values), 1)}) are not in the survey"
        )
    return Joined(own, name, tuple(lines))


def _named(own: str, name: str) -> str:
    return repr(own) if own == name else f"{own!r} and {name!r}"


def _apart(asked: RawTable, facts: TableFacts, bought: dict[str, set[str]]) -> tuple[str, ...]:
    """Nothing overlaps: say whether only leading zeros stand between."""
    for own in facts.unique:
        ids = {v.lstrip("0") for v in distinct_values(asked, own)}
        for name, values in bought.items():
            if shared := len(ids & {v.lstrip("0") for v in values}):
                said = (
                    f"{own!r} and {name!r} would join {shared:,} people but for leading zeros: one of the files"
                    " lost them in a spreadsheet; export it again with ids as text"
                )
                return (said,)
    return ("survey and purchases share no ids: they cannot be joined",)
