"""REFI-QDA codebooks (.qdc), in and out."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterable, Sequence

from workbench.errors import InputError, Problem
from workbench.notes.exchange.project import Project
from workbench.notes.exchange.xml import (
    child,
    children,
    colour_of,
    description,
    description_parts,
    guid_of,
    parse,
    text_of,
)
from workbench.notes.models import CodeDraft
from workbench.notes.text import one_line

NAMESPACE = "urn:QDA-XML:codebook:1.0"
ORIGIN = "persona-workbench"


def write_qdc(project: Project) -> bytes:
    """The codebook of a project as a .qdc document.

    Raises
    ------
    InputError
        When there is no code: the format has no empty codebook.
    """
    if not project.codes:
        raise InputError(
            Problem("codebook", "", "has no code", "at least one", "add a code before exporting it")
        )
    root = ET.Element("CodeBook", {"xmlns": NAMESPACE, "origin": ORIGIN})
    add_codes(ET.SubElement(root, "Codes"), project.codes)
    return document(root)


def read_qdc(content: bytes, *, file: str) -> Project:
    """Read a .qdc document.

    Raises
    ------
    InputError
        Every fault: no XML, codes without GUID or name, repeated GUIDs.
    """
    root = parse(content, file=file, root="CodeBook")
    problems: list[Problem] = []
    codes = codes_in(child(root, "Codes"), file=file, problems=problems)
    if problems:
        raise InputError(problems)
    return Project(file, codes=tuple(codes))


def add_codes(parent: ET.Element, codes: Sequence[CodeDraft], *, of: str = "") -> None:
    """Append codes below their parents."""
    for code in codes:
        if code.parent != of:
            continue
        attributes = {"guid": code.id, "name": code.name, "isCodable": "true"}
        if colour_of(code.colour):
            attributes["color"] = code.colour
        element = ET.SubElement(parent, "Code", attributes)
        about = description(code.definition, code.include, code.exclude)
        if about:
            ET.SubElement(element, "Description").text = about
        add_codes(element, codes, of=code.id)


def codes_in(
    element: ET.Element | None, *, file: str, problems: list[Problem], skip: Iterable[str] = ()
) -> list[CodeDraft]:
    """Every code below an element, parents first; faults are appended to `problems`."""
    found: dict[str, CodeDraft] = {}
    left = set(skip)

    def walk(above: ET.Element | None, parent: str) -> None:
        for node in children(above, "Code"):
            guid, name = guid_of(node), one_line(node.get("name") or "")
            if guid in left:
                continue
            place = f"code {name!r}"
            if not guid:
                problems.append(Problem(file, place, f"guid {node.get('guid')!r}", "a GUID"))
            elif guid in found:
                problems.append(
                    Problem(file, place, f"its guid is that of {found[guid].name!r}", "one of its own")
                )
            if not name:
                problems.append(Problem(file, f"code {guid}", "has no name"))
            definition, include, exclude = description_parts(text_of(node, "Description"))
            colour = colour_of(node.get("color") or "")
            found[guid] = CodeDraft(name, definition, include, exclude, parent, colour, guid)
            walk(node, guid)

    walk(element, "")
    return list(found.values())


def document(root: ET.Element) -> bytes:
    """A document as UTF-8 bytes with its declaration."""
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))
