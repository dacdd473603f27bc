"""What goes out comes back the same; what is broken is refused with every fault named."""

from __future__ import annotations

import csv
import io
import json
import uuid
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbench.config import FACTORS
from workbench.errors import InputError
from workbench.notes import CONSENTS, INTERVIEW_ROLES, METHODS, CodeDraft, NoteDraft, open_store
from workbench.notes.exchange import Mark, Project, add_project, export_notes, project_of, read_project
from workbench.notes.exchange.plain import read_json_text, write_csv_text, write_json_text, write_markdown
from workbench.notes.exchange.project import in_order
from workbench.notes.exchange.qdc import read_qdc, write_qdc
from workbench.notes.exchange.qdpx import write_qdpx
from workbench.notes.exchange.reading_qdpx import read_qdpx
from workbench.notes.text import normalise, normalised_span, one_line

# the hard cases of text by name, and anything else that Unicode holds
PIECES = st.one_of(
    st.sampled_from(
        ["\r\n", "\r", "\n", "e\u0301", "\u0301", "👩‍👩‍👧", "😀", "שלום", "مرحبا", "\u202e", "<b>&amp;]]>", "\ufeff", "\t", " ", "=1+1", "가", "\u1100\u1161"]
    ),
    st.text(max_size=6),
)  # fmt: skip
RAW = st.lists(PIECES, min_size=1, max_size=12).map("".join)
SHORT = st.text(min_size=1, max_size=8).map(one_line)
NAME = SHORT.filter(bool)
GUID = st.uuids(version=4).map(str)


@st.composite
def projects(draw: st.DrawFn) -> Project:
    names = draw(st.lists(NAME, min_size=1, max_size=4, unique_by=str.casefold))
    codes: list[CodeDraft] = []
    for name in names:
        parent = draw(st.sampled_from(["", *(c.id for c in codes)]))
        words = (" ".join(draw(RAW).split()) for _ in range(3))
        parts = [normalise(w).strip() for w in words]
        colour = draw(st.sampled_from(["", "#A0b1C2"]))
        codes.append(CodeDraft(name, *parts, parent, colour, draw(GUID)))
    notes, marks = [], []
    for text in draw(st.lists(RAW, max_size=3)):
        note = NoteDraft(
            draw(NAME), normalise(text), draw(st.sampled_from(["", "2026-11-02"])), draw(SHORT),
            draw(st.sampled_from(METHODS)), draw(st.sampled_from(INTERVIEW_ROLES)),  # type: ignore[arg-type]
            draw(st.sampled_from(CONSENTS)), draw(st.sampled_from(["", "S1"])), draw(SHORT), id=draw(GUID),  # type: ignore[arg-type]
        )  # fmt: skip
        notes.append(note)
        if note.text.strip():
            for _ in range(draw(st.integers(0, 3))):
                start = draw(st.integers(0, len(note.text) - 1))
                end = draw(st.integers(start + 1, len(note.text)))
                if note.text[start:end].strip():
                    marks.append(
                        Mark(draw(GUID), note.id, start, end, draw(st.sampled_from([c.id for c in codes])),
                             draw(st.sampled_from(["", *FACTORS])), draw(SHORT), normalise(draw(RAW)).strip())
                    )  # fmt: skip
    return Project(draw(SHORT), tuple(notes), tuple(codes), tuple(marks))


@pytest.mark.slow
@settings(max_examples=500, deadline=None, suppress_health_check=list(HealthCheck))
@given(projects())
def test_a_project_survives_qdpx_and_json(project: Project) -> None:
    expected = in_order(project)
    assert in_order(read_qdpx(write_qdpx(project), file="a.qdpx")) == expected
    assert in_order(read_json_text(write_json_text(project), file="a.json")) == expected
    codes = in_order(read_qdc(write_qdc(project), file="a.qdc")).codes
    assert codes == expected.codes


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(projects())
def test_a_project_survives_the_store(tmp_path_factory: pytest.TempPathFactory, project: Project) -> None:
    with open_store(folder=tmp_path_factory.mktemp("store")) as store:
        added = add_project(store, project, author="ann")
        assert (added.notes, added.codes, added.excerpts) == (
            len(project.notes),
            len(project.codes),
            len(project.marks),
        )
        back = project_of(store, name=project.name)
        known = [
            m if m.coder else Mark(m.id, m.note, m.start, m.end, m.code, m.factor, "ann", m.memo)
            for m in project.marks
        ]
        assert in_order(back) == in_order(Project(project.name, project.notes, project.codes, tuple(known)))
        again = add_project(store, project, author="ann")
        assert (again.notes, again.codes, again.excerpts) == (0, 0, 0)
        assert in_order(project_of(store, name=project.name)) == in_order(back)


@settings(max_examples=200, deadline=None)
@given(RAW, st.data())
def test_a_span_of_a_raw_text_is_the_same_words_when_normalised(raw: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(raw)))
    end = data.draw(st.integers(start, len(raw)))
    a, b = normalised_span(raw, start, end)
    whole = normalise(raw)
    assert 0 <= a <= b <= len(whole)
    parts = normalise(raw[:start]), normalise(raw[start:end]), normalise(raw[end:])
    if "".join(parts) == whole:
        assert whole[a:b] == parts[1]


@given(RAW)
def test_normalising_twice_changes_nothing(raw: str) -> None:
    assert normalise(normalise(raw)) == normalise(raw)


def valid_by(schema: Path, document: bytes) -> None:
    from lxml import etree

    etree.XMLSchema(etree.parse(str(schema))).assertValid(etree.fromstring(document))


def refi_schema(shared_data: Path, name: str) -> Path:
    schema = shared_data.parent / "refi-qda" / name
    if not schema.is_file():
        pytest.skip(f"the REFI-QDA schema {name} is not beside the checkout")
    return schema


SMALL = Project(
    "coffee",
    (NoteDraft("P1", "I buy 😀 beans.", "2026-11-02", consent="quote", id="11111111-1111-4111-8111-111111111111"),),
    (
        CodeDraft("Pains", "What hurts", "Prices", "Taste", "", "#A0B1C2", "22222222-2222-4222-8222-222222222222"),
        CodeDraft("Price", parent="22222222-2222-4222-8222-222222222222", id="33333333-3333-4333-8333-333333333333"),
    ),
    (
        Mark("44444444-4444-4444-8444-444444444444", "11111111-1111-4111-8111-111111111111", 8, 14,
             "33333333-3333-4333-8333-333333333333", "need", "ben", "why?"),
    ),
)  # fmt: skip


@pytest.mark.realdata
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(project=projects())
def test_what_is_written_is_valid_by_the_schema(shared_data: Path, project: Project) -> None:
    with zipfile.ZipFile(io.BytesIO(write_qdpx(project))) as archive:
        valid_by(refi_schema(shared_data, "Project.xsd"), archive.read("project.qde"))
    valid_by(refi_schema(shared_data, "Codebook.xsd"), write_qdc(project))


def test_positions_count_code_points_and_the_text_is_there() -> None:
    with zipfile.ZipFile(io.BytesIO(write_qdpx(SMALL))) as archive:
        document = archive.read("project.qde").decode()
        text = archive.read("sources/11111111-1111-4111-8111-111111111111.txt").decode()
    assert 'startPosition="8" endPosition="14"' in document
    assert text[8:14] == "beans."
    assert write_qdpx(SMALL) == write_qdpx(SMALL)


@pytest.mark.realdata
def test_a_project_of_another_program_is_read_and_what_is_left_out_is_said(shared_data: Path) -> None:
    path = shared_data.parent / "refi-qda" / "sample_atlas.qdpx"
    if not path.is_file():
        pytest.skip("the REFI-QDA sample is not beside the checkout")
    project = read_project(path)
    assert len(project.codes) == 14
    assert {c.name for c in project.codes} >= {"happiness", "milk", '"rushed"'}
    assert "2 sources of kind PDFSource" in project.left_out
    assert sum("text file is not in the project" in line for line in project.left_out) >= 1


def qdpx(document: str, **files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("project.qde", document)
        for name, content in files.items():
            archive.writestr(f"Sources/{name}", content)
    return out.getvalue()


HEAD = '<Project xmlns="urn:QDA-XML:project:1.0" name="x">'
CODE = '<CodeBook><Codes><Code guid="22222222-2222-4222-8222-222222222222" name="Price" isCodable="true"/></Codes></CodeBook>'


def source(inside: str, attributes: str = "") -> str:
    guid = "11111111-1111-4111-8111-111111111111"
    return f'{HEAD}{CODE}<Sources><TextSource guid="{guid}" name="A"{attributes}>{inside}</TextSource></Sources></Project>'


def selection(start: str, end: str, code: str = "22222222-2222-4222-8222-222222222222") -> str:
    return (
        f'<PlainTextSelection guid="{{44444444-4444-4444-8444-44444444444A}}" startPosition="{start}" endPosition="{end}">'
        f'<Coding guid="55555555-5555-4555-8555-555555555555"><CodeRef targetGUID="{code}"/></Coding></PlainTextSelection>'
    )


def test_offsets_into_crlf_and_decomposed_text_are_translated() -> None:
    raw = "Cafe\u0301\r\n😀 tea"
    inside = selection("9", "12")
    project = read_qdpx(
        qdpx(
            source(inside, ' plainTextPath="internal://a.TXT"'), **{"a.txt": b"\xef\xbb\xbf" + raw.encode()}
        ),
        file="a.qdpx",
    )
    (mark,) = project.marks
    assert project.notes[0].text == "Café\n😀 tea"
    assert project.notes[0].text[mark.start : mark.end] == "tea"
    assert mark.id == "44444444-4444-4444-8444-44444444444a"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"no zip", r"^a\.qdpx: is no readable zip file; expected a \.qdpx project\. Export it again\.$"),
        (qdpx("<Project>").replace(b"project.qde", b"project.xyz"), r"holds no project\.qde"),
        (qdpx("<Project>"), r"^a\.qdpx/project\.qde, line 1: not well-formed XML\."),
        (qdpx("<Codes/>"), r"root element 'Codes'; expected 'Project'"),
        (qdpx('<!DOCTYPE a [<!ENTITY b "c">]><Project/>'), r"an XML document type \(a\)"),
        (qdpx(source("<PlainTextContent>abc</PlainTextContent>", ' plainTextPath="internal://a.txt"')), r"its text is given twice"),
        (qdpx(source("<PlainTextContent>abc</PlainTextContent>" + selection("1", "9"))), r"span 1–9; expected a span within 0–3"),
        (qdpx(source("<PlainTextContent>abc</PlainTextContent>" + selection("x", "2"))), r"positions 'x', '2'; expected two whole numbers"),
        (qdpx(source("<PlainTextContent>abc</PlainTextContent>" + selection("0", "2", "99999999-9999-4999-8999-999999999999"))), r"code 99999999-\S+ is not in the codebook"),
        (qdpx(source("<PlainTextContent>abc</PlainTextContent>" + selection("0", "2") * 2)), r"is given twice"),
        (qdpx(source("<PlainTextContent>abc</PlainTextContent>").replace('guid="2222', 'guid="2')), r"guid '22222-2222-4222-8222-222222222222'; expected a GUID"),
    ],
)  # fmt: skip
def test_a_broken_project_is_refused(content: bytes, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_qdpx(content, file="a.qdpx")


def test_a_zip_bomb_ends_at_the_stated_limit() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("project.qde", b"<Project/>")
        archive.writestr("sources/a.txt", b"\0" * 200_000_001)
    with pytest.raises(InputError, match=r"unpacks to more than 200,000,000 bytes"):
        read_qdpx(out.getvalue(), file="a.qdpx")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda c: c.pop("form"), "no notes of this program"),
        (lambda c: c["marks"][0].update(end=999), "span 8–999; expected a span of its note"),
        (lambda c: c["marks"][0].update(code="x"), "code 'x' is not in the file"),
        (lambda c: c["marks"][0].update(start="8"), "start: '8'"),
        (lambda c: c["notes"][0].update(colour="x"), "unexpected keyword argument 'colour'"),
        (lambda c: c.update(notes=3), "a record that does not fit"),
    ],
)
def test_broken_json_is_refused(change, message: str) -> None:
    content = json.loads(write_json_text(SMALL))
    change(content)
    with pytest.raises(InputError, match=message):
        read_json_text(json.dumps(content), file="a.json")


def test_csv_cells_cannot_act_as_formulas() -> None:
    note = NoteDraft("=cmd", "-1+1 is fun", id=str(uuid.uuid4()))
    mark = Mark(str(uuid.uuid4()), note.id, 0, 4, "c", memo="@x")
    text = write_csv_text(Project("x", (note,), (CodeDraft("+code", id="c"),), (mark,)))
    (row,) = csv.DictReader(io.StringIO(text))
    assert (row["participant"], row["code"], row["excerpt"], row["memo"]) == (
        "'=cmd",
        "'+code",
        "'-1+1",
        "'@x",
    )
    assert (row["start"], row["end"]) == ("0", "4")


def test_markdown_shows_text_as_text() -> None:
    note = NoteDraft("P1", "<script>alert(1)</script> [a](javascript:b)\n# no heading", id="n")
    text = write_markdown(Project("x", (note,)))
    assert "<script>" not in text.replace("\\<", "")
    assert "\n> \\# no heading\n" in text


def test_files_are_written_and_read_by_their_ending(tmp_path: Path) -> None:
    with open_store(folder=tmp_path) as store:
        add_project(store, SMALL, author="ann")
        for ending in (".qdpx", ".json"):
            export_notes(store, tmp_path / f"a{ending}", name="coffee")
            assert in_order(read_project(tmp_path / f"a{ending}")) == in_order(SMALL)
        for ending in (".qdc", ".csv", ".md"):
            export_notes(store, tmp_path / f"a{ending}", name="coffee")
        assert (tmp_path / "a.csv").read_bytes().startswith(b"\xef\xbb\xbfparticipant")
        with pytest.raises(
            InputError,
            match=r"^a\.doc: no notes are written as '\.doc'; expected \.qdpx, \.qdc, \.json, \.csv or \.md\.$",
        ):
            export_notes(store, tmp_path / "a.doc", name="coffee")


def test_a_mark_follows_its_words_past_replaced_names(tmp_path: Path) -> None:
    note = NoteDraft("Ann Lee", "Ann Lee: I buy tea.", id="11111111-1111-4111-8111-111111111111")
    code = CodeDraft("tea", id="22222222-2222-4222-8222-222222222222")
    words = Mark("44444444-4444-4444-8444-444444444444", note.id, 15, 18, code.id)
    name = Mark("55555555-5555-4555-8555-555555555555", note.id, 0, 7, code.id)
    with open_store(folder=tmp_path) as store:
        store.add_participant("P1", ["Ann Lee"])
        added = add_project(store, Project("x", (note,), (code,), (words, name)), author="ben")
        (excerpt,) = store.excerpts()
        assert (excerpt.quote, excerpt.participant) == ("tea", "P1")
        assert added.left_out == ("a mark on 'Ann Lee': the note reads otherwise now",)
