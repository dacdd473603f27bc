"""Everything wrong with a study and its data, found at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TypeVar

from workbench.config import Study
from workbench.errors import InputError, Problem, nearest
from workbench.features import CustomerTable, PurchaseFeatures, customer_table, purchase_features
from workbench.schemas import Variables
from workbench.sources import Purchases, Survey, open_purchases, read_survey

LEAST_PEOPLE = 20
T = TypeVar("T")


def check(study: Study) -> list[Problem]:
    """Read all of a study's data as a run would, and list every problem found on the way.

    Nothing is written. Errors come first; warnings and notes are what the data page will list.

    Parameters
    ----------
    study
        Settings that have been read: faults of study.yaml itself are raised by `load_study`.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from workbench.config import parse_study
    >>> path = Path(tempfile.mkdtemp()) / "study.yaml"
    >>> print(*check(parse_study("{name: tea, survey: {source: s.csv}}", path=path)))
    s.csv: there is no such file. Check the path.
    """
    found: list[Problem] = []
    survey = purchases = None
    if study.survey is not None:
        settings = study.survey
        survey = _tried(lambda: read_survey(settings, folder=study.folder), found)
    if study.purchases is not None:
        bought_settings = study.purchases
        purchases = _tried(lambda: open_purchases(bought_settings, folder=study.folder), found)
    whole = (survey is not None or study.survey is None) and (
        purchases is not None or study.purchases is None
    )
    found += [*(survey.problems if survey else ()), *(purchases.problems if purchases else ())]
    if whole:
        found += _together(study, survey, purchases)
    elif survey is not None:
        found += _references(study, survey.variables, whole=False)
    order = {"error": 0, "warning": 1, "note": 2}
    return sorted(dict.fromkeys(found), key=lambda problem: order[problem.severity])


def _tried(work: Callable[[], T], found: list[Problem]) -> T | None:
    """Do it, or note why it cannot be done."""
    try:
        return work()
    except InputError as error:
        found.extend(error.problems)
        return None


def _together(study: Study, survey: Survey | None, purchases: Purchases | None) -> list[Problem]:
    """What only the joined table shows."""
    found: list[Problem] = []
    bought: PurchaseFeatures | None = None
    if purchases is not None and study.purchases is not None:
        settings = study.purchases
        bought = _tried(
            lambda: purchase_features(
                purchases, top_categories=settings.top_categories, overrides=settings.variables
            ),
            found,
        )
        if bought is None:
            return found
    table = _tried(lambda: customer_table(survey, bought, join=study.join), found)
    if table is None:
        return found
    return [*found, *table.problems, *_people(table), *_references(study, table.variables, whole=True)]


def _people(table: CustomerTable) -> list[Problem]:
    found = []
    if len(table.frame) < LEAST_PEOPLE:
        text = f"{len(table.frame)} people in the customer table"
        expected = f"at least {LEAST_PEOPLE}, and 50 in a segment to describe it"
        found.append(Problem("study.yaml", "", text, expected, "add data", check="people"))
    if not table.variables.with_role("basis"):
        expected = "at least one variable with 'role: basis'"
        remedy = "give the variables that form segments that role"
        found.append(
            Problem("study.yaml", "key survey.variables", "no variable is a basis", expected, remedy)
        )
    found += [
        Problem(
            "study.yaml",
            f"key survey.variables.{v.name}",
            "is sensitive and forms segments, because the study says so",
            "",
            "take it out of the basis unless you may use it so",
            severity="warning",
            check="sensitive",
        )
        for v in table.variables.with_role("basis").values()
        if v.sensitive
    ]
    return found


def _references(study: Study, variables: Variables, *, whole: bool) -> list[Problem]:
    """Names in study.yaml that no variable has."""
    named: list[tuple[str, str]] = [("segments.ipsatise", name) for name in study.segments.ipsatise]
    named += [("sharing.sensitive", name) for name in study.sharing.sensitive]
    named += [(f"only.{name}", name) for name in study.only]
    if study.customer_type:
        named.append(("customer_type", study.customer_type))
    named += [("say_do.say", pair.say) for pair in study.say_do]
    if whole:
        named += [("say_do.do", pair.do) for pair in study.say_do]
    known = {*variables, *(v.battery for v in variables.values() if v.battery)}
    ignored = set(study.survey.variables) if study.survey else set()
    found = [
        Problem("study.yaml", f"key {key}", f"no variable {name!r}", "", nearest(name, known), check="names")
        for key, name in named
        if name not in known and name.partition("=")[0] not in known and name not in ignored
    ]
    return found + _names(study.segments.names)


def _names(names: Iterable[str]) -> list[Problem]:
    return [
        Problem("study.yaml", f"key segments.names.{name}", f"{name!r} is no segment", "S1, S2 …")
        for name in names
        if not re.fullmatch(r"S[1-9]\d*", name)
    ]
