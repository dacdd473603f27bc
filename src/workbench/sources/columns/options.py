"""Multi-select answers, split by the options that were on offer."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

MOST_OPTIONS = 60
_SEPARATORS = (";", "|", "\n", ",")


@dataclass(frozen=True, slots=True)
class Choice:
    """The options of a multi-select question and what stands between them in the file."""

    options: tuple[str, ...]
    separator: str


def joining(options: Iterable[str]) -> str:
    """What joins options in our own tables: a text that occurs in none of them.

    Examples
    --------
    >>> joining(["cat", "dog; or wolf"])
    ' | '
    """
    texts = list(options)
    return next(
        s for s in ("; ", " | ", " ¦ ", " ‖ ", "\x1f") if not any(s.strip() in text for text in texts)
    )


def split_answer(answer: str, options: Sequence[str], separator: str) -> tuple[str, ...] | None:
    """Split one answer into known options, of which some may hold the separator.

    Returns None when the answer cannot be made of them. Longer options are tried first.

    Examples
    --------
    >>> split_answer("Tea, hot,Milk", ["Milk", "Tea, hot", "Tea"], ",")
    ('Tea, hot', 'Milk')
    >>> split_answer("Beer", ["Milk"], ",") is None
    True
    """
    sep = separator.strip() or separator
    by_length = sorted(options, key=len, reverse=True)
    stuck: set[int] = set()

    def chosen_from(start: int) -> tuple[str, ...] | None:
        while start < len(answer) and answer[start].isspace():
            start += 1
        if start >= len(answer):
            return ()
        if start in stuck:
            return None
        for option in by_length:
            if not option or not answer.startswith(option, start):
                continue
            end = start + len(option)
            while end < len(answer) and answer[end] == " ":
                end += 1
            if end >= len(answer):
                return (option,)
            if answer.startswith(sep, end) and (rest := chosen_from(end + len(sep))) is not None:
                return (option, *rest)
        stuck.add(start)
        return None

    return chosen_from(0)


def infer_options(counts: Mapping[str, int]) -> Choice | None:
    """Find the options of a multi-select question from its answers, or None when it is not one.

    Pieces between separators that always stand side by side are one option that holds the
    separator. The column is multi-select when some answers hold several options and there are
    more combinations than options: a place name such as ``Salem, OR`` gives as many pieces as texts.

    Parameters
    ----------
    counts
        Answer → how many gave it; no empty ones.

    Examples
    --------
    >>> infer_options({"cat": 3, "dog": 2, "cat,dog": 2, "fish": 1, "cat,fish": 1})
    Choice(options=('cat', 'dog', 'fish'), separator=',')
    >>> infer_options({"Salem, OR": 3, "Bend, OR": 2, "Reno, NV": 2}) is None
    True
    """
    for separator in _SEPARATORS:
        together = [answer for answer in counts if separator in answer]
        if not together:
            continue
        pieces = {answer: _pieces(answer, separator, counts) for answer in counts}
        merged = _merged(pieces, counts, _glue(separator, counts))
        if choice := _judged(merged, counts, separator):
            return choice
    return None


def _glue(separator: str, counts: Mapping[str, int]) -> str:
    """What stood between pieces that turn out to be one option."""
    return f"{separator} " if not _bare_only(separator, counts) and _spaced(separator, counts) else separator


def _spaced(separator: str, counts: Mapping[str, int]) -> bool:
    return any(f"{separator} " in answer for answer in counts)


def _bare_only(separator: str, counts: Mapping[str, int]) -> bool:
    """Both ``a,b`` and ``c, d`` occur: questionnaires join without a space, sentences have one."""
    bare = re.compile(re.escape(separator) + r"(?=\S)")
    return separator == "," and _spaced(separator, counts) and any(bare.search(answer) for answer in counts)


def _pieces(answer: str, separator: str, counts: Mapping[str, int]) -> tuple[str, ...]:
    if _bare_only(separator, counts):
        parts = re.split(re.escape(separator) + r"(?=\S)", answer)
    else:
        parts = answer.split(separator)
    return tuple(part.strip() for part in parts if part.strip())


def _merged(
    pieces: Mapping[str, tuple[str, ...]], counts: Mapping[str, int], glue: str
) -> dict[str, tuple[str, ...]]:
    """Join neighbours that never stand apart, until there are none."""
    current = dict(pieces)
    while True:
        number: Counter[str] = Counter()
        pairs: Counter[tuple[str, str]] = Counter()
        for answer, parts in current.items():
            for part in parts:
                number[part] += counts[answer]
            for pair in pairwise(parts):
                pairs[pair] += counts[answer]
        inseparable = {
            (a, b) for (a, b), n in pairs.items() if n == number[a] == number[b] and n >= 2 and a != b
        }
        if not inseparable:
            return current
        current = {answer: _joined(parts, inseparable, glue) for answer, parts in current.items()}


def _joined(parts: tuple[str, ...], inseparable: set[tuple[str, str]], glue: str) -> tuple[str, ...]:
    joined: list[str] = []
    previous = None
    for part in parts:
        if previous is not None and (previous, part) in inseparable:
            joined[-1] += glue + part
        else:
            joined.append(part)
        previous = part
    return tuple(joined)


def _judged(parts: Mapping[str, tuple[str, ...]], counts: Mapping[str, int], separator: str) -> Choice | None:
    number: Counter[str] = Counter()
    for answer, chosen in parts.items():
        number.update(dict.fromkeys(chosen, counts[answer]))
    if not 2 <= len(number) <= MOST_OPTIONS or max(map(len, number)) > 120:
        return None
    several = sum(counts[a] for a, chosen in parts.items() if len(chosen) > 1)
    repeats = any(len(set(chosen)) < len(chosen) for chosen in parts.values())
    recurring = sum(sum(option in chosen for chosen in parts.values()) > 1 for option in number)
    combinations = len(set(parts.values()))
    if repeats or not several or combinations <= len(number) or recurring < 0.6 * len(number):
        return None
    return Choice(tuple(sorted(number, key=lambda option: (-number[option], option))), separator)
