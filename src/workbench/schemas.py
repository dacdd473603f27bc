"""What columns mean: variables, and the names of columns that everyone shares."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, Protocol

from workbench.config import Factor, Role, VariableType

if TYPE_CHECKING:
    import pandas as pd

CUSTOMER = "customer"
RESPONDENT = "respondent"
SEGMENT = "segment"
WEIGHT = "weight"

Origin = Literal["survey", "purchases"]


@dataclass(frozen=True, slots=True)
class Variable:
    """What one column of the customer table means.

    Attributes
    ----------
    name
        The column's name.
    type
        Numeric, ordinal, likert, binary, nominal, multi-select, date or open text.
    role, factor
        See `workbench.config.vocabulary`.
    levels
        Ordinal, likert, binary, nominal: the levels, lowest first where they have an order.
        Multi-select: the options. Empty for the other types.
    label
        The question as it was asked, or a phrase for a feature; `title` falls back to the name.
    battery
        Items answered on one scale in one block of the questionnaire share a name.
    log
        Skewed amounts enter the space as log(1 + x).
    reason
        Why type, role and factor are what they are, for the data page.
    sensitive
        Health, substances, orientation, religion, ethnicity, politics: never a basis unless asked.

    Examples
    --------
    >>> Variable("age", "ordinal", levels=("18-24", "25-34")).title
    'age'
    """

    name: str
    type: VariableType
    role: Role = "descriptor"
    factor: Factor = "psychographic"
    levels: tuple[str, ...] = ()
    label: str = ""
    battery: str = ""
    unit: str = ""
    origin: Origin = "survey"
    separator: str = ""
    log: bool = False
    reason: str = ""
    sensitive: bool = False

    @property
    def title(self) -> str:
        return self.label or self.name

    @property
    def is_scored(self) -> bool:
        """Has a mean: numeric, or levels with an order."""
        return self.type in {"numeric", "ordinal", "likert", "binary"}


@dataclass(frozen=True, slots=True)
class Variables(Mapping[str, Variable]):
    """The variables of a study in the order of their columns.

    Examples
    --------
    >>> variables = Variables.of([Variable("age", "numeric", role="basis")])
    >>> variables["age"].type, list(variables.with_role("basis")), len(variables.without_role("basis"))
    ('numeric', ['age'], 0)
    """

    items_: tuple[Variable, ...]

    @classmethod
    def of(cls, variables: Iterable[Variable]) -> Variables:
        return cls(tuple(variables))

    def __getitem__(self, name: str) -> Variable:
        for variable in self.items_:
            if variable.name == name:
                return variable
        raise KeyError(name)

    def __iter__(self) -> Any:
        return (variable.name for variable in self.items_)

    def __len__(self) -> int:
        return len(self.items_)

    def with_role(self, *roles: Role) -> Variables:
        return Variables.of(v for v in self.items_ if v.role in roles)

    def without_role(self, *roles: Role) -> Variables:
        return Variables.of(v for v in self.items_ if v.role not in roles)

    def from_origin(self, origin: Origin) -> Variables:
        return Variables.of(v for v in self.items_ if v.origin == origin)

    def of_factor(self, *factors: Factor) -> Variables:
        return Variables.of(v for v in self.items_ if v.factor in factors)

    def replaced(self, name: str, **changes: Any) -> Variables:
        """The same variables with one changed."""
        return Variables.of(replace(v, **changes) if v.name == name else v for v in self.items_)

    def __add__(self, other: Variables) -> Variables:
        return Variables(self.items_ + other.items_)

    def to_records(self) -> list[dict[str, Any]]:
        """Plain records for JSON."""
        return [asdict(variable) for variable in self.items_]

    @classmethod
    def from_records(cls, records: Sequence[Mapping[str, Any]]) -> Variables:
        return cls.of(Variable(**{**r, "levels": tuple(r.get("levels", ()))}) for r in records)


def options_chosen(answers: pd.Series, variable: Variable) -> pd.DataFrame:
    """Split multi-select answers into one column of 0 and 1 an option.

    In our tables the chosen options are joined by `variable.separator`, which occurs in none of them.
    A missing answer is missing in every column; an empty text means that nothing was chosen.

    Examples
    --------
    >>> import pandas as pd
    >>> v = Variable("pets", "multi-select", levels=("cat", "dog"), separator="; ")
    >>> options_chosen(pd.Series(["cat; dog", "", None]), v)["cat"].tolist()
    [1.0, 0.0, nan]
    """
    import pandas as pd

    chosen = [frozenset(a.split(variable.separator)) if isinstance(a, str) else None for a in answers]
    columns = {
        option: [float("nan") if c is None else float(option in c) for c in chosen]
        for option in variable.levels
    }
    return pd.DataFrame(columns, index=answers.index)


class Answers(Protocol):
    """A survey as `workbench.sources.read_survey` gives it."""

    @property
    def frame(self) -> pd.DataFrame: ...
    @property
    def variables(self) -> Variables: ...


TABLE_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "customers": (CUSTOMER, RESPONDENT),
    "segments": (CUSTOMER, SEGMENT, "distance", "second", "margin", WEIGHT),
    "solutions": (
        "method", "k", "within_ss", "silhouette", "stability", "jaccard_min", "smallest_share",
        "starts", "share_best", "near_ties", "verdict", "proposed", "chosen",
    ),
    "stability": ("k", SEGMENT, "jaccard", "low", "high", "verdict"),
    "profile": (
        "variable", "factor", "role", "level", SEGMENT, "n", "value", "low", "high", "total",
        "index", "marker", "p_adjusted",
    ),
    "quality": ("check", "column", "rows", "severity", "message"),
}  # fmt: skip
"""The columns that each table of a run has at least, in this order; others may follow."""


def segment_label(number: int) -> str:
    """The id of a segment: S1 is the largest.

    Examples
    --------
    >>> segment_label(1)
    'S1'
    """
    return f"S{number}"


def segment_order(label: str) -> tuple[int, str]:
    """Sort key: S2 before S10, other names last.

    Examples
    --------
    >>> sorted(["S10", "S2", "none"], key=segment_order)
    ['S2', 'S10', 'none']
    """
    digits = label[1:]
    return (int(digits), label) if label[:1] == "S" and digits.isdigit() else (10**9, label)
