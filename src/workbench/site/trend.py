"""Segment sizes over runs, as a small drawing that needs no script."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from workbench.figures.style import segment_colours
from workbench.schemas import segment_order
from workbench.site.facts import Facts

WIDTH, HEIGHT = 560, 150
LEFT, RIGHT, TOP, BOTTOM = 8, 110, 10, 10


@dataclass(frozen=True, slots=True)
class Line:
    """One segment through the runs: where its line and points are drawn, and its share in each run."""

    id: str
    name: str
    colour: str
    path: str
    points: tuple[tuple[float, float], ...]
    label_y: float
    shares: tuple[float | None, ...]

    @property
    def change(self) -> str:
        """Last against first share, in points."""
        known = [share for share in self.shares if share is not None]
        return f"{100 * (known[-1] - known[0]):+.1f} points" if len(known) > 1 else "new"


@dataclass(frozen=True, slots=True)
class Trend:
    """The sizes of a study's segments over its runs."""

    lines: tuple[Line, ...]
    runs: tuple[str, ...]
    width: int = WIDTH
    height: int = HEIGHT


def trend(runs: Sequence[Facts]) -> Trend | None:
    """Draw the share of each segment over `runs`, given in the order of time.

    Returns
    -------
    Trend or None
        None when fewer than two runs hold segments.

    Examples
    --------
    >>> from workbench.site.facts import Segment
    >>> first = Facts("a", "coffee", segments=(Segment("S1", "", 6, .6), Segment("S2", "", 4, .4)))
    >>> last = Facts("b", "coffee", segments=(Segment("S1", "", 7, .7), Segment("S2", "", 3, .3)))
    >>> [line.change for line in trend([first, last]).lines]
    ['+10.0 points', '-10.0 points']
    """
    runs = [run for run in runs if run.segments]
    if len(runs) < 2:
        return None
    shares = [{segment.id: segment.share for segment in run.segments} for run in runs]
    names = {segment.id: segment.name for run in runs for segment in run.segments}
    ids = sorted(names, key=segment_order)
    top = max(share for run in shares for share in run.values()) or 1.0
    colours = segment_colours(ids)
    ends = {i: _y(next(s[i] for s in reversed(shares) if i in s), top) for i in ids}
    labels = _apart(ends)
    lines = []
    for segment in ids:
        points = tuple(
            (_x(position, len(runs)), _y(share[segment], top))
            for position, share in enumerate(shares)
            if segment in share
        )
        lines.append(
            Line(
                id=segment,
                name=names[segment],
                colour=colours[segment],
                path=" ".join(f"{x:.1f},{y:.1f}" for x, y in points),
                points=points,
                label_y=labels[segment],
                shares=tuple(share.get(segment) for share in shares),
            )
        )
    return Trend(tuple(lines), tuple(run.date or run.id for run in runs))


def _x(position: int, count: int) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * position / (count - 1)


def _y(share: float, top: float) -> float:
    return TOP + (HEIGHT - TOP - BOTTOM) * (1 - share / top)


def _apart(ends: dict[str, float], least: float = 15.0) -> dict[str, float]:
    """Move labels down, then up, until none covers another."""
    order = sorted(ends, key=lambda i: (ends[i], i))
    placed: dict[str, float] = {}
    for i, segment in enumerate(order):
        above = placed[order[i - 1]] + least if i else -least
        placed[segment] = max(ends[segment], above)
    room = HEIGHT - 4.0
    for segment in reversed(order):
        placed[segment] = min(placed[segment], room)
        room = placed[segment] - least
    return placed
