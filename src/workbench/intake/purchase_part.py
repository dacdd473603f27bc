"""The purchases section of a proposed study."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workbench.config import PurchaseSettings
from workbench.errors import InputError, Problem
from workbench.intake.purchase_columns import Recognised, recognise
from workbench.intake.telling import TableFacts
from workbench.intake.writing import line, read_as, remarks
from workbench.schemas import Variable, Variables
from workbench.sources import Purchases, open_purchases
from workbench.sources.endings import Endings, endings
from workbench.sources.raw import RawTable


@dataclass(frozen=True, slots=True)
class PurchasePart:
    """What was told of a purchase file; `opened` is None when it could not be read through."""

    customer: str
    columns: tuple[str, ...] | None
    settings: Mapping[str, Recognised]
    opened: Purchases | None = None
    endings: Endings | None = None
    problems: tuple[Problem, ...] = ()


def purchase_part(
    raw: RawTable, facts: TableFacts, customer: str, *, folder: Path, file: str
) -> PurchasePart:
    """Recognise the columns, read the file through once, and look at how histories end."""
    found = recognise(facts, customer)
    if "date" not in found:
        expected = "a column of dates such as 2024-01-31"
        remedy = "name the other file with --purchases, or add a date to each line"
        raise InputError(Problem(raw.name, "", "no column of dates", expected, remedy))
    if "amount" not in found:
        remedy = "write study.yaml by hand if amounts are in a column of another kind"
        raise InputError(Problem(raw.name, "", "no column of amounts or prices", "numbers", remedy))
    names, customer, found = _named_columns(raw, facts, customer, found)
    settings = {key: recognised.value for key, recognised in found.items()}
    source: dict[str, Any] = {"source": file, "customer": customer, **settings}
    if names:
        source |= {"header": False, "columns": names}
    try:
        opened = open_purchases(PurchaseSettings(**source), folder=folder)
    except InputError as error:
        return PurchasePart(customer, names, found, problems=error.problems)
    ends = endings(opened.lines)
    return PurchasePart(customer, names, found, opened=opened, endings=ends)


def _named_columns(
    raw: RawTable, facts: TableFacts, customer: str, found: dict[str, Recognised]
) -> tuple[tuple[str, ...] | None, str, dict[str, Recognised]]:
    """Without a header, columns get the names of what they hold."""
    if raw.facts.get("header_rows") != 0 or raw.facts.get("format") != "text":
        return None, customer, found
    new = {customer: "customer", **{r.value: key for key, r in found.items()}}
    names = tuple(new.get(name, name) for name in facts.columns)
    return names, "customer", {key: Recognised(key, r.reason) for key, r in found.items()}


def purchase_lines(part: PurchasePart, source: str, raw: RawTable) -> list[str]:
    """The section as lines of YAML."""
    made = ["purchases:", line("source", source, read_as(raw), indent=2)]
    if part.columns:
        made.append(line("header", value=False, comment="the first line is data", indent=2))
        made.append(line("columns", list(part.columns), "named by what they hold", indent=2))
    made.append(line("customer", part.customer, "who bought; ids are text, leading zeros stay", indent=2))
    made += [line(key, r.value, r.reason, indent=2) for key, r in part.settings.items()]
    if "order" not in part.settings:
        made += remarks(["no order ids: an order is what a customer bought on one day"], indent=2)
    if part.endings and part.endings.differ:
        made.append(line("observed", {"until": "customer"}, said_of(part.endings), indent=2))
    for problem in part.problems:
        made += remarks([f"to mend: {problem}"], indent=2)
    return made


def said_of(ends: Endings) -> str:
    """Why per-customer windows are used."""
    return (
        f"histories end at different dates: of {ends.regular:,} regular customers {ends.silent:,} fall silent,"
        f" {ends.late:,} of them in the last fifth of their history"
    )


def feature_variables(part: PurchasePart, top: int = 8) -> Variables:
    """The purchase measures that questions can be compared with, by name only."""
    names = ["frequency", "monetary"]
    if part.opened is not None:
        lines = part.opened.lines
        for column, prefix in (("category", "share"), ("channel", "channel")):
            if column in part.opened.has:
                spent = lines.group_by(column).aggregate(spent=lines.amount.sum())
                ranked = spent.order_by(spent.spent.desc()).limit(top).to_pyarrow().to_pylist()
                names += [f"{prefix}.{row[column]}" for row in ranked if row[column]]
    return Variables.of(Variable(name, "numeric", factor="behavioural", origin="purchases") for name in names)
