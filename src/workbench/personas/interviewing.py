"""Who to interview: typical, boundary and extreme people of each segment, spread out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from workbench.artifacts import Run
from workbench.notes import Note
from workbench.schemas import CUSTOMER, SEGMENT, segment_order

QUOTAS = {"typical": 3, "boundary": 2, "extreme": 1}
RESERVES = 2
DECILE = 10.0
FAR = (90.0, 99.5)


def whom_to_interview(
    segments: pd.DataFrame,
    *,
    points: np.ndarray | None = None,
    quotas: dict[str, int] | None = None,
    reserves: int = RESERVES,
    seed: int = 0,
) -> pd.DataFrame:
    """Choose people to interview in each segment.

    Typical: the lowest decile of the distance to their own centre, the nearest (the medoid) first. Boundary:
    the lowest decile of the margin between own and next centre. Extreme: distances in percentile 90–99.5, not beyond,
    where people are odd rather than extreme. Within each the next one is the farthest from all chosen so far
    (maximin), so that no two tell the same story; reserves follow in the same way.

    Parameters
    ----------
    segments
        The run's table: ``customer``, ``segment``, ``distance``, ``second``, ``margin``.
    points
        Coordinates in the space of the segments, a row a row of `segments`; without them people are spread over
        distance and margin.
    quotas
        People a role; 3 typical, 2 boundary, 1 extreme by default.
    reserves
        More people a role, asked when one of the first declines.
    seed
        Of the first choice where nobody goes before others.

    Returns
    -------
    DataFrame
        ``segment``, ``role``, ``rank``, ``reserve`` (bool), ``customer``, ``distance``, ``second``, ``margin``: ids only.
    """
    places = _points(segments, points)
    assigned = segments[SEGMENT].astype(str)
    rows = []
    for segment in sorted(set(assigned[assigned.str.startswith("S")]), key=segment_order):
        members = np.flatnonzero((assigned == segment).to_numpy())
        members = members[np.argsort(segments[CUSTOMER].astype(str).to_numpy()[members], kind="stable")]
        rng = np.random.default_rng([seed, segment_order(segment)[0]])
        taken: list[int] = []
        for role, wanted in (quotas or QUOTAS).items():
            pool = [i for i in _candidates(segments, members, role, wanted + reserves) if i not in taken]
            chosen = _spread(pool, places, wanted + reserves, first=_first(pool, role, segments, rng))
            taken += chosen
            rows += [(segment, role, rank + 1, rank >= wanted, i) for rank, i in enumerate(chosen)]
    found = pd.DataFrame(rows, columns=[SEGMENT, "role", "rank", "reserve", "row"])
    people = segments.iloc[found.pop("row")][[CUSTOMER, "distance", "second", "margin"]].reset_index(
        drop=True
    )
    return pd.concat([found, people], axis=1)


def points_of(run: Run, segments: pd.DataFrame) -> np.ndarray | None:
    """The people of the table `segments` as points of the run's frozen space; None when it has none."""
    record = run.read_document_if("model")
    if record is None:
        return None
    customers = run.read("customers").set_index(CUSTOMER, drop=False)
    rows = customers.loc[segments[CUSTOMER]].reset_index(drop=True)
    from workbench.model import Model  # brings scikit-learn, which the pages of personas do without

    return np.asarray(Model.from_record(record).space.transform(rows), dtype=float)


def board(invitations: pd.DataFrame, notes: Sequence[Note], segments: Mapping[str, str]) -> pd.DataFrame:
    """Planned and held interviews: ``segment``, ``role``, ``planned``, ``done``; a row a segment and role.

    An interview counts for the role that its note keeps, and for the segment of its participant now (`segments`:
    note id → segment).
    """
    asked = invitations[~invitations["reserve"].astype(bool)]
    planned = Counter(zip(asked[SEGMENT].astype(str), asked["role"].astype(str), strict=True))
    held = [n for n in notes if n.method == "interview"]
    done = {key: {n.participant for n in held if (segments[n.id], n.role) == key} for key in planned}
    rows = [(segment, role, count, len(done[segment, role])) for (segment, role), count in planned.items()]
    for segment in dict.fromkeys(segment for segment, _ in planned):
        others = {n.participant for n in held if segments[n.id] == segment and not n.role}
        if others:
            rows.append((segment, "no role given", 0, len(others)))
    return pd.DataFrame(rows, columns=[SEGMENT, "role", "planned", "done"])


def _points(segments: pd.DataFrame, points: np.ndarray | None) -> np.ndarray:
    if points is not None:
        return np.asarray(points, dtype=float)
    raw = segments[["distance", "margin"]].to_numpy(dtype=float)
    spread = np.nanstd(raw, axis=0)
    return np.asarray(np.nan_to_num((raw - np.nanmean(raw, axis=0)) / np.where(spread > 0, spread, 1.0)))


def _candidates(segments: pd.DataFrame, members: np.ndarray, role: str, least: int) -> list[int]:
    """Members whom the role may be given to; the nearest to it when its band holds too few."""
    distance = segments["distance"].to_numpy(dtype=float)[members]
    if role == "boundary":
        order = np.argsort(segments["margin"].to_numpy(dtype=float)[members], kind="stable")
        return [int(i) for i in members[order][: max(least, round(len(members) / DECILE))]]
    order = np.argsort(distance, kind="stable")
    if role == "typical":
        return [int(i) for i in members[order][: max(least, round(len(members) / DECILE))]]
    low, high = np.percentile(distance, FAR)
    band = [int(i) for i, d in zip(members[order], distance[order], strict=True) if low <= d <= high]
    return band if len(band) >= least else [int(i) for i in members[order][::-1][:least]]


def _first(pool: Sequence[int], role: str, segments: pd.DataFrame, rng: np.random.Generator) -> int | None:
    if not pool:
        return None
    if role == "typical":
        return min(pool, key=lambda i: float(segments["distance"].iloc[i]))
    return int(rng.choice(np.asarray(pool)))


def _spread(pool: Sequence[int], points: np.ndarray, wanted: int, *, first: int | None) -> list[int]:
    """Choose by maximin distance, starting from the first."""
    if first is None:
        return []
    chosen = [first]
    rest = np.array([i for i in pool if i != first], dtype=int)
    nearest = np.full(len(rest), np.inf)
    while len(rest) and len(chosen) < wanted:
        nearest = np.minimum(nearest, np.linalg.norm(points[rest] - points[chosen[-1]], axis=1))
        best = int(np.argmax(nearest))
        chosen.append(int(rest[best]))
        rest, nearest = np.delete(rest, best), np.delete(nearest, best)
    return chosen
