"""Notes from files: what comes in, and what broken files are told."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.errors import InputError
from workbench.notes import NoteDraft, NoteStore, open_store
from workbench.notes.agreement import agreement_by_code
from workbench.notes.exchange import export_notes, project_of, read_project
from workbench.notes.exchange.project import in_order
from workbench.notes.importing import Defaults, import_notes, notes_from_answers, read_notes
from workbench.notes.importing.quotes import read_coded_quotes
from workbench.notes.importing.tables import notes_in_csv, notes_in_xlsx
from workbench.notes.importing.texts import transcript
from workbench.notes.saturation import saturation
from workbench.notes.tables import codes_by_interview
from workbench.schemas import Variable, Variables


@pytest.fixture
def store(tmp_path: Path):
    with open_store(folder=tmp_path / "store") as store:
        yield store


VTT = """WEBVTT - talk

NOTE made by hand

1
00:00:01.000 --> 00:00:02.500 align:start
<v Ann Lee>I buy <b>beans</b> &amp; tea.

00:03.000 --> 00:04.000
<v Ann Lee>Mostly online.

00:00:05.000 --> 00:00:06.000
<v Interviewer>Why?
"""
SRT = "1\r\n00:00:01,000 --> 00:00:02,500\r\nI buy <i>beans</i>.\r\n\r\n2\r\n00:00:03,000 --> 00:00:04,000\r\nOnline.\r\n"


def test_transcripts_lose_times_and_keep_speakers() -> None:
    assert (
        transcript(VTT.encode(), file="a.vtt")
        == "Ann Lee: I buy beans & tea. Mostly online.\nInterviewer: Why?"
    )
    assert transcript(SRT.encode(), file="a.srt") == "I buy beans. Online."
    assert transcript(b"\xef\xbb\xbfa\r\nb\r\n", file="a.txt") == "a\nb"
    assert transcript("é".encode("utf-16"), file="a.md") == "é"


def test_word_documents_give_paragraphs_and_tables_in_order(tmp_path: Path) -> None:
    import docx

    document = docx.Document()
    document.add_paragraph("First.")
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "Q", "A"
    document.add_paragraph("Last.")
    document.save(str(tmp_path / "a.docx"))
    assert transcript((tmp_path / "a.docx").read_bytes(), file="a.docx") == "First.\nQ\tA\nLast."


@pytest.mark.parametrize(
    ("file", "content", "message"),
    [
        ("a.txt", b"caf\xe9", r"^a\.txt, byte 3: not UTF-8 text\. Save it as UTF-8\.$"),
        ("a.txt", b"a\0b", r"^a\.txt, character 1: a NUL character; expected text\. Save it as text\.$"),
        ("a.txt", b" \n", r"^a\.txt: holds no words; expected a transcript\.$"),
        ("a.txt", b"x" * 20_000_001, r"^a\.txt: 20,000,001 bytes; expected at most 20,000,000\. Split it\.$"),
        ("a.vtt", b"1\n00:01.000 --> 00:02.000\nx", r"^a\.vtt, line 1: '1'; expected 'WEBVTT'\."),
        ("a.srt", b"hello", r"^a\.srt: a cue without times: 'hello'; expected 00:00:01,000 --> 00:00:02,000\.$"),
        ("a.vtt", b"WEBVTT", r"^a\.vtt: holds no cue; expected 00:00:01,000 --> 00:00:02,000\."),
        ("a.docx", b"PK\x03\x04 no", r"^a\.docx: is no Word document; expected a \.docx file\. Save it again from Word\.$"),
    ],
)  # fmt: skip
def test_a_broken_transcript_is_refused(file: str, content: bytes, message: str) -> None:
    with pytest.raises(InputError, match=message):
        transcript(content, file=file)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200), st.sampled_from([".txt", ".md", ".docx", ".vtt", ".srt"]))
def test_whatever_the_bytes_only_our_own_error_comes_out(content: bytes, ending: str) -> None:
    for head in (b"", b"WEBVTT\n\n", b"PK\x03\x04"):
        try:
            text = transcript(head + content, file=f"a{ending}")
        except InputError:
            continue
        assert text.strip()


@settings(max_examples=200, deadline=None)
@given(
    st.one_of(st.binary(max_size=200), st.text(alphabet='participant,text\n"é;', max_size=80).map(str.encode))
)
def test_whatever_the_csv_only_our_own_error_comes_out(content: bytes) -> None:
    for head in (b"", b"participant,text\n"):
        for reader in (notes_in_csv, notes_in_xlsx, read_coded_quotes):
            try:
                reader(head + content, file="a.csv")
            except InputError:
                continue


def test_a_table_brings_a_note_a_row() -> None:
    content = b'participant;customer;date;consent;role;text\nP1;0012;2026-11-02;Quote;nurse;"I buy;\nbeans"\nP2;;;;Typical;tea\n;;;;;\n'
    first, second = notes_in_csv(content, file="a.csv")
    assert first == NoteDraft(
        "P1", "I buy;\nbeans", "2026-11-02", consent="quote", customer="0012", about="nurse"
    )
    assert second == NoteDraft("P2", "tea", role="typical")


def test_a_broken_table_names_every_fault() -> None:
    with pytest.raises(InputError) as error:
        notes_in_csv(b"participant,consnt\nP1,x\n", file="a.csv")
    assert str(error.value) == (
        "a.csv, row 1: no column 'text'. Add it.\n"
        "a.csv, row 1: unknown column 'consnt'; expected participant, customer, date, interviewer, method, consent, "
        "role, segment, about, source or text. Did you mean 'consent'?"
    )
    with pytest.raises(InputError) as error:
        notes_in_csv(
            b"participant,consent,date,text\nP1,yes,2026-11-02,a\n,quote,2.11.26,\nP1,a\n", file="a.csv"
        )
    assert str(error.value) == (
        "a.csv, row 2, column 'consent': 'yes'; expected 'internal', 'quote' or 'public'.\n"
        "a.csv, row 3, column 'participant': is empty.\n"
        "a.csv, row 3, column 'text': is empty.\n"
        "a.csv, row 3, column 'date': '2.11.26'; expected a date such as 2026-11-02.\n"
        "a.csv, row 4: 2 cells; expected 4. Quote texts that hold commas."
    )


def workbook(rows: list[list[str | int]]) -> bytes:
    """The least of an .xlsx: one sheet of inline texts and numbers."""

    def cell(value: str | int) -> str:
        if isinstance(value, int):
            return f'<c s="1"><v>{value}</v></c>'
        return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'

    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    body = "".join(f"<row>{''.join(map(cell, row))}</row>" for row in rows)
    out = io.BytesIO()
    root = f'<Relationship Id="r1" Type="{office}/officeDocument" Target="xl/workbook.xml"/>'
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(
            "_rels/.rels", f'<Relationships xmlns="{package}/relationships">{root}</Relationships>'
        )
        archive.writestr("[Content_Types].xml", f'<Types xmlns="{package}/content-types"/>')
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/styles.xml",
            f'<styleSheet xmlns="{main}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>',
        )
        archive.writestr(
            "xl/worksheets/sheet1.xml", f'<worksheet xmlns="{main}"><sheetData>{body}</sheetData></worksheet>'
        )
    return out.getvalue()


def test_a_workbook_brings_the_same_notes_with_its_dates() -> None:
    content = workbook([["participant", "date", "text"], ["P1", 46328, "beans <b>"]])
    assert notes_in_xlsx(content, file="a.xlsx") == [NoteDraft("P1", "beans <b>", "2026-11-02")]


def test_a_second_import_changes_nothing_not_even_what_was_edited(store: NoteStore, tmp_path: Path) -> None:
    path = tmp_path / "talks.csv"
    path.write_text("participant,date,text\nP1,2026-11-02,beans\nP1,2026-11-02,tea\n")
    assert str(import_notes(store, path, author="ann")) == "2 notes, 0 codes, 0 excerpts added"
    note = store.notes()[0]
    store.save(note.draft(text="beans!"), based_on=1, author="ben")
    assert (
        str(import_notes(store, path, author="ann"))
        == "0 notes, 0 codes, 0 excerpts added; 2 were there already"
    )
    assert [n.text for n in store.notes()] == ["beans!", "tea"]
    assert store.conflicts() == ()


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"^a\.pdf: No such file or directory\. Check its path\.$"):
        read_notes(tmp_path / "a.pdf")
    (tmp_path / "a.pdf").write_bytes(b"x")
    with pytest.raises(
        InputError, match=r"^a\.pdf: no notes are read from '\.pdf'; expected \.txt, \.md, \.docx, "
    ):
        read_notes(tmp_path / "a.pdf")


def test_open_answers_become_comments_that_do_not_show_the_id() -> None:
    frame = pd.DataFrame(
        {"respondent": ["r17", "r18"], "customer": ["c17", "c18"], "q20": ["beans", None], "age": [1, 2]}
    )
    variables = Variables.of(
        [Variable("q20", "open text", role="open text", label="Why?"), Variable("age", "numeric")]
    )
    (draft,) = notes_from_answers(frame, variables, segments={"c17": "S2"})
    assert (draft.text, draft.segment, draft.method, draft.consent) == (
        "beans",
        "S2",
        "survey comment",
        "internal",
    )
    assert draft.source == "survey: Why?"
    assert "17" not in draft.participant
    assert notes_from_answers(frame, variables, segments={"c17": "S2"}) == [draft]


@pytest.mark.slow
@pytest.mark.realdata
def test_seven_real_transcripts_with_every_coded_excerpt(
    shared_data: Path, store: NoteStore, tmp_path: Path
) -> None:
    folder = shared_data / "pdpilot-interviews"
    for path in sorted(folder.glob("P?.txt")):
        import_notes(store, path, author="ann", defaults=Defaults(participant=path.stem))
    added = import_notes(store, folder / "coded_segments.csv", author="ann")
    with (folder / "coded_segments.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    distinct = {(r["participant"], r["code"], r["excerpt"]) for r in rows}
    assert added.left_out == ()
    assert added.excerpts + added.already == len(rows)
    assert added.excerpts == len(distinct)

    paths = {c.id: c.path for c in store.codes()}
    texts = {n.id: n.text for n in store.notes()}
    found = {
        (x.participant, paths[x.code], _letters(texts[x.note][x.start : x.end])) for x in store.excerpts()
    }
    assert found == {(p, c, _letters(e)) for p, c, e in distinct}

    (interviews,) = codes_by_interview(store.notes(), store.excerpts()).values()
    result = saturation(interviews)
    assert (result.interviews, result.codes) == (7, len({r["code"] for r in rows}))
    assert not result.saturated
    assert agreement_by_code(store.notes(), store.excerpts()) == {}

    export_notes(store, tmp_path / "out.qdpx", name="pdpilot")
    assert in_order(read_project(tmp_path / "out.qdpx")) == in_order(project_of(store, name="pdpilot"))
    schema = shared_data.parent / "refi-qda" / "Project.xsd"
    if schema.is_file():
        from lxml import etree

        with zipfile.ZipFile(io.BytesIO((tmp_path / "out.qdpx").read_bytes())) as archive:
            etree.XMLSchema(etree.parse(str(schema))).assertValid(
                etree.fromstring(archive.read("project.qde"))
            )


def _letters(text: str) -> str:
    """Words alone: without the line numbers of the printed transcript (1 2 3 …), white space, punctuation."""
    text = re.sub(r"(?:\b\d{1,4}\s+){9,}", "", text)
    return "".join(c.casefold() for c in text if c.isalnum())
