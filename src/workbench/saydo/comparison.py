"""What people say beside what they do: gaps, agreement and their intervals."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from workbench.answers import mid_ranks
from workbench.config import SayDo
from workbench.estimate import Z95, Estimate, Numbers, effective_n, mean, share
from workbench.saydo.at_word import at_word
from workbench.saydo.by_answer import by_answer
from workbench.saydo.cells import hidden_cells
from workbench.saydo.medians import median
from workbench.saydo.pairs import Item, items
from workbench.saydo.results import EVERYONE, FLAGGED, QUADRANTS, Comparison, Group, Quadrant, nothing
from workbench.schemas import Variables, segment_order


def compare(
    frame: pd.DataFrame,
    pairs: Sequence[SayDo],
    variables: Variables,
    labels: pd.Series | None = None,
    *,
    weights: pd.Series | Sequence[float] | Numbers | None = None,
    min_cell: int = 11,
) -> tuple[Comparison, ...]:
    """Compare each pair of what people say and what they do.

    Both sides become mid-rank percentiles among the people who have both; the gap is their difference.

    Parameters
    ----------
    labels
        The segment of each person; without them only everyone is compared.
    min_cell
        Groups and cells of fewer people are hidden.

    Raises
    ------
    InputError
        When a pair names no variable of the study; all faults at once.

    Examples
    --------
    >>> from workbench.schemas import Variable
    >>> v = Variables.of([Variable("often", "ordinal", levels=("seldom", "often")),
    ...                   Variable("frequency", "numeric", origin="purchases")])
    >>> frame = pd.DataFrame({"often": ["seldom", "often"] * 20, "frequency": [1.0, 9.0] * 20})
    >>> (result,) = compare(frame, [SayDo(say="often", do="frequency")], v)
    >>> result.n, result.agreement.value, [(a.answer, a.actual.value) for a in result.answers]
    (40, 1.0, [('seldom', 1.0), ('often', 9.0)])
    """
    sides = [items(pair, variables, frame.columns) for pair in pairs]
    w = np.ones(len(frame)) if weights is None else np.asarray(weights, dtype=float)
    segment = (
        pd.Series(None, index=frame.index, dtype=object) if labels is None else labels.reindex(frame.index)
    )
    return tuple(
        _compared(frame, pair, say, do, segment, w, min_cell)
        for pair, (say, do) in zip(pairs, sides, strict=True)
    )


def _compared(
    frame: pd.DataFrame, pair: SayDo, say: Item, do: Item, segment: pd.Series, weights: Numbers, least: int
) -> Comparison:
    said, done = say.scores(frame), do.scores(frame)
    both = np.isfinite(said) & np.isfinite(done)
    n = int(both.sum())
    w = weights[both]
    says, does = (mid_ranks(x[both], w) if n else np.empty(0) for x in (said, done))
    gaps = np.full(len(frame), math.nan)
    gaps[both] = says - does
    return Comparison(
        pair, say, do, n,
        int((np.isfinite(said) & ~np.isfinite(done)).sum()),
        _spearman(says, does, w) if n >= least else nothing(n, "Bonett–Wright"),
        tuple(_groups(says, does, w, segment[both], least)),
        tuple(by_answer(said[both], done[both], w, say, least=least)),
        at_word(said[both], done[both], w, say, do, least=least) if n >= least else None,
        pd.Series(gaps, index=frame.index, name=f"{pair.say} − {pair.do}"),
    )  # fmt: skip


def _spearman(says: Numbers, does: Numbers, weights: Numbers) -> Estimate:
    """Spearman's ρ of the weighted mid-ranks; interval by Fisher's z with Bonett & Wright's variance."""
    a, b = (x - np.average(x, weights=weights) for x in (says, does))
    scale = math.sqrt(float(weights @ a**2) * float(weights @ b**2))
    if scale == 0:
        return nothing(len(says), "Bonett–Wright")
    rho = float(np.clip((weights @ (a * b)) / scale, -1, 1))
    n = effective_n(weights)
    if n <= 3 or abs(rho) == 1:
        return Estimate(rho, rho, rho, len(says), "Bonett–Wright")
    half = Z95 * math.sqrt((1 + rho**2 / 2) / (n - 3))
    z = math.atanh(rho)
    return Estimate(rho, math.tanh(z - half), math.tanh(z + half), len(says), "Bonett–Wright")


def _groups(
    says: Numbers, does: Numbers, weights: Numbers, segment: pd.Series, least: int
) -> Iterator[Group]:
    ids = sorted(segment.dropna().astype(str).unique(), key=segment_order)
    member = segment.astype(object).to_numpy()
    masks = [np.ones(len(says), dtype=bool), *(member == one for one in ids)]
    groups = [
        _group(one, says[m], does[m], weights[m]) for one, m in zip([EVERYONE, *ids], masks, strict=True)
    ]
    whole = groups[0]
    sizes = np.array([[group.n for group in groups[1:]]], dtype=np.intp)
    small = hidden_cells(sizes, least=least)[0] if ids else []
    cells = np.array([[g.quadrants[q] for q in QUADRANTS] for g in (groups[1:] or [whole])], dtype=np.intp)
    masked = hidden_cells(cells, least=least)
    totals = cells.sum(axis=0)[None, :]
    yield replace(
        whole, hidden=0 < whole.n < least, hidden_quadrants=_named(hidden_cells(totals, least=least)[0])
    )
    for group, is_small, mask in zip(groups[1:], small, masked, strict=False):
        yield _emptied(group) if is_small else replace(group, hidden_quadrants=_named(mask))


def _named(mask: Any) -> frozenset[Quadrant]:
    return frozenset(q for q, hidden in zip(QUADRANTS, mask, strict=True) if hidden)


def _group(segment: str, says: Numbers, does: Numbers, weights: Numbers) -> Group:
    more_said, more_done = says > 0.5, does > 0.5
    gap = says - does
    edge = FLAGGED - 1e-12
    return Group(
        segment, len(says), median(says, weights), median(does, weights),
        mean(says, weights), mean(does, weights), mean(gap, weights),
        share(gap >= edge, weights), share(gap <= -edge, weights),
        {
            "say and do": int((more_said & more_done).sum()),
            "say, not do": int((more_said & ~more_done).sum()),
            "do, not say": int((~more_said & more_done).sum()),
            "neither": int((~more_said & ~more_done).sum()),
        },
    )  # fmt: skip


def _emptied(group: Group) -> Group:
    medians, means, shares = (nothing(0, method) for method in ("bootstrap", "t", "Wilson"))
    return Group(
        group.segment, 0, medians, medians, means, means, means, shares, shares, {},
        hidden=True, hidden_quadrants=frozenset(QUADRANTS),
    )  # fmt: skip
