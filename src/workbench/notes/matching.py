"""Words from elsewhere, found again in a note."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

_NUMBERS = re.compile(r"(?<!\S)\d{1,4}(?:\s+\d{1,4})*(?!\S)")
_COUNTING = 4  # fewer numbers in a row may be somebody's words


@dataclass(frozen=True, slots=True)
class Span:
    """A span of a text, and how many places the words were found in."""

    start: int
    end: int
    places: int = 1


def find_quote(text: str, quote: str, *, near: int | None = None) -> Span | None:
    """Find where a text holds a quote, white space, punctuation and capitals aside.

    The line numbers of a transcript that was once a printed page (four or more numbers that count up, or a
    line of its own) may stand between the words. Of several places the first counts, or the one nearest to `near`.

    Examples
    --------
    >>> text = "Well –  I buy\\nbeans, mostly."
    >>> span = find_quote(text, "i buy beans mostly")
    >>> text[span.start:span.end]
    'I buy\\nbeans, mostly'
    >>> find_quote(text, "tea") is None
    True
    """
    words = _letters(quote)[0]
    if not words:
        return None
    for numbered in (False, True):
        letters, places = _letters(text, skip=_line_numbers(text) if numbered else ())
        starts = _occurrences(letters, words)
        if starts:
            best = starts[0] if near is None else min(starts, key=lambda s: abs(places[s] - near))
            return Span(places[best], places[best + len(words) - 1] + 1, len(starts))
    return None


def _line_numbers(text: str) -> list[tuple[int, int]]:
    """The spans that look like line numbers of a page."""
    spans = []
    for match in _NUMBERS.finditer(text):
        numbers = [int(number) for number in match.group().split()]
        counting = len(numbers) >= _COUNTING and all(b == a + 1 for a, b in pairwise(numbers))
        alone = text[: match.start()].endswith("\n") and text[match.end() :].startswith("\n")
        if counting or alone:
            spans.append(match.span())
    return spans


def _letters(text: str, *, skip: Sequence[tuple[int, int]] = ()) -> tuple[str, list[int]]:
    """The letters and digits of a text without capitals, and the place of each."""
    cuts = [0, *(edge for span in skip for edge in span), len(text)]
    letters, places = [], []
    for number, (start, end) in enumerate(pairwise(cuts)):
        if number % 2:  # between the edges of a match: skipped
            continue
        for place in range(start, end):
            if text[place].isalnum():
                folded = text[place].casefold()
                letters.append(folded)
                places.extend([place] * len(folded))
    return "".join(letters), places


def _occurrences(text: str, words: str) -> list[int]:
    found, at = [], text.find(words)
    while at >= 0:
        found.append(at)
        at = text.find(words, at + 1)
    return found
