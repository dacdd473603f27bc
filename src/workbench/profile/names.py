"""A short working name for each segment, from what sets it apart."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import chain

from workbench.profile.traits import Trait

LONGEST = 34
LAST_FACTORS = ("demographic", "geographic")  # who people are names a segment worse than what they want or do

_BUYING: Mapping[str, tuple[str, str]] = {
    "recency": ("not seen lately", "bought lately"),
    "frequency": ("frequent buyers", "rare buyers"),
    "monetary": ("high spenders", "low spenders"),
    "tenure": ("long-standing", "newcomers"),
    "interpurchase": ("long gaps", "short gaps"),
    "basket": ("large baskets", "small baskets"),
    "price_level": ("higher prices", "lower prices"),
    "returns_share": ("many returns", "few returns"),
    "category_entropy": ("varied baskets", "one-category buyers"),
    "trend": ("buying more", "buying less"),
    "margin": ("high margin", "low margin"),
}
_PREFIXES: Mapping[str, str] = {
    "share": "{} buyers",
    "channel": "{} shoppers",
    "weekday": "{} shoppers",
    "hour": "{} shoppers",
}
LONGEST_STATEMENT = 14
# answers that mean nothing without their question
_DEPENDENT = re.compile(
    r"(yes|no|not|never|none|other|prefer|i|don.t|less|more|under|over|at|about|once|twice|two|several|few|every|[\d$€£<>])\b|[\d$€£<>]",
    re.IGNORECASE,
)
_TRAILING = {"a", "an", "the", "of", "to", "in", "on", "for", "and", "or", "with", "my", "i", "it", "that", "than", "as",
             "at", "by", "from", "is", "are", "me", "when", "very", "more", "your", "you", "be", "new"}  # fmt: skip


def propose_names(traits: Mapping[str, Sequence[Trait]]) -> dict[str, str]:
    """Name each segment by its two strongest traits, no two alike.

    What people want, think and do comes before who and where they are; what formed the segments
    before what only describes them. "Rare buyers" are those who buy least often: a segment that another one beats at
    it is called so only when nothing else can be said. A segment without traits is "Near the average".

    Examples
    --------
    >>> propose_names({"S1": [], "S2": []})
    {'S1': 'Near the average', 'S2': 'Near the average, 2'}
    """
    most: dict[tuple[str, bool], float] = {}
    for trait in chain.from_iterable(traits.values()):
        key = _comparison(trait)
        most[key] = max(most.get(key, 0.0), abs(trait.row.standardised))
    names: dict[str, str] = {}
    taken: set[str] = set()
    for segment, own in traits.items():
        names[segment] = _first_free(_candidates(own, most), taken)
        taken.add(names[segment].casefold())
    return names


def _comparison(trait: Trait) -> tuple[str, bool]:
    return trait.row.variable.name, trait.is_more


def _candidates(traits: Sequence[Trait], most: Mapping[tuple[str, bool], float]) -> list[str]:
    """Names from the best to the last resort."""

    def rank(trait: Trait) -> tuple[bool, bool, bool]:
        beaten = trait.row.variable.name in _BUYING and abs(trait.row.standardised) < most[_comparison(trait)]
        return beaten, trait.factor in LAST_FACTORS, trait.row.variable.role != "basis"

    ranked = sorted(traits, key=rank)  # stable: strongest first within
    phrases = list(dict.fromkeys(phrase for t in ranked if (phrase := short_phrase(t))))
    pairs = [
        f"{first}, {second}"
        for first in phrases[:1]
        for second in phrases[1:6]
        if len(first) + len(second) + 2 <= LONGEST
    ]
    return [*pairs, *phrases]


def _first_free(candidates: Sequence[str], taken: set[str]) -> str:
    for candidate in candidates:
        name = candidate[:1].upper() + candidate[1:]
        if name.casefold() not in taken:
            return name
    plain = (candidates[0][:1].upper() + candidates[0][1:]) if candidates else "Near the average"
    number = 2
    while (name := f"{plain}, {number}" if plain.casefold() in taken else plain).casefold() in taken:
        number += 1
    return name


def short_phrase(trait: Trait) -> str:
    """A trait in a few words, or an empty text when it has no short form."""
    row, variable = trait.row, trait.row.variable
    if variable.name in _BUYING:
        return _BUYING[variable.name][0 if trait.is_more else 1]
    prefix, _, what = variable.name.partition(".")
    if what and prefix in _PREFIXES:
        phrase = _PREFIXES[prefix].format(_plain(what))
        return phrase if trait.is_more else f"few {phrase}" if prefix == "share" else ""
    if variable.type in {"nominal", "multi-select", "ordinal"} and row.level:
        return _of_level(trait)
    if row.measure == "mean" and variable.type != "likert":
        return f"{'high' if trait.is_more else 'low'} {_plain(variable.title)}"
    if variable.title.rstrip().endswith("?") or len(variable.title.split()) > LONGEST_STATEMENT:
        return ""
    statement = _plain(variable.title)
    return statement if trait.is_more else f"not {statement}"


def _of_level(trait: Trait) -> str:
    """A level that speaks for itself, or with the words of the variable's name: "sell your data: no"."""
    level = _plain(trait.row.level)
    if not re.search(r"[^\W\d]", level):
        return ""
    if not _DEPENDENT.match(level):
        return level if trait.is_more else f"not {level}"
    words = [w for w in re.split(r"[\W_\d]+", trait.row.variable.name) if len(w) > 1]
    topic = _plain(" ".join(words))
    return f"{topic}: {level}" if trait.is_more and len(words) > 1 and not re.search(r"\d", level) else ""


def _plain(text: str) -> str:
    """At most five words without the leading "I", an underscore or a trailing preposition."""
    words = re.sub(r"\([^)]*\)|[_\s]+", " ", text).strip(" .?!:;,\"'“”").split()
    if len(words) > 1 and words[0].casefold() in {"i", "i'm", "i’m", "my"}:
        words = words[1:]
    kept = words[:5]
    while len(kept) > 1 and len(words) > 5 and kept[-1].casefold() in _TRAILING:
        kept = kept[:-1]
    plain = " ".join(kept)
    if len(plain) > 4 and plain.isupper():  # a code such as PET_FOOD
        return plain.lower()
    return plain if plain.isupper() and len(plain) <= 4 else plain[:1].lower() + plain[1:]
