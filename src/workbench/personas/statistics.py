"""Claims that the numbers make by themselves, with their base."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from workbench.display import count, percent
from workbench.personas.claims import Claim, Statistic
from workbench.profile.reading import number
from workbench.schemas import Variable, Variables

# Which field a variable tells of, by the words of its name and question; the first that fits counts.
_FIELD_WORDS: tuple[tuple[str, str], ...] = (
    ("age", r"\bage\b|how old|birth"),
    ("gender", r"gender|\bsex\b|describe yourself"),
    ("income", r"income|salary|earn"),
    ("family", r"household|children|family|married|live with"),
    ("life_stage", r"life.?stage|retired|changed in your life"),
    ("education", r"education|\bdegree\b|diploma|qualification|school(?:ing)? (?:did|have|do) you"),
    ("job", r"\bjob\b|occupation|employ|profession|industry|company|role"),
    ("location", r"region|where do you live|place|city|country|state|postcode|urban"),
    ("devices", r"device|phone|tablet|laptop"),
    ("tech_comfort", r"tech|digital|\bapp\b"),
    ("social_channels", r"social|instagram|facebook|tiktok|linkedin"),
    ("favourite_sites", r"\bsites?\b|website"),
    ("channels", r"newsletter|\breach"),
)
_BY_FACTOR = {
    "need": "need",
    "behavioural": "behaviour",
    "psychographic": "opinions",
    "geographic": "location",
}
MOST_A_FIELD = 3
SMALLEST = 30
COMMON = 0.2
"""A commonest answer of fewer than this stands for hardly anybody: the most frequent of fifty states is no home."""


Level = tuple[str, float, float, float, float]
Figure = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Distribution:
    """How a demographic is spread over a segment: never one value alone."""

    field: str
    title: str
    segment: str
    n: int
    levels: tuple[Level, ...]

    def to_record(self) -> dict[str, Any]:
        """Plain values: each level with its share, interval and the share among all."""
        names = ("level", "share", "low", "high", "total")
        levels = [
            {name: _shown(part) for name, part in zip(names, level, strict=True)} for level in self.levels
        ]
        return {
            "field": self.field,
            "title": self.title,
            "segment": self.segment,
            "n": self.n,
            "levels": levels,
        }


def field_of(variable: Variable) -> str:
    """The persona field that a variable tells of.

    Examples
    --------
    >>> field_of(Variable("q1", "ordinal", factor="demographic", label="How old are you?"))
    'age'
    >>> field_of(Variable("q8", "likert", factor="need", label="It gets me going in the morning."))
    'need'
    """
    if variable.factor not in {"need", "psychographic"}:
        if variable.name.startswith("channel."):
            return "channels"
        words = f"{variable.name.replace('_', ' ')} {variable.label}".casefold()
        for field, pattern in _FIELD_WORDS:
            of_survey = field not in {"tech_comfort", "devices", "channels"} or variable.origin == "survey"
            if re.search(pattern, words) and of_survey:
                return field
    return _BY_FACTOR.get(variable.factor, "life_stage")


def statistic_claims(
    profile: pd.DataFrame, segment: str, variables: Variables, *, persona: str, customer_type: str = ""
) -> list[Claim]:
    """Facts about a segment: its distributions' commonest levels, and what marks it.

    Demographic and geographic variables say their commonest level beside the share among all, where it is that of
    a fifth of them; of the others only markers speak, the strongest first and at most three a field. Figures of fewer than 30 answers, and
    sensitive variables, say nothing. `customer_type` is the variable that tells firms from people, if there is one.
    """
    claims: list[Claim] = []
    for name, rows in _figures(profile, segment).items():
        variable = variables.get(name)
        based = [row for row in rows if row["n"] >= SMALLEST]
        if variable is not None and not variable.sensitive and based:
            field = "customer_type" if name == customer_type else field_of(variable)
            claims += _claims_of(based, variable, persona, field)
    return _at_most(claims)


def distributions(
    profile: pd.DataFrame, segment: str, variables: Variables, *, min_cell: int
) -> list[Distribution]:
    """Every demographic and geographic variable with levels, as shares with intervals.

    Levels of fewer than `min_cell` people stand together as one, with the next smallest when they are still
    too few: nothing below `min_cell` can be worked out from what is shown.
    """
    found = []
    figures = _figures(profile, segment)
    for name, variable in variables.items():
        if variable.factor not in {"demographic", "geographic"} or not variable.levels or variable.sensitive:
            continue
        rows = [row for row in figures.get(name, []) if row["level"] in variable.levels]
        if rows:
            n = max(int(row["n"]) for row in rows)
            levels = [
                (str(r["level"]), float(r["value"]), float(r["low"]), float(r["high"]), float(r["total"]))
                for r in rows
            ]
            shown = _without_small_cells(levels, n, min_cell)
            found.append(Distribution(field_of(variable), variable.title, segment, n, tuple(shown)))
    return found


def _figures(profile: pd.DataFrame, segment: str) -> dict[str, list[Figure]]:
    """The figures of a segment, by variable, in the order of the table."""
    figures: dict[str, list[Figure]] = {}
    for record in profile[profile["segment"] == segment].to_dict("records"):
        row = {str(key): value for key, value in record.items()}
        figures.setdefault(str(row["variable"]), []).append(row)
    return figures


def _without_small_cells(levels: list[Level], n: int, min_cell: int) -> list[Level]:
    """Fold the smallest levels into one until no cell is small; few people in all, and nothing is shown."""
    by_size = sorted(range(len(levels)), key=lambda i: levels[i][1])
    folded: list[int] = []
    for i in by_size:
        people = sum(levels[j][1] for j in folded) * n
        if round(levels[i][1] * n) >= min_cell and (not folded or round(people) >= min_cell):
            break
        folded.append(i)
    if not folded:
        return levels
    share, total = sum(levels[i][1] for i in folded), sum(levels[i][4] for i in folded)
    if round(share * n) < min_cell:
        return []
    together = (
        f"{len(folded)} other answers, some of too few people to show",
        share,
        float("nan"),
        float("nan"),
        total,
    )
    kept = [level for i, level in enumerate(levels) if i not in folded]
    return [*kept, together]


def _claims_of(rows: Sequence[Figure], variable: Variable, persona: str, field: str) -> Iterator[Claim]:
    shares = [row for row in rows if row["level"] != ""]
    demographic = variable.factor in {"demographic", "geographic"} or field == "customer_type"
    if demographic and variable.type != "numeric" and shares:
        top = max(
            [row for row in shares if row["level"] in variable.levels] or shares,
            key=lambda row: float(row["value"]),
        )
        if top["value"] >= COMMON:
            yield _claim(top, variable, persona, field, _commonest(top, variable))
        return
    for row in [row for row in rows if row["level"] == ""] or shares:
        if bool(row["marker"]) or (demographic and row["level"] == ""):
            yield _claim(row, variable, persona, field, _marker(row, variable))


def _claim(row: Mapping[str, Any], variable: Variable, persona: str, field: str, text: str) -> Claim:
    statistic = Statistic(
        variable.name, variable.title, str(row["level"]), str(row["segment"]), float(row["value"]), _optional(row["low"]),
        _optional(row["high"]), float(row["total"]), int(row["n"]),
    )  # fmt: skip
    about = f"{variable.name}={row['level']}" if row["level"] != "" else variable.name
    return Claim(
        f"{persona}/{field}/{about}/{row['segment']}", field, text, "fact", variable.factor, (statistic,)
    )


def _commonest(row: Mapping[str, Any], variable: Variable) -> str:
    return (
        f"{variable.title.rstrip('?')}: most often {row['level']} ({_share(row)}, against {percent(row['total'])} of all; "
        f"n = {count(row['n'])})"
    )


def _marker(row: Mapping[str, Any], variable: Variable) -> str:
    base = f"n = {count(row['n'])}"
    if row["level"] != "":
        more = "More" if row["value"] > row["total"] else "Fewer"
        figures = f"({_share(row)}, against {percent(row['total'])} of all; {base})"
        return f"{more} than others answer “{row['level']}” to “{variable.title}” {figures}"
    here, everyone = number(row["value"], variable), number(row["total"], variable)
    if variable.type == "likert":
        more = "More" if row["value"] > row["total"] else "Less"
        of = f" of {len(variable.levels)}" if variable.levels else ""
        return f"{more} than others: “{variable.title}” (mean {here}{of}, against {everyone} of all; {base})"
    more = "higher" if row["value"] > row["total"] else "lower"
    return f"{variable.title}: {more} than others ({here}, against {everyone} of all; {base})"


def _share(row: Mapping[str, Any]) -> str:
    low, high = _optional(row["low"]), _optional(row["high"])
    span = (
        f", 95 % interval {percent(low)} to {percent(high)}" if low is not None and high is not None else ""
    )
    return f"{percent(row['value'])}{span}"


def _at_most(claims: Sequence[Claim]) -> list[Claim]:
    """The strongest markers of each field: how far the value is from that of all, relative to its interval."""
    kept: list[Claim] = []
    for field in dict.fromkeys(claim.field for claim in claims):
        own = [claim for claim in claims if claim.field == field]
        kept += sorted(own, key=_strength, reverse=True)[
            : MOST_A_FIELD if field in _BY_FACTOR.values() else None
        ]
    return kept


def _strength(claim: Claim) -> float:
    (statistic,) = claim.statistics
    if statistic.low is None or statistic.high is None or statistic.high <= statistic.low:
        return 0.0
    return abs(statistic.value - statistic.total) / (statistic.high - statistic.low)


def _optional(value: Any) -> float | None:
    return None if value is None or value != value else float(value)


def _shown(part: object) -> object:
    """JSON has no NaN."""
    return None if isinstance(part, float) and math.isnan(part) else part
