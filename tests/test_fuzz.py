"""Whatever a file holds, a reader reads it or refuses it in our words; the long search is benchmarks/fuzz.py.

The inputs are the same every time. What a search found stays here as a test of its own.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, seed, settings
from readers import READERS, Reader, read_table, word

from workbench.config import SurveySettings, parse_study
from workbench.errors import InputError, WorkbenchError
from workbench.notes.exchange.plain import FORM, read_json_text
from workbench.notes.exchange.qdc import read_qdc
from workbench.notes.importing.tables import notes_in_xlsx
from workbench.sources.database import check_query
from workbench.sources.files.delimited import prepare_text

EXAMPLES = {"csv": 300, "study": 600, "notes": 300, "qda": 400, "docx": 150, "table": 60}


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
def test_nothing_but_our_own_errors_come_out(reader: Reader) -> None:
    outcomes = set()

    @seed(1)
    @settings(
        max_examples=EXAMPLES[reader.name],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(reader.inputs)
    def look(content: bytes) -> None:
        try:
            reader.read(content)
        except WorkbenchError:
            outcomes.add("refused")
        else:
            outcomes.add("read")

    look()
    assert "refused" in outcomes


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
def test_what_the_search_begins_with_is_read(reader: Reader) -> None:
    """Else it would only see how bad files are refused."""
    read = 0
    for content in reader.seeds:
        try:
            reader.read(content)
        except InputError:
            continue
        read += 1
    assert read >= (0 if reader.name == "notes" else 1)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: " + "[" * 900_000, "study.yaml, line 1: more than 100 levels. Write it flatter."),
        ("\n".join(" " * i + "a:" for i in range(1_500)), "study.yaml, line 101: more than 100 levels. Write it flatter."),
        ("a: 1" + ":1" * 200_000, "study.yaml, line 1, key a: 400,001 characters; expected a valid int of at most 100."),
        ("a: 0x" + "1" * 9_000, "study.yaml, line 1, key a: 9,002 characters; expected a valid int of at most 100."),
    ],
)  # fmt: skip
def test_yaml_that_would_keep_the_reader_busy_is_refused(text: str, said: str) -> None:
    """Before: an overflow of the parser's stack ended the process, sixty-based numbers took minutes."""
    with pytest.raises(InputError) as caught:
        parse_study(text)
    assert str(caught.value) == said


def test_an_unknown_key_may_have_any_name() -> None:
    """One with a bracket was taken for something of the library that checks the settings."""
    with pytest.raises(
        InputError, match=r"study\.yaml, line 1, key na\[me: unknown key 'na\[me'; expected one of"
    ):
        parse_study("na[me: a")


def test_aliases_that_multiply_end_at_a_stated_limit() -> None:
    lines = ["a: &a [x,x,x,x,x,x,x,x,x]"]
    lines += [f"{c}: &{c} [{','.join([f'*{p}'] * 9)}]" for p, c in zip("abcdefgh", "bcdefghi", strict=True)]
    with pytest.raises(InputError, match=r"more than 200,000 values\. Remove repeated aliases\.$"):
        parse_study("\n".join(lines))


def test_codes_without_a_floor_are_refused() -> None:
    deep = b"<CodeBook><Codes>" + b"<Code>" * 5_000 + b"</Code>" * 5_000 + b"</Codes></CodeBook>"
    with pytest.raises(
        InputError, match=r"^a\.qdc: XML of more than 100 levels\. Export the project again\.$"
    ):
        read_qdc(deep, file="a.qdc")


def test_codes_that_stand_below_themselves_are_refused() -> None:
    """Their path would have no end."""
    codes = '{"name": "A", "id": "1", "parent": "2"}, {"name": "B", "id": "2", "parent": "1"}'
    text = f'{{"form": "{FORM}", "name": "a", "notes": [], "marks": [], "codes": [{codes}]}}'
    with pytest.raises(InputError) as caught:
        read_json_text(text, file="a.json")
    assert str(caught.value).splitlines() == [
        "a.json, code 'A': stands below itself.",
        "a.json, code 'B': stands below itself.",
    ]


@pytest.mark.parametrize("encoding", ["hex", "base64", "rot13", "zip", "undefined", "a\0b", ""])
def test_an_encoding_that_is_none_of_text_is_refused(encoding: str, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"a,b\n1,2\n")
    expected = "expected a name such as utf-8, cp1252, latin-1, utf-16."
    with pytest.raises(InputError) as caught:
        prepare_text(tmp_path / "a.csv", encoding, name="a.csv", scratch=tmp_path)
    assert str(caught.value) == f"a.csv, key encoding: {encoding!r}; {expected}"


def test_a_file_that_only_begins_as_utf_8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"\xef\xbb\xbfid\tage\r1\t\xad\r2\t3\n")
    with pytest.raises(InputError) as caught:
        prepare_text(tmp_path / "a.csv", None, name="a.csv", scratch=tmp_path)
    assert str(caught.value) == (
        "a.csv, line 1: begins as UTF-8 and has bytes that are not; expected one encoding."
        " Save the whole file as UTF-8."
    )


def test_questions_of_qualtrics_that_are_too_few_are_refused() -> None:
    content = b'Q1,Q2\nOne?\n"{""ImportId"":""QID1""}","{""ImportId"":""QID2""}"\n1,2\n'
    with pytest.raises(InputError) as caught:
        read_table(content)
    assert str(caught.value) == (
        "fuzzed.csv, header row 2: 1 cells; expected 2 as in the header. Export the data again."
    )


@pytest.mark.parametrize("query", ["SELECT 'abc", "SELECT /* ", "SELECT " + "(" * 3_000 + "1" + ")" * 3_000])
def test_sql_that_cannot_be_read_is_refused(query: str) -> None:
    with pytest.raises(InputError, match=r"^x, key query: is no SQL that can be read\. Correct it\.$"):
        check_query(query, "x")


def test_a_path_with_a_nul_is_refused(tmp_path: Path) -> None:
    from workbench.sources.allowed import allowed_path

    with pytest.raises(InputError, match=r"a NUL character in a path\. Check the path\.$"):
        allowed_path("a\0b.csv", folder=tmp_path)


def xlsx(*cells: tuple[str, str], row: str = "") -> bytes:
    """A workbook of these cells, by their references."""
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rows = "".join(
        f'<row><c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c></row>' for reference, text in cells
    )
    files = {
        "_rels/.rels": f'<Relationships xmlns="{package}"><Relationship Id="r1" Type="{office}/officeDocument"'
        ' Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="S" sheetId="1"'
        ' r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}"><Relationship Id="r1"'
        f' Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{row}{rows}</sheetData></worksheet>',
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return out.getvalue()


FAR = "a sheet of 17,179,869,184 cells; expected at most 20,000,000. Delete what stands far from the table, or save it as CSV in UTF-8."


def test_a_cell_in_the_last_corner_takes_no_memory(tmp_path: Path) -> None:
    """Before: the library that reads workbooks asked for half a terabyte and ended the process."""
    import duckdb

    from workbench.sources.files.opening import open_file

    content = xlsx(("A1", "participant"), ("XFD1048576", "x"))
    with pytest.raises(InputError) as caught:
        notes_in_xlsx(content, file="a.xlsx")
    assert str(caught.value) == f"a.xlsx: {FAR}"
    (tmp_path / "a.xlsx").write_bytes(content)
    with (
        duckdb.connect() as connection,
        pytest.raises(InputError) as caught,
        open_file(SurveySettings(source="a.xlsx"), folder=tmp_path, connection=connection),
    ):
        pass
    assert str(caught.value) == f"a.xlsx: {FAR}"


def test_rows_without_numbers_are_counted() -> None:
    with pytest.raises(InputError, match=r"a sheet of 50,000,000 cells; expected at most 20,000,000"):
        notes_in_xlsx(xlsx(row=f"<row>{'<c/>' * 500}</row>" + "<row/>" * 99_999), file="a.xlsx")


def test_a_packing_that_no_workbook_has_is_refused() -> None:
    """It could hold any size unseen."""
    good = xlsx(("A1", "participant"))
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(good)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_BZIP2) as new:
        for entry in old.infolist():
            new.writestr(entry.filename, old.read(entry))
    said = r"^a\.xlsx: is not a whole xlsx file\. Save it again as \.xlsx or as CSV in UTF-8\.$"
    with pytest.raises(InputError, match=said):
        notes_in_xlsx(out.getvalue(), file="a.xlsx")


def test_a_word_document_is_read_at_all() -> None:
    from workbench.notes.importing.texts import transcript

    assert transcript(word("<w:p><w:r><w:t>I buy</w:t></w:r></w:p>"), file="a.docx") == "I buy"
