"""The one place that turns finished values into HTML: jinja templates, everything escaped."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import jinja2
from markupsafe import Markup, escape

from workbench.cards import stylesheet
from workbench.site import bundle
from workbench.site.facts import took
from workbench.site.markup import visible

_SHARE = re.compile(r"(?<=\d) %")
_SEGMENT = re.compile(r"\b(S\d+) ·")


@lru_cache(maxsize=1)
def environment() -> jinja2.Environment:
    """Templates escape every value unless it is `Markup`; an unknown name is an error."""
    made = jinja2.Environment(
        loader=jinja2.PackageLoader("workbench.site", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["thousands"] = lambda number: f"{number:,}"
    made.filters["took"] = took
    made.filters["visible"] = visible
    made.filters["final_share"] = _final_share
    made.filters["bound"] = bound
    return made


def get_ready() -> None:
    """Compress the chart library and compile the templates now: every page needs them, and will not wait then."""
    bundle.library()
    for name in environment().list_templates(extensions=["j2"]):
        environment().get_template(name)


def render(template: str, *, scripts: tuple[str, ...] = (), library: bool = False, **values: Any) -> str:
    """Fill a template.

    Parameters
    ----------
    scripts
        Our scripts that the page runs, by name.
    library
        Does the page draw charts?
    """
    sources = [bundle.asset(name) for name in scripts]
    hashes = [bundle.hash_of(source) for source in sources]
    if library:
        hashes.append(bundle.library().hash)
    return (
        environment()
        .get_template(template)
        .render(
            policy=bundle.policy(hashes),
            scripts=[Markup(source) for source in sources],  # noqa: S704 (files of this package)
            styles=Markup(bundle.asset("base.css") + stylesheet()),  # noqa: S704
            library=bundle.library().packed if library else "",
            looks=Markup(bundle.looks()) if library else "",  # noqa: S704 (colours and fonts)
            **values,
        )
    )


def bound(text: str) -> Markup:
    """What belongs together stays on one line: a number with its sign, a segment's id with its dot.

    Examples
    --------
    >>> bound("S1 · Regulars: 46 %") == "S1\u00a0· Regulars: 46\u00a0%"
    True
    >>> bound("<b>")
    Markup('&lt;b&gt;')
    """
    html = str(escape(text))
    return Markup(_SEGMENT.sub("\\1\u00a0·", _SHARE.sub("\u00a0%", html)))  # noqa: S704 (escaped above, if it was not)


def _final_share(shares: tuple[float | None, ...]) -> str:
    known = [share for share in shares if share is not None]
    return f"{100 * known[-1]:.0f} %" if known else ""
