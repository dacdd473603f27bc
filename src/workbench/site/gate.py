"""Why a page may not be shared: quotes without leave, personal data, small groups, ids, this machine."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from typing import Any

from workbench.site.cells import may_be_few
from workbench.site.charts import Chart
from workbench.site.notebook import Document
from workbench.site.reading import percent_range
from workbench.site.rules import FEWEST, TOKEN, WORDS_OF_A_QUOTE, NoteText, Rules, runs, words

LONG_NOTE = 80
MOST_OF_A_NOTE = 0.5
_NUMBERS = re.compile(r"[\d\s.,()–-]+")
# On a page of figures most runs of digits are none of anybody's: a seed, a month and an amount.
_DIALLED = re.compile(r"[+(0]|\d{3}[-. ]\d{3}[-. ]\d{4}")
_FEW = re.compile(
    r"\b(?:(\d{1,2}) (?:customers?|respondents?|people|persons?|buyers?)|n ?= ?(\d{1,2}))\b(?![.,%]\d| ?%)"
)
# "3 of 286 people", "1 % of the 286": of a base that the page states no noun need follow.
_PART = re.compile(
    r"(?<![\d.,])(<\s?)?(\d[\d,]*(?:\.\d+)?)(\s?%)? (?:of|out of) (?:the |all |these )?(\d[\d,]*\d)(?![.,]?\d|\s?%)"
    r"( (?:customers|respondents|people|persons|buyers)\b)?"
)
_STATED = re.compile(r"\b(?:Base: |n ?= ?)(\d[\d,]*\d)\b(?!,?\d|[.]\d|\s?%)")


def reasons(page: str, document: Document, rules: Rules) -> Iterator[str]:
    """Why a page may not be shared, each reason with the page and the place."""
    written = list(texts(document))
    bases = {_whole(n) for _, text in written for n in _STATED.findall(text)}
    for place, text in written:
        where = f"{page}, {place}"
        yield from (f"{where}: {why}" for why in _of_parts(text, rules, bases))
        for finder in (_of_notes, _of_people, _of_groups, _of_machine):
            yield from (f"{where}: {why}" for why in finder(text, rules))
    for chart in document.charts:
        if not chart.withheld and _identifies(chart.figure, rules.customers):
            yield f"{page}, chart “{chart.title}”: its points carry the ids of customers"


def _of_notes(text: str, rules: Rules) -> Iterator[str]:
    spoken = words(text)
    found = {
        id(note): note
        for length, by_run in rules.said.items()
        for run in runs(spoken, length)
        for note in by_run.get(run, ())
    }
    for note in found.values():
        yield from quoted(text, note)


def _of_people(text: str, rules: Rules) -> Iterator[str]:
    from workbench.notes.personal import find_personal

    if not _NUMBERS.fullmatch(text):
        kinds = {f.kind for f in find_personal(text) if f.kind != "phone" or _DIALLED.match(f.found)}
        kinds.discard("web address")
        yield from (f"holds what looks like personal data ({kind})" for kind in sorted(kinds))
    if rules.named and rules.named.search(text):
        yield "holds a name that the roster replaces by a pseudonym"
    if set(TOKEN.findall(text)) & rules.stand_ins.keys():
        yield "holds the id of a person"


def _of_groups(text: str, rules: Rules) -> Iterator[str]:
    for match in _FEW.finditer(text):
        if 0 < int(match[1] or match[2]) < rules.min_cell:
            yield f"speaks of a group of fewer than {rules.min_cell} ({match.group()!r})"
    for name in rules.sensitive:
        if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text):
            yield f"shows the sensitive variable {name!r}"


def _of_parts(text: str, rules: Rules, bases: set[int]) -> Iterator[str]:
    for match in _PART.finditer(text):
        base = _whole(match[4])
        if not match[5] and base not in bases:
            continue
        low, high = (
            (share * base for share in percent_range(match[2], below=bool(match[1])))
            if match[3]
            else (float(match[2].replace(",", "")),) * 2
        )
        if any(may_be_few(*range_, rules.min_cell) for range_ in ((low, high), (base - high, base - low))):
            yield f"speaks of a group of fewer than {rules.min_cell}, or of all but so few ({match.group()!r})"


def _whole(text: str) -> int:
    return int(text.replace(",", ""))


def _of_machine(text: str, rules: Rules) -> Iterator[str]:
    yield from (f"holds {found.split(' (')[0]}" for found in rules.private.found(text))


def quoted(text: str, note: NoteText) -> Iterator[str]:
    """Say what a text takes from a note without leave.

    Examples
    --------
    >>> note = NoteText("I only ever buy it on a Saturday morning.", participant="P1")
    >>> list(quoted("One said: only ever buy it on a Saturday.", note))
    ['quotes P1, who did not agree to be quoted']
    """
    said = words(note.text)
    least = min(WORDS_OF_A_QUOTE, len(said))
    if least < FEWEST:
        return
    here, of_note = set(runs(words(text), least)), runs(said, least)
    shown = sum(run in here for run in of_note)
    if not shown:
        return
    who = note.participant or "a participant"
    if not note.quotable:
        yield f"quotes {who}, who did not agree to be quoted"
    elif len(said) > LONG_NOTE and shown > MOST_OF_A_NOTE * len(of_note):
        yield f"holds most of the note of {who}, not a quote"
    if note.unsettled:
        yield f"quotes {who}, whose note holds personal data that nobody has settled ({', '.join(note.unsettled)})"


def texts(document: Document) -> Iterator[tuple[str, str]]:
    """Every text that a reader of the page, or of its source, can read: (place, text)."""
    yield "title", document.title
    for number, part in enumerate(document.parts, 1):
        if part.chart:
            yield from _chart_texts(part.chart)
        else:
            spaced = re.sub(
                r"</?(?:p|li|td|th|tr|d[dt]|h\d|div|caption|summary|section|blockquote|br)[^>]*>",
                "\n",
                part.html,
            )
            for line in spaced.split("\n"):
                text = html.unescape(re.sub(r"<[^>]*>", "", line)).strip()
                if text:
                    yield f"part {number}", text
            for value in re.findall(r'(?:title|alt|aria-label)="([^"]*)"', part.html):
                yield f"part {number}", html.unescape(value)


def _chart_texts(chart: Chart) -> Iterator[tuple[str, str]]:
    place = f"chart “{chart.title}”"
    for text in (chart.title, chart.alt, chart.caption):
        yield place, text
    if chart.table:
        for row in (chart.table.columns, *chart.table.rows):
            for cell in row:
                yield f"table of {place}", cell
    if not chart.withheld:
        for text in _strings(chart.figure):
            yield place, html.unescape(text)


def _strings(value: Any, key: str = "") -> Iterator[str]:
    if isinstance(value, str) and key != "bdata":
        yield value
    elif isinstance(value, Mapping):
        for name, item in value.items():
            yield from _strings(item, name)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item, key)


def _identifies(value: Any, ids: frozenset[str]) -> bool:
    """Does a list inside a figure hold ids, one a point?"""
    if isinstance(value, Mapping):
        return any(_identifies(item, ids) for item in value.values())
    if not isinstance(value, (list, tuple)):
        return False
    flat = [str(item[0]) if isinstance(item, (list, tuple)) and item else str(item) for item in value]
    if len(flat) >= 5 and len(set(flat)) == len(flat) and all(item in ids for item in flat):
        return True
    return any(_identifies(item, ids) for item in value)
