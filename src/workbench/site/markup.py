"""Markdown and HTML from notebooks → HTML that cannot run, reach out, or break the page around it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import quote

import mistune
import nh3
from markupsafe import Markup, escape

_BLOCKS = "p div section article header footer h1 h2 h3 h4 h5 h6 ul ol li dl dt dd blockquote pre hr br figure figcaption"
_INLINE = (
    "span strong em b i u s del ins sub sup small mark code kbd samp var abbr cite q time bdi bdo wbr a img"
)
_TABLES = "table caption thead tbody tfoot tr th td colgroup col"
_FOLDS = "details summary meter"
TAGS = frozenset(f"{_BLOCKS} {_INLINE} {_TABLES} {_FOLDS}".split())
_EVERYWHERE = {"class", "id", "lang", "dir", "title", "role"}
_ATTRIBUTES = {
    "*": _EVERYWHERE,
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "th": {"scope", "colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
    "ol": {"start"},
    "details": {"open"},
    "time": {"datetime"},
    "meter": {"value", "min", "max"},
}
_PICTURE = re.compile(r"data:image/(png|jpeg|gif|webp|svg\+xml)[;,]", re.IGNORECASE)
_LINK = re.compile(r"(https?://|mailto:|#)", re.IGNORECASE)
_OURS = re.compile(r"wb-[\w-]+")
_IMAGE = re.compile(r'<img(?=(?:[^>]* alt="([^"]*)")?)[^>]*>')
_NO_HEADING = re.compile(r"<th(?: [^>]*)?>\s*</th>")
_HEADING = re.compile(r"<(/?)h([1-6])((?:\s[^>]*)?)>")
_INVISIBLE = re.compile(r"[\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
                        r"\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0]+")  # fmt: skip


def clean(html: str) -> Markup:
    """Keep tables, lists, text and our own classes; drop scripts, styles, forms, frames and foreign addresses.

    Examples
    --------
    >>> clean('<p class="wb-prose x" onclick="f()">a<script>b</script></p>')
    Markup('<p class="wb-prose">a</p>')
    >>> clean('<a href="javascript:f()">a</a><img src="https://x.example/i.png" alt="b">')
    Markup('<a rel="noopener noreferrer">a</a>b')
    """
    cleaned = nh3.clean(
        html,
        tags=set(TAGS),
        attributes=_ATTRIBUTES,
        attribute_filter=_attribute,
        generic_attribute_prefixes={"aria-"},
        url_schemes={"http", "https", "mailto", "data"},
        clean_content_tags={"script", "style"},
    )
    cleaned = _IMAGE.sub(_shown_image, cleaned)
    cleaned = _NO_HEADING.sub("<td></td>", cleaned)  # a heading without words confuses a screen reader
    return Markup(cleaned)  # noqa: S704 (this is what has just been made safe)


def _attribute(tag: str, name: str, value: str) -> str | None:
    kept = _kept(name, value)
    if kept is None:
        return None
    # without these two signs in values, "<…>" is a tag wherever it stands in clean HTML
    return re.sub("[<>]", lambda sign: quote(sign.group()) if name in ("href", "src") else "", kept)


def _kept(name: str, value: str) -> str | None:
    if name == "class":
        kept = [word for word in value.split() if _OURS.fullmatch(word)]
        return " ".join(kept) or None
    if name in ("id", "aria-labelledby", "aria-describedby"):
        return value if all(_OURS.fullmatch(word) for word in value.split()) and value.split() else None
    if name == "src":
        return value if _PICTURE.match(value) else None
    if name == "href":
        return value if _LINK.match(value) else None
    if name == "role":
        return value if value in ("img", "list", "listitem", "note", "group", "region") else None
    return value


def _shown_image(match: re.Match[str]) -> str:
    """A picture that has lost its address leaves its words; one without words is decoration."""
    if ' src="' not in match.group():
        return match[1] or ""
    return match.group() if match[1] is not None else match.group().replace("<img", '<img alt=""')


class _Renderer(mistune.HTMLRenderer):
    """Markdown of a cell: raw HTML shows as text, pictures only when they lie in the notebook."""

    def __init__(self) -> None:
        super().__init__(escape=True)


@lru_cache(maxsize=1)
def _markdown() -> mistune.Markdown:
    return mistune.create_markdown(renderer=_Renderer(), plugins=["table", "strikethrough", "footnotes"])


def markdown(source: str, attachments: dict[str, str] | None = None) -> Markup:
    """Render the Markdown of a cell; HTML inside it stays text.

    Parameters
    ----------
    attachments
        Pictures pasted into the cell: name → data address.

    Examples
    --------
    >>> markdown("Two *kinds* <b>x</b>")
    Markup('<p>Two <em>kinds</em> &lt;b&gt;x&lt;/b&gt;</p>\\n')
    """
    for name, address in (attachments or {}).items():
        source = source.replace(f"attachment:{name}", address)
    return clean(str(_markdown()(source)))


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a page, as its table of contents shows it."""

    level: int
    id: str
    text: str


@dataclass(slots=True)
class Outline:
    """Puts headings in order, one level at a time, and remembers them for the table of contents.

    Examples
    --------
    >>> outline = Outline()
    >>> outline.place(Markup("<h4>Sizes</h4>"), listed=True)
    Markup('<h2 id="s-sizes">Sizes</h2>')
    >>> outline.headings
    [Heading(level=2, id='s-sizes', text='Sizes')]
    """

    headings: list[Heading] = field(default_factory=list)
    _level: int = 1
    _section: int = 1
    _ids: set[str] = field(default_factory=set)

    def place(self, html: Markup, *, listed: bool) -> Markup:
        """Set the levels of the headings in a piece of clean HTML.

        Headings of Markdown cells are `listed` and get an id; those of an output go below them.
        """
        opened: list[int] = []

        def heading(match: re.Match[str]) -> str:
            if match[1]:
                return f"</h{opened.pop() if opened else match[2]}>"
            level = self._next(int(match[2]), listed=listed)
            opened.append(level)
            return f"<h{level}{match[3] if not listed else self._listed(level, html, match)}>"

        return Markup(_HEADING.sub(heading, html))  # noqa: S704 (only levels and ids changed)

    def _next(self, wanted: int, *, listed: bool) -> int:
        least = 2 if listed else min(self._section + 1, 6)
        level = min(max(wanted, least), self._level + 1, 6)
        self._level = level
        if listed:
            self._section = level
        return level

    def _listed(self, level: int, html: str, match: re.Match[str]) -> str:
        end = html.find("</h", match.end())
        text = str(Markup(html[match.end() : end]).striptags())  # noqa: S704 (its tags are taken out)
        slug = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:48] or "part"
        name, number = f"s-{slug}", 2
        while name in self._ids:
            name, number = f"s-{slug}-{number}", number + 1
        self._ids.add(name)
        self.headings.append(Heading(level, name, visible(text, "Untitled part")))
        return f' id="{escape(name)}"'


def visible(text: str, instead: str) -> str:
    """Return `text`, or `instead` when nothing of it can be seen.

    Examples
    --------
    >>> visible("\\u200b\\u200b", "no name")
    'no name'
    """
    return text.strip() if _INVISIBLE.sub("", text) else instead
