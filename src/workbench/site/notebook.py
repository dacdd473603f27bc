"""An executed notebook → the parts of its page, in order."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any, Literal

from markupsafe import Markup, escape

from workbench.artifacts.privacy import Private
from workbench.site.charts import MIMETYPE, Chart, chart
from workbench.site.markup import Heading, Outline, clean, markdown, visible
from workbench.site.sections import gathered

Code = Literal["hidden", "folded"]
Kind = Literal["prose", "lead", "output", "chart", "text", "printed", "code", "error"]
WIDGET = "application/vnd.jupyter.widget-view+json"
PICTURES = ("image/png", "image/jpeg")
_FIRST_TITLE = re.compile(r"\s*#\s+(?P<title>.+?)\s*#*\s*(?:\n|\Z)")
_ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


@dataclass(frozen=True, slots=True)
class Part:
    """One piece of a page: clean HTML, or a chart."""

    kind: Kind
    html: Markup = field(default_factory=Markup)
    chart: Chart | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """What a notebook says: its title, its parts, its headings."""

    title: str
    parts: tuple[Part, ...]
    headings: tuple[Heading, ...]

    @property
    def charts(self) -> tuple[Chart, ...]:
        return tuple(part.chart for part in self.parts if part.chart)


def document(
    notebook: Path | Mapping[str, Any], *, code: Code = "hidden", private: Private | None = None
) -> Document:
    """Read an executed notebook.

    Parameters
    ----------
    notebook
        Its path, or the notebook itself (a ``NotebookNode`` is a mapping).
    code
        Leave the code out, or put each cell behind a fold.
    private
        What must not be shown; every text of the notebook is scrubbed of it.

    Examples
    --------
    >>> cells = [{"cell_type": "markdown", "source": "# Data\\n\\nWhat is there?"}]
    >>> page = document({"cells": cells})
    >>> page.title, page.parts[0].kind, page.parts[0].html
    ('Data', 'lead', Markup('<p>What is there?</p>\\n'))
    """
    raw = json.loads(notebook.read_text(encoding="utf-8")) if isinstance(notebook, Path) else notebook
    outline = Outline()
    title, cells = _titled((private or Private()).scrub_all(raw["cells"]))
    parts: list[Part] = []
    for cell in cells:
        for part in _parts(cell, code, outline, sum(p.chart is not None for p in parts)):
            if part.kind == "code" and parts and parts[-1].kind == "code":
                parts[-1] = Part(
                    "code", parts[-1].html + "\n" + part.html
                )  # one fold for cells that show nothing
            elif part.kind == "prose" and not parts:
                parts.append(Part("lead", part.html))
            else:
                parts.append(part)
    shown, headings, told = gathered(parts, outline.headings)
    last = (Part("prose", told),) if told else ()
    return Document(visible(title, "Untitled page"), (*shown, *last), headings)


def _titled(cells: list[Any]) -> tuple[str, list[Any]]:
    """The first heading is the page's title; what stands below it stays."""
    if cells and cells[0].get("cell_type") == "markdown":
        source = _text(cells[0].get("source"))
        match = _FIRST_TITLE.match(source)
        if match:
            return str(markdown(match["title"]).striptags()), [
                {**cells[0], "source": source[match.end() :]},
                *cells[1:],
            ]
    return "", cells


def _parts(cell: Mapping[str, Any], code: Code, outline: Outline, charts: int) -> Iterator[Part]:
    source = _text(cell.get("source"))
    if cell.get("cell_type") == "markdown":
        html = outline.place(markdown(source, _attachments(cell)), listed=True)
        if html.strip():
            yield Part("prose", html)
    elif cell.get("cell_type") == "code":
        if code == "folded" and source.strip():
            yield Part("code", highlighted(source))
        for output in _joined(cell.get("outputs") or []):
            for part in _output(output, outline, charts + 1):
                charts += part.chart is not None
                yield part


def _joined(outputs: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """What a cell printed line by line is one text: a kernel sends every flush apart."""
    for key, run in groupby(outputs, key=lambda o: (o.get("output_type"), o.get("name"))):
        if key[0] == "stream":
            yield {
                "output_type": "stream",
                "name": key[1],
                "text": "".join(_text(o.get("text")) for o in run),
            }
        else:
            yield from run


def _output(output: Mapping[str, Any], outline: Outline, number: int) -> Iterator[Part]:
    kind = output.get("output_type")
    if kind == "error":
        yield Part("error", _error(output))
    elif kind == "stream":
        text = _ANSI.sub("", _text(output.get("text"))).strip("\n")
        if output.get("name") == "stdout" and text.strip():
            yield Part("printed", escape(text))
    elif kind in ("display_data", "execute_result"):
        yield from _shown(output.get("data") or {}, outline, number)


def _shown(data: Mapping[str, Any], outline: Outline, number: int) -> Iterator[Part]:
    """The best of an output's forms; a widget without a written form shows nothing, for its name could leak."""
    if MIMETYPE in data:
        yield Part("chart", chart=chart(data[MIMETYPE], number))
    elif "text/html" in data:
        html = outline.place(clean(_text(data["text/html"])), listed=False)
        if html.strip():
            yield Part("output", html)
    elif picture := next((kind for kind in PICTURES if kind in data), None):
        address = f"data:{picture};base64,{''.join(_text(data[picture]).split())}"
        yield Part(
            "output", Markup('<img src="{}" alt="{}">').format(address, "A picture made by the notebook")
        )
    elif "text/markdown" in data:
        yield Part("output", outline.place(markdown(_text(data["text/markdown"])), listed=False))
    elif "text/plain" in data and WIDGET not in data:
        text = _text(data["text/plain"])
        if text.strip() and text != "None":
            yield Part("text", Markup("<pre>{}</pre>").format(text))


def _error(output: Mapping[str, Any]) -> Markup:
    trace = _ANSI.sub("", "\n".join(output.get("traceback") or []))
    return Markup(
        "<p><strong>The notebook stopped here.</strong> {}: {}</p>"
        "<details><summary>Where it stopped</summary><pre tabindex='0'>{}</pre></details>"
    ).format(output.get("ename", "Error"), output.get("evalue", ""), trace)


def _attachments(cell: Mapping[str, Any]) -> dict[str, str]:
    return {
        name: f"data:{kind};base64,{content}"
        for name, forms in (cell.get("attachments") or {}).items()
        for kind, content in forms.items()
    }


def _text(value: Any) -> str:
    """Notebooks keep text as one string or as lines."""
    return "".join(value) if isinstance(value, list) else str(value or "")


def highlighted(source: str) -> Markup:
    """Python with its comments, strings and names marked.

    Examples
    --------
    >>> highlighted("k = 1")
    Markup('<span class="k-n">k</span> <span class="k-o">=</span> <span class="k-mi">1</span>\\n')
    """
    lexer, formatter, highlight = _pygments()
    if len(source) > 20_000:
        return escape(source)
    return Markup(highlight(source, lexer, formatter))  # noqa: S704 (pygments escapes what it marks)


@lru_cache(maxsize=1)
def _pygments() -> tuple[Any, Any, Any]:
    from pygments import highlight
    from pygments.formatters import HtmlFormatter
    from pygments.lexers import PythonLexer

    return PythonLexer(), HtmlFormatter(nowrap=True, classprefix="k-"), highlight
