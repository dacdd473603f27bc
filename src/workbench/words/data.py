"""What the files hold, what is wrong with them and what is missing, in sentences and tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

import pandas as pd

from workbench.config import Factor
from workbench.display import Listing, Prose, count, percent
from workbench.errors import listed
from workbench.features import CustomerTable, PurchaseFeatures
from workbench.preparation import Prepared, StudyData
from workbench.profile.reading import number
from workbench.quality import CHECKS, ResponseQuality
from workbench.schemas import Variable, Variables

NO_SURVEY = (
    "The study has no survey: it cannot show who the customers are, what they think or what they need."
)
NO_PURCHASES = (
    "The study has no purchases: it cannot show what people buy, only what they say; sizes are counted in heads, "
    "not in money."
)
MUCH_MISSING = 0.20
FEW = 30


def files(data: StudyData) -> Prose:
    """Which files were read, and what was found out about them."""
    said = []
    if data.survey is None:
        said.append(NO_SURVEY)
    else:
        facts = data.survey.facts
        kinds = _by_role(data.survey.variables)
        said.append(
            f"Survey {facts.get('file', '')}: {count(len(data.survey.frame))} respondents, "
            f"{len(data.survey.variables)} variables ({kinds}). {_dialect(facts)}"
        )
        said.append(_weights(data.survey.frame["weight"]))
    if data.purchases is None:
        said.append(NO_PURCHASES)
    else:
        facts = data.purchases.facts
        said.append(
            f"Purchases {facts.get('file', '')}: {count(facts['rows'])} lines of {count(facts['customers'])} "
            f"customers from {facts['first'][:10]} to {facts['last'][:10]}, {_currency(data)}{count(facts['revenue'])} "
            f"net of returns. {_dialect(facts)}"
        )
    return Prose.of(*said)


def problems(data: StudyData) -> Prose | Listing:
    """What the check of the files remarked; errors would have stopped the run."""
    if not data.problems:
        return Prose.of(
            "Each file by itself gives nothing to remark; what joining them shows stands under “Who is in both files”."
        )
    rows = [
        {"": p.severity, "where": _where(p.file, p.place), "what": _without_place(p)} for p in data.problems
    ]
    n = len(rows)
    return Listing(
        pd.DataFrame(rows), caption=f"{n} {'remark' if n == 1 else 'remarks'} on the files; no errors."
    )


def quality(found: ResponseQuality | None) -> Prose:
    """Who answered carelessly, and what was done about it."""
    if found is None:
        return Prose.of("Without a survey there are no answers to check.")
    n, whole = len(found.flagged), len(found.flags)
    missing_checks = [f"- Not checked, {name}: {reason}." for name, reason in found.not_made.items()]
    if len(found.checks) < 2:
        made = f"Only one of {len(CHECKS)} checks" if found.checks else f"None of the {len(CHECKS)} checks"
        return Prose.of(
            f"{made} could be made of the {count(whole)} respondents, and a respondent is flagged by two: how "
            "carefully people answered cannot be told from this survey.",
            *missing_checks,
        )
    said = [
        (
            f"{count(n)} of {count(whole)} respondents ({_share(found.share)}) have two flags or more. One flag alone "
            "says little: attentive people are sometimes fast, or of one mind."
        )
    ]
    if found.excluded:
        said.append(
            f"The study leaves them out: {count(len(found.excluded))} respondents are in none of the tables and pages."
        )
    elif n:
        said.append(
            "They are kept: nobody is left out unless the study says so (quality.exclude: true in study.yaml)."
        )
    said += missing_checks
    return Prose.of(*said, tone="caution" if n > 0.1 * whole else "")


def checks(found: ResponseQuality | None) -> Listing | None:
    """Each check of the answers: what it flags, and how many."""
    if found is None or not found.checks:
        return None
    rows = [
        {
            "check": name,
            "flags respondents who": CHECKS[name],
            "flagged": int(found.flags[name].sum()),
            "of them with a second flag": int((found.flags[name] & (found.flags["flags"] >= 2)).sum()),
        }
        for name in found.checks
    ]
    return Listing(pd.DataFrame(rows), caption=f"Base: {count(len(found.flags))} respondents.")


def coverage(prepared: Prepared) -> Prose:
    """How many people both files hold, and who is in the table."""
    table = prepared.table
    n = {
        str(what): int(value) for what, value in zip(table.coverage["what"], table.coverage["n"], strict=True)
    }
    people = f"The customer table holds {count(len(table.frame))} people"
    if "respondents who bought" not in n:
        file = "survey" if prepared.bought is None else "purchases"
        whole = "all" if len(table.frame) == n["in the table"] == max(n.values()) else "a sample"
        return Prose.of(f"{people}, one row each: {whole} of the {file}. There is no second file to join.")
    answered, both, bought = n["respondents"], n["respondents who bought"], n["customers who bought"]
    whom = {
        "both": "those who answered and bought",
        "survey": "all who answered; purchases are missing for the others",
        "purchases": "all who bought; answers are missing for the others",
    }[prepared.data.study.join]
    share = both / answered
    said = [
        (
            f"{count(both)} of {count(answered)} respondents ({percent(share)}) have purchases; {count(bought - both)} of "
            f"{count(bought)} customers with purchases did not answer."
        ),
        f"{people}: {whom}. The {count(len(table.others))} others are kept apart, with what is known of them.",
    ]
    for name, level in prepared.data.study.only.items():
        said.append(f"Only people with {name} = {level} are in this report.")
    if share < 0.5:
        said.append(
            "Fewer than half of the respondents could be joined: the segments describe those who could, and they "
            "may differ from the rest."
        )
    if len(table.frame) < FEW:
        said.append(f"Fewer than {FEW} people are too few for segments.")
    return Prose.of(*said, tone="caution" if share < 0.5 or len(table.frame) < FEW else "")


def missing(table: CustomerTable) -> Prose:
    """How much is missing among the variables of the table."""
    shares = missing_shares(table)
    some = shares[shares > 0]
    if not len(some):
        return Prose.of("Nothing is missing in the customer table.")
    much = some[some > MUCH_MISSING]
    worst = [
        f"{_title(table.variables, str(name))} ({percent(share)})" for name, share in some.head(3).items()
    ]
    said = [
        (
            f"{len(some)} of {len(shares)} variables have missing answers; most are missing in {listed(worst, 'and')}. "
            "Nobody is dropped for it: the segments page states how missing answers are treated."
        )
    ]
    basis = [str(name) for name in much.index if table.variables[str(name)].role == "basis"]
    if basis:
        said.append(
            f"More than {percent(MUCH_MISSING)} are missing in variables that form the segments: "
            f"{listed([_title(table.variables, name) for name in basis], 'and')}."
        )
    return Prose.of(*said, tone="caution" if basis else "")


def missing_shares(table: CustomerTable) -> pd.Series:
    """The share of people without a value, by variable, most first; sensitive questions left out."""
    named = [name for name, variable in table.variables.items() if not variable.sensitive]
    shares = table.frame[named].isna().mean()
    return shares.sort_values(ascending=False, kind="stable")


def windows(bought: PurchaseFeatures | None) -> Prose:
    """The window in which each customer's purchases could be seen."""
    if bought is None:
        return Prose.of("The study has no purchases, so there is nothing to show here.")
    facts, months = bought.facts, bought.frame["observed_months"]
    first, last = facts["observed"]
    if months.max() - months.min() < 0.05:
        said = f"All customers are observed from {first} to {last}, {months.max():.1f} months."
    else:
        said = (
            f"Customers are observed between {first} and {last}, each in their own window: {months.min():.1f} to "
            f"{months.max():.1f} months, half of them {months.quantile(0.25):.1f} to {months.quantile(0.75):.1f}. "
            "How recent and how often is measured against the end and the length of their own window, so that who "
            "left the sample early does not look lapsed."
        )
    outside = facts["outside_window"]
    return Prose.of(
        said,
        f"{count(outside)} lines lie outside of a window and do not count." if outside else "",
        _sample(facts["sample"]) if "sample" in facts else _counts(facts),
    )


def _counts(facts: Mapping[str, Any]) -> str:
    return (
        f"{count(facts['orders'])} orders with {count(facts['lines'])} lines and {count(facts['returns'])} returned "
        f"lines of {count(facts['customers'])} customers form the features."
    )


def _sample(drawn: Mapping[str, Any]) -> str:
    return (
        f"The database holds {count(drawn['of'])} customers: segments are formed on {count(drawn['n'])} of them, drawn "
        f"there from {drawn['strata']} strata {drawn['how']}. Each counts for as many as they stand for, so shares, "
        "heads and money are those of all customers; tables hold the customers drawn. Every customer gets a segment "
        "with: workbench score STUDY --into TABLE."
    )


def features(bought: PurchaseFeatures | None) -> Listing | None:
    """Every purchase feature: what it measures, its middle, and whether it forms segments."""
    if bought is None:
        return None
    rows = []
    for variable in bought.variables.values():
        values = bought.frame[variable.name]
        rows.append(
            {
                "what it is": variable.title,
                "role": variable.role,
                "because": variable.reason,
                "lower quarter": number(float(values.quantile(0.25)), variable),
                "median": number(float(values.median()), variable),
                "upper quarter": number(float(values.quantile(0.75)), variable),
                "name in study.yaml": variable.name,
            }
        )
    return Listing(
        pd.DataFrame(rows),
        caption=f"Base: {count(len(bought.frame))} customers who bought. Basis forms segments, a descriptor describes them.",
    )


def variables(table: CustomerTable) -> Listing:
    """How many variables of each factor form, describe or are left out."""
    rows = []
    for factor in get_args(Factor):
        own = table.variables.of_factor(factor)
        if len(own):
            roles = {
                role: len(own.with_role(role)) for role in ("basis", "descriptor", "open text", "ignore")
            }
            rows.append({"factor": factor, **roles, "sensitive": sum(v.sensitive for v in own.values())})
    return Listing(
        pd.DataFrame(rows),
        caption=f"{len(table.variables)} variables of the customer table, by factor and role.",
    )


def saved(names: tuple[str, ...]) -> Prose:
    """What the notebook wrote into the run."""
    return Prose.of(f"Saved in the run: {listed(names, 'and')}.")


def _share(share: float) -> str:
    """A share with a decimal where it would otherwise read as none."""
    return percent(share, 1 if share < 0.05 else 0)


def _by_role(variables: Variables) -> str:
    roles = {role: len(variables.with_role(role)) for role in ("basis", "descriptor", "open text")}
    return listed([f"{n} {role}" for role, n in roles.items() if n], "and")


def _dialect(facts: Mapping[str, Any]) -> str:
    """What was detected of a text file; other formats say it themselves."""
    if facts.get("format") != "text":
        return f"Format: {facts.get('format', 'as stored')}."
    rows = {0: "no header", 1: "one header row"}.get(
        facts.get("header_rows", 1), f"{facts.get('header_rows')} header rows"
    )
    parts = [f"{facts.get('delimiter')} between columns", str(facts.get("encoding")), rows]
    if facts.get("date_format"):
        parts.append(f"dates {facts['date_format']}")
    return f"Detected: {', '.join(parts)}."


def _weights(weight: pd.Series) -> str:
    if weight.nunique() <= 1:
        return "Answers are not weighted."
    effective = weight.sum() ** 2 / (weight**2).sum()
    return (
        f"Answers are weighted: weights from {weight.min():.2f} to {weight.max():.2f}; {count(len(weight))} respondents "
        f"are worth {count(effective)} unweighted ones."
    )


def _currency(data: StudyData) -> str:
    settings = data.study.purchases
    return f"{settings.currency} " if settings is not None and settings.currency else ""


def _where(file: str, place: str) -> str:
    return ", ".join(part for part in (file, place) if part)


def _without_place(problem: Any) -> str:
    return str(problem).removeprefix(f"{_where(problem.file, problem.place)}: ")


def _title(variables: Variables, name: str) -> str:
    variable: Variable = variables[name]
    return f"“{variable.label}”" if variable.label else name
