"""Decisions about segments, said in words."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from workbench.artifacts import Choice, Choices
from workbench.display import Prose


def told(choices: Choices) -> list[dict[str, Any]]:
    """Every decision as a line of the history, oldest first; an undo marks what it took back.

    Examples
    --------
    >>> told(Choices().rename("S1", "Regulars", solution="k3", author="Ada"))[0]["text"]
    'S1 is named “Regulars”'
    """
    undone = {c.undoes for c in choices.items if c.action == "undo"}
    by_number = {c.number: c for c in choices.items}
    return [
        {
            "number": c.number,
            "text": sentence(c, by_number),
            "author": c.author,
            "when": datetime.fromisoformat(c.time).astimezone().strftime("%d %b %Y, %H:%M"),
            "reason": c.reason,
            "undone": c.number in undone or (c.action == "undo" and c.undoes == 0),
            "is_undo": c.action == "undo",
        }
        for c in choices.items
    ]


def summary(choices: Choices) -> Prose:
    """All decisions for a page.

    Examples
    --------
    >>> str(summary(Choices()))
    'Nobody has changed a segment by hand.'
    """
    if not choices.items:
        return Prose.of("Nobody has changed a segment by hand.")
    lines = [
        f"- {one['text']}{' (undone)' if one['undone'] else ''}: {one['author']}, {one['when']}"
        + (f", because: {one['reason']}" if one["reason"] else "")
        for one in told(choices)
    ]
    return Prose.of("People have changed segments by hand:", *lines)


def sentence(choice: Choice, by_number: dict[int, Choice]) -> str:
    """One decision in words."""
    k = choice.solution.removeprefix("k")
    first = choice.segments[0] if choice.segments else ""
    match choice.action:
        case "choose":
            return f"{k} segments are used"
        case "rename":
            return f"{first} is named “{choice.value}”"
        case "recolour":
            return f"{first} has another colour"
        case "merge":
            return f"{' and '.join(choice.segments)} are one segment, {first}"
        case "split":
            return f"{len(choice.customers):,} customers are a segment of their own, {choice.value}"
        case "undo":
            return f"taken back: {sentence(by_number[choice.undoes], by_number)}"
