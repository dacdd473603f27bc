"""The amount of a purchase line: a column, or a product of columns and numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable

from workbench.errors import InputError, Problem, listed, nearest

_NUMBER = re.compile(r"\d+(\.\d+)?")


def factors_of(amount: str, columns: Iterable[str], *, file: str) -> tuple[str | float, ...]:
    """Read ``price * quantity``: the factors, columns as names and numbers as floats.

    The whole text is tried as a column's name first; a name that holds ``*`` can be set in
    backticks. Nothing is evaluated.

    Raises
    ------
    InputError
        A factor that is neither a column nor a number; the nearest column is named.

    Examples
    --------
    >>> factors_of("price * quantity", ["price", "quantity"], file="a.csv")
    ('price', 'quantity')
    >>> factors_of("`a*b` * 0.01", ["a*b"], file="a.csv")
    ('a*b', 0.01)
    >>> factors_of("prize", ["price"], file="a.csv")
    Traceback (most recent call last):
    ...
    workbench.errors.InputError: a.csv, key purchases.amount: no column 'prize'; expected a column, or a product such as price * quantity. Did you mean 'price'?
    """
    known = tuple(columns)
    if amount.strip() in known:
        return (amount.strip(),)
    parts = [part.strip() for part in re.split(r"\*(?=(?:[^`]*`[^`]*`)*[^`]*$)", amount)]
    factors: list[str | float] = []
    unknown = []
    for part in parts:
        name = part[1:-1] if len(part) > 1 and part[0] == part[-1] == "`" else part
        if name in known:
            factors.append(name)
        elif _NUMBER.fullmatch(name):
            factors.append(float(name))
        else:
            unknown.append(name)
    if unknown:
        found = f"no column {listed([repr(name) for name in unknown])}"
        expected = "a column, or a product such as price * quantity"
        hint = nearest(unknown[0], known) or f"the columns are {listed(known, 'and')}"
        raise InputError(Problem(file, "key purchases.amount", found, expected, hint))
    return tuple(factors)
