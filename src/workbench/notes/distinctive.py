"""Distinctive words: what the open answers of a segment say more often than the others'.

Source: Monroe, Colaresi & Quinn (2008), Fightin' words, Political Analysis 16(4), 372–403, eqs. 15–22: weighted
log-odds ratio with an informative Dirichlet prior.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
import pandas as pd

from workbench.schemas import segment_order

PRIOR = 500.0  # words' worth of the whole corpus: shrinks the rare, leaves the common
NOTABLE = 1.96
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


def terms(text: str) -> Iterator[str]:
    """The words of a text and the pairs of neighbours within a sentence, without capitals.

    Examples
    --------
    >>> list(terms("Good beans. Cheap!"))
    ['good', 'beans', 'good beans', 'cheap']
    """
    for sentence in re.split(r"[.!?;:\n]+", unicodedata.normalize("NFKC", text).casefold()):
        words = _WORD.findall(sentence.replace("’", "'"))
        yield from words
        yield from (f"{a} {b}" for a, b in pairwise(words))


def distinctive_words(
    answers: Sequence[str],
    segments: Sequence[str],
    *,
    min_people: int = 11,
    most: int = 12,
    prior: float = PRIOR,
) -> pd.DataFrame:
    """Words and phrases that a segment uses more than all others together.

    Parameters
    ----------
    answers, segments
        One text and one segment a person; empty texts are left out.
    min_people
        A term counts once a person; fewer people than this in the segment and it is not shown.
    most
        Terms shown a segment.
    prior
        Weight of the prior, in terms.

    Returns
    -------
    DataFrame
        ``segment``, ``term``, ``people`` (of the segment), ``of`` (with an answer), ``elsewhere`` (people outside it who use it),
        ``log_odds``, ``z``, ``answers`` (positions of its answers in the input); z ≥ 1.96 only, highest first.
    """
    used = [frozenset(terms(text)) if isinstance(text, str) else frozenset() for text in answers]
    vocabulary = sorted({term for person in used for term in person})
    place = {term: i for i, term in enumerate(vocabulary)}
    names = sorted({s for s, person in zip(segments, used, strict=True) if person}, key=segment_order)
    counts = np.zeros((len(names), len(vocabulary)))
    for segment, person in zip(segments, used, strict=True):
        for term in person:
            counts[names.index(segment), place[term]] += 1
    rows = []
    for row, segment in enumerate(names):
        z, log_odds = _weighted_log_odds(counts[row], counts.sum(axis=0) - counts[row], prior)
        members = [i for i, s in enumerate(segments) if s == segment and used[i]]
        notable = [int(i) for i in np.flatnonzero((z >= NOTABLE) & (counts[row] >= min_people))]
        order = sorted(notable, key=lambda i: (-z[i], vocabulary[i]))
        for i in _without_parts(order, vocabulary)[:most]:
            who = [m for m in members if vocabulary[i] in used[m]]
            elsewhere = int(counts[:, i].sum() - counts[row, i])
            rows.append(
                (
                    segment,
                    vocabulary[i],
                    len(who),
                    len(members),
                    elsewhere,
                    float(log_odds[i]),
                    float(z[i]),
                    who,
                )
            )
    columns = ["segment", "term", "people", "of", "elsewhere", "log_odds", "z", "answers"]
    return pd.DataFrame(rows, columns=columns)


def _weighted_log_odds(own: np.ndarray, others: np.ndarray, prior: float) -> tuple[np.ndarray, np.ndarray]:
    """z and log-odds ratio of each term (eqs. 16, 19 and 22)."""
    together = own + others
    weight = prior * together / together.sum()
    total = weight.sum()
    a = np.log((own + weight) / (own.sum() + total - own - weight))
    b = np.log((others + weight) / (others.sum() + total - others - weight))
    variance = 1 / (own + weight) + 1 / (others + weight)
    return (a - b) / np.sqrt(variance), a - b


def _without_parts(order: Sequence[int], vocabulary: Sequence[str]) -> list[int]:
    """A word stands for the phrases it is in, unless a phrase is more distinctive than the word."""
    kept: list[int] = []
    shown: set[str] = set()
    for i in order:
        words = vocabulary[i].split()
        if not any(word in shown for word in words):
            kept.append(i)
            shown.update(words)
    return kept
