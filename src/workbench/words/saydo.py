"""Saying and doing in sentences."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from workbench.display import Prose, count, percent, spanned
from workbench.errors import listed
from workbench.estimate import Estimate
from workbench.profile.reading import number, signed
from workbench.saydo import FLAGGED, Comparison, Group, Kept

WEAK, FAIR = 0.3, 0.6


def summary(comparisons: Sequence[Comparison], names: Mapping[str, str] | None = None) -> Prose:
    """One paragraph a pair, or why there is nothing to compare."""
    if not comparisons:
        return Prose.of(
            "Nothing is compared: study.yaml names no pair under say_do (a survey answer and a purchase measure of the "
            "same people), or this study has only one of the two sources."
        )
    return Prose.of(*(_paragraph(comparison, names or {}) for comparison in comparisons))


def _paragraph(comparison: Comparison, names: Mapping[str, str]) -> str:
    whole = comparison.everyone
    if whole.hidden or not comparison.n or not math.isfinite(comparison.agreement.value):
        return f"{comparison.label}: too few people have both an answer and purchases to compare them."
    rho = comparison.agreement
    agreement = (
        f"{comparison.label}: what {count(comparison.n)} people say and what they do {_agreeing(rho.value)} "
        f"(Spearman's ρ {rho.value:.2f}, 95 % interval {rho.low:.2f} to {rho.high:.2f})."
    )
    flagged = (
        f"Put in order by what they say and again by what they do, {percent(whole.over.value)} stand far higher in saying "
        f"(at least {FLAGGED * 100:.0f} places in a hundred), and {percent(whole.under.value)} far higher in doing."
    )
    sentences = [
        agreement,
        _by_answer(comparison),
        _at_word(comparison),
        flagged,
        _segments(comparison, names),
    ]
    return " ".join(sentence for sentence in sentences if sentence)


def _agreeing(rho: float) -> str:
    if rho < 0:
        return "go against each other"
    if rho < WEAK:
        return "hardly agree"
    return "agree in part" if rho < FAIR else "agree well"


def _by_answer(comparison: Comparison) -> str:
    """The lowest and the highest answer, each with what its people do."""
    shown = [answer for answer in comparison.answers if not answer.hidden]
    if len(shown) < 2:
        return ""
    do = comparison.do.variable
    first, last = (
        f"{number(a.actual.value, do)} (95 % interval {number(a.actual.low, do)} to {number(a.actual.high, do)}) "
        f"among the {count(a.n)} who say “{a.answer}”"
        for a in (shown[0], shown[-1])
    )
    return f"{do.title}, median: {first}, {last}."


def _at_word(comparison: Comparison) -> str:
    """By answer: the one that most people give, and that is easily kept, would carry a figure of everyone."""
    word = comparison.at_word
    shown = [kept for kept in word.answers if not kept.hidden] if word else []
    if not shown:
        return ""
    return f"Taken at their word, {listed((_kept(kept) for kept in shown), 'and')}."


def _kept(kept: Kept) -> str:
    share = {"": _share(kept.within), "do": "few", "do not": "nearly all"}[kept.few]
    who = f"{share} of the {count(kept.n)} who say “{kept.answer}” do so"
    if kept.within.value == 1 or kept.below.value == kept.above.value:
        return who
    rest = "less" if kept.below.value > kept.above.value else "more"
    mostly = "" if 0 in (kept.below.value, kept.above.value) else "mostly "
    return f"{who} (the others {mostly}order {rest} often)"


def _share(estimate: Estimate) -> str:
    return spanned(estimate.value, estimate.low, estimate.high)


def _segments(comparison: Comparison, names: Mapping[str, str]) -> str:
    clear = [g for g in comparison.segments if not g.hidden and g.n and not g.gap.low <= 0 <= g.gap.high]
    if not comparison.segments:
        return ""
    if not clear:
        return "No segment says more or less than it does beyond chance."
    said = [g for g in clear if g.gap.value > 0]
    done = [g for g in clear if g.gap.value < 0]
    parts = []
    if said:
        parts.append(
            f"{listed((_gap(g, names) for g in said), 'and')} {_verb(said, 'claim')} more than {_verb(said, 'do')}"
        )
    if done:
        parts.append(
            f"{listed((_gap(g, names) for g in done), 'and')} {_verb(done, 'do')} more than {_verb(done, 'claim')}"
        )
    return _capital("; ".join(parts)) + "."


def _verb(groups: Sequence[Group], verb: str) -> str:
    if verb == "do":
        return "does" if len(groups) == 1 else "do"
    return f"{verb}s" if len(groups) == 1 else verb


def _gap(group: Group, names: Mapping[str, str]) -> str:
    title = f"{group.segment} · {names[group.segment]}" if names.get(group.segment) else group.segment
    value, low, high = (signed(100 * x) for x in (group.gap.value, group.gap.low, group.gap.high))
    return f"{title} ({value} places in a hundred on average, {low} to {high})"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
