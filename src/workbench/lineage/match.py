"""Which new segment is which old one: survival, split, merge, birth, death.

The events and thresholds are those of MONIC (Spiliopoulou et al. 2006) and of clusTransition (Atif & Leisch
2022): overlap is measured on the customers that both solutions know.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment

from workbench.estimate import Numbers
from workbench.schemas import segment_label, segment_order

Event = Literal["survived", "split", "merged", "born", "died"]
SURVIVE = 0.7
SPLIT = 0.3


@dataclass(frozen=True, slots=True)
class Descent:
    """What happened to one segment.

    Attributes
    ----------
    event
        Survived, split, merged, born or died.
    before, after
        Ids of the old and of the new segments concerned, as each solution calls them.
    overlap
        Share of the old customers found in the new segment(s); for a birth, the share of the new
        segment's customers that came from one old segment at most.
    """

    event: Event
    before: tuple[str, ...]
    after: tuple[str, ...]
    overlap: float


@dataclass(frozen=True, slots=True)
class Lineage:
    """The lineage of a new solution to an old one.

    Attributes
    ----------
    ids
        Id in the new solution → lasting id: a survivor keeps its old one, others get a new one.
    descents
        One for each event, old segments in their order, births last.
    shared
        Customers that both solutions know.
    agreement
        Adjusted Rand index on them.
    """

    ids: Mapping[str, str]
    descents: tuple[Descent, ...]
    shared: int
    agreement: float

    def table(self) -> pd.DataFrame:
        """One row an event: ``event, before, after, overlap``."""
        rows = [
            {
                "event": d.event,
                "before": ", ".join(d.before),
                "after": ", ".join(d.after),
                "overlap": d.overlap,
            }
            for d in self.descents
        ]
        return pd.DataFrame(rows, columns=["event", "before", "after", "overlap"])


def trace(before: pd.Series, after: pd.Series, *, taken: int = 0) -> Lineage:
    """Trace new segments back to old ones.

    Parameters
    ----------
    before, after
        Segment id by customer (the index); missing where unassigned.
    taken
        The highest number a segment of this study ever had, so that no id is given twice.

    Examples
    --------
    >>> old = pd.Series(["S1"] * 10 + ["S2"] * 10, index=range(20))
    >>> new = pd.Series(["S1"] * 10 + ["S2"] * 5 + ["S3"] * 5, index=range(20))
    >>> lineage = trace(old, new)
    >>> [(d.event, d.before, d.after) for d in lineage.descents]
    [('survived', ('S1',), ('S1',)), ('split', ('S2',), ('S2', 'S3'))]
    """
    old, new = before.dropna(), after.dropna()
    shared = old.index.intersection(new.index)
    counts = pd.crosstab(old.loc[shared], new.loc[shared])
    olds = sorted(old.unique(), key=segment_order)
    news = sorted(new.unique(), key=segment_order)
    counts = counts.reindex(index=olds, columns=news, fill_value=0)
    of_old = counts.div(counts.sum(axis=1).replace(0, 1), axis=0)  # where did the old ones go?
    survivors = _survivors(counts, of_old)
    descents = _joined_merges([_fate(name, of_old, survivors) for name in olds])
    reached = {name for d in descents for name in d.after}
    descents += [
        Descent("born", (), (name,), _main_origin(counts, name)) for name in news if name not in reached
    ]
    ids = _lasting_ids(news, survivors, olds, taken)
    return Lineage(ids, tuple(descents), len(shared), _agreement(old.loc[shared], new.loc[shared]))


def _survivors(counts: pd.DataFrame, of_old: pd.DataFrame) -> dict[str, str]:
    """New → old for the pairs of the best one-to-one match that hold enough of the old segment."""
    n, shares = counts.to_numpy(dtype=float), of_old.to_numpy(dtype=float)
    rows, columns = linear_sum_assignment(-n)
    return {
        str(counts.columns[j]): str(counts.index[i])
        for i, j in zip(rows, columns, strict=True)
        if shares[i, j] >= SURVIVE and not _is_meeting(n[:, j], shares[:, j], i)
    }


def _is_meeting(n: Numbers, shares: Numbers, i: int) -> bool:
    """Did other old segments go whole into this new one, and bring at least `SPLIT` of those who met?"""
    whole = shares >= SURVIVE
    total = float(n[whole].sum())
    return any(n[k] >= SPLIT * total for k in np.flatnonzero(whole) if k != i)


def _fate(name: str, of_old: pd.DataFrame, survivors: Mapping[str, str]) -> Descent:
    shares = dict(zip(map(str, of_old.columns), of_old.loc[name].to_numpy(dtype=float), strict=True))
    kept = [new for new, old in survivors.items() if old == name]
    if kept:
        return Descent("survived", (name,), (kept[0],), shares[kept[0]])
    target = max(shares, key=lambda new: shares[new], default="")
    if target and shares[target] >= SURVIVE:
        return Descent("merged", (name,), (target,), shares[target])
    parts = tuple(new for new, part in shares.items() if part >= SPLIT)
    together = sum(shares[new] for new in parts)
    if len(parts) > 1 and together >= SURVIVE:
        return Descent("split", (name,), parts, together)
    return Descent("died", (name,), (), max(shares.values(), default=0.0))


def _joined_merges(descents: list[Descent]) -> list[Descent]:
    """One merge a meeting: the old segments that met are named together."""
    meetings: dict[tuple[str, ...], list[Descent]] = {}
    for descent in descents:
        if descent.event == "merged":
            meetings.setdefault(descent.after, []).append(descent)
    joined, told = [], set()
    for descent in descents:
        if descent.event != "merged":
            joined.append(descent)
        elif descent.after not in told:
            told.add(descent.after)
            parts = meetings[descent.after]
            names = tuple(name for part in parts for name in part.before)
            joined.append(Descent("merged", names, descent.after, min(p.overlap for p in parts)))
    return joined


def _main_origin(counts: pd.DataFrame, name: str) -> float:
    total = float(counts[name].sum())
    return float(counts[name].max()) / total if total else 0.0


def _lasting_ids(
    news: list[str], survivors: Mapping[str, str], olds: list[str], taken: int
) -> dict[str, str]:
    numbers = [segment_order(name)[0] for name in olds]
    highest = max([taken, *(n for n in numbers if n < 10**9)], default=0)
    ids = {}
    for name in news:
        if name in survivors:
            ids[name] = survivors[name]
        else:
            highest += 1
            ids[name] = segment_label(highest)
    return ids


def _agreement(old: pd.Series, new: pd.Series) -> float:
    from sklearn.metrics import adjusted_rand_score

    if not len(old):
        return float(np.nan)
    return float(adjusted_rand_score(old.to_numpy(dtype=str), new.to_numpy(dtype=str)))
