"""The typing tool and the projection in sentences."""

from __future__ import annotations

from collections.abc import Mapping

from workbench.display import Listing, Prose, count, percent
from workbench.errors import listed
from workbench.typing_tool import Projection, TypingTool


def summary(tool: TypingTool | None) -> Prose:
    """What the tool asks and how well it does, or why there is none."""
    if tool is None:
        return Prose.of(
            "There is no typing tool by questions: this study has no survey questions to ask (or only one segment). "
            "New customers are placed by their purchases: workbench score."
        )
    accuracy = tool.accuracy
    asked = [f"- {question.variable.title}" for question in tool.questions]
    weakest = min(accuracy.recall, key=lambda s: accuracy.recall[s].value)
    many = len(tool.questions)
    better = (
        ""
        if accuracy.beats_base_rate
        else " That is no better than putting everyone in the largest segment: do not use it."
    )
    return Prose.of(
        f"{_counted(many)} put {percent(accuracy.accuracy.value)} of people in their segment "
        f"(95 % interval {percent(accuracy.accuracy.low)} to {percent(accuracy.accuracy.high)}), in people unseen when the questions "
        f"were chosen; putting everyone in the largest segment gets {percent(accuracy.base_rate)} right. "
        f"Beyond chance that is κ = {accuracy.kappa:.2f} (0 is guessing, 1 always right). The segment found least is {weakest}, {percent(accuracy.recall[weakest].value)} of its people.{better}",
        *asked,
        f"Made from {count(tool.n)} people{', a random part of all' if tool.subsampled else ''}.",
    )


def coefficients(tool: TypingTool | None) -> Listing:
    """Questions in rows, segments in columns, the constant last."""
    import pandas as pd

    if tool is None:
        return Listing(pd.DataFrame(), caption="No survey questions, so no coefficients.")
    return Listing(
        tool.coefficients(),
        caption="Coefficients of the multinomial logistic regression. Add up answer × coefficient and the constant; the largest sum is the segment. "
        "Answers: the position of an ordered level (0 for the lowest), 1 or 0 for a level or option.",
        formats=dict.fromkeys([*tool.segments, "if_missing"], lambda value: f"{value:.2f}"),
    )


def projection(found: Projection | None, names: Mapping[str, str] | None = None) -> Prose:
    """What is said of customers who are known by purchases only, or why nothing is."""
    if found is None:
        return Prose.of(
            "There is no one to project to: nobody outside of the segments has purchases to judge by."
        )
    accuracy = found.accuracy
    measured = (
        f"from {len(found.features)} purchase measures alone, {percent(accuracy.accuracy.value)} of customers with a known segment are "
        f"put in it (95 % interval {percent(accuracy.accuracy.low)} to {percent(accuracy.accuracy.high)}; largest segment "
        f"{percent(accuracy.base_rate)}; κ {accuracy.kappa:.2f}, where 0 is guessing and 1 always right)"
    )
    if found.is_refused:
        return Prose.of(
            f"The {count(found.customers)} customers without a survey get no segment: {measured}. That is not above the base rate, "
            "so a guess would be worth nothing. It can be forced (force=True), and would then be marked.",
            tone="caution",
        )
    titled = {s: f"{s} · {(names or {}).get(s, '')}".removesuffix(" · ") for s in found.sizes}
    sizes = listed([f"{titled[s]} {percent(share)}" for s, share in found.sizes.items()], "and")
    forced = (
        " It was forced although it is no better than the base rate: do not act on it."
        if found.forced
        else ""
    )
    return Prose.of(
        f"{count(found.customers)} customers without a survey can be placed: {measured}. Expected among them: {sizes}. "
        f"A single customer's segment is a guess; use it for groups.{forced}",
        tone="caution" if found.forced else "",
    )


def _counted(number: int) -> str:
    words = ("No question", "One question", "Two questions", "Three questions", "Four questions", "Five questions",
             "Six questions", "Seven questions", "Eight questions")  # fmt: skip
    return words[number] if number < len(words) else f"{number} questions"
