"""What each purchase feature means: label, unit, role, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from workbench.config import Role, VariableSettings
from workbench.errors import InputError, Problem, listed, nearest
from workbench.schemas import Variable, Variables

SHORT = 4
SET_BY_STUDY = "as the study says"
RARE = 0.10
"""A share that fewer customers than this have at all splits off a few rather than forming segments."""


@dataclass(frozen=True, slots=True)
class _Meaning:
    label: str
    unit: str
    role: Role
    reason: str
    log: bool = False


_REDUNDANT = "frequency and basket say it already; as a descriptor it shows what a segment is worth"
_MEANINGS: Mapping[str, _Meaning] = {
    "recency": _Meaning("Days since the last order", "days", "basis", "how lately", log=True),
    "frequency": _Meaning("Orders a month", "orders a month", "basis", "how often", log=True),
    "monetary": _Meaning("Net spending a month", "a month", "descriptor", _REDUNDANT, log=True),
    "basket": _Meaning("Amount of an order", "an order", "basis", "how much at a time", log=True),
    "price_level": _Meaning("Price paid against the usual one", "× usual", "basis", "how dear for its kind"),
    "returns_share": _Meaning("Share of spending sent back", "share", "basis", "how much comes back"),
    "category_entropy": _Meaning("Variety of categories", "", "basis", "how varied, as entropy: 0 is one category only"),
    "tenure": _Meaning("Days since the first order", "days", "descriptor", "how long a customer"),
    "interpurchase": _Meaning(
        "Days between orders", "days", "descriptor", "close to 1 / frequency, and unknown for a single order", log=True
    ),
    "trend": _Meaning(
        "Orders of the last half of the window against the first", "−1 to 1", "descriptor", "rising or falling"
    ),
    "margin": _Meaning("Margin of net spending", "share", "descriptor", "what is left after cost"),
    "observed_months": _Meaning("Months of observation", "months", "ignore", "the window, not the customer"),
}  # fmt: skip
_GROUPS: Mapping[str, _Meaning] = {
    "share": _Meaning("Share of spending: {}", "share", "basis", "what they buy"),
    "channel": _Meaning("Share of orders: {}", "share", "basis", "where they buy"),
    "weekday": _Meaning("Share of orders on {}", "share", "descriptor", "when they buy"),
    "hour": _Meaning("Share of orders in the {}", "share", "descriptor", "when they buy"),
}
_FULL = {
    "mon": "Mondays", "tue": "Tuesdays", "wed": "Wednesdays", "thu": "Thursdays", "fri": "Fridays",
    "sat": "Saturdays", "sun": "Sundays", "night": "night (0–6)", "morning": "morning (6–11)",
    "afternoon": "afternoon (11–17)", "evening": "evening (17–24)", "other": "all other categories",
}  # fmt: skip
_MONEY = frozenset({"monetary", "basket", "price_level", "returns_share", "category_entropy", "margin"})


def order_of(columns: Iterable[str]) -> list[str]:
    """Sort feature columns as they are read: single measures first, then groups in their given order."""
    columns = list(columns)
    single = [name for name in _MEANINGS if name in columns]
    return single + [name for group in _GROUPS for name in columns if name.startswith(f"{group}.")]


def describe(frame: pd.DataFrame, *, currency: str = "", money: bool = True) -> Variables:
    """Say what each feature column means and which role it has in these data.

    A basis feature becomes a descriptor when it cannot form segments here: a share that almost nobody
    has, or no variation at all. The reason says so.

    Parameters
    ----------
    frame
        One row a customer, feature columns only.
    currency
        Named in the units of amounts.
    money
        Are there amounts?

    Examples
    --------
    >>> variables = describe(pd.DataFrame({"recency": [1.0, 9.0], "share.tea": [0.0, 0.0]}))
    >>> variables["recency"].role, variables["share.tea"].role, variables["share.tea"].reason
    ('basis', 'ignore', 'the same for all customers')
    """
    described = (_variable(name, currency) for name in frame.columns)
    return Variables.of(_suited(variable, frame[variable.name], money) for variable in described)


def overridden(variables: Variables, overrides: Mapping[str, VariableSettings]) -> Variables:
    """Change features as the study asks.

    Raises
    ------
    InputError
        Every name that is no feature, with the nearest feature.

    Examples
    --------
    >>> features = Variables.of([Variable("tenure", "numeric")])
    >>> overridden(features, {"tenure": VariableSettings(role="basis")})["tenure"].role
    'basis'
    >>> overridden(features, {"tenur": VariableSettings(role="basis")})
    Traceback (most recent call last):
    ...
    workbench.errors.InputError: study.yaml, key purchases.variables.tenur: no feature 'tenur'; expected one of tenure. Did you mean 'tenure'?
    """
    problems = [
        Problem("study.yaml", f"key purchases.variables.{name}", f"no feature {name!r}", f"one of {listed(variables)}", nearest(name, variables))
        for name in overrides
        if name not in variables
    ]  # fmt: skip
    if problems:
        raise InputError(problems)
    for name, given in overrides.items():
        asked = given.model_dump(include={"role", "factor", "label", "unit", "log"}, exclude_none=True)
        variables = variables.replaced(name, **asked, reason=SET_BY_STUDY)
    return variables


def _variable(name: str, currency: str) -> Variable:
    group, _, member = name.partition(".")
    meaning = _GROUPS[group] if member else _MEANINGS[name]
    unit = meaning.unit
    if name in {"monetary", "basket"}:
        unit = f"{currency or 'money'} {unit}"
    label = meaning.label.format(_FULL.get(member) or _readable(member)) if member else meaning.label
    return Variable(
        name, "numeric", meaning.role, "behavioural", label=label, unit=unit, origin="purchases",
        log=meaning.log, reason=meaning.reason,
    )  # fmt: skip


def _readable(member: str) -> str:
    """A category as words where the file has a code, NOTEBOOK_COMPUTER or SHOES; short ones, TV, are names."""
    is_code = member.isupper() and ("_" in member or len(member) > SHORT)
    return member.replace("_", " ").lower() if is_code else member


def _suited(variable: Variable, values: pd.Series, money: bool) -> Variable:
    if variable.role == "ignore":
        return variable
    if not money and (variable.name in _MONEY or variable.name.startswith("share.")):
        return replace(variable, role="ignore", reason="the study names no amounts")
    if values.nunique() <= 1:
        return replace(variable, role="ignore", reason="the same for all customers")
    if variable.name == "share.other":
        return replace(variable, role="descriptor", reason="what the named categories leave")
    if variable.role == "basis" and variable.unit == "share" and (values > 0).mean() < RARE:
        return replace(variable, role="descriptor", reason=f"fewer than {RARE:.0%} of customers have any")
    return variable
