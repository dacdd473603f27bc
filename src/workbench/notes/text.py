"""Text as the store keeps it: one form, so that offsets mean the same everywhere."""

from __future__ import annotations

import re
import unicodedata

# What XML 1.0 cannot hold has no place in a note: it could never be exported. Line and page separators become
# line ends, the rest goes.
_FORBIDDEN = re.compile("[\x00-\x08\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LINE_ENDS = re.compile("\r\n|\r|\x0b|\x0c")
_SENTENCE_END = re.compile(r"(?<=[.!?…。！？])[\"'”’)\]]*\s+|\n+")


def normalise(text: str) -> str:
    """Return text in NFC, with LF line ends, without byte order mark or control characters.

    Offsets into the result count code points.

    Examples
    --------
    >>> normalise("\\ufeffcafe\\u0301\\r\\nnoir\\x00")
    'café\\nnoir'
    """
    return _composed(text).lstrip("\ufeff")


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", _FORBIDDEN.sub("", _LINE_ENDS.sub("\n", text)))


def one_line(text: str) -> str:
    """Return a name or another short field normalised, on one line.

    Examples
    --------
    >>> one_line("  Price\\n of beans ")
    'Price of beans'
    """
    return " ".join(normalise(text).split())


def normalised_span(text: str, start: int, end: int) -> tuple[int, int]:
    """Return where a span of a raw text stands in the normalised text.

    A boundary inside a character that normalising joins (a letter and its accent, CR and LF) moves outward.

    Examples
    --------
    >>> raw = "cafe\\u0301\\r\\nnoir"
    >>> a, b = normalised_span(raw, 7, 11)
    >>> normalise(raw)[a:b]
    'noir'
    """
    whole = _composed(text)
    while start > 0 and _composed(text[:start]) + _composed(text[start:]) != whole:
        start -= 1
    while end < len(text) and _composed(text[:end]) + _composed(text[end:]) != whole:
        end += 1
    return len(normalise(text[:start])), len(normalise(text[:end]))


def sentences(text: str) -> list[tuple[int, int]]:
    """Return the spans of the sentences of a text: the units on which coders are compared.

    A sentence ends at ``.``, ``!``, ``?`` or ``…`` before white space, and at a line end.

    Examples
    --------
    >>> text = "I buy beans. Mostly online!\\nYes"
    >>> [text[a:b] for a, b in sentences(text)]
    ['I buy beans.', 'Mostly online!', 'Yes']
    """
    spans, start = [], 0
    for match in _SENTENCE_END.finditer(text):
        spans.append((start, match.start()))
        start = match.end()
    spans.append((start, len(text)))
    return [_trimmed(text, a, b) for a, b in spans if text[a:b].strip()]


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    part = text[start:end]
    return start + len(part) - len(part.lstrip()), end - len(part) + len(part.rstrip())
