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
    text = text.removeprefix("\ufeff")
    text = _FORBIDDEN.sub("", _LINE_ENDS.sub("\n", text))
    return unicodedata.normalize("NFC", text)


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
