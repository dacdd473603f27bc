"""The readers of what comes from outside, each with inputs that look enough like its own to reach it.

Shared by the seeded part in the tests (tests/test_fuzz.py) and the long one (benchmarks/fuzz.py).
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkdtemp

from hypothesis import strategies as st


@dataclass(frozen=True)
class Reader:
    """What reads bytes, inputs for it, and a few good ones to begin with."""

    name: str
    read: Callable[[bytes], object]
    inputs: st.SearchStrategy[bytes]
    modules: tuple[str, ...]
    seeds: tuple[bytes, ...] = field(default=())


def spoilt(good: tuple[bytes, ...], tokens: tuple[bytes, ...]) -> st.SearchStrategy[bytes]:
    """Good inputs with pieces cut out, doubled and replaced, and texts of tokens alone."""
    piece = st.one_of(st.sampled_from(tokens), st.binary(max_size=4))

    @st.composite
    def edited(draw: st.DrawFn) -> bytes:
        content = draw(st.sampled_from(good))
        for _ in range(draw(st.integers(1, 4))):
            start = draw(st.integers(0, len(content)))
            end = min(len(content), start + draw(st.integers(0, 12)))
            content = content[:start] + draw(piece) + content[end:]
        return content

    return st.one_of(edited(), edited(), st.lists(piece, max_size=24).map(b"".join))


FOLDER = Path(mkdtemp(prefix="fuzz-"))
CSV_SEEDS = (
    b"id,age,likes\n01,20,Yes\n02,30,No\n",
    'sep=;\nid;größe\n1;2,5\n2;"a;b"\n'.encode("cp1252"),
    b'\xef\xbb\xbfid\tage\r\n1\t"2"""\r\n',
    b" 00004 19970101  2   29.33\n 00004 19970118  2   29.73\n",
    b'Q1,Q2\nOne?,Two?\n"{""ImportId"":""QID1""}","{""ImportId"":""QID2""}"\n1,2\n',
    "a,b\n1,2\n".encode("utf-16"),
)
CSV_TOKENS = (
    b",", b";", b"\t", b"|", b'"', b'""', b"\n", b"\r\n", b"\r", b" ", b"\0", b"\xef\xbb\xbf", b"\xff\xfe",
    b"sep=", b'sep="\n', b"PK\x03\x04", b"\x1f\x8b", b"1", b"2024-01-31", b"-0,5", b"\xe4", "ä".encode(),
    b"\xed\xa0\x80", b"{\"ImportId\"", b"#", b"'", b"\\", b"\x0b", b"\x1c", b"\xc2\x85", "\u2028".encode(),
)  # fmt: skip


def read_csv(content: bytes) -> object:
    """What is known of a text table before a row of it is used: encoding, dialect, names."""
    from workbench.sources.files.delimited import _beginning as beginning
    from workbench.sources.files.delimited import prepare_text
    from workbench.sources.files.dialect import column_names, detect_dialect

    path = FOLDER / "fuzzed.csv"
    path.write_bytes(content)
    file = prepare_text(path, None, name="fuzzed.csv", scratch=FOLDER)
    dialect = detect_dialect(beginning(file.path), name="fuzzed.csv")
    return column_names(dialect, stated=None, name="fuzzed.csv")


def read_table(content: bytes) -> object:
    """A text table to its last row, through the engine."""
    import duckdb

    from workbench.config import SurveySettings
    from workbench.sources.files.opening import open_file

    (FOLDER / "fuzzed.csv").write_bytes(content)
    with (
        duckdb.connect() as connection,
        open_file(SurveySettings(source="fuzzed.csv"), folder=FOLDER, connection=connection) as table,
    ):
        return table.run(f"SELECT * FROM {table.sql}")


STUDY_SEEDS = (
    (
        b"name: coffee\ntitle: Coffee\nkind: b2c\nsurvey:\n  source: a.csv\n  id: r\n  variables:\n"
        b"    age: {factor: demographic, role: descriptor, type: ordinal, levels: [18-24, 25-34]}\n"
        b'    q7: {factor: psychographic, role: basis, type: likert, label: "I enjoy", battery: b}\n'
    ),
    (
        b"name: a\npurchases:\n  source: p.csv\n  customer: c\n  date: d\n  amount: price * quantity\n"
        b"  observed: {from: 2018-01-01, until: last}\nsegments: {method: kmeans, k: null, min_share: 0.05}\n"
        b"say_do: [{say: q12, do: share.organic}]\nsharing: {min_cell: 11, sensitive: [q30]}\n"
    ),
    (
        b"{name: a, survey: {source: a.csv}, only: {region: North}, drift: {fail_above: 0.2}, hooks: {success: x,"
        b" longer_than: {10m: y}}, personas: {notes: sqlite, files: [a.csv]}, report: {code: folded}}"
    ),
)
STUDY_TOKENS = (
    b": ", b"- ", b"[", b"]", b"{", b"}", b"&a ", b"*a", b"!!python/name:os.system ", b"!!binary ", b"<<: ",
    b"? ", b"|\n", b">\n", b"'", b'"', b"#", b"%YAML 1.1\n", b"---\n", b"...\n", b"${HOME}", b"$${A}", b"~", b"null",
    b"1e999", b".nan", b"-.inf", b"0x1F", b"0b1", b"1:30:00", b"2026-02-30", b"0001-01-01T00:00:00+23:59", b"\t",
    b"\n  ", b"\n", b"\\0", b"\\ud800", b"\xff", b"k: 99999999999999999999\n", b"seed: -1\n", b"levels: {a: b}\n",
    b"amount: a*b*c\n", b"amount: '*'\n", b"name: ../x\n", b"only: {a: [1]}\n", b"source: [1]\n", b"levels: [1, 1]\n",
)  # fmt: skip


def read_study(content: bytes) -> object:
    """A study.yaml."""
    from workbench.config import parse_study
    from workbench.errors import InputError

    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:  # as reading the file does
        raise InputError([]) from error
    return parse_study(text, environment={"HOME": "h"})


NOTES_SEEDS = (
    b'participant,date,method,consent,text\nP1,2026-11-02,interview,internal,"I buy, beans"\n',
    b"participant;text\nP1;a\nP2;b\n",
    b"WEBVTT\n\nNOTE x\n\n1\n00:00:01.000 --> 00:00:02.000 align:start\n<v Ann>I buy <b>beans</b>\n",
    b"1\n00:00:01,000 --> 00:00:02,000\nI buy\n\n2\n00:00:03,000 --> 00:00:04,000\nbeans\n",
    b"participant,code,excerpt,factor\nP1,Price > High,too dear,need\n",
    b"participant,name,email\nP1,Ann,ann@example.org\n",
    b'{"form": "workbench notes 1", "name": "a", "notes": [], "codes": [], "marks": [], "left_out": []}',
)
NOTES_TOKENS = (
    b",", b";", b"\t", b'"', b"\n", b"\n\n", b"\r\n", b"\r", b"\0", b"-->", b"00:00:01.000 --> 00:00:02.000\n", b"<v ",
    b">", b"&amp;", b"&#x110000;", b"&#0;", b"participant", b"text", b"date", b"2026-13-45", b"WEBVTT", b"\xff\xfe",
    b"\xef\xbb\xbf", b"\xed\xa0\x80", b"code", b"excerpt", b"{", b"}", b"[", b"]", b'"notes": [{}]', b'"codes": [1]',
    b'"marks": null', b"1e999", b"NaN", b"role", b"consent", b"\xe2\x80\xa8", b"STYLE\n",
)  # fmt: skip


def read_notes(content: bytes) -> object:
    """Notes in text form, by every importer of it; refused when none takes them."""
    from workbench.errors import InputError
    from workbench.notes.exchange.plain import read_json_text
    from workbench.notes.importing.quotes import read_coded_quotes
    from workbench.notes.importing.tables import notes_in_csv
    from workbench.notes.importing.texts import decoded, transcript

    refusals, ways = (
        [],
        (
            lambda: notes_in_csv(content, file="a.csv"),
            lambda: transcript(content, file="a.vtt"),
            lambda: transcript(content, file="a.srt"),
            lambda: transcript(content, file="a.txt"),
            lambda: read_coded_quotes(content, file="a.csv"),
            lambda: read_json_text(decoded(content, file="a.json"), file="a.json"),
        ),
    )
    for read in ways:
        try:
            read()
        except InputError as error:
            refusals.append(error)
    if len(refusals) == len(ways):
        raise refusals[-1]
    return None


GUID = "00000000-0000-0000-0000-00000000000"
CODES = (
    f'<Codes><Code guid="{GUID}1" name="Price" isCodable="true" color="#ff0000"><Description>d\n\nInclude: a\n\n'
    f'Exclude: b</Description><Code guid="{GUID}2" name="High" isCodable="true"/></Code></Codes>'
)
QDC_SEED = f'<CodeBook xmlns="urn:QDA-XML:codebook:1.0" origin="x">{CODES}</CodeBook>'.encode()
QDE_SEED = (
    f'<?xml version="1.0" encoding="utf-8"?><Project xmlns="urn:QDA-XML:project:1.0" name="P">'
    f'<Users><User guid="{GUID}3" name="Ann"/></Users><CodeBook>{CODES}</CodeBook>'
    f'<Variables><Variable guid="{GUID}4" name="method" typeOfVariable="Text"/></Variables>'
    f'<Cases><Case guid="{GUID}5" name="P1"><SourceRef targetGUID="{GUID}6"/></Case></Cases>'
    f'<Sources><TextSource guid="{GUID}6" name="P1"><PlainTextContent>I buy beans.</PlainTextContent>'
    f'<PlainTextSelection guid="{GUID}7" startPosition="2" endPosition="5" creatingUser="{GUID}3">'
    f'<Coding guid="{GUID}8"><CodeRef targetGUID="{GUID}1"/></Coding></PlainTextSelection>'
    f'<VariableValue><VariableRef targetGUID="{GUID}4"/><TextValue>interview</TextValue></VariableValue>'
    f'</TextSource><TextSource guid="{GUID}9" name="P2" plainTextPath="internal://a.txt"/></Sources>'
    f"<Sets><Set/></Sets></Project>"
).encode()
XML_TOKENS = (
    b"<", b">", b"/>", b"</", b"<!DOCTYPE a>", b"<?a b?>", b"<!-- a -->", b"<![CDATA[", b"]]>", b"&a;", b"&#0;", b"&#xD800;",
    b'encoding="utf-16"', b'encoding="x"', b'guid=""', b'name=""', b'startPosition="-1"', b'endPosition="9999"',
    b'endPosition="1e3"', b"startPosition='\xd9\xa2'", b'plainTextPath="internal://../../a"', b"<Code/>", b"<Codes>",
    b"<TextSource/>", b"<PlainTextSelection/>", b"<Coding/>", b"<VariableValue/>", b"xmlns:a='b'", b"\0", b"\xff", b"\n",
)  # fmt: skip


def packed(qde: bytes, text: bytes = b"I buy tea.") -> bytes:
    """A .qdpx file of a project document and one text."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("project.qde", qde)
        archive.writestr("sources/a.txt", text)
    return out.getvalue()


def read_qda(content: bytes) -> object:
    """A REFI-QDA codebook, a project document inside a zip, or the zip itself."""
    from workbench.notes.exchange.qdc import read_qdc
    from workbench.notes.exchange.reading_qdpx import read_qdpx

    if content.startswith(b"PK"):
        return read_qdpx(content, file="a.qdpx")
    if b"<CodeBook" in content[:200] and b"<Project" not in content[:200]:
        return read_qdc(content, file="a.qdc")
    return read_qdpx(packed(content), file="a.qdpx")


def word(body: str) -> bytes:
    """The smallest Word document that python-docx opens."""
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    kinds = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels"'
            ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{kinds}"/></Types>',
        )
        archive.writestr(
            "_rels/.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="r1" Type="{office}" Target="word/document.xml"/></Relationships>',
        )
        main = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
        archive.writestr(
            "word/document.xml", f'<w:document xmlns:w="{main}"><w:body>{body}</w:body></w:document>'
        )
    return out.getvalue()


DOCX_SEEDS = (
    word("<w:p><w:r><w:t>I buy</w:t></w:r></w:p>"),
    word("<w:tbl><w:tr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"),
)
DOCX_TOKENS = (
    b"<w:p>", b"</w:p>", b"<w:tbl/>", b"<w:tr/>", b"<w:tc/>", b'<w:gridSpan w:val="x"/>', b"<w:vMerge/>", b"<w:sdt/>",
    b"PK\x03\x04", b"\xff\xff\xff\xff", b"\x0c\0", b"\x0e\0", b"\0", b"&a;", b"<!DOCTYPE a>", b"../", b"word/document.xml",
)  # fmt: skip


def read_docx(content: bytes) -> object:
    """A transcript from Word."""
    from workbench.notes.importing.texts import transcript

    return transcript(content, file="a.docx")


READERS = (
    Reader(
        "csv", read_csv, spoilt(CSV_SEEDS, CSV_TOKENS),
        ("workbench.sources.files.delimited", "workbench.sources.files.dialect"), CSV_SEEDS,
    ),
    Reader("study", read_study, spoilt(STUDY_SEEDS, STUDY_TOKENS), ("workbench.config",), STUDY_SEEDS),
    Reader("notes", read_notes, spoilt(NOTES_SEEDS, NOTES_TOKENS), ("workbench.notes.importing",), NOTES_SEEDS),
    Reader(
        "qda", read_qda, spoilt((QDC_SEED, QDE_SEED, packed(QDE_SEED)), XML_TOKENS),
        ("workbench.notes.exchange",), (QDC_SEED, QDE_SEED, packed(QDE_SEED)),
    ),
    Reader("docx", read_docx, spoilt(DOCX_SEEDS, DOCX_TOKENS), ("workbench.notes.importing",), DOCX_SEEDS),
    Reader(
        "table", read_table, spoilt(CSV_SEEDS, CSV_TOKENS), ("workbench.sources.files.opening",), CSV_SEEDS
    ),
)  # fmt: skip
