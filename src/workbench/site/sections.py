"""Sections of a page that have nothing to show → one list at its end, so that nobody walks through empty rooms."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from markupsafe import Markup

from workbench.site.markup import Heading

if TYPE_CHECKING:
    from workbench.site.notebook import Part

TITLE = "What this study cannot show"
NAME = "s-not-shown"
_SILENT = re.compile(r'\s*<div class="wb-prose(?: wb-silent)?">(?:<p>.*?</p>)?</div>\s*', re.DOTALL)
_HEAD = re.compile(r'\s*<h2 id="([^"]*)">')
_SENTENCE = re.compile(r"<p>(.*?)</p>", re.DOTALL)


class Gathered(NamedTuple):
    """What stays where it was, what is listed in the contents, and what the last section says (empty when there is none)."""

    parts: tuple[Part, ...]
    headings: tuple[Heading, ...]
    told: Markup


def gathered(parts: Sequence[Part], headings: Sequence[Heading]) -> Gathered:
    """Take out each section of which every finding says only why it is silent.

    A section is a heading of the second level and what follows it. Where code is shown, its section stays: it has
    something to read.
    """
    kept: list[Part] = []
    silent: list[tuple[Heading, list[str]]] = []
    named = {heading.id: heading for heading in headings}
    for section in _sections(parts):
        head = _HEAD.match(section[0].html)
        reasons = _reasons(section) if head and head[1] in named else []
        if head and reasons:
            silent.append((named[head[1]], reasons))
        else:
            kept += section
    if not silent:
        return Gathered(tuple(kept), tuple(headings), Markup())
    gone = _within(headings, {heading.id for heading, _ in silent})
    listed = [heading for heading in headings if heading.id not in gone]
    items = Markup().join(
        Markup("<li><strong>{}</strong>: {}</li>").format(
            heading.text, Markup(" ").join(map(Markup, reasons))
        )
        for heading, reasons in silent
    )
    told = Markup('<h2 id="{}">{}</h2><ul>{}</ul>').format(NAME, TITLE, items)
    return Gathered(tuple(kept), (*listed, Heading(2, NAME, TITLE)), told)


def _sections(parts: Sequence[Part]) -> Iterator[list[Part]]:
    section: list[Part] = []
    for part in parts:
        if part.kind == "prose" and _HEAD.match(part.html) and section:
            yield section
            section = []
        section.append(part)
    if section:
        yield section


def _reasons(section: Sequence[Part]) -> list[str]:
    """Why the section is silent, each reason once; empty when it shows something, or gives no reason."""
    findings = [part for part in section if part.kind != "prose"]
    if not all(part.kind == "output" and _SILENT.fullmatch(part.html) for part in findings):
        return []
    silent = [part.html for part in findings if "wb-silent" in part.html]
    spoken = [part.html for part in findings if "wb-silent" not in part.html and _SENTENCE.search(part.html)]
    if spoken:
        return []
    return list(dict.fromkeys(sentence for html in silent for sentence in _SENTENCE.findall(html)))


def _within(headings: Sequence[Heading], gone: set[str]) -> set[str]:
    """The headings that go with those of `gone`: theirs, and the lower ones below them."""
    found: set[str] = set()
    inside = False
    for heading in headings:
        if heading.level <= 2:
            inside = heading.id in gone
        if inside:
            found.add(heading.id)
    return found
