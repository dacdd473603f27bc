"""The names of rows that are answers to long questions."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Sequence

from workbench.figures.inert import literal

LINE = 41  # characters of a line; a page wraps at 42, so that it makes no more lines than stand here
LINES = 2
QUESTION = 12  # characters at least for the question after an answer
ROOM = LINE * LINES - 8  # a line ends with a word, seldom at its last character
ONE_LINE, TWO_LINES = 24, 36  # pixels

Answer = tuple[str, str, str]


def row_names(rows: Sequence[Answer]) -> list[str]:
    """A name of one or two lines for each row (variable, title, level), no two alike: plotly draws rows of one name as one.

    The answer stands before its question, for the end of a long name is cut.

    Examples
    --------
    >>> row_names([("a", "Do you think that prices should be shown everywhere?", "No"), ("b", "Age", "")])
    ['No – Do you think that prices should be<br>shown everywhere?', 'Age']
    """
    names = [_name(title, level) for _, title, level in rows]
    often = Counter(names)
    names = [
        _name(variable, level) if often[name] > 1 else name
        for name, (variable, _, level) in zip(names, rows, strict=True)
    ]
    met: Counter[str] = Counter()
    for place, name in enumerate(names):
        met[name] += 1
        if met[name] > 1:
            names[place] = f"{name} ({met[name]})"
    return ["<br>".join(literal(line) for line in name.splitlines()) for name in names]


def row_height(names: Sequence[str]) -> int:
    """Pixels of a row: all alike, as high as the highest name needs.

    Examples
    --------
    >>> row_height(["Age", "Income"]), row_height(["Age", "a long<br>name"])
    (24, 36)
    """
    return TWO_LINES if any("<br>" in name for name in names) else ONE_LINE


def over_lines(text: str) -> str:
    """The whole text for a hover, which has no width of its own."""
    return "<br>".join(literal(line) for line in textwrap.wrap(text, 60, max_lines=8, placeholder=" …"))


def _name(title: str, level: str) -> str:
    """The answer, then its question, over lines; what has no room is left out."""
    question, answer = (" ".join(text.split()) for text in (title, level))
    if answer:
        answer = _without_middle(answer, ROOM - QUESTION - 3)
        name = f"{answer} – {question}"
    else:
        name = _without_middle(question.rstrip("."), ROOM)
    return "\n".join(textwrap.wrap(name, LINE, max_lines=LINES, placeholder="…"))


def _without_middle(text: str, room: int) -> str:
    """The beginning and the end, cut between words where there are any."""
    if len(text) <= room:
        return text
    half = (room - 3) // 2
    begin, end = text[: room - 3 - half].rsplit(" ", 1)[0], text[-half:].split(" ", 1)[-1]
    return f"{begin} … {end}"
