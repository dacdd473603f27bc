"""A stratified sample of the customers, drawn where their purchases are and the same on every engine.

Seeded samples and hashes differ between engines; the md5 of a text does not. Within a stratum the
customers with the smallest md5 of their id are drawn: a random sample (nothing about a customer is in
it), and the same one tomorrow.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import ibis
import ibis.expr.types as ir
import pandas as pd

from workbench.features.moments import day_number
from workbench.schemas import CUSTOMER

STEPS = (2, 3, 5, 9, 17, 33, 65, 129, 257, 513, 1025)
"""Purchase lines at which the next class begins: each is twice as wide as the one before."""

_ABOVE = "g"
"""Above every hexadecimal digit in every order of texts, as ~ is not."""

HOW = (
    "by how much they buy (purchase lines, each class twice as wide as the one before) and whether they bought "
    "in the later half of the time; within each by the md5 of the id"
)


@dataclass(frozen=True, slots=True)
class Draw:
    """Who was drawn.

    Attributes
    ----------
    customers
        Expression: ``customer`` and ``stratum`` (-1 for those who are kept in any case), a row for each one drawn.
    weights
        Stratum → customers that each one drawn from it stands for.
    n, of
        How many were drawn, of how many.
    """

    customers: ir.Table
    weights: Mapping[int, float]
    n: int
    of: int

    @property
    def facts(self) -> dict[str, Any]:
        return {"n": self.n, "of": self.of, "strata": len(self.weights) - (-1 in self.weights), "how": HOW}

    def weights_of(self, customers: pd.Series) -> pd.Series:
        """Fetch the weight of each of these customers, in their order."""
        drawn = self.customers.to_pandas().set_index(CUSTOMER)["stratum"]
        return customers.map(drawn).map(dict(self.weights)).astype("float64")


def allocated(counts: Mapping[int, int], n: int) -> dict[int, int]:
    """How many to draw from each stratum: in proportion, at least one, at most `n` together.

    Examples
    --------
    >>> allocated({0: 900, 1: 90, 2: 10}, 100)
    {0: 88, 1: 9, 2: 1}
    """
    whole, room = sum(counts.values()), n - len(counts)
    return {stratum: 1 + room * count // whole for stratum, count in counts.items()}


def draw(observed: ir.Table, *, most: int, keep: Collection[str] = ()) -> Draw | None:
    """Draw at most `most` customers, in proportion from strata of how much and how lately they buy.

    Parameters
    ----------
    observed
        Lines inside of the window, as `workbench.features.expressions.observed_lines` gives them.
    keep
        Customers who are taken in any case, beside those drawn: they answered the survey.

    Returns
    -------
    None when there are not more than `most` to draw from.
    """
    people = _people(observed, keep)
    counts = {
        int(row["stratum"]): int(row["n"])
        for row in people.group_by("stratum").aggregate(n=people.count()).to_pyarrow().to_pylist()
    }
    kept = counts.pop(-1, 0)
    if sum(counts.values()) <= most:
        return None
    sizes = allocated(dict(sorted(counts.items())), most)
    limits = _limits(people, sizes)
    chosen = people.filter(people.chance <= people.stratum.cases(*limits.items(), else_=_ABOVE))
    weights = {stratum: counts[stratum] / size for stratum, size in sizes.items()} | (
        {-1: 1.0} if kept else {}
    )
    return Draw(
        chosen.select(CUSTOMER, "stratum"), weights, sum(sizes.values()) + kept, sum(counts.values()) + kept
    )


@ibis.udf.scalar.builtin  # type: ignore[untyped-decorator]
def md5(text: str) -> str:  # type: ignore[empty-body]
    """The engine's own: 32 hexadecimal digits."""


def _people(observed: ir.Table, keep: Collection[str]) -> ir.Table:
    """One row a customer who bought: ``stratum``, and ``chance``, which orders them within it."""
    bought = observed.filter(observed.amount >= 0)
    middle = (observed.since.min() + observed.until.max()).to_pyarrow().as_py() // 2
    people = bought.group_by(CUSTOMER).aggregate(lines=bought.count(), last=bought["at"].max())
    stratum = (day_number(people["last"]) >= day_number(ibis.literal(middle))).ifelse(1, 0)
    for step in STEPS:
        stratum += (people.lines >= step).ifelse(2, 0)
    if keep:
        stratum = people[CUSTOMER].isin(sorted(keep)).ifelse(-1, stratum)
    return people.select(CUSTOMER, stratum=stratum.cast("int64"), chance=md5(people[CUSTOMER]))


def _limits(people: ir.Table, sizes: Mapping[int, int]) -> dict[int, str]:
    """The largest md5 that is still drawn, stratum by stratum."""
    ranked = people.mutate(
        place=ibis.row_number().over(ibis.window(group_by=people.stratum, order_by=people.chance))
    )
    last = ranked.stratum.cases(*((stratum, size - 1) for stratum, size in sizes.items()), else_=-1)
    found = ranked.filter(ranked.place == last).select("stratum", "chance").to_pyarrow().to_pylist()
    return {int(row["stratum"]): str(row["chance"]) for row in found}
