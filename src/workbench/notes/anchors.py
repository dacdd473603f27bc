"""Where a marked span stands after its text was edited."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from workbench.notes.models import AnchorState

_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Anchor:
    """A span in the current text, and how it got there (see `Excerpt.state`)."""

    start: int
    end: int
    state: AnchorState


def reanchor(old: str, new: str, start: int, end: int) -> Anchor:
    """Find the span `old[start:end]` in a later text.

    The two texts are aligned by words. A span that lies within kept text has moved with it; where
    something inside it was edited, what is left is returned as ``changed``; a span of which nothing is left
    is ``lost``. A changed span is never reported as exact: an exact one reads the same, code point by code point.

    Examples
    --------
    >>> reanchor("I buy tea.", "Well, I buy tea.", 2, 9)
    Anchor(start=8, end=15, state='exact')
    >>> reanchor("I buy tea.", "I buy green tea.", 2, 9)
    Anchor(start=2, end=15, state='changed')
    >>> reanchor("I buy tea. Yes.", "Yes.", 2, 9).state
    'lost'
    """
    if old == new:
        return Anchor(start, end, "exact")
    kept = [
        (max(start, a) - a + b, min(end, a + size) - a + b)
        for a, b, size in _kept(old, new)
        if a < end and a + size > start
    ]
    kept = [(a, b) for a, b in kept if new[a:b].strip()]
    if not kept:
        return Anchor(0, 0, "lost")
    first, last = kept[0][0], kept[-1][1]
    return Anchor(first, last, "exact" if new[first:last] == old[start:end] else "changed")


@lru_cache(maxsize=256)
def _kept(old: str, new: str) -> tuple[tuple[int, int, int], ...]:
    """The stretches that both texts share, in order: (start in old, start in new, length)."""
    head = _shared_start(old, new)
    tail = _shared_start(old[head:][::-1], new[head:][::-1])
    blocks = [(0, 0, head)]
    a_tokens = _tokens(old[head : len(old) - tail], head)
    b_tokens = _tokens(new[head : len(new) - tail], head)
    matcher = SequenceMatcher(
        None, [text for _, text in a_tokens], [text for _, text in b_tokens], autojunk=False
    )
    for a, b, size in matcher.get_matching_blocks():
        if size:
            length = sum(len(text) for _, text in a_tokens[a : a + size])
            blocks.append((a_tokens[a][0], b_tokens[b][0], length))
    blocks.append((len(old) - tail, len(new) - tail, tail))
    return tuple(block for block in blocks if block[2])


def _shared_start(a: str, b: str) -> int:
    """How many code points two texts share at the start."""
    low, high = 0, min(len(a), len(b))
    while low < high:
        middle = (low + high + 1) // 2
        if a[:middle] == b[:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _tokens(text: str, offset: int) -> list[tuple[int, str]]:
    return [(match.start() + offset, match.group()) for match in _TOKEN.finditer(text)]
