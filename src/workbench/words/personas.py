"""Sentences and tables about notes and personas; they take finished values and only say them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from workbench.display import Listing, Prose, percent
from workbench.errors import number_of
from workbench.notes.agreement import Agreement
from workbench.notes.personal import find_personal
from workbench.notes.saturation import Saturation
from workbench.notes.tables import NextInterview

SENTENCE = 80  # letters


def whom(board: pd.DataFrame, names: Mapping[str, str]) -> Listing:
    """Planned and held interviews, a row a segment; the people themselves stay in the invitation list."""
    said = board.assign(
        held=[f"{d} of {p}" if p else str(d) for d, p in zip(board["done"], board["planned"], strict=True)]
    )
    wide = said.pivot_table(index="segment", columns="role", values="held", aggfunc="first", sort=False)
    wide = wide.reset_index().rename_axis(columns=None)
    wide["segment"] = [f"{s} · {names[s]}" if s in names else s for s in wide["segment"]]
    caption = (
        "Interviews held of those planned. Typical: near the middle of the segment; boundary: almost in another; extreme: "
        "far out, not beyond. Ids are in the table invitations, which stays on this machine."
    )
    return Listing(wide, caption)


def guide(questions: Mapping[str, Sequence[Any]], *, most: int = 6) -> Listing:
    """The first questions of each segment's interview guide, and why they are asked."""
    rows = [
        {"persona": persona, "topic": q.topic, "question": q.question, "because": q.why}
        for persona, own in questions.items()
        for q in own[:most]
    ]
    left = sum(max(len(own) - most, 0) for own in questions.values())
    caption = "What the numbers leave open becomes a question."
    if left:
        caption += f" The first {most} of each; {left} more are open questions on the cards."
    table = pd.DataFrame(rows, columns=["persona", "topic", "question", "because"])
    return Listing(table, caption, fold=f"{len(rows)} questions for the interviews")


def saturation(pooled: Saturation, ranked: Sequence[NextInterview], names: Mapping[str, str]) -> Prose:
    """How far the interviews are, and which one next is worth most."""
    if not pooled.interviews:
        return Prose.of(
            "No interview has been held yet, so nothing can be said about saturation.", tone="caution"
        )
    if pooled.ratio is None:
        first = (
            f"{pooled.interviews} interviews have {pooled.codes} codes. Saturation can be said from "
            f"{pooled.base + pooled.run} interviews on, with codes in the first {pooled.base}."
        )
    else:
        said = "at most" if pooled.saturated else "more than"
        first = (
            f"{pooled.interviews} interviews have {pooled.codes} codes. The last {pooled.run} brought new codes worth "
            f"{percent(pooled.ratio)} of those of the first {pooled.base}: {said} the {percent(pooled.threshold)} at which one stops."
        )
    order = ""
    if pooled.median_ratio is not None:
        order = f"Over {pooled.orders:,} orders of the same interviews the median is {percent(pooled.median_ratio)}."
    return Prose.of(first, order, _next(ranked, names))


def agreement(by_code: Mapping[str, Agreement], paths: Mapping[str, str]) -> Listing | Prose:
    """Agreement of coders, code by code."""
    if not by_code:
        return Prose.of("No note has been coded by two people, so nothing can be said about agreement.")
    rows = [
        {"code": paths.get(code, code), "α": a.alpha, "from": a.low, "to": a.high, "agree": a.raw,
         "marked": a.prevalence, "sentences": a.units, "verdict": a.verdict}
        for code, a in by_code.items()
    ]  # fmt: skip
    formats = {name: (lambda v: f"{v:.2f}") for name in ("α", "from", "to")} | {
        "agree": percent,
        "marked": percent,
    }
    caption = (
        "Krippendorff's α, sentence by sentence, with its 95 % interval, the plain share of agreement and how often the "
        "code was marked. From .800 firm, from .667 tentative."
    )
    return Listing(pd.DataFrame(rows), caption, formats)


def codes(table: pd.DataFrame, names: Mapping[str, str], *, most: int = 40) -> Listing | Prose:
    """Participants by code and segment."""
    if table.empty:
        return Prose.of(
            "No note has been coded yet. Codes come from people: mark words at the desk.", tone="caution"
        )
    wide = table.pivot_table(
        index="code", columns="segment", values="participants", aggfunc="sum", fill_value=0
    )
    wide = wide[wide.sum(axis=1) > 0]
    bases = table.groupby("segment")["of"].first()
    wide.columns = [
        f"{s} · {names[s]} (of {bases[s]})" if s in names else f"{s} (of {bases[s]})" for s in wide.columns
    ]
    return Listing(
        wide.reset_index(),
        "Participants who speak of each code; few people each, so read them, do not count them.",
        most=most,
    )


def distinctive(
    table: pd.DataFrame, names: Mapping[str, str], *, min_people: int
) -> tuple[Listing | Prose, ...]:
    """What the survey's open answers say more in one segment than elsewhere, then answers that say it.

    The answers themselves are for this machine: the shared copy leaves them out.
    """
    if table.empty:
        none = (
            f"There are no open answers, or no word that {min_people} people of a segment use sets it apart."
        )
        return (Prose.of(none),)
    shown = pd.DataFrame(
        {
            "segment": [f"{s} · {names.get(s, s)}" for s in table["segment"]],
            "words": table["term"],
            "people": [f"{p} of {n}" for p, n in zip(table["people"], table["of"], strict=True)],
            "z": table["z"],
        }
    )
    caption = (
        "Words and phrases of the open answers that a segment uses more than all others (weighted log-odds with an "
        f"informative prior; z ≥ 1.96; at least {min_people} people)."
    )
    found = Listing(shown, caption, {"z": lambda v: f"{v:.1f}"}, fold=f"{len(shown)} words and phrases")
    return found, _answers(table, shown["segment"].tolist())


def _answers(table: pd.DataFrame, titles: Sequence[str], *, most: int = 3) -> Listing:
    """A few answers for each term, none with an address or a number of somebody's."""
    rows = [
        {"segment": title, "words": term, "answer": answer}
        for title, term, answers in zip(titles, table["term"], table["answers"], strict=True)
        for answer in _readable(answers)[:most]
    ]
    caption = f"Up to {most} answers for each of them, as they were given."
    fold = "The answers they came from"
    return Listing(pd.DataFrame(rows, columns=["segment", "words", "answer"]), caption, fold=fold, local=True)


def _readable(answers: Sequence[str]) -> list[str]:
    """Distinct answers, those of a sentence or two first."""
    return sorted({a for a in answers if not find_personal(a)}, key=lambda a: (abs(len(a) - SENTENCE), a))


def joint(personas: Mapping[str, Any], *, most: int = 60) -> Listing | Prose:
    """Numbers beside words for all personas, contradictions first; silent rows are counted, not listed."""
    rows = [
        {"together": r.verdict, "persona": name, "topic": r.topic, "number": r.statistic or None,
         "theme": r.theme or None, "quote": f"“{r.quote}”" if r.quote else None}
        for name, own in personas.items()
        for r in own
    ]  # fmt: skip
    spoken = [row for row in rows if row["together"] != "silent"]
    if not spoken:
        return Prose.of(
            f"{len(rows)} numbers stand on the cards and no coded interview speaks to them yet.",
            tone="caution",
        )
    order = ["contradicts", "expands", "confirms"]
    spoken.sort(key=lambda row: order.index(str(row["together"])))
    caption = (
        "Contradicts: words and numbers part. Expands: people tell what the numbers do not measure. Confirms: both say the same. "
        f"{len(rows) - len(spoken)} more numbers are silent: nobody has spoken to them."
    )
    return Listing(pd.DataFrame(spoken), caption, most=most)


def shares(of_persona: pd.DataFrame, warning: str) -> tuple[Listing, Prose]:
    """Persona × segment, and the warning when each persona is one segment."""
    table = of_persona.reset_index()
    formats = dict.fromkeys(table.columns[1:], percent)
    return Listing(table, "What each persona takes from each segment.", formats), Prose.of(
        warning, tone="caution"
    )


def _next(ranked: Sequence[NextInterview], names: Mapping[str, str]) -> str:
    if not ranked:
        return ""
    best = ranked[0]
    where = f"{best.segment} · {names[best.segment]}" if best.segment in names else best.segment
    if best.new_codes is None:
        return f"The next interview is worth most in {where}: nobody has been interviewed there."
    return (
        f"The next interview is worth most in {where}: about {best.new_codes:.1f} new codes are to be expected, and "
        f"{number_of(len(best.thin_codes), 'code')} {'rests' if len(best.thin_codes) == 1 else 'rest'} on one participant."
    )
