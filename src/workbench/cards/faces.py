"""Faces of personas: drawn offline from a seed, abstract unless a person chooses otherwise."""

from __future__ import annotations

import json
from functools import lru_cache
from importlib.resources import files

from workbench.errors import InputError, Problem, listed, nearest

ABSTRACT = ("shapes", "glass", "rings", "identicon", "initials", "waves")
DRAWN = ("notionists", "notionists-neutral", "lorelei", "lorelei-neutral", "open-peeps", "pixel-art")
STYLES = (*ABSTRACT, *DRAWN)
"""DiceBear styles under CC0 1.0; a drawn face suggests an age, a sex and a colour that nobody has measured."""
SIZE = 96


@lru_cache(maxsize=256)
def face(style: str, seed: str) -> str:
    """The picture as a ``data:`` URI: the same seed gives the same picture, without any request.

    Raises
    ------
    InputError
        For a style that is not one of `STYLES`.

    Examples
    --------
    >>> face("shapes", "S1") == face("shapes", "S1") != face("shapes", "S2")
    True
    >>> face("shapes", "S1").startswith("data:image/svg+xml")
    True
    """
    from dicebear import Avatar, Style

    if style not in STYLES:
        raise InputError(
            Problem("personas", "face", f"style {style!r}", listed(STYLES), nearest(style, STYLES))
        )
    definition = json.loads(files("dicebear_styles").joinpath(f"{style}.json").read_text("utf-8"))
    return str(Avatar(Style(definition), {"seed": seed, "size": SIZE}).to_data_uri())
