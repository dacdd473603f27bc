"""XML of REFI-QDA, read without trust and written plainly."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from typing import Any

from workbench.errors import InputError, Problem

_GUID = re.compile(r"\{?([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})\}?")
_COLOUR = re.compile(r"#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{3})")
_INCLUDE, _EXCLUDE = "\n\nInclude: ", "\n\nExclude: "


MOST_LEVELS = 100


class _Refusing(ET.TreeBuilder):
    """Refuses a document type, which could define entities that grow or read files, and bottomless nesting."""

    def __init__(self) -> None:
        super().__init__()
        self._level = 0

    def start(self, tag: Any, attributes: Any, /) -> ET.Element:
        self._level += 1
        if self._level > MOST_LEVELS:
            found = f"XML of more than {MOST_LEVELS} levels"
            raise InputError(Problem("", "", found, "", "export the project again"))
        return super().start(tag, attributes)

    def end(self, tag: str, /) -> ET.Element:
        self._level -= 1
        return super().end(tag)

    def doctype(self, name: str, *_: Any) -> None:
        raise InputError(
            Problem("", "", f"an XML document type ({name})", "none", "export the project again")
        )


def parse(content: bytes, *, file: str, root: str) -> ET.Element:
    """Read one document whose root element has this name.

    Raises
    ------
    InputError
        When it is no XML, holds a document type, or has another root.
    """
    parser = ET.XMLParser(target=_Refusing())  # noqa: S314 - see above
    try:
        parser.feed(content)
        element: ET.Element = parser.close()
    except ET.ParseError as error:
        raise InputError(
            Problem(file, f"line {error.position[0]}", "not well-formed XML", "", "export it again")
        ) from error
    except (ValueError, LookupError) as error:  # an encoding that does not exist
        raise InputError(
            Problem(file, "", "XML in an unknown encoding", "UTF-8", "export it again")
        ) from error
    except InputError as error:
        raise InputError(replace(error.problems[0], file=file)) from error
    if local(element) != root:
        raise InputError(
            Problem(file, "", f"root element {local(element)!r}", f"{root!r}", "export it again")
        )
    return element


def local(element: ET.Element) -> str:
    """An element's name without its namespace: vendors differ in it."""
    return str(element.tag).rpartition("}")[2]


def children(element: ET.Element | None, name: str) -> list[ET.Element]:
    """The child elements of a name."""
    return [] if element is None else [child for child in element if local(child) == name]


def child(element: ET.Element | None, name: str) -> ET.Element | None:
    """The first child element of a name."""
    return next(iter(children(element, name)), None)


def text_of(element: ET.Element | None, name: str) -> str:
    """The text of a child element; empty when there is none."""
    found = child(element, name)
    return "" if found is None else found.text or ""


def guid_of(element: ET.Element, attribute: str = "guid") -> str:
    """A GUID in one form: lower case, without braces; empty when it is none."""
    match = _GUID.fullmatch((element.get(attribute) or "").strip())
    return match[1].lower() if match else ""


def colour_of(text: str) -> str:
    """A colour as the schema allows it, or nothing."""
    return text if _COLOUR.fullmatch(text) else ""


def description(definition: str, include: str, exclude: str) -> str:
    """One text for the three parts of a code's definition, which have no blank lines inside.

    Examples
    --------
    >>> description_parts(description("Price is named", "", "Discounts"))
    ('Price is named', '', 'Discounts')
    """
    if not include and not exclude:
        return definition
    return f"{definition}{_INCLUDE}{include}{_EXCLUDE}{exclude}"


def description_parts(text: str) -> tuple[str, str, str]:
    """Undo `description`; a text of another program is all definition."""
    definition, found, rest = text.partition(_INCLUDE)
    include, found_too, exclude = rest.partition(_EXCLUDE)
    return (definition, include, exclude) if found and found_too else (text, "", "")
