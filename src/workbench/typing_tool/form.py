"""The typing tool as one page that classifies a new respondent without a network."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from importlib import resources
from typing import Any

from workbench.display import count, percent
from workbench.schemas import Variable
from workbench.typing_tool.questions import Question
from workbench.typing_tool.tool import TypingTool

MOST_RADIOS = 12
MOST_SHORT = 3  # letters of a level on a scale that fits a line
_NONE = re.compile(r"(none|nothing|no one)\b", re.IGNORECASE)


def form_html(tool: TypingTool, *, title: str, descriptions: Mapping[str, str] | None = None) -> str:
    """Write the form: one file, plain JavaScript, no request to any address, usable by keyboard.

    The same numbers as `TypingTool.score`: each answer's column, standardised, times the slopes; the probabilities
    are shown for every segment. Nothing that is entered leaves the page or is stored.

    Parameters
    ----------
    title
        The study's title, as the heading.
    descriptions
        Segment → a sentence shown with the result.

    Examples
    --------
    >>> import pandas as pd
    >>> from workbench.schemas import Variables
    >>> from workbench.typing_tool import fit
    >>> v = Variables.of([Variable("spicy", "binary", levels=("No", "Yes"), label="<Spicy?>")])
    >>> tool = fit(pd.DataFrame({"spicy": ["No", "Yes"] * 40}), pd.Series(["S1", "S2"] * 40), v, seed=1)
    >>> page = form_html(tool, title="Lunch")
    >>> "&lt;Spicy?&gt;" in page, "://" in page
    (True, False)
    """
    from jinja2 import Environment

    files = resources.files("workbench.typing_tool")
    style, script = (files.joinpath(name).read_text(encoding="utf-8") for name in ("form.css", "form.js"))
    template = Environment(autoescape=True).from_string(
        files.joinpath("form.html.j2").read_text(encoding="utf-8")
    )
    accuracy = tool.accuracy
    return template.render(
        title=title,
        questions=[_fields(number, question) for number, question in enumerate(tool.questions)],
        accuracy=percent(accuracy.accuracy.value),
        low=percent(accuracy.accuracy.low),
        high=percent(accuracy.accuracy.high),
        base_rate=percent(accuracy.base_rate),
        n=count(tool.n),
        style=style,
        script=script,
        policy=_policy(style, script),
        # a closing tag inside the data would end the block
        data=json.dumps(_data(tool, descriptions or {}), ensure_ascii=False).replace("<", "\\u003c"),
    )


def _policy(style: str, script: str) -> str:
    hashes = [
        base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii") for text in (style, script)
    ]
    return (
        f"default-src 'none'; style-src 'sha256-{hashes[0]}'; script-src 'sha256-{hashes[1]}'; "
        "form-action 'none'; base-uri 'none'"
    )


def _fields(number: int, question: Question) -> dict[str, Any]:
    variable = question.variable
    return {
        "id": f"q{number}",
        "title": variable.title,
        "unit": variable.unit,
        "kind": _kind(variable),
        "levels": list(variable.levels),
        "short": all(len(level) <= MOST_SHORT for level in variable.levels),
        "none": next((n for n, level in enumerate(variable.levels) if _NONE.match(level)), None),
    }


def _kind(variable: Variable) -> str:
    if variable.type in {"numeric", "multi-select"}:
        return variable.type
    return "radio" if len(variable.levels) <= MOST_RADIOS else "select"


def _data(tool: TypingTool, descriptions: Mapping[str, str]) -> dict[str, Any]:
    """What the page computes with."""
    return {
        "segments": [
            {
                "title": f"{s} · {tool.names[s]}" if tool.names.get(s) else s,
                "text": descriptions.get(s, ""),
            }
            for s in tool.segments
        ],
        "questions": [
            {
                "kind": _kind(question.variable),
                "log": question.variable.log,
                "scored": question.columns[0].level == "",
                "columns": [[column.centre, column.scale] for column in question.columns],
            }
            for question in tool.questions
        ],
        "slopes": tool.model.slopes.tolist(),
        "constants": tool.model.constants.tolist(),
    }
