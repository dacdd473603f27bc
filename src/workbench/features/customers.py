"""Answers and purchases joined: the customer table, one row a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd

from workbench.config import Join
from workbench.errors import InputError, Problem, Severity, listed, nearest
from workbench.features.purchases import PurchaseFeatures
from workbench.schemas import CUSTOMER, RESPONDENT, WEIGHT, Answers, Variables

KEYS = [CUSTOMER, RESPONDENT, WEIGHT]


@dataclass(frozen=True, slots=True)
class CustomerTable:
    """One row a person, with what is known of the others.

    Attributes
    ----------
    frame
        ``customer, respondent, weight``, then one column a variable; an index from 0.
    variables
        What each of those columns means; names are unique over survey and purchases.
    others
        People of one file only, same columns, with what is known of them.
    coverage
        ``what, n, share``: how many people each file holds and how many both do.
    problems
        Warnings and notes for the data page.
    """

    frame: pd.DataFrame
    variables: Variables
    others: pd.DataFrame
    coverage: pd.DataFrame
    problems: tuple[Problem, ...] = ()


def customer_table(survey: Answers | None, bought: PurchaseFeatures | None, *, join: Join) -> CustomerTable:
    """Join answers and purchases by customer.

    Parameters
    ----------
    survey, bought
        Either may be None; then `join` does not matter and the table holds the people of the other.
    join
        ``both``: people who answered and bought; ``survey``: all who answered; ``purchases``: all who
        bought.

    Raises
    ------
    InputError
        When nobody is in both files, or a customer answered twice.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> from workbench.schemas import Variable
    >>> survey = SimpleNamespace(variables=Variables.of([Variable("age", "numeric")]), frame=pd.DataFrame(
    ...     {"respondent": ["1", "2"], "customer": ["1", "2"], "weight": 1.0, "age": [30.0, 40.0]}))
    >>> bought = PurchaseFeatures(pd.DataFrame({"customer": ["2", "3"], "recency": [5.0, 6.0]}),
    ...     Variables.of([Variable("recency", "numeric", origin="purchases")]), pd.DataFrame(), pd.DataFrame())
    >>> table = customer_table(survey, bought, join="both")
    >>> table.frame.values.tolist(), table.others.customer.tolist()
    ([['2', '2', 1.0, 40.0, 5.0]], ['1', '3'])
    """
    if survey is None and bought is None:
        raise ValueError("a customer table needs a survey, purchases, or both")
    if bought is None:
        assert survey is not None
        return _alone(survey.frame[[*KEYS, *survey.variables]], survey.variables, "respondents")
    if survey is None:
        nobody = pd.Series(pd.NA, index=bought.frame.index, dtype="str")
        keyed = bought.frame.assign(
            respondent=nobody, weight=1.0 if bought.weights is None else bought.weights
        )
        table = _alone(keyed[[*KEYS, *bought.variables]], bought.variables, "customers who bought")
        return replace(table, problems=_sample_remark(bought))
    return _joined(survey, bought, join)


def narrowed(table: CustomerTable, only: Mapping[str, object]) -> CustomerTable:
    """Keep the people with these answers: a report for one region, one customer type.

    Parameters
    ----------
    only
        Variable → the level to keep; empty keeps everybody.

    Raises
    ------
    InputError
        A variable that is not in the table, or a level that nobody has.

    Examples
    --------
    >>> from workbench.schemas import Variable
    >>> frame = pd.DataFrame({"customer": ["1", "2"], "region": ["North", "West"]})
    >>> table = CustomerTable(frame, Variables.of([Variable("region", "nominal")]), frame[:0], pd.DataFrame())
    >>> narrowed(table, {"region": "West"}).frame.customer.tolist()
    ['2']
    >>> narrowed(table, {"region": "Weste"})
    Traceback (most recent call last):
    ...
    workbench.errors.InputError: study.yaml, key only.region: nobody has 'Weste'; expected one of North or West. Did you mean 'West'?
    """
    kept, others = table.frame, table.others
    said = []
    for name, level in only.items():
        if name not in table.variables:
            expected = f"one of {listed(table.variables)}"
            hint = nearest(name, table.variables)
            raise InputError(
                Problem("study.yaml", f"key only.{name}", f"no variable {name!r}", expected, hint)
            )
        chosen = kept[name].astype("str") == str(level)
        if not chosen.any():
            known = sorted(kept[name].dropna().astype("str").unique())
            expected, hint = f"one of {listed(known[:20])}", nearest(str(level), known)
            raise InputError(
                Problem("study.yaml", f"key only.{name}", f"nobody has {str(level)!r}", expected, hint)
            )
        kept = kept[chosen]
        others = others[others[name].astype("str") == str(level)] if name in others else others
        said.append(_row(f"in the table, only {name} = {level}", len(kept), len(table.frame)))
    if not said:
        return table
    coverage = pd.concat([table.coverage, pd.DataFrame(said)], ignore_index=True)
    return replace(
        table, frame=kept.reset_index(drop=True), others=others.reset_index(drop=True), coverage=coverage
    )


def _alone(frame: pd.DataFrame, variables: Variables, whom: str) -> CustomerTable:
    everybody = round(frame[WEIGHT].sum()) if whom == "customers who bought" else len(frame)
    coverage = pd.DataFrame([_row(whom, everybody, everybody), _row("in the table", len(frame), everybody)])
    return CustomerTable(frame.reset_index(drop=True), variables, frame.iloc[:0].copy(), coverage)


def _joined(survey: Answers, bought: PurchaseFeatures, join: Join) -> CustomerTable:
    features, variables = _told_apart(bought, survey.variables)
    answers = survey.frame[[*KEYS, *survey.variables]]
    _refuse_repeated(answers)
    everybody = answers.merge(features, on=CUSTOMER, how="outer", indicator="found", sort=False)
    everybody[WEIGHT] = everybody[WEIGHT].fillna(_weights_of(bought, everybody[CUSTOMER]))
    in_both = everybody["found"] == "both"
    if not in_both.any():
        raise InputError(_no_overlap(answers, features))
    kept = {
        "both": in_both,
        "survey": everybody["found"] != "right_only",
        "purchases": everybody["found"] != "left_only",
    }[join]
    columns = [*KEYS, *survey.variables, *variables]
    frame = everybody.loc[kept, columns].sort_values(CUSTOMER, kind="stable", ignore_index=True)
    others = everybody.loc[~kept, columns].sort_values(CUSTOMER, kind="stable", ignore_index=True)
    whole = len(features) if bought.weights is None else round(bought.weights.sum())
    coverage = _coverage(len(answers), whole, int(in_both.sum()), len(frame))
    problems = _remarks(len(answers), whole, int(in_both.sum()), join) + _sample_remark(bought)
    return CustomerTable(frame, survey.variables + variables, others, coverage, problems)


def _weights_of(bought: PurchaseFeatures, customers: pd.Series) -> pd.Series:
    """How many customers each of those who did not answer stands for: one, unless they were drawn."""
    if bought.weights is None:
        return pd.Series(1.0, index=customers.index)
    return customers.map(bought.weights.set_axis(bought.frame[CUSTOMER])).fillna(1.0)


def _sample_remark(bought: PurchaseFeatures) -> tuple[Problem, ...]:
    """Who stands for all customers when they were too many to fetch."""
    drawn = bought.facts.get("sample")
    if not drawn:
        return ()
    found = f"{drawn['n']:,} of {drawn['of']:,} customers were drawn, from {drawn['strata']} strata {drawn['how']}"
    return (Problem("purchases", "sample", found, severity="note", check="sample", rows=drawn["n"]),)


def _told_apart(bought: PurchaseFeatures, taken: Variables) -> tuple[pd.DataFrame, Variables]:
    """A feature whose name the survey uses already gets ``bought.`` before it."""
    names = {name: f"bought.{name}" for name in bought.variables if name in taken or name in KEYS}
    renamed = Variables.of(replace(v, name=names.get(v.name, v.name)) for v in bought.variables.values())
    return bought.frame.rename(columns=names), renamed


def _refuse_repeated(answers: pd.DataFrame) -> None:
    repeated = answers[CUSTOMER].dropna()
    repeated = repeated[repeated.duplicated(keep=False)]
    if len(repeated):
        shown = listed([repr(c) for c in repeated.unique()[:3]], "and")
        raise InputError(
            Problem(
                "survey",
                f"column {CUSTOMER!r}",
                f"{repeated.nunique():,} customers answered more than once, such as {shown}",
                "one row a customer",
                "keep one answer of each, or set survey.customer to the column that names the person",
                check="repeated customers",
                rows=len(repeated),
            )
        )


def _no_overlap(answers: pd.DataFrame, features: pd.DataFrame) -> Problem:
    said = [listed([repr(c) for c in frame[CUSTOMER].head(2)], "and") for frame in (answers, features)]
    return Problem(
        "study.yaml",
        "keys survey.customer and purchases.customer",
        f"no customer is in both files: the survey has {said[0]}, the purchases {said[1]}",
        "columns that hold the same ids",
        "name the columns that hold the same ids, or remove one of the two files",
        check="join",
    )


def _coverage(answered: int, bought: int, both: int, kept: int) -> pd.DataFrame:
    everybody = answered + bought - both
    return pd.DataFrame(
        [
            _row("respondents", answered, everybody),
            _row("customers who bought", bought, everybody),
            _row("respondents who bought", both, answered),
            _row("respondents without purchases", answered - both, answered),
            _row("customers who were not surveyed", bought - both, bought),
            _row("in the table", kept, everybody),
        ]
    )


def _row(what: str, n: int, whole: int) -> dict[str, object]:
    return {"what": what, "n": n, "share": n / whole if whole else float("nan")}


def _remarks(answered: int, bought: int, both: int, join: Join) -> tuple[Problem, ...]:
    found = [
        (answered - both, answered, "respondents have no purchases", "respondents without purchases", join == "both"),
        (bought - both, bought, "customers with purchases did not answer", "purchases of people not surveyed", join != "purchases"),
    ]  # fmt: skip
    problems = []
    for n, whole, what, check, left_out in found:
        if n:
            then = "kept apart, not in the table" if left_out else "in the table, with what is known of them"
            text = f"{n:,} of {whole:,} {what}: {then}"
            severity: Severity = "warning" if left_out and n > whole / 2 else "note"
            problems.append(
                Problem("survey and purchases", "join", text, severity=severity, check=check, rows=n)
            )
    return tuple(problems)
