"""A .qdpx file of any program → a project, every fault named."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET
import zipfile
import zlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from workbench.errors import InputError, Problem
from workbench.notes.exchange.project import Mark, Project, guid
from workbench.notes.exchange.qdc import codes_in
from workbench.notes.exchange.qdpx import FACTOR_CODES, FACTOR_GROUP, FIELDS
from workbench.notes.exchange.xml import child, children, guid_of, local, parse, text_of
from workbench.notes.models import CONSENTS, INTERVIEW_ROLES, METHODS, NoteDraft
from workbench.notes.text import normalise, normalised_span, one_line

MOST_BYTES = 200_000_000
MOST_FILES = 20_000
_ALLOWED = {"method": METHODS, "role": INTERVIEW_ROLES, "consent": CONSENTS}
_FACTOR_OF = {code.id: factor for factor, code in FACTOR_CODES.items()}


@dataclass
class _Reading:
    """What is gathered on one walk through the document."""

    file: str
    archive: Mapping[str, bytes]
    users: dict[str, str] = field(default_factory=dict)
    codes: set[str] = field(default_factory=set)
    variables: dict[str, str] = field(default_factory=dict)
    cases: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    guids: set[str] = field(default_factory=set)

    def complain(self, place: str, found: str, expected: str = "") -> None:
        self.problems.append(Problem(self.file, place, found, expected, "export the project again"))

    def own_guid(self, element: ET.Element, place: str) -> str:
        """The element's GUID, which must be one and nobody else's."""
        found = guid_of(element)
        if not found:
            self.complain(place, f"guid {element.get('guid')!r}", "a GUID")
        elif found in self.guids:
            self.complain(place, f"guid {found} is given twice", "one of its own")
        self.guids.add(found)
        return found


def read_qdpx(content: bytes, *, file: str) -> Project:
    """Read a .qdpx file.

    Text sources, their plain-text selections and codings are taken over; pictures, PDF, audio, video, sets, links and
    graphs are counted in `Project.left_out`.

    Raises
    ------
    InputError
        Every fault at once: no zip, a zip that unpacks to more than 200 MB, no project.qde, no XML, dangling
        references, repeated GUIDs, spans outside their text, a text given in two forms.
    """
    archive = _unpacked(content, file)
    name = next((n for n in archive if n.casefold() == "project.qde"), None)
    if name is None:
        raise InputError(
            Problem(file, "", "holds no project.qde", "a REFI-QDA project", "export it as .qdpx")
        )
    root = parse(archive[name], file=f"{file}/{name}", root="Project")
    reading = _Reading(file, archive)
    reading.users = {
        guid_of(u): one_line(u.get("name") or "") for u in children(child(root, "Users"), "User")
    }
    skip = {FACTOR_GROUP.id, *_FACTOR_OF}
    codebook = child(child(root, "CodeBook"), "Codes")
    codes = codes_in(codebook, file=file, problems=reading.problems, skip=skip)
    reading.codes = {code.id for code in codes} | set(_FACTOR_OF)
    listed = children(child(root, "Variables"), "Variable")
    reading.variables = {guid_of(v): one_line(v.get("name") or "") for v in listed}
    reading.cases = _cases(child(root, "Cases"))
    notes, marks = _sources(reading, child(root, "Sources"))
    for part in ("Sets", "Links", "Graphs", "Notes"):
        count = len(child(root, part) or ())
        if count:
            reading.left_out.append(f"{count} {part.lower()} of the project")
    if reading.problems:
        raise InputError(reading.problems)
    title = one_line(root.get("name") or "")
    return Project(title, tuple(notes), tuple(codes), tuple(marks), tuple(reading.left_out))


def _unpacked(content: bytes, file: str) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            _check_size(entries, file)
            wanted = [e for e in entries if e.filename.casefold().endswith((".qde", ".txt"))]
            return {entry.filename: archive.read(entry) for entry in wanted}
    except (
        zipfile.BadZipFile,
        zlib.error,
        NotImplementedError,
        RuntimeError,
        EOFError,
        OSError,
        ValueError,
    ) as error:
        found = "is no readable zip file"
        raise InputError(Problem(file, "", found, "a .qdpx project", "export it again")) from error


def _check_size(entries: list[zipfile.ZipInfo], file: str) -> None:
    if len(entries) > MOST_FILES or sum(entry.file_size for entry in entries) > MOST_BYTES:
        found = f"unpacks to more than {MOST_BYTES:,} bytes or {MOST_FILES:,} files"
        raise InputError(Problem(file, "", found, "", "export texts only"))


def _cases(element: ET.Element | None) -> dict[str, str]:
    """The case, that is the participant, of each source."""
    return {
        guid_of(ref, "targetGUID"): one_line(case.get("name") or "")
        for case in children(element, "Case")
        for ref in children(case, "SourceRef")
    }


def _sources(reading: _Reading, element: ET.Element | None) -> tuple[list[NoteDraft], list[Mark]]:
    notes: list[NoteDraft] = []
    marks: list[Mark] = []
    others = Counter(local(source) for source in element or () if local(source) != "TextSource")
    reading.left_out += [f"{count} sources of kind {kind}" for kind, count in sorted(others.items())]
    for source in children(element, "TextSource"):
        title = one_line(source.get("name") or "")
        place = f"source {title!r}"
        entity = reading.own_guid(source, place)
        raw = _text(reading, source, place)
        if raw is None:
            continue
        note = _note(reading, source, entity, title)
        notes.append(replace(note, text=normalise(raw)))
        for selection in children(source, "PlainTextSelection"):
            marks += _marks(reading, selection, note.id, raw, place)
        whole = len(children(source, "Coding"))
        if whole:
            reading.left_out.append(f"{whole} codes on the whole of {title!r}")
    return notes, marks


def _text(reading: _Reading, source: ET.Element, place: str) -> str | None:
    content, path = child(source, "PlainTextContent"), source.get("plainTextPath")
    if content is not None and path:
        reading.complain(place, "its text is given twice, inside and as a file", "one of the two")
        return None
    if content is not None:
        return content.text or ""
    if not path:
        reading.left_out.append(f"{place}: it has no plain text")
        return None
    wanted = path.removeprefix("internal://").casefold()
    name = next((n for n in reading.archive if n.casefold() == f"sources/{wanted}"), None)
    if name is None:
        reading.left_out.append(f"{place}: its text file is not in the project")
        return None
    try:
        return reading.archive[name].decode("utf-8-sig")
    except UnicodeDecodeError as error:
        reading.complain(place, f"its text is not UTF-8 (byte {error.start})", "UTF-8")
        return None


def _note(reading: _Reading, source: ET.Element, entity: str, title: str) -> NoteDraft:
    values: dict[str, Any] = {}
    for value in children(source, "VariableValue"):
        ref = child(value, "VariableRef")
        known = reading.variables.get(guid_of(ref, "targetGUID") if ref is not None else "")
        if known is None:
            reading.complain(f"source {title!r}", "a value of a variable that the project does not have")
        elif known in FIELDS:
            text = one_line(text_of(value, "TextValue"))
            if text in _ALLOWED.get(known, (text,)):
                values[known] = text
            else:
                reading.left_out.append(f"source {title!r}: {known} {text!r} is none of ours")
    participant = values.pop("participant", "") or reading.cases.get(entity) or title or "unnamed"
    return NoteDraft(participant, **values, id=guid(entity))


def _marks(reading: _Reading, selection: ET.Element, note: str, raw: str, place: str) -> list[Mark]:
    entity = reading.own_guid(selection, f"{place}, selection")
    try:
        start, end = int(selection.get("startPosition") or ""), int(selection.get("endPosition") or "")
    except ValueError:
        found = f"positions {selection.get('startPosition')!r}, {selection.get('endPosition')!r}"
        reading.complain(f"{place}, selection {entity}", found, "two whole numbers")
        return []
    length = len(raw)
    if not 0 <= start < end <= length:
        reading.complain(f"{place}, selection {entity}", f"span {start}–{end}", f"a span within 0–{length}")
        return []
    codings = [(_target(c), guid_of(c, "creatingUser")) for c in children(selection, "Coding")]
    for target in (code for code, _ in codings if code not in reading.codes):
        reading.complain(f"{place}, selection {entity}", f"code {target or '?'} is not in the codebook")
    factor = next((_FACTOR_OF[code] for code, _ in codings if code in _FACTOR_OF), "")
    a, b = normalised_span(raw, start, end)
    memo = text_of(selection, "Description")
    by_code = [(code, user) for code, user in codings if code not in _FACTOR_OF]
    if not normalise(raw)[a:b].strip():
        reading.left_out.append(f"{place}: a selection of white space")
        return []
    if not by_code:
        reading.left_out.append(f"{place}: a selection without a code")
    creator = guid_of(selection, "creatingUser")
    return [
        Mark(entity if n == 0 else guid(f"{entity}/{code}"), note, a, b, code, factor,
             reading.users.get(user or creator, ""), memo)
        for n, (code, user) in enumerate(by_code)
    ]  # fmt: skip


def _target(coding: ET.Element) -> str:
    ref = child(coding, "CodeRef")
    return guid_of(ref, "targetGUID") if ref is not None else ""
