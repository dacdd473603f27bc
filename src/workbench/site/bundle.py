"""The chart library and our scripts as a page carries them: once, compressed, and known by their hash."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from workbench.figures.style import template
from workbench.site.charts import pack

ASSETS = files("workbench.site") / "assets"
DARK_INK, DARK_PAPER = "#E4E7EA", "#16191D"


@dataclass(frozen=True, slots=True)
class Library:
    """plotly.js: compressed text, and the hash by which a page lets it run."""

    packed: str
    hash: str


@lru_cache(maxsize=1)
def library() -> Library:
    """plotly.js of the installed plotly package.

    The package's own bundle is used rather than a smaller one built with npm: it needs no build, is the version
    that the notebooks were drawn with, and 2.0 MB of it leave room under the 2.5 MB of a page. It needs
    ``unsafe-eval`` for WebGL traces only, so figures use SVG traces.
    """
    source = (files("plotly") / "package_data" / "plotly.min.js").read_text(encoding="utf-8")
    return Library(pack(source.encode()), hash_of(source))


@lru_cache(maxsize=8)
def asset(name: str) -> str:
    """One of our style sheets or scripts."""
    return (ASSETS / name).read_text(encoding="utf-8")


def hash_of(source: str) -> str:
    """The name of a script in a Content-Security-Policy.

    Examples
    --------
    >>> hash_of("")
    "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
    """
    digest = hashlib.sha256(source.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def policy(hashes: Sequence[str]) -> str:
    """What a page may do: run the scripts of these hashes, show its own pictures, and ask nobody for anything.

    Styles may be inline because plotly sets them; nothing from data can write one (see `markup.clean`).
    """
    scripts = " ".join(hashes) if hashes else "'none'"
    return (
        f"default-src 'none'; script-src {scripts}; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


@lru_cache(maxsize=1)
def looks() -> str:
    """The template of all charts of a page, for a light and a dark page, as JSON."""
    clear = "rgba(0,0,0,0)"
    return json_for_script(
        {
            "light": template(paper=clear).to_plotly_json(),
            "dark": template(ink=DARK_INK, paper=clear).to_plotly_json(),
        }
    )


def json_for_script(value: object) -> str:
    """JSON that may stand inside a script element.

    Examples
    --------
    >>> json_for_script("</script>")
    '"\\\\u003c/script>"'
    """
    return json.dumps(value, ensure_ascii=True).replace("<", "\\u003c")
