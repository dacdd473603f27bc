"""REFI-QDA projects (.qdpx): notes, codes and marks for ATLAS.ti, MAXQDA, NVivo and others.

Source: REFI-QDA standard 1.5 (Project.xsd, QDA-XML 1.0). Positions count code points from 0, the end is
exclusive. A note's fields travel as variables, its participant as a case; the factor of a mark is a second
code on its selection, from the group "Factor".
"""

from __future__ import annotations

import io
import uuid
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Mapping

from workbench.config import FACTORS
from workbench.notes.exchange.project import NAMESPACE, Mark, Project
from workbench.notes.exchange.qdc import ORIGIN, add_codes, document
from workbench.notes.models import CodeDraft

SCHEMA = "urn:QDA-XML:project:1.0"
FIELDS = (
    "participant",
    "date",
    "interviewer",
    "method",
    "role",
    "consent",
    "segment",
    "customer",
    "source",
    "about",
)
FACTOR_GROUP = CodeDraft(
    "Factor", "Which factor an excerpt tells of", id=str(uuid.uuid5(NAMESPACE, "factor"))
)
FACTOR_CODES: Mapping[str, CodeDraft] = {
    factor: CodeDraft(factor, parent=FACTOR_GROUP.id, id=str(uuid.uuid5(NAMESPACE, f"factor/{factor}")))
    for factor in FACTORS
}
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest date a zip knows: equal projects give equal bytes


def write_qdpx(project: Project) -> bytes:
    """A project as a .qdpx file: equal projects give equal bytes."""
    root = ET.Element("Project", {"xmlns": SCHEMA, "name": project.name, "origin": ORIGIN})
    users = {coder: _made("user", coder) for coder in sorted({m.coder for m in project.marks if m.coder})}
    _add_users(root, users)
    _add_codebook(root, project)
    variables = _add_variables(root, project)
    _add_cases(root, project)
    _add_sources(root, project, variables, users)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        _put(archive, "project.qde", document(root))
        for note in project.notes:
            _put(archive, f"sources/{note.id}.txt", note.text.encode("utf-8"))
    return out.getvalue()


def _put(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, date_time=_EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(entry, content)


def _made(kind: str, name: str) -> str:
    return str(uuid.uuid5(NAMESPACE, f"{kind}/{name}"))


def _add_users(root: ET.Element, users: Mapping[str, str]) -> None:
    if users:
        listed = ET.SubElement(root, "Users")
        for name, guid in users.items():
            ET.SubElement(listed, "User", {"guid": guid, "name": name})


def _add_codebook(root: ET.Element, project: Project) -> None:
    used = [FACTOR_CODES[f] for f in FACTORS if any(m.factor == f for m in project.marks)]
    codes = [*project.codes, *([FACTOR_GROUP, *used] if used else [])]
    if codes:
        add_codes(ET.SubElement(ET.SubElement(root, "CodeBook"), "Codes"), codes)


def _add_variables(root: ET.Element, project: Project) -> dict[str, str]:
    used = [name for name in FIELDS if any(getattr(note, name) for note in project.notes)]
    if not used:
        return {}
    variables = {name: _made("variable", name) for name in used}
    listed = ET.SubElement(root, "Variables")
    for name, guid in variables.items():
        ET.SubElement(listed, "Variable", {"guid": guid, "name": name, "typeOfVariable": "Text"})
    return variables


def _add_cases(root: ET.Element, project: Project) -> None:
    participants = dict.fromkeys(note.participant for note in project.notes)
    if participants:
        cases = ET.SubElement(root, "Cases")
        for name in participants:
            case = ET.SubElement(cases, "Case", {"guid": _made("case", name), "name": name})
            for note in project.notes:
                if note.participant == name:
                    ET.SubElement(case, "SourceRef", {"targetGUID": note.id})


def _add_sources(
    root: ET.Element, project: Project, variables: Mapping[str, str], users: Mapping[str, str]
) -> None:
    if not project.notes:
        return
    sources = ET.SubElement(root, "Sources")
    for note in project.notes:
        title = " ".join(filter(None, (note.participant, note.date)))
        path = f"internal://{note.id}.txt"
        source = ET.SubElement(sources, "TextSource", {"guid": note.id, "name": title, "plainTextPath": path})
        for mark in project.marks:
            if mark.note == note.id:
                _add_selection(source, mark, note.text, users)
        for name, guid in variables.items():
            value = ET.SubElement(source, "VariableValue")
            ET.SubElement(value, "VariableRef", {"targetGUID": guid})
            ET.SubElement(value, "TextValue").text = getattr(note, name)


def _add_selection(source: ET.Element, mark: Mark, text: str, users: Mapping[str, str]) -> None:
    by = {"creatingUser": users[mark.coder]} if mark.coder else {}
    quote = " ".join(text[mark.start : mark.end].split())
    selection = ET.SubElement(
        source,
        "PlainTextSelection",
        {
            "guid": mark.id,
            "name": quote[:100],
            "startPosition": str(mark.start),
            "endPosition": str(mark.end),
            **by,
        },
    )
    if mark.memo:
        ET.SubElement(selection, "Description").text = mark.memo
    codes = [mark.code, *([FACTOR_CODES[mark.factor].id] if mark.factor else [])]
    for code in codes:
        coding = ET.SubElement(selection, "Coding", {"guid": _made(f"coding/{code}", mark.id), **by})
        ET.SubElement(coding, "CodeRef", {"targetGUID": code})
