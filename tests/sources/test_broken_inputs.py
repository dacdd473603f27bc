"""Broken inputs: each gives one clear message that names the file, the place and the remedy."""

from __future__ import annotations

import gzip
import io
import os
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from workbench.config import PurchaseSettings, SurveySettings
from workbench.errors import InputError
from workbench.sources import open_purchases, read_survey

SURVEY = b"id,age,likes\n01,20,Yes\n02,30,No\n"
BUY = {"customer": "who", "date": "day", "amount": "eur"}
LINES = b"who,day,eur\n01,2024-01-31,9.50\n02,2024-02-01,3\n"


@dataclass(frozen=True)
class Broken:
    """A file, how the study describes it, and what must be said of it."""

    name: str
    content: bytes | None
    said: str
    settings: dict[str, Any] = field(default_factory=dict)
    file: str = "s.csv"
    make: Callable[[Path], object] | None = None


def _likes(**more: Any) -> dict[str, Any]:
    return {"variables": {"likes": more}}


def _zip_of(size: int) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * size)
    return buffer.getvalue()


SURVEYS = [
    Broken("missing file", None, "s.csv: there is no such file. Check the path."),
    Broken(
        "nearest file",
        None,
        "srvey.csv: there is no such file. Did you mean 'survey.csv'?",
        file="srvey.csv",
        make=lambda p: (p.parent / "survey.csv").write_bytes(SURVEY),
    ),
    Broken(
        "folder", None, "s.csv: is a folder; expected a file. Name the file in it.", make=lambda p: p.mkdir()
    ),
    Broken(
        "fifo",
        None,
        "s.csv: is not a plain file; expected a file. Save the data to a file.",
        make=lambda p: os.mkfifo(p),
    ),
    Broken(
        "outside",
        None,
        "../s.csv: lies outside of the study's folder; expected a file inside it. Copy the file there, or allow its folder with: --allow FOLDER.",
        file="../s.csv",
    ),
    Broken(
        "absolute",
        None,
        "…/passwd: lies outside of the study's folder; expected a file inside it. Copy the file there, or allow its folder with: --allow FOLDER.",
        file="/etc/passwd",
    ),
    Broken(
        "another machine",
        None,
        r"\\server\share\s.csv: lies outside of the study's folder; expected a file inside it. Copy the file there, or allow its folder with: --allow FOLDER.",
        file=r"\\server\share\s.csv",
    ),
    Broken(
        "symlink",
        None,
        "s.csv: lies outside of the study's folder; expected a file inside it. Copy the file there, or allow its folder with: --allow FOLDER.",
        make=lambda p: p.symlink_to("/etc/passwd"),
    ),
    Broken("empty", b"", "s.csv: is empty: 0 bytes; expected a header and rows. Export the data again."),
    Broken("blank lines", b"\n\n  \n", "s.csv: is empty; expected a header and rows. Export the data again."),
    Broken(
        "header only",
        b"id,age,likes\n",
        "s.csv: has a header and no rows; expected rows below the header. Export the data again.",
    ),
    Broken(
        "only bom", b"\xef\xbb\xbf", "s.csv: is empty; expected a header and rows. Export the data again."
    ),
    Broken(
        "unknown ending",
        SURVEY,
        "s.doc: the ending '.doc' is not known; expected a name that ends in .csv, .tsv, .txt, .tab, .dat, .parquet, .xlsx or .sav (text also .gz or .zst). Save it as one of these.",
        file="s.doc",
    ),
    Broken(
        "no ending",
        SURVEY,
        "survey: the ending '' is not known; expected a name that ends in .csv, .tsv, .txt, .tab, .dat, .parquet, .xlsx or .sav (text also .gz or .zst). Save it as one of these.",
        file="survey",
    ),
    Broken(
        "nul",
        b"id,age\n01,2\x000\n",
        "s.csv, line 2: a NUL byte: not text; expected text. Save it as CSV in UTF-8, or name its real format by the ending of the file.",
    ),
    Broken(
        "mixed enc",
        "id,city\n01,Köln\n".encode() + b"02,K\xf6ln\n",
        "s.csv, lines 2 and 3: two encodings: the first line is UTF-8, the second is not; expected one encoding. Save the whole file as UTF-8, or state 'encoding: cp1252'.",
    ),
    Broken(
        "unknown enc",
        SURVEY,
        "s.csv, key encoding: 'utf-9'; expected a name such as utf-8, cp1252, latin-1, utf-16.",
        settings={"encoding": "utf-9"},
    ),
    Broken(
        "wrong enc",
        "id,city\n01,Köln\n".encode("cp1252"),
        "s.csv, after line 1: bytes that utf-8 does not have. Correct 'encoding', or leave it out to have it detected.",
        settings={"encoding": "utf-8"},
    ),
    Broken(
        "utf16 as utf16 odd",
        "id,city\n01,K\n".encode("utf-16")[:-1],
        "s.csv, after line 2: bytes that utf-16 does not have. Correct 'encoding', or leave it out to have it detected.",
    ),
    Broken(
        "wrong delim",
        b"id;age;likes\n01;20;Yes\n02;30;No\n",
        "s.csv, line 1: the delimiter ',' gives one column; expected several. State 'delimiter: ';'', which gives 3.",
        settings={"delimiter": ","},
    ),
    Broken(
        "long delim",
        SURVEY,
        "s.csv, key delimiter: '::'; expected one character, 'tab' or 'spaces'. Correct it in study.yaml.",
        settings={"delimiter": "::"},
    ),
    Broken(
        "ragged long",
        SURVEY + b"03,30,No,more\n",
        "s.csv, line 4: 4 cells; expected 3 as in the header. Look for a delimiter inside a text without quotation marks, or a line cut in two.",
    ),
    Broken(
        "ragged short",
        SURVEY + b"03,30\n",
        "s.csv, line 4: 2 cells; expected 3 as in the header. Look for a delimiter inside a text without quotation marks, or a line cut in two.",
    ),
    Broken(
        "open quote",
        SURVEY + b'03,30,"No\n04,30,Yes\n',
        "s.csv, line 4: a quotation mark that is opened and never closed. Close it, or double a quotation mark inside of a text.",
    ),
    Broken(
        "dup columns",
        b"id,age,age\n1,2,3\n",
        "s.csv, columns 2 and 3: two columns named 'age'. Rename one of them.",
    ),
    Broken(
        "space columns",
        b"id,age,age \n1,2,3\n",
        "s.csv, columns 2 and 3: two columns named 'age' and 'age ', which differ by spaces only. Rename one of them.",
    ),
    Broken(
        "reserved",
        b"id,age,segment\n1,2,3\n2,3,4\n",
        "s.csv, column 'segment': is a name the workbench uses itself. Rename the column.",
    ),
    Broken(
        "columns count",
        SURVEY,
        "s.csv, key columns: 2 names for 3 columns. Name all 3 columns.",
        settings={"columns": ("a", "b")},
    ),
    Broken(
        "unknown id",
        SURVEY,
        "s.csv, key survey.id: no column 'ids'. Did you mean 'id'?",
        settings={"id": "ids"},
    ),
    Broken(
        "unknown many",
        SURVEY,
        "s.csv, key survey.id: no column 'respondent'. The columns are 'id', 'age' and 'likes'.\ns.csv, key survey.weight: no column 'wight'. The columns are 'id', 'age' and 'likes'.\ns.csv, key survey.variables.ag: no column 'ag'. Did you mean 'age'?",
        settings={"id": "respondent", "weight": "wight", "variables": {"ag": {"role": "basis"}}},
    ),
    Broken(
        "dup ids",
        SURVEY + b"01,40,No\n",
        "s.csv, rows 2 and 4, column 'id': the id '01' occurs more than once; expected a row a respondent. Keep one row of each respondent.",
        settings={"id": "id"},
    ),
    Broken(
        "empty id",
        SURVEY + b",40,No\n",
        "s.csv, row 4, column 'id': 1 respondent without an id. Give each respondent an id, or remove the rows.",
        settings={"id": "id"},
    ),
    Broken(
        "sci ids",
        b"id,age\n4.53E+15,3\n4.54E+15,4\n",
        "s.csv, row 2, column 'id': 2 ids in scientific notation, such as '4.53E+15': their last digits are lost; expected ids as text. Export again with this column formatted as text.",
        settings={"id": "id"},
    ),
    Broken(
        "bad level",
        SURVEY + b"03,30,Maybe\n",
        "s.csv, row 4, column 'likes': 'Maybe'; expected one of the levels 'No' or 'Yes'. Add it to 'levels', or to 'missing'.",
        settings=_likes(type="binary", levels=["No", "Yes"]),
    ),
    Broken(
        "near level",
        SURVEY + b"03,30,yess\n",
        "s.csv, row 4, column 'likes': 'yess'; expected one of the levels 'No' or 'Yes'. Add it to 'levels', or to 'missing'.",
        settings=_likes(type="binary", levels=["No", "Yes"]),
    ),
    Broken(
        "not number",
        SURVEY + b"03,old,No\n",
        "s.csv, row 4, column 'age': 'old'; expected a number. Correct the cells, or list the words under 'missing'.",
        settings={"variables": {"age": {"type": "numeric"}}},
    ),
    Broken(
        "inf",
        SURVEY + b"03,inf,No\n",
        "s.csv, row 4, column 'age': 'inf'; expected a number. Correct the cells, or list the words under 'missing'.",
        settings={"variables": {"age": {"type": "numeric"}}},
    ),
    Broken(
        "date either",
        b"id,seen\n1,03/04/2024\n2,05/06/2024\n",
        "s.csv, column 'seen': day and month could be either: row 2 '03/04/2024' and row 3 '05/06/2024'. State 'date_format: DD/MM/YYYY' or 'date_format: MM/DD/YYYY'.",
        settings={"variables": {"seen": {"type": "date"}}},
    ),
    Broken(
        "date bad",
        b"id,seen\n1,2024-01-31\n2,2024-02-01\n3,soon\n",
        "s.csv, row 4, column 'seen': 'soon'; expected a date as YYYY-MM-DD. Correct the cells.",
        settings={"variables": {"seen": {"type": "date"}}},
    ),
    Broken(
        "dates two orders",
        b"id,seen\n1,13/01/2024\n2,01/14/2024\n3,15/01/2024\n4,16/01/2024\n",
        "s.csv, row 3, column 'seen': '01/14/2024'; expected a date as DD/MM/YYYY. The column holds two date orders: write all dates as YYYY-MM-DD.",
        settings={"variables": {"seen": {"type": "date"}}},
    ),
    Broken(
        "weights",
        b"id,w,a\n1,0,a\n2,1,b\n",
        "s.csv, row 2, column 'w': the weight 0 (1 such row); expected a number above 0. Give each respondent a weight, or remove the rows.",
        settings={"weight": "w"},
    ),
    Broken(
        "weight text",
        b"id,w,a\n1,x,a\n2,1,b\n",
        "s.csv, row 2, column 'w': 'x'; expected a number. Correct the cells, or list the words under 'missing'.",
        settings={"weight": "w"},
    ),
    Broken(
        "one value",
        b"id,a,b\n1,x,1\n2,x,2\n",
        "s.csv, column 'a': every answer is 'x'; expected answers that differ: a basis tells people apart. Give it 'role: ignore'.",
        settings={"variables": {"a": {"role": "basis", "type": "nominal"}}},
    ),
    Broken(
        "all missing",
        b"id,a,b\n1,,1\n2,,2\n",
        "s.csv, column 'a': nobody answered; expected answers that differ: a basis tells people apart. Give it 'role: ignore'.",
        settings={"variables": {"a": {"role": "basis", "type": "numeric"}}},
    ),
    Broken(
        "options",
        b"id,pets\n1,cat;dog\n2,cow\n",
        "s.csv, row 3, column 'pets': 'cow'; expected options joined by ';': 'cat' and 'dog'. Complete 'options'.",
        settings={
            "variables": {"pets": {"type": "multi-select", "options": ["cat", "dog"], "separator": ";"}}
        },
    ),
    Broken(
        "long cell",
        b"id,a\n1," + b"x" * 1_000_000 + b"\n2,y\n",
        "s.csv, row 2, column 'a': a cell of 1,000,000 characters; expected at most 100,000. Look for a quotation mark that is opened and never closed.",
    ),
    Broken(
        "cut gz",
        gzip.compress(SURVEY * 1000)[:-20],
        "s.csv.gz: the compressed file is cut off. Copy or download it again.",
        file="s.csv.gz",
    ),
    Broken(
        "no gz",
        SURVEY,
        "s.csv.gz: is not a whole gzip file. Copy or download it again, or correct the ending of its name.",
        file="s.csv.gz",
    ),
    Broken(
        "bad zst",
        SURVEY,
        "s.csv.zst: is not a whole zstd file. Copy or download it again, or correct the ending of its name.",
        file="s.csv.zst",
    ),
    Broken(
        "gz bomb",
        gzip.compress(b"0" * 300_000_000),
        "s.csv.gz: unpacks to more than 268,435,456 bytes from 291,609; expected an ordinary table. Unpack it yourself if you trust it, or set WORKBENCH_MAX_UNPACKED to more bytes.",
        file="s.csv.gz",
    ),
    Broken(
        "xlsx bomb",
        _zip_of(300_000_000),
        "s.xlsx: unpacks to more than 268,435,456 bytes from 291,737; expected an ordinary workbook. Save it anew.",
        file="s.xlsx",
    ),
    Broken(
        "xlsx text",
        SURVEY,
        "s.xlsx: is not a whole xlsx file. Save it again as .xlsx or as CSV in UTF-8.",
        file="s.xlsx",
    ),
    Broken(
        "sav text",
        SURVEY,
        "s.sav: is not a whole SPSS file. Save it again from SPSS, or as CSV in UTF-8.",
        file="s.sav",
    ),
    Broken(
        "parquet text",
        SURVEY,
        "s.parquet: is not a whole Parquet file. Write it again; a copy may have been cut off.",
        file="s.parquet",
    ),
    Broken(
        "table of file",
        SURVEY,
        "s.csv, key table: a file has no tables; expected a database url as source. Remove it.",
        settings={"table": "t"},
    ),
    Broken(
        "questions missing",
        SURVEY,
        "q.csv: there is no such file. Did you mean 's.csv'?",
        settings={"questions": "q.csv"},
    ),
    Broken(
        "no url table",
        None,
        "sqlite database: neither a table nor a query; expected one. State 'table:' or 'query:' beside the source.",
        file="sqlite:///x.db",
    ),
    Broken(
        "no sqlite",
        None,
        "x.db: there is no such file. Check the path.",
        settings={"table": "t"},
        file="sqlite:///x.db",
    ),
    Broken(
        "pg down",
        None,
        "postgresql table 't': cannot be read (OperationalError). Check the url, that the server runs, and that you may read the table.",
        settings={"table": "t"},
        file="postgresql://ana:secret@127.0.0.1:1/x",
    ),
    Broken(
        "unknown scheme",
        None,
        "nosuch table 't': cannot be read (ValueError). Check the url, that the server runs, and that you may read the table.",
        settings={"table": "t"},
        file="nosuch://ana:secret@127.0.0.1:1/x",
    ),
    Broken(
        "query ddl",
        None,
        "sqlite query, key query: is not one SELECT; expected a single SELECT that changes nothing. Correct the query.",
        settings={"query": "DROP TABLE x"},
        file="sqlite:///x.db",
    ),
    Broken(
        "binary as csv",
        bytes(range(1, 256)) * 10,
        "s.csv, line 2: 1 cells; expected 2 as in the header. Look for a delimiter inside a text without quotation marks, or a line cut in two.",
    ),
    Broken(
        "html",
        b"<html><body>Please log in</body></html>\n",
        "s.csv: is a web page; expected a table. Log in and download the data again.",
    ),
]
PURCHASES = [
    Broken(
        "header only",
        b"who,day,eur\n",
        "p.csv: has a header and no rows; expected rows below the header. Export the data again.",
        settings=BUY,
        file="p.csv",
    ),
    Broken(
        "unknown cols",
        LINES,
        "p.csv, key purchases.customer: no column 'whom'. Did you mean 'who'?\np.csv, key purchases.category: no column 'cat'. The columns are who, day and eur.",
        settings={**BUY, "customer": "whom", "category": "cat"},
        file="p.csv",
    ),
    Broken(
        "unknown factor",
        LINES,
        "p.csv, key purchases.amount: no column 'qty'; expected a column, or a product such as price * quantity. The columns are who, day and eur.",
        settings={**BUY, "amount": "eur * qty"},
        file="p.csv",
    ),
    Broken(
        "bad expr",
        LINES,
        "p.csv, key purchases.amount: no column \"__import__('os').system('x')\"; expected a column, or a product such as price * quantity. The columns are who, day and eur.",
        settings={**BUY, "amount": "__import__('os').system('x')"},
        file="p.csv",
    ),
    Broken(
        "date bad",
        LINES + b"03,soon,3\n",
        "p.csv, row 4, column 'day': 'soon'; expected a date as YYYY-MM-DD. Correct the cells.",
        settings=BUY,
        file="p.csv",
    ),
    Broken(
        "date empty",
        LINES + b"03,,3\n",
        "p.csv, row 4, column 'day': 1 line without a date. Give each line its date, or remove the lines.",
        settings=BUY,
        file="p.csv",
    ),
    Broken(
        "date impossible",
        LINES + b"03,2024-02-30,3\n",
        "p.csv, row 4, column 'day': '2024-02-30'; expected a date as YYYY-MM-DD. Correct the cells.",
        settings=BUY,
        file="p.csv",
    ),
    Broken(
        "date either",
        b"who,day,eur\n1,03/04/2024,1\n2,05/06/2024,1\n",
        "p.csv, column 'day': day and month could be either: row 2 '03/04/2024' (3 April or 4 March) and row 3 '05/06/2024' (5 June or 6 May). State 'date_format: DD/MM/YYYY' or 'date_format: MM/DD/YYYY'.",
        settings=BUY,
        file="p.csv",
    ),
    Broken(
        "date two orders",
        b"who,day,eur\n1,13/01/2024,1\n2,01/14/2024,1\n",
        "p.csv, column 'day': two date orders: row 2 '13/01/2024' and row 3 '01/14/2024'; expected one order. Write all dates as YYYY-MM-DD.",
        settings=BUY,
        file="p.csv",
    ),
    Broken(
        "date year",
        b"who,day,eur\n1,1024-01-01,1\n2,2024-02-02,1\n",
        "p.csv, row 2, column 'day': '1024-01-01'; expected a date as YYYY-MM-DD. Correct the cells.",
        settings=BUY,
        file="p.csv",
    ),
    Broken(
        "no dates",
        b"who,day,eur\n1,soon,1\n2,later,1\n",
        "p.csv, column 'day': 'soon' is no date; expected dates such as 2024-01-31, 31/01/2024 or 20240131. Name another column, or state 'date_format'.",
        settings=BUY,
        file="p.csv",
    ),
    Broken(
        "no customer",
        LINES + b",2024-02-02,3\n",
        "p.csv, row 4, column 'who': 1 line without a customer. Give each line its customer, or remove the lines.",
        settings=BUY,
        file="p.csv",
    ),
    Broken(
        "sci",
        b"who,day,eur\n1.23E+12,2024-02-02,1\n1.24E+12,2024-02-02,1\n",
        "p.csv, row 2, column 'who': 2 ids in scientific notation, such as '1.23E+12': their last digits are lost; expected ids as text. Export again with this column formatted as text.",
        settings=BUY,
        file="p.csv",
    ),
    Broken(
        "amount text",
        LINES + b"03,2024-02-02,free\n",
        "p.csv, row 4, column 'eur': 'free'; expected a number. Correct the cells.",
        settings=BUY,
        file="p.csv",
    ),
    Broken(
        "amount empty",
        LINES + b"03,2024-02-02,\n",
        "p.csv, row 4, column 'eur': an empty cell; expected a number. Correct the cells.",
        settings=BUY,
        file="p.csv",
    ),
    Broken(
        "amount inf",
        LINES + b"03,2024-02-02,inf\n",
        "p.csv, row 4, column 'eur': 'inf'; expected a finite amount. Correct the cells.",
        settings=BUY,
        file="p.csv",
    ),
    Broken(
        "amount nan",
        LINES + b"03,2024-02-02,NaN\n",
        "p.csv, row 4, column 'eur': 'NaN'; expected a finite amount. Correct the cells.",
        settings=BUY,
        file="p.csv",
    ),
    Broken(
        "many",
        LINES + b"03,soon,free\n,2024-02-02,3\n",
        "p.csv, row 5, column 'who': 1 line without a customer. Give each line its customer, or remove the lines.\np.csv, row 4, column 'day': 'soon'; expected a date as YYYY-MM-DD. Correct the cells.\np.csv, row 4, column 'eur': 'free'; expected a number. Correct the cells.",
        settings=BUY,
        file="p.csv",
    ),
    Broken(
        "late order",
        b"who,day,eur\n"
        + b"".join(b"%d,%02d/%02d/2024,1\n" % (i, i % 12 + 1, i % 12 + 1) for i in range(30))
        + b"77,13/01/2024,1\n78,01/13/2024,1\n",
        "p.csv, column 'day': two date orders: row 32 '13/01/2024' and row 33 '01/13/2024'; expected one order. Write all dates as YYYY-MM-DD.",
        settings=BUY,
        file="p.csv",
    ),
    Broken(
        "observed",
        LINES,
        "p.csv, key purchases.observed.until: no column 'lastseen'. The columns are who, day and eur.",
        settings={**BUY, "observed": {"until": "lastseen"}},
        file="p.csv",
    ),
    Broken(
        "ragged",
        LINES + b"03,2024-02-02,3,1\n",
        "p.csv, line 4: 4 cells; expected 3 as in the header. Look for a delimiter inside a text without quotation marks, or a line cut in two.",
        settings=BUY,
        file="p.csv",
    ),
    Broken(
        "wrong fmt",
        LINES,
        "p.csv, rows 2 and 3, column 'day': '2024-01-31', '2024-02-01'; expected a date as DD/MM/YYYY. Correct the cells.",
        settings={**BUY, "date_format": "DD/MM/YYYY"},
        file="p.csv",
    ),
]


def _write(case: Broken, folder: Path) -> None:
    if case.content is not None:
        (folder / case.file).write_bytes(case.content)
    if case.make is not None:
        case.make(folder / case.file)


@pytest.fixture(autouse=True)
def _nothing_allowed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.delenv("WORKBENCH_ALLOW", raising=False)


@pytest.mark.parametrize("case", SURVEYS, ids=lambda case: case.name)
def test_broken_survey(case: Broken, tmp_path: Path) -> None:
    _write(case, tmp_path)
    before = sorted(path.name for path in tmp_path.iterdir())
    with pytest.raises(InputError) as raised:
        read_survey(SurveySettings(source=case.file, **case.settings), folder=tmp_path)
    assert str(raised.value) == case.said
    assert raised.value.exit_code == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == before  # nothing is left behind


@pytest.mark.parametrize("case", PURCHASES, ids=lambda case: case.name)
def test_broken_purchases(case: Broken, tmp_path: Path) -> None:
    _write(case, tmp_path)
    with pytest.raises(InputError) as raised:
        open_purchases(PurchaseSettings(source=case.file, **case.settings), folder=tmp_path)
    assert str(raised.value) == case.said


def test_unreadable_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "s.csv").write_bytes(SURVEY)
    monkeypatch.setattr("os.access", lambda *_: False)  # root may read everything
    with pytest.raises(InputError) as raised:
        read_survey(SurveySettings(source="s.csv"), folder=tmp_path)
    assert (
        str(raised.value) == "s.csv: cannot be read: permission denied. Give yourself permission to read it."
    )


def test_a_stated_limit_overrules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "s.csv.gz").write_bytes(gzip.compress(SURVEY))
    monkeypatch.setenv("WORKBENCH_MAX_UNPACKED", "10")
    with pytest.raises(InputError, match="unpacks to more than 10 bytes"):
        read_survey(SurveySettings(source="s.csv.gz"), folder=tmp_path)


def test_the_corpus_is_large_enough() -> None:
    assert len(SURVEYS) + len(PURCHASES) >= 40
