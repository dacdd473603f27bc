"""A frozen model as expressions that an engine can run, so that nobody's row has to leave it.

The same steps as `Model.score`: logarithms, standard scores, the frozen imputation, factors, the
nearest centre. The nearest is the least of |c|² − 2 z·c, from which |z|², the same for all
centres, has been left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import add

import ibis
import ibis.expr.types as ir
import numpy as np
from numpy.typing import NDArray

from workbench.cluster.rules import NearestCentre
from workbench.errors import InputError, Problem, listed
from workbench.model.frozen import Model
from workbench.schemas import CUSTOMER, SEGMENT

Array = NDArray[np.float64]
TIE = 1e-9
"""A margin up to which two segments are equally near: engines may differ in the last digits, and so in the label."""

FAR = 1e300
MOST_PATTERNS = 64


@dataclass(frozen=True, slots=True)
class Affine:
    """One missing column told from those that are there, all in standard scores.

    Attributes
    ----------
    missing
        The columns that are missing together, by number.
    rows
        Missing columns × all columns; zero where missing.
    """

    missing: tuple[int, ...]
    rows: Array


def refuse_unless_expressible(model: Model) -> None:
    """Can this model be an expression of purchase features?

    Raises
    ------
    InputError
        Every reason why not.
    """
    problems = []
    asked = [v.name for v in model.variables.values() if v.origin != "purchases" or v.type != "numeric"]
    if asked:
        named = listed([repr(name) for name in asked[:5]], "and") + (" and more" if len(asked) > 5 else "")
        problems.append(
            Problem(
                "model", "", f"its segments rest on answers ({named}), which a table of purchases does not hold",
                "segments formed by purchases alone",
                "place people who answered with: workbench score STUDY SURVEY",
            )
        )  # fmt: skip
    if not isinstance(model.rule, NearestCentre):
        problems.append(
            Problem(
                "model", "", f"{model.method} gives people to segments by a rule that is no nearest centre",
                "a model of kmeans, ward or consensus",
                "fetch the purchases to a file, and place them with: workbench score STUDY FILE",
            )
        )  # fmt: skip
    if problems:
        raise InputError(problems)


def standard_scores(model: Model, features: ir.Table) -> ir.Table:
    """``customer`` and a column ``z0, z1 …`` for each basis variable, missing where the feature is.

    Parameters
    ----------
    features
        ``customer`` and a column for each basis variable.

    Raises
    ------
    InputError
        As `refuse_unless_expressible` does, or when columns are absent.
    """
    refuse_unless_expressible(model)
    absent = [name for name in model.variables if name not in features.columns]
    if absent:
        raise InputError(
            Problem("purchases", f"feature {name!r}", "is not there, and the model needs it", "",
                    "name the same columns of purchases as the run that made the model")
            for name in absent
        )  # fmt: skip
    space = model.space
    columns = {}
    for i, variable in enumerate(model.variables.values()):
        value = features[variable.name].cast("float64")
        if variable.log:
            size = (value.abs() + 1.0).ln()
            value = (value < 0).ifelse(-size, size)
        columns[f"z{i}"] = (value - float(space.means_[i])) / float(space.scales_[i])
    return features.select(CUSTOMER, **columns)


def scored(model: Model, scores: ir.Table) -> ir.Table:
    """The segment of every customer, from what `standard_scores` gives: best kept by the engine meanwhile."""
    return segments(model, nearness(model, points(model, scores, patterns_of(scores))))


def patterns_of(scores: ir.Table) -> list[tuple[int, ...]]:
    """Which columns are missing together, each combination once; asks the engine twice at most.

    Raises
    ------
    InputError
        More combinations than an expression can hold.
    """
    names = [name for name in scores.columns if name != CUSTOMER]
    (row,) = (
        scores.aggregate(**{n: scores[n].isnull().ifelse(1, 0).sum() for n in names}).to_pyarrow().to_pylist()
    )
    some = [name for name in names if row[name]]
    if not some:
        return []
    flags = scores.select(**{name: scores[name].isnull().ifelse(1, 0) for name in some}).distinct()
    found = flags.limit(MOST_PATTERNS + 2).to_pyarrow().to_pylist()
    patterns = sorted(tuple(int(n[1:]) for n in some if row[n]) for row in found if any(row.values()))
    if len(patterns) > MOST_PATTERNS:
        raise InputError(
            Problem(
                "purchases", "", f"values are missing in more than {MOST_PATTERNS} combinations of features",
                f"at most {MOST_PATTERNS}", "fetch the purchases to a file, and place them with: workbench score STUDY FILE",
            )
        )  # fmt: skip
    return patterns


def imputation(model: Model, missing: tuple[int, ...]) -> Affine:
    """The frozen imputation of these columns: a linear map of the others."""
    answers = model.space.answers_
    seen = np.ones(len(answers.loadings), dtype=bool)
    seen[list(missing)] = False
    pulled = np.eye(len(seen)) * seen  # what each column alone brings about: the map is linear
    means, _ = answers.latent(pulled, np.broadcast_to(seen, pulled.shape))
    return Affine(missing, (means @ answers.loadings.T)[:, list(missing)].T * seen)


def points(model: Model, scores: ir.Table, patterns: list[tuple[int, ...]]) -> ir.Table:
    """``customer`` and the coordinates ``x0, x1 …`` of each customer, missing values imputed."""
    maps = [imputation(model, missing) for missing in patterns]
    columns = {}
    for i, factor in enumerate(model.space.factors_):
        value = scores[f"z{i}"]
        cases = [
            (
                _is_pattern(scores, affine.missing, patterns),
                _dot(scores, affine.rows[affine.missing.index(i)], "z"),
            )
            for affine in maps
            if i in affine.missing
        ]
        if cases:
            value = value.fill_null(ibis.cases(*cases, else_=ibis.null("float64")))
        columns[f"x{i}"] = value * float(factor)
    return scores.select(CUSTOMER, **columns)


def nearness(model: Model, placed: ir.Table) -> ir.Table:
    """``customer``, the squared length of each point, and ``s1, s2 …``: how near each segment is, least is nearest."""
    assert isinstance(model.rule, NearestCentre), "asked by refuse_unless_expressible"
    centres, placed = model.rule.centres, _fenced(placed)
    length = reduce(add, (placed[f"x{i}"] * placed[f"x{i}"] for i in range(centres.shape[1])))
    scores = {
        f"s{j}": _dot(placed, -2 * centre, "x") + float(np.square(centre).sum())
        for j, centre in enumerate(centres)
    }
    return placed.select(CUSTOMER, length=length, **scores)


def segments(model: Model, near: ir.Table) -> ir.Table:
    """``customer, segment, distance, second, margin, tied``, as the table `segments` of a run has them.

    Equally near segments go to the first of them; ``tied`` then names the other.
    """
    ids, near = [segment.id for segment in model.segments], _fenced(near)
    scores = [near[f"s{j}"] for j in range(len(ids))]
    best = _fenced(near.mutate(best=ibis.least(*scores)))
    first = [(best[f"s{j}"] == best["best"], j) for j in range(len(ids))]
    found = _fenced(best.mutate(first=ibis.cases(*first, else_=0)))
    others = [(found["first"] == j).ifelse(_number(FAR), found[f"s{j}"]) for j in range(len(ids))]
    found = _fenced(found.mutate(runner_up=ibis.least(*others)))
    rest = [((found["first"] != j) & (found[f"s{j}"] == found.runner_up), j) for j in range(len(ids))]
    found = found.select(
        CUSTOMER, "first", second=ibis.cases(*rest, else_=0),
        distance=_root(found["best"] + found.length), next_best=_root(found.runner_up + found.length),
    )  # fmt: skip
    found = _fenced(found)
    wide = (found.next_best > 0).ifelse(found.next_best, 1.0)
    margin = (found.next_best - found.distance) / wide
    named = dict(enumerate(ids))
    second = found.second.cases(*named.items(), else_=ibis.null("string"))
    return found.select(
        CUSTOMER,
        **{SEGMENT: found["first"].cases(*named.items(), else_=ibis.null("string"))},
        distance=found.distance,
        second=second,
        margin=margin,
        tied=(margin <= TIE).ifelse(second, ibis.null("string")),
    )


def _fenced(table: ir.Table) -> ir.Table:
    """The same rows, computed before what uses them.

    PostgreSQL writes a column's expression out wherever it is used, which multiplies at every step; a limit that
    nobody reaches holds it back. Other engines compute a column once.
    """
    return table.limit(2**62) if table.get_backend().name == "postgres" else table


def _is_pattern(
    scores: ir.Table, missing: tuple[int, ...], patterns: list[tuple[int, ...]]
) -> ir.BooleanValue:
    """Are these columns missing, and of those that are missing in other rows no more?"""
    ever = sorted({i for pattern in patterns for i in pattern})
    held = [scores[f"z{i}"].isnull() if i in missing else scores[f"z{i}"].notnull() for i in ever]
    return ibis.and_(*held)


def _dot(table: ir.Table, weights: Array, prefix: str) -> ir.FloatingValue:
    terms = [table[f"{prefix}{i}"] * _number(w) for i, w in enumerate(weights) if w]
    return reduce(add, terms) if terms else _number(0.0)


def _number(value: float) -> ir.FloatingScalar:
    return ibis.literal(float(value), type="float64")


def _root(value: ir.FloatingValue) -> ir.FloatingValue:
    """The square root of a squared distance, which rounding may have put below zero: that is an error in SQL."""
    return (value > 0).ifelse(value, 0.0).sqrt()
