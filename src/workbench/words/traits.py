"""One trait of a segment as a clause of a sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence

from workbench.display import percent
from workbench.profile.reading import number, signed
from workbench.profile.rows import Row, has_top_two, top_two
from workbench.profile.traits import Trait
from workbench.schemas import Variable

Beside = Callable[[str], str]
"""From everyone's figure to its bracket: ``(41 % of everyone)`` once, ``(41 %)`` after that."""

QUOTED = 72
_YES = frozenset({"yes", "y", "true", "1", "ja", "oui"})
_PEOPLE: Mapping[str, str] = {"woman": "women", "man": "men", "female": "women", "male": "men"}


def clause(trait: Trait, beside: Beside) -> str:
    """Say a trait with its figure and everyone's.

    Examples
    --------
    >>> from workbench.estimate import Estimate
    >>> v = Variable("spicy", "binary", levels=("No", "Yes"), label="It is spicy.")
    >>> row = Row(v, "Yes", "S1", "share", Estimate(.6, .5, .7, 90, "Wilson"), Estimate(.2, .1, .3, 300, "Wilson"),
    ...           90.0, 90.0, 1.0, True)
    >>> clause(Trait(row, 1.0), lambda text: f"({text} of everyone)")
    '60 % say yes to “It is spicy” (20 % of everyone)'
    """
    row = trait.row
    if row.variable.origin == "purchases" and row.measure == "mean":
        return _bought(row, beside)
    if row.measure == "mean":
        return _average(row, beside)
    here, everyone = percent(row.here.value), beside(percent(row.everyone.value))
    only = "" if trait.is_more else "only "
    return f"{only}{here} {_answered(row)} {everyone}"


def predicate(trait: Trait, quoted: Collection[str] = ()) -> str:
    """Who has the trait, as a verb phrase: "order more often than most".

    A long question that the paragraph has `quoted` already is not quoted again: its answer is enough.
    """
    row = trait.row
    if row.measure == "share":
        if (
            row.variable.name in quoted
            and row.level in row.variable.levels
            and len(row.variable.title) > QUOTED
        ):
            return f"give the answer “{row.level}”"
        return _answered(row) if trait.is_more else f"do not {_answered(row)}"
    if row.variable.origin == "purchases" and (said := _compared(trait)):
        return said
    side = "upper" if trait.is_more else "lower"
    return f"are in the {side} half on “{statement(row.variable)}”"


def statement(variable: Variable) -> str:
    """A question or statement as it is quoted: without its full stop, shortened on a word.

    Examples
    --------
    >>> statement(Variable("q", "likert", label="I compare prices."))
    'I compare prices'
    """
    text = " ".join(variable.title.split()).rstrip(".")
    return text if len(text) <= QUOTED else f"{text[: QUOTED - 2].rsplit(' ', 1)[0]} …"


def _answered(row: Row) -> str:
    """The verb phrase after "46 %": what these people answered."""
    before, quoted, after = _phrase(row)
    return f"{before} {quoted}{after}"


def _phrase(row: Row) -> tuple[str, str, str]:
    """The verb phrase in three: what they do, to which question, and the rest."""
    variable, level = row.variable, row.level
    quoted = f"“{statement(variable)}”"
    if has_top_two(variable) and level == top_two(variable):
        return _agree(variable, quoted)
    if variable.type == "binary" and level.casefold() in _YES:
        return "say yes to", quoted, ""
    if known := _known_topic(variable, level):
        verb, _, what = known.partition(" ")
        return verb, what, ""
    if variable.type == "multi-select":
        return f"tick “{level}” for", quoted, ""
    return f"answer “{level}” to", quoted, ""


def clauses(traits: Sequence[Trait], beside: Beside) -> list[str]:
    """Several traits in one sentence; a verb phrase that comes again is not repeated.

    The second of "82 % give “A” a 4 or 5" and "63 % give “B” a 4 or 5" becomes "63 % do so for “B”".
    """
    said: list[str] = []
    last: tuple[str, str] | None = None
    for trait in traits:
        form = None
        if trait.row.measure == "share":
            before, quoted, after = _phrase(trait.row)
            form = (before, after)
            if form == last and quoted.startswith("“"):
                only = "" if trait.is_more else "only "
                here, everyone = percent(trait.row.here.value), beside(percent(trait.row.everyone.value))
                said.append(f"{only}{here} do so for {quoted} {everyone}")
                continue
        last = form
        said.append(clause(trait, beside))
    return said


def _agree(variable: Variable, quoted: str) -> tuple[str, str, str]:
    lower, upper = variable.levels[-2], variable.levels[-1]
    if lower.isdigit() and upper.isdigit():
        return "give", quoted, f" a {lower} or {upper}"
    if "agree" in upper.casefold():
        return f"{_lower(lower)} or {_lower(upper)} that", quoted, ""
    return f"answer “{lower}” or “{upper}” to", quoted, ""


def _known_topic(variable: Variable, level: str) -> str:
    """Age, gender and region are said as people say them."""
    about = f"{variable.name} {variable.title}".casefold()
    if variable.factor == "demographic" and re.search(r"\bage\b|how old|demos-age", about):
        return f"are {level}" if re.search(r"year|under|over|older", level) else f"are aged {level}"
    if variable.factor == "demographic" and level.casefold() in _PEOPLE:
        return f"are {_PEOPLE[level.casefold()]}"
    if variable.factor == "geographic" and re.search(r"\b(region|state|country|province|live)\b", about):
        return f"live in {level}"
    return ""


def _average(row: Row, beside: Beside) -> str:
    here, everyone = number(row.here.value, row.variable), number(row.everyone.value, row.variable)
    title = statement(row.variable)
    if title.endswith("?"):
        return f"asked “{title}” they say {here} on average {beside(everyone)}"
    if row.variable.type == "numeric":
        return f"their {_inside(title)} is {here} on average {beside(everyone)}"
    scale = f" on a scale to {row.variable.levels[-1]}" if row.variable.levels[-1].isdigit() else ""
    return f"“{title}” gets {here} on average{scale} {beside(everyone)}"


_BOUGHT: Mapping[str, str] = {
    "frequency": "they order {here} times a month {everyone}",
    "monetary": "they spend {here} a month {everyone}",
    "basket": "an order of theirs comes to {here} {everyone}",
    "recency": "their last order was {here} days ago on average {everyone}",
    "tenure": "they came {here} days ago on average {everyone}",
    "interpurchase": "{here} days pass between their orders {everyone}",
    "returns_share": "{here} of what they spend goes back {everyone}",
    "margin": "{here} of what they spend is margin {everyone}",
    "share": "{here} of what they spend goes on {what} {everyone}",
    "channel": "{here} of their orders come by “{what}” {everyone}",
    "weekday": "{here} of their orders fall on {what} {everyone}",
    "hour": "{here} of their orders come in the {what} {everyone}",
}


_COMPARED: Mapping[str, tuple[str, str]] = {
    "frequency": ("order more often than most", "order less often than most"),
    "monetary": ("spend more a month than most", "spend less a month than most"),
    "basket": ("place larger orders than most", "place smaller orders than most"),
    "recency": ("have been away longer than most", "have bought more lately than most"),
    "tenure": ("came earlier than most", "came later than most"),
    "interpurchase": ("leave more time between orders than most", "leave less time between orders than most"),
    "price_level": ("pay more than usual for the kind", "pay less than usual for the kind"),
    "returns_share": ("send back more than most", "send back less than most"),
    "category_entropy": ("buy from more categories than most", "buy from fewer categories than most"),
    "share": ("spend more of their money on {} than most", "spend less of their money on {} than most"),
    "channel": ("order by “{}” more than most", "order by “{}” less than most"),
}


def _compared(trait: Trait) -> str:
    group, _, member = trait.row.variable.name.partition(".")
    forms = _COMPARED.get(group)
    return forms[0 if trait.is_more else 1].format(_readable(member)) if forms else ""


def _bought(row: Row, beside: Beside) -> str:
    variable = row.variable
    group, _, member = variable.name.partition(".")
    more = row.difference > 0
    if variable.name == "category_entropy":
        return f"their baskets are {'more' if more else 'less'} varied than most"
    if variable.name == "trend":
        return f"their orders have {'grown more' if more else 'fallen off more'} than most people's"
    if variable.name == "price_level":
        paid = round(100 * (row.here.value - 1))
        dearer = (
            f"{abs(paid)} % {'more' if paid > 0 else 'less'} than is usual" if paid else "the usual price"
        )
        return f"they pay {dearer} for such goods {beside(f'{signed(100 * (row.everyone.value - 1))} %')}"
    here, everyone = number(row.here.value, variable), beside(number(row.everyone.value, variable))
    template = _BOUGHT.get(group)
    if template is None:
        return f"{_inside(variable.title)} is {here} on average {everyone}"
    what = (
        variable.title.rsplit(" on ", 1)[-1].rsplit(" in the ", 1)[-1]
        if group in {"weekday", "hour"}
        else member
    )
    what = _readable(re.sub(r"\s*\([^)]*\)", "", what))
    return template.format(here=here, everyone=everyone, what=what or variable.title)


def _readable(category: str) -> str:
    """A category as a word: codes such as PET_FOOD become "pet food"."""
    spaced = category.replace("_", " ")
    return spaced.lower() if len(spaced) > 4 and spaced.isupper() else spaced


def _inside(title: str) -> str:
    """A title within a sentence: "Days since …" begins small, "EUR" and "Amazon" stay."""
    first, _, rest = title.partition(" ")
    small = first if first.isupper() and len(first) > 1 else first[:1].lower() + first[1:]
    return f"{small} {rest}".strip()


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
