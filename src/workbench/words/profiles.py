"""Who the segments are, in sentences and tables."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from workbench.config import FACTORS, Factor
from workbench.display import Listing, Prose, count, percent, spanned
from workbench.errors import listed
from workbench.explanation import Explanation
from workbench.profile import SMALL_BASE, Portrait, Profile, Trait
from workbench.profile.difference import FDR
from workbench.words.traits import clause, clauses, predicate, statement

PER_FACTOR = 2
CLAUSES = 6

# How a sentence on a factor begins when it is not the first; one form a segment in turn, so that
# paragraphs do not read alike.
_OPENINGS: Mapping[Factor, Sequence[str]] = {
    "need": ("The need behind it: ", "What they look for fits that: ", "And what they want from it: "),
    "psychographic": ("Their views go with it: ", "It is also how they think: ", "In what they say of themselves, "),
    "behavioural": ("It shows in what they do: ", "Their purchases and habits agree: ", "And in practice "),
    "demographic": ("As to who they are, ", "Behind it are particular people: ", "By age and circumstances, "),
    "geographic": ("They also live differently: ", "As to where they live, ", "On the map, "),
}  # fmt: skip
_SUBJECTS: Mapping[Factor, str] = {
    "need": "what they need",
    "psychographic": "what they think",
    "behavioural": "what they do",
    "demographic": "who they are",
    "geographic": "where they live",
}


def portraits(profile: Profile) -> Prose:
    """A paragraph a segment, and what the study cannot say of any."""
    told = [paragraph(portrait, profile) for portrait in profile.portraits]
    missing = [c.factor for c in profile.portraits[0].covered if c.told == "not asked"]
    if missing:
        told.append(
            f"The study has no {listed(missing)} variable, so no paragraph says {listed(_SUBJECTS[f] for f in missing)}."
        )
    if profile.unassigned:
        told.append(
            f"{count(profile.unassigned)} of {count(profile.n)} are in no segment; they are in the totals."
        )
    return Prose.of(*told)


def descriptions(profile: Profile) -> dict[str, str]:
    """Segment → its paragraph."""
    return {portrait.segment: paragraph(portrait, profile) for portrait in profile.portraits}


def paragraph(portrait: Portrait, profile: Profile) -> str:
    """One segment in plain words, from its figures: how many, what sets them apart, in every factor at once."""
    sentences = [f"{portrait.title} — {_size(portrait, profile)}."]
    if portrait.base.is_small:
        sentences.append(f"Fewer than {SMALL_BASE} people are too few to describe.")
        return " ".join(sentences)
    if not portrait.traits:
        sentences.append(
            "Nothing sets them apart clearly: they are the middle of the market in every figure."
        )
        return " ".join(sentences)
    number = int(portrait.segment[1:]) if portrait.segment[1:].isdigit() else 0
    beside = _Beside()
    quoted: set[str] = set()
    for place, (factor, traits) in enumerate(_chosen(portrait.traits)):
        opening = "" if place == 0 else _OPENINGS[factor][number % len(_OPENINGS[factor])]
        said = listed(clauses(traits, beside), "and")
        quoted |= {trait.row.variable.name for trait in traits}
        sentences.append(f"{_capital(opening + said)}.")
    if meeting := portrait.together:
        sentences.append(
            f"{_capital(percent(meeting.here.value))} of them both {predicate(meeting.first, quoted)} and "
            f"{predicate(meeting.second, quoted)}, against {percent(meeting.everyone.value)} of everyone."
        )
    alike = [c.factor for c in portrait.covered if c.told == "like everyone"]
    if alike:
        sentences.append(f"Nothing sets them apart in {listed((_SUBJECTS[f] for f in alike), 'or')}.")
    return " ".join(sentences)


class _Beside:
    """Everyone's figure in brackets, said in full the first time only."""

    def __init__(self) -> None:
        self._first = True

    def __call__(self, everyone: str) -> str:
        text = f"(everyone: {everyone})" if self._first else f"({everyone})"
        self._first = False
        return text


def _size(portrait: Portrait, profile: Profile) -> str:
    people = "customers" if portrait.spending is not None else "respondents"
    base = portrait.base
    size = f"{percent(base.share.value)} of {people} ({count(base.n)} of {count(profile.n)}"
    size += " asked)" if profile.is_weighted else ")"
    if portrait.spending is not None and math.isfinite(portrait.spending.value):
        size += f" and {percent(portrait.spending.value)} of what is spent"
    return size


def _chosen(traits: Sequence[Trait]) -> Iterator[tuple[Factor, list[Trait]]]:
    """The factors by their strongest trait, each with its first traits."""
    factors = list(dict.fromkeys(trait.factor for trait in traits))
    left = CLAUSES
    for place, factor in enumerate(factors):
        own = [trait for trait in traits if trait.factor == factor]
        take = own[: min(_room(place, len(factors)), left)]
        left -= len(take)
        if take:
            yield factor, take


def _room(place: int, factors: int) -> int:
    """Traits a factor: few factors leave room for more of each; of many, the later ones get one."""
    if factors < 3:
        return {1: 4, 2: 3}[factors]
    return PER_FACTOR if place < 2 else 1


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def coverage(profile: Profile) -> Listing:
    """Which factors each segment's description covers: the strongest trait, or why there is none."""
    rows = []
    for portrait in profile.portraits:
        row = {"segment": portrait.title}
        for covered in portrait.covered:
            trait = covered.strongest
            row[covered.factor] = clause(trait, lambda everyone: f"({everyone})") if trait else covered.told
        rows.append(row)
    told = sum(c.told == "told" for p in profile.portraits for c in p.covered)
    total = len(profile.portraits) * len(FACTORS)
    return Listing(
        pd.DataFrame(rows, columns=["segment", *FACTORS]),
        caption=f"What the descriptions cover: {told} of {total} fields. In brackets everyone's figure. "
        "“like everyone”: asked, and no clear difference; “not asked”: the study has no such variable.",
    )


def differences(profile: Profile, *, most: int = 25) -> Listing:
    """The tests on descriptors, the largest effects first; a basis variable has none, and the caption says why."""
    rows = [
        {
            "descriptor": profile.variables[test.variable].title + (f": {test.level}" if test.level else ""),
            "test": test.method + (" (few expected)" if test.is_sparse else ""),
            "effect": test.effect,
            "measure": test.effect_name,
            "adjusted p": profile.p_adjusted[test.variable, test.level],
            "n": test.n,
        }
        for test in profile.differences
        if not profile.variables[test.variable].sensitive
    ]
    frame = pd.DataFrame(rows, columns=["descriptor", "test", "effect", "measure", "adjusted p", "n"])
    frame = frame.sort_values("effect", ascending=False, na_position="last").reset_index(drop=True)
    held = int((frame["adjusted p"] < FDR).sum())
    return Listing(
        frame,
        caption=f"{held} of {len(frame)} descriptors differ between segments (Benjamini–Hochberg, q = .05). "
        "Variables that formed the segments are not tested: they differ by construction, even in pure noise.",
        formats={"adjusted p": p_value, "effect": lambda e: f"{e:.2f}", "n": count},
        most=most,
    )


def p_value(p: float) -> str:
    """A p-value as people read it.

    Examples
    --------
    >>> p_value(1e-9), p_value(0.0312)
    ('< .001', '.031')
    """
    return "< .001" if p < 0.001 else f"{p:.3f}".removeprefix("0")


def bases(profile: Profile) -> Listing:
    """How many people each segment's figures stand on."""
    frame = profile.bases
    shown = pd.DataFrame(
        {
            "segment": [p.title for p in profile.portraits],
            "n": frame["n"],
            "weighted n": frame["weighted_n"],
            "effective n": frame["effective_n"],
            "share": [spanned(s, a, b) for s, a, b in zip(frame["share"], frame["low"], frame["high"], strict=True)],
            "base": ["under 30: read with care" if small else "" for small in frame["small"]],
        }
    )  # fmt: skip
    if not frame["small"].any():
        shown = shown.drop(columns="base")
    return Listing(
        shown,
        caption=f"Base: {count(profile.n)}. Share with its 95 % interval (Wilson, effective n = (Σw)² / Σw²).",
        formats=dict.fromkeys(("n", "weighted n", "effective n"), count),
    )


def explanation(found: Explanation, names: Mapping[str, str] | None = None) -> Prose:
    """The tree as rules, and how far it may be trusted."""
    titled = {s: f"{s} · {name}" for s, name in (names or {}).items()}
    head = (
        f"{found.leaves} rules put {percent(found.agreement.value)} of people they have not seen in their segment "
        f"(95 % interval {percent(found.agreement.low)} to {percent(found.agreement.high)}; putting everyone in the "
        f"largest segment: {percent(found.base_rate)}; κ {found.kappa:.2f}, where 0 is guessing and 1 always right). They are a way to read the segments, not their definition."
    )
    rules = []
    for path, leaf in sorted(found.paths(), key=lambda item: -item[1].share):
        steps = [branch.said(upper, statement(branch.variable)) for branch, upper in path]
        rules.append(
            f"- {'; '.join(steps)} → {titled.get(leaf.segment, leaf.segment)} "
            f"({percent(leaf.share)} of people, right for {percent(leaf.purity)})"
        )
    sample = f"Grown on a random {count(found.n)} people." if found.subsampled else ""
    return Prose.of(head, *rules, sample)
