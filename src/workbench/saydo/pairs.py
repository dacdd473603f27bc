"""Which survey answer to lay beside which purchase measure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from workbench.answers import coded, is_codable
from workbench.config import SayDo
from workbench.errors import InputError, Problem, nearest
from workbench.estimate import Numbers
from workbench.schemas import Variable, Variables


@dataclass(frozen=True, slots=True)
class Item:
    """One side of a pair: a variable with an order, or one level or option of a choice.

    Attributes
    ----------
    variable, level
        The variable; the level is empty when its own scores are meant.
    """

    variable: Variable
    level: str

    @property
    def title(self) -> str:
        return f"{self.variable.title} – {self.level}" if self.level else self.variable.title

    def scores(self, frame: pd.DataFrame) -> Numbers:
        """One number a person; NaN where there is no answer."""
        code = coded(frame[self.variable.name], self.variable)
        column: Numbers = code.values[:, code.levels.index(self.level) if self.level else 0]
        return column


def items(pair: SayDo, variables: Variables, columns: Iterable[str]) -> tuple[Item, Item]:
    """Find both sides of a pair; ``name=level`` names an option of a choice.

    Raises
    ------
    InputError
        When a side is no column of the study, or has no order.

    Examples
    --------
    >>> v = Variables.of([Variable("often", "ordinal", levels=("a", "b")),
    ...                   Variable("frequency", "numeric", origin="purchases")])
    >>> say, do = items(SayDo(say="often", do="frequency"), v, list(v))
    >>> say.title, do.title
    ('often', 'frequency')
    >>> items(SayDo(say="ofen", do="frequency"), v, list(v))
    Traceback (most recent call last):
    ...
    workbench.errors.InputError: study.yaml, key say_do.say: 'ofen' is no variable of this study. Did you mean 'often'?
    """
    problems: list[Problem] = []
    known = [name for name in variables if name in set(columns)]
    found = [
        _item(text, side, variables, known, problems) for side, text in (("say", pair.say), ("do", pair.do))
    ]
    if problems:
        raise InputError(problems)
    say, do = [item for item in found if item]
    return say, do


def _item(
    text: str, side: str, variables: Variables, known: Sequence[str], problems: list[Problem]
) -> Item | None:
    name, _, level = (text, "", "") if text in known else text.partition("=")
    place = f"key say_do.{side}"
    if name not in known:
        found = f"{text!r} is no variable of this study"
        problems.append(Problem("study.yaml", place, found, "", nearest(name, known)))
        return None
    variable = variables[name]
    if level and level not in variable.levels:
        expected = f"one of {', '.join(variable.levels)}" if variable.levels else "a variable with levels"
        problems.append(Problem("study.yaml", place, f"{level!r} is no level of {name!r}", expected))
        return None
    if not is_codable(variable) or not (level or variable.is_scored):
        problems.append(
            Problem(
                "study.yaml",
                place,
                f"{name!r} is {variable.type} and has no order",
                "a number or a scale",
                f"name one of its levels: {name}=…",
            )
        )
        return None
    if level and variable.is_scored:  # one level of a scale has no column of its own
        problems.append(Problem("study.yaml", place, f"{text!r} is one level of a scale", f"{name!r} alone"))
        return None
    return Item(variable, level)


_MEASURES: Sequence[tuple[str, str]] = (
    (r"\bhow (often|frequently|many times)\b.*\b(buy|order|purchase|shop|visit)", "frequency"),
    (r"\b(order|purchase|shopping|buying)[-_ ]?(frequency|how[-_ ]?oft\w*)\b", "frequency"),
    (r"\bhow much\b.*\b(spend|pay)\b", "monetary"),
    (r"\b(send|return)\b.*\bback\b|\breturn\b.*\b(order|item|product|purchase)s?\b", "returns_share"),
)


_BUYS = re.compile(r"\b(bu(y|ys|ying|ought)|order|purchas|spen[dt]|shop|share|use|eat)", re.IGNORECASE)


def propose(variables: Variables) -> tuple[SayDo, ...]:
    """Propose pairs where the words of a question match a purchase measure, a category or a channel.

    Categories and channels match when all their words stand in the question or in one of its options.

    Examples
    --------
    >>> v = Variables.of([Variable("q1", "ordinal", levels=("a", "b"), label="How often do you order from us?"),
    ...                   Variable("q2", "numeric", label="Which share is organic?"),
    ...                   Variable("frequency", "numeric", origin="purchases"),
    ...                   Variable("share.organic", "numeric", origin="purchases")])
    >>> [(pair.say, pair.do) for pair in propose(v)]
    [('q1', 'frequency'), ('q2', 'share.organic')]
    """
    asked = [
        v
        for v in variables.from_origin("survey").values()
        if is_codable(v) and not v.sensitive and v.role != "ignore"
    ]
    bought = variables.from_origin("purchases")
    found: dict[str, SayDo] = {}
    for variable in asked:
        text = f"{variable.title} {variable.name}".casefold().replace("\n", " ")
        for pattern, measure in _MEASURES:
            if variable.is_scored and measure in bought and re.search(pattern, text):
                found.setdefault(variable.name, SayDo(say=variable.name, do=measure, label=_short(variable)))
        for do in bought.values():
            prefix, _, what = do.name.partition(".")
            if (
                prefix in {"share", "channel"}
                and what != "other"
                and (say := _mentions(variable, _words(what)))
            ):
                found.setdefault(say, SayDo(say=say, do=do.name, label=_short(variable)))
    return tuple(found.values())


def _mentions(variable: Variable, words: frozenset[str]) -> str:
    if not words:
        return ""
    if variable.is_scored:
        text = f"{variable.title} {variable.name}"
        return variable.name if words <= _words(text) and _BUYS.search(text) else ""
    level = next((level for level in variable.levels if words <= _words(level)), "")
    return f"{variable.name}={level}" if level else ""


def _words(text: str) -> frozenset[str]:
    """Lower-case words, plural s dropped."""
    return frozenset(word.rstrip("s") for word in re.findall(r"[^\W\d_]{3,}", text.casefold()))


def _short(variable: Variable) -> str:
    title = " ".join(variable.title.split())
    return title if len(title) <= 70 else f"{title[:69].rstrip()}…"
