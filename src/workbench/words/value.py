"""Size, worth and priorities in sentences."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from workbench.display import Prose, count, percent
from workbench.errors import listed
from workbench.value import Concentration, HeldBack, Lifetime, PriceCurves, Ranking, Size, Worth

Title = Callable[[str], str]
CLEAR = 1.15
FAR = 0.15
FAR_OFF = "The intervals above do not hold this error: trust the order of the segments more than the amounts."
LEVEL = 0.25
REMARKS = {
    "too small": "Too small to carry a business of its own",
    "too broad": "Broad: most people are in it, and differences among them are lost",
}


def sizes(found: Sequence[Size], title: Title) -> Prose:
    """How many people each segment stands for, and which are too small or too broad.

    Examples
    --------
    >>> from workbench.value import segment_sizes
    >>> import pandas as pd
    >>> print(sizes(segment_sizes(pd.Series(["S1"] * 96 + ["S2"] * 4), population=5_000), str))
    - S1: 96 % of customers (90–98 %), about 4,800 people. Broad: most people are in it, and differences among them are lost.
    <BLANKLINE>
    - S2: 4 % of customers (2–10 %), about 200 people. Too small to carry a business of its own.
    """
    return Prose.of(*(f"- {title(size.segment)}: {_how_many(size)}" for size in found))


def worth(found: Sequence[Worth], spread: Concentration, title: Title, *, currency: str) -> Prose:
    """Who brings more than their share, who less, and how few customers the revenue rests on."""
    above = [w for w in found if w.revenue_share.low * 100 > 0 and w.index >= 100 * CLEAR]
    below = [w for w in found if w.index <= 100 / CLEAR]
    sentences = []
    if above:
        sentences.append(
            f"More revenue than their share of customers: {listed(map(_share_of, above), 'and')}."
        )
    if below:
        sentences.append(f"Less: {listed(map(_share_of, below), 'and')}.")
    if not sentences:
        sentences.append("Every segment brings about its share of revenue: value does not tell them apart.")
    sentences.append(_spends_most(found, title, f" {currency}" if currency else ""))
    tenth = f"The tenth of customers who spend most bring {percent(spread.top_decile)} of revenue."
    back = [w for w in found if w.returns_share >= 0.05]
    returned = [f"{title(w.segment)} {percent(w.returns_share)}" for w in back]
    return Prose.of(
        " ".join(sentences), tenth, f"Sent back, by value: {listed(returned, 'and')}." if back else ""
    )


def lifetime(found: Lifetime, title: Title, *, currency: str) -> Prose:
    """What a customer of each segment is expected to bring in the coming year."""
    unit = f" {currency}" if currency else ""
    order = sorted(found.per_customer.items(), key=lambda item: -item[1].value)
    parts = [f"- {title(s)}: {e.value:,.0f}{unit} ({e.low:,.0f} to {e.high:,.0f})" for s, e in order]
    return Prose.of(
        f"Expected revenue a customer over {found.weeks:.0f} weeks, discounted by {percent(found.discount)} a year:",
        *parts,
        "The model (BG/NBD: is a customer still one, and how often do they buy; with Gamma-Gamma: how much is a purchase) "
        "reads only how often, how lately and how much each person bought. It takes rates as steady: a season or a campaign is not in it.",
    )


def holdout(found: HeldBack) -> Prose:
    """How far the lifetime model was from what came, beside going on as before."""
    expected, came = found.expected, found.came
    total, seen = float(expected.sum()), float(came.sum())
    off = abs(total / seen - 1) if seen else float("nan")
    side = "too few" if total < seen else "too many"
    missed, naive = float(np.abs(expected - came).mean()), float(np.abs(found.as_before - came).mean())
    worse = f" {FAR_OFF}" if off > FAR or missed >= naive else ""
    return Prose.of(
        f"Tested on {found.weeks:.0f} weeks that it had not seen, the model expected {count(total)} repeat purchases and "
        f"{count(seen)} came: {percent(off)} {side}. A customer's own count was missed by {missed:.2f} purchases on average, and by "
        f"{naive:.2f} if everybody had gone on as before.{worse}"
    )


def prices(found: PriceCurves, *, unit: str) -> Prose:
    """The range of acceptable prices, and how many answers it rests on."""
    dropped = (
        f" {count(found.dropped)} were left out: a price was missing, or the four were not in order."
        if found.dropped
        else ""
    )
    return Prose.of(
        f"Between {found.lowest:,.2f} and {found.highest:,.2f} {unit} the price is acceptable; at "
        f"{found.optimal:,.2f} as many find it too cheap as too expensive. "
        f"This rests on {count(found.n)} people.{dropped}",
        "These are stated prices: people name lower ones than they pay.",
    )


def ranking(found: Ranking, title: Title, *, by_hand: bool) -> Prose:
    """Which segment first, and whether that hangs on the weights."""
    top = found.priorities[0]
    sure = found.first_share[top.segment]
    level = [p for p in found.priorities[1:] if top.score - p.score < LEVEL]
    rivals = [s for s, share in found.first_share.items() if s != top.segment and share >= 0.2]
    if sure >= 0.8:
        doubt = f"It stays first in {percent(sure)} of 1,000 other weightings of the criteria."
    elif rivals:
        doubt = (
            f"That hangs on the weights: it comes first in only {percent(sure)} of 1,000 other weightings, and "
            f"{listed([f'{title(s)} in {percent(found.first_share[s])}' for s in rivals], 'and')}."
        )
    else:
        doubt = f"It comes first in {percent(sure)} of 1,000 other weightings."
    if level:
        close = listed([f"{p.score:.1f} of {p.segment}" for p in level], "and")
        ahead = f"It is hardly ahead: {top.score:.1f} of 5 against {close}"
        doubt = f"{ahead}, though it {doubt.removeprefix('It ')}" if sure >= 0.8 else f"{ahead}. {doubt}"
    source = (
        "The team set criteria and weights."
        if by_hand
        else "Nobody has set criteria yet: these ratings come from the data alone, all weights equal, and say "
        "nothing of what your company can do. Set them in notebook 5 in JupyterLab."
    )
    by = "" if by_hand else ", by the data alone"
    return Prose.of(f"First{by}: {title(top.segment)}. {doubt}", source)


def ranking_by_size(segment: str, title: Title) -> Prose:
    """What is first when nothing but the sizes is known.

    Examples
    --------
    >>> print(ranking_by_size("S1", str))
    S1 is the largest segment. Which to serve first the study cannot tell: it has no purchases, and nobody has set criteria yet (notebook 5 in JupyterLab).
    """
    return Prose.of(
        f"{title(segment)} is the largest segment. Which to serve first the study cannot tell: it has no purchases, and "
        "nobody has set criteria yet (notebook 5 in JupyterLab)."
    )


def _spends_most(found: Sequence[Worth], title: Title, unit: str) -> str:
    """Whose customers spend most, where the intervals leave no doubt."""
    best, *others = sorted(found, key=lambda w: -w.per_customer.value)
    most = best.per_customer
    if others and most.low <= others[0].per_customer.high:
        near = others[0]
        return (
            f"No segment's customers clearly spend most: those of {best.segment} {most.value:,.2f}{unit} a customer and month, those of "
            f"{near.segment} {near.per_customer.value:,.2f}, within the margin of error."
        )
    return (
        f"A customer of {title(best.segment)} spends most: {most.value:,.2f}{unit} a month on average "
        f"({most.low:,.2f} to {most.high:,.2f})."
    )


def _how_many(size: Size) -> str:
    heads = f", about {count(_rounded(size.heads.value))} people" if size.heads else ""
    remark = f" {REMARKS[size.remark]}." if size.remark else ""
    interval = f"({100 * size.share.low:.0f}–{100 * size.share.high:.0f} %)"
    return f"{percent(size.share.value)} of customers {interval}{heads}.{remark}"


def _share_of(found: Worth) -> str:
    """By its id: a sentence of five long names cannot be read, and the names stand in the list above it."""
    return f"{found.segment} ({percent(found.revenue_share.value)} of revenue, index {found.index:.0f})"


def _rounded(heads: float) -> float:
    """Three figures: an estimate does not know more."""
    if heads < 100:
        return round(heads)
    digits = len(str(int(heads))) - 3
    return float(round(heads / 10**digits) * 10**digits)
