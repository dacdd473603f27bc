"""Text from data inside a figure: it shows as it is, and cannot become a link, a picture or a template."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np

LONGEST = 160
# plotly draws these few tags; every other "<" is shown as a sign.
_FOREIGN = re.compile(r"<(?!/?(?:br|b|i|sub|sup|extra)\s*/?>)", re.IGNORECASE)
_TEXTS = frozenset(
    {"x", "y", "text", "hovertext", "name", "labels", "parents", "ids", "hovertemplate", "texttemplate"}
)
_TEMPLATES = frozenset({"hovertemplate", "texttemplate", "bdata"})
# Not line breaks or tabs, but what turns the reading direction or hides: it would alter the text after it.
_CONTROL = re.compile("[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u202a-\u202e\u2066-\u2069]")


def literal(text: object) -> str:
    """Escape one text from data for use in a title, a label, a hover or a template of plotly.

    Examples
    --------
    >>> literal("<b>50 %</b> & %{x}")
    '&lt;b>50 %&lt;/b> &amp; %&#123;x}'
    """
    escaped = str(text).replace("&", "&amp;").replace("<", "&lt;")
    return shortened(escaped.replace("{", "&#123;"))


def inert(value: Any, key: str = "") -> Any:
    """Copy a figure's JSON so that none of its texts is a link, a picture, a style or endless.

    Examples
    --------
    >>> inert({"name": "<a href='x'>a</a><br>b"})
    {'name': "&lt;a href='x'>a&lt;/a><br>b"}
    """
    if isinstance(value, str):
        return value if key == "bdata" else _text(value, key)
    if isinstance(value, Mapping):
        return {name: inert(item, name) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [inert(item, key) for item in value]
    return value


def neutralise(figure: Any) -> None:
    """Do the same to a figure in place, for the lab: names, labels and hovers of its traces, and its layout.

    Examples
    --------
    >>> import plotly.graph_objects as go
    >>> figure = go.Figure(go.Bar(y=["<a href='https://x.example'>a</a>", "b"], x=[1, 2]))
    >>> neutralise(figure)
    >>> figure.data[0].y
    ("&lt;a href='https://x.example'>a&lt;/a>", 'b')
    """
    for trace in figure.data:
        texts = {name: value for name, value in trace.to_plotly_json().items() if name in _TEXTS}
        trace.update({name: safe for name, value in texts.items() if (safe := _listed(value)) is not None})
    # meta is no part of the drawing: the page escapes it, and a caption may be long
    apart = {"template", "meta"}
    layout = {name: value for name, value in figure.layout.to_plotly_json().items() if name not in apart}
    safe = inert(layout)
    if safe != layout:
        figure.update_layout(safe)


def _listed(value: Any) -> Any | None:
    """Texts with a sign in them that plotly would read; None when there is nothing to do."""
    if isinstance(value, str):
        return inert(value) if "<" in value else None
    items = value.tolist() if isinstance(value, np.ndarray) and value.dtype.kind == "O" else value
    if isinstance(items, (list, tuple)) and any(isinstance(item, str) and "<" in item for item in items):
        return inert(items)
    return None


def shortened(text: str) -> str:
    """Cut a text that no chart has room for.

    Examples
    --------
    >>> len(shortened("x" * 10_000))
    160
    """
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _text(text: str, key: str) -> str:
    text = _FOREIGN.sub("&lt;", _CONTROL.sub("", text))
    return text if key in _TEMPLATES or "<br>" in text else shortened(text)
