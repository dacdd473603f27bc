"""The same table in every format and dialect reads as the same table."""

from __future__ import annotations

import datetime
import gzip
import json
import sqlite3
import zipfile
from collections.abc import Callable
from pathlib import Path

import duckdb
import pandas as pd
import pytest
import zstandard

from workbench.config import PurchaseSettings, SurveySettings
from workbench.errors import InputError
from workbench.features import purchase_features
from workbench.sources import Survey, open_purchases, read_survey

ROWS = [
    ("007", "Köln", "Yes", 1.5),
    ("008", "Bonn", "No", 1200.25),
    ("010", "Ulm", "Yes", 3.0),
    ("011", "Bonn", "No", 7.0),
]
TEXT = "id,city,likes,spend\n" + "".join(f"{i},{c},{y},{s}\n" for i, c, y, s in ROWS)


def _read(folder: Path, file: str, **settings: object) -> Survey:
    return read_survey(SurveySettings(source=file, id="id", **settings), folder=folder)  # type: ignore[arg-type]


def _assert_same(survey: Survey) -> None:
    assert survey.frame["respondent"].tolist() == ["007", "008", "010", "011"]
    assert survey.frame["city"].tolist() == ["Köln", "Bonn", "Ulm", "Bonn"]
    assert survey.variables["likes"].levels == ("No", "Yes")
    assert survey.frame["spend"].tolist() == [1.5, 1200.25, 3.0, 7.0]


def _semicolons(text: str) -> str:
    return text.replace(",", ";").replace(".", ",")


DIALECTS: dict[str, tuple[str, Callable[[], bytes], dict[str, object]]] = {
    "plain": ("s.csv", TEXT.encode, {"delimiter": "comma", "encoding": "utf-8", "line_ends": "LF"}),
    "bom": ("s.csv", lambda: TEXT.encode("utf-8-sig"), {"encoding": "utf-8-sig"}),
    "utf-16": ("s.csv", lambda: TEXT.encode("utf-16"), {"encoding": "utf-16"}),
    "utf-16 without bom": ("s.csv", lambda: TEXT.encode("utf-16-le"), {"encoding": "utf-16-le"}),
    "cp1252": ("s.csv", lambda: TEXT.encode("cp1252"), {"encoding": "cp1252"}),
    "crlf": ("s.csv", lambda: TEXT.replace("\n", "\r\n").encode(), {"line_ends": "CRLF"}),
    "cr": ("s.csv", lambda: TEXT.replace("\n", "\r").encode(), {"line_ends": "CR"}),
    "mixed line ends": ("s.csv", lambda: TEXT.replace("\n", "\r\n", 2).encode(), {"line_ends": "mixed"}),
    "no last line end": ("s.csv", lambda: TEXT.rstrip().encode(), {}),
    "semicolon, decimal comma": ("s.csv", lambda: _semicolons(TEXT).encode(), {"delimiter": "semicolon"}),
    "sep line": ("s.csv", lambda: ("sep=;\n" + _semicolons(TEXT)).encode(), {"delimiter": "semicolon"}),
    "tab": ("s.tsv", lambda: TEXT.replace(",", "\t").encode(), {"delimiter": "tab"}),
    "bar": ("s.txt", lambda: TEXT.replace(",", "|").encode(), {"delimiter": "bar"}),
    "gz": ("s.csv.gz", lambda: gzip.compress(TEXT.encode()), {"encoding": "utf-8"}),
    "zst": ("s.csv.zst", lambda: zstandard.compress(TEXT.encode()), {"encoding": "utf-8"}),
    "spaces around": ("s.csv", lambda: TEXT.replace(",", " , ").encode(), {}),
    "blank lines": ("s.csv", lambda: (TEXT + "\n\n").encode(), {}),
}  # fmt: skip


@pytest.mark.parametrize("dialect", DIALECTS)
def test_dialects(tmp_path: Path, dialect: str) -> None:
    file, content, facts = DIALECTS[dialect]
    (tmp_path / file).write_bytes(content())
    survey = _read(tmp_path, file)
    _assert_same(survey)
    assert facts.items() <= survey.facts.items()
    json.dumps(survey.facts)
    said = {problem.check for problem in survey.problems}
    assert ("format" in said) == (dialect not in {"plain", "crlf", "cr", "no last line end", "gz", "zst", "spaces around", "blank lines"})  # fmt: skip


def test_no_header_needs_no_statement(tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text("\n".join(TEXT.splitlines()[1:]) + "\n", encoding="utf-8")
    survey = read_survey(SurveySettings(source="s.csv", id="column_1"), folder=tmp_path)
    assert survey.facts["header_rows"] == 0
    assert survey.frame["respondent"].tolist() == ["007", "008", "010", "011"]


def test_names_may_be_stated(tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text("\n".join(TEXT.splitlines()[1:]) + "\n", encoding="utf-8")
    _assert_same(_read(tmp_path, "s.csv", header=False, columns=("id", "city", "likes", "spend")))


def test_quoted_cells_may_hold_delimiters_quotes_and_lines(tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_bytes(b'id,why\r\n1,"a, ""b""\nc"\r\n2,d\r\n')
    survey = read_survey(
        SurveySettings(source="s.csv", id="id", variables={"why": {"type": "open text"}}), folder=tmp_path
    )
    assert survey.frame["why"].tolist() == ['a, "b"\nc', "d"]


def test_parquet(tmp_path: Path) -> None:
    frame = pd.DataFrame(ROWS, columns=["id", "city", "likes", "spend"])
    frame["city"] = frame["city"].astype("category")
    frame.to_parquet(tmp_path / "s.parquet")
    _assert_same(_read(tmp_path, "s.parquet"))


def test_ids_stored_as_floats_stay_whole(tmp_path: Path) -> None:
    pd.DataFrame({"id": [7.0, 8.0], "a": [1, 2]}).to_parquet(tmp_path / "s.parquet")
    assert _read(tmp_path, "s.parquet").frame["respondent"].tolist() == ["7", "8"]


def test_spss_keeps_labels(tmp_path: Path) -> None:
    import pyreadstat

    frame = pd.DataFrame({"id": ["007", "008", "010"], "likes": [1.0, 2.0, 1.0], "q": [5.0, 1.0, None]})
    pyreadstat.write_sav(
        frame,
        tmp_path / "s.sav",
        column_labels={"q": "I like tea", "likes": "Do you?", "id": ""},
        variable_value_labels={"likes": {1: "Yes", 2: "No"}, "q": {1: "Disagree", 3: "Neither", 5: "Agree"}},
    )
    survey = _read(tmp_path, "s.sav")
    assert survey.frame["respondent"].tolist() == ["007", "008", "010"]
    assert survey.variables["q"].label == "I like tea"
    assert survey.variables["q"].levels == ("Disagree", "Neither", "Agree")
    assert survey.frame["q"].astype("str").tolist()[:2] == ["Agree", "Disagree"]
    assert survey.frame["q"].isna().tolist() == [False, False, True]


def test_qualtrics_has_three_header_rows(tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text(
        "StartDate,ResponseId,Duration (in seconds),Q1,Q2\n"
        'Start Date,Response ID,Duration (in seconds),"How often do you shop,\nall in all?",Pets\n'
        '"{""ImportId"":""startDate""}","{""ImportId"":""_recordId""}","{""ImportId"":""duration""}","{""ImportId"":""QID1""}","{""ImportId"":""QID2""}"\n'
        "2024-01-31 10:00:00,R_1,300,Once a week,cat\n"
        '2024-01-31 11:00:00,R_2,200,Never,"cat,dog"\n',
        encoding="utf-8",
    )
    settings = SurveySettings(source="s.csv", id="ResponseId", duration="Duration (in seconds)")
    survey = read_survey(settings, folder=tmp_path)
    assert survey.facts["header_rows"] == 3
    assert survey.frame["respondent"].tolist() == ["R_1", "R_2"]
    assert survey.frame["duration"].tolist() == [300.0, 200.0]
    assert survey.variables["Q1"].label.split() == ["How", "often", "do", "you", "shop,", "all", "in", "all?"]
    assert survey.variables["Q1"].levels == ("Never", "Once a week")


def _workbook(path: Path, rows: list[list[str]]) -> None:
    """The smallest workbook that Excel would open."""
    cells = "".join(
        "<row>" + "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in row) + "</row>"
        for row in rows
    )
    kind = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relations = "http://schemas.openxmlformats.org/package/2006/relationships"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/>'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>',
        )
        book.writestr("_rels/.rels", f'<Relationships xmlns="{relations}"><Relationship Id="r1" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>')  # fmt: skip
        book.writestr("xl/workbook.xml", f'<workbook xmlns="{kind}" xmlns:r="{office}"><sheets><sheet name="Answers" sheetId="1" r:id="r1"/></sheets></workbook>')  # fmt: skip
        book.writestr("xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{relations}"><Relationship Id="r1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>')  # fmt: skip
        book.writestr("xl/worksheets/sheet1.xml", f'<worksheet xmlns="{kind}"><sheetData>{cells}</sheetData></worksheet>')  # fmt: skip


def test_workbook(tmp_path: Path) -> None:
    _workbook(
        tmp_path / "s.xlsx",
        [["id", "city", "likes", "spend"], *[[str(cell) for cell in row] for row in ROWS]],
    )
    survey = _read(tmp_path, "s.xlsx")
    _assert_same(survey)
    assert survey.facts["sheet"] == "Answers"
    with pytest.raises(InputError) as raised:
        _read(tmp_path, "s.xlsx", sheet="Answer")
    assert (
        str(raised.value)
        == "s.xlsx, sheet 'Answer': there is none; expected one of 'Answers'. Did you mean 'Answers'?"
    )


def test_sqlite_and_duckdb(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "s.db") as connection:
        connection.execute("CREATE TABLE answers (id TEXT, city TEXT, likes TEXT, spend REAL)")
        connection.executemany("INSERT INTO answers VALUES (?, ?, ?, ?)", ROWS)
    connection.close()
    _assert_same(_read(tmp_path, "sqlite:///s.db", table="answers"))
    _assert_same(_read(tmp_path, "sqlite:///s.db", query="SELECT * FROM answers ORDER BY id"))
    with duckdb.connect(str(tmp_path / "s.duckdb")) as base:
        base.execute("CREATE TABLE answers (id TEXT, city TEXT, likes TEXT, spend DOUBLE)").fetchall()
        base.executemany("INSERT INTO answers VALUES (?, ?, ?, ?)", [list(row) for row in ROWS]).fetchall()
    _assert_same(_read(tmp_path, "duckdb:///s.duckdb", table="answers"))
    _assert_same(_read(tmp_path, "duckdb:///s.duckdb", query="SELECT * FROM answers ORDER BY id"))
    with pytest.raises(InputError, match="cannot be read"):
        _read(tmp_path, "duckdb:///s.duckdb", query="SELECT * FROM read_csv('/etc/passwd')")


@pytest.mark.database
def test_postgresql_stays_there(postgres_database: str, tmp_path: Path) -> None:
    import psycopg

    with psycopg.connect(postgres_database, autocommit=True) as connection:
        connection.execute("CREATE TABLE bought (who text, day date, price numeric, n int, kind text)")
        connection.execute(
            "INSERT INTO bought VALUES ('007', '2024-01-31', 2.5, 2, 'tea'), ('008', '2024-02-01', 1, -1, 'milk')"
        )
    settings = PurchaseSettings(
        source=postgres_database,
        table="bought",
        customer="who",
        date="day",
        amount="price * n",
        category="kind",
    )
    purchases = open_purchases(settings, folder=tmp_path)
    assert purchases.connection.name == "postgres"
    lines = purchases.lines.order_by("customer").to_pyarrow().to_pylist()
    assert [(r["customer"], r["amount"], r["order"]) for r in lines] == [
        ("007", 5.0, "007 2024-01-31"), ("008", -1.0, "008 2024-02-01"),
    ]  # fmt: skip
    assert purchases.facts["negative"] == 1
    survey = read_survey(SurveySettings(source=postgres_database, table="bought", id="who"), folder=tmp_path)
    assert survey.frame["respondent"].tolist() == ["007", "008"]
    with pytest.raises(InputError) as raised:
        open_purchases(settings.model_copy(update={"table": "bougth"}), folder=tmp_path)
    assert (
        str(raised.value)
        == "postgresql table 'bougth', key table: there is no such table. Did you mean 'bought'?"
    )
    assert "@" not in json.dumps(purchases.facts)
    purchases.connection.disconnect()


@pytest.mark.parametrize("dtype", ["int32", "uint64", "float64", "str"])
def test_order_ids_part_orders_however_they_are_stored(tmp_path: Path, dtype: str) -> None:
    days = pd.to_datetime(["2026-01-01", "2026-01-01", "2026-01-01", "2026-02-01"])
    lines = pd.DataFrame(
        {"who": ["007"] * 4, "day": days, "bill": [11, 11, 12, 13], "eur": [1.0, 2.0, 3.0, 4.0]}
    )
    lines.astype({"bill": dtype}).to_parquet(tmp_path / "p.parquet")
    given = PurchaseSettings(source="p.parquet", customer="who", date="day", order="bill", amount="eur")
    read = open_purchases(given, folder=tmp_path)
    assert read.lines.order.type().is_integer() == dtype.startswith(("int", "uint"))
    (basket,) = purchase_features(read).frame["basket"]
    assert basket == pytest.approx(10 / 3)  # of three orders


def test_windows(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text(
        "who,day,eur,left\na,2024-01-01,1,2024-03-01\na,2024-02-01,1,2024-03-01\nb,2024-01-15,1,2024-06-30\n"
    )

    def window(**observed: object) -> list[tuple[str, str]]:
        settings = PurchaseSettings(
            source="p.csv", customer="who", date="day", amount="eur", observed=observed
        )  # type: ignore[arg-type]
        lines = open_purchases(settings, folder=tmp_path).lines
        rows = lines.select("customer", "observed_from", "observed_until").distinct().order_by("customer")
        return [
            (f"{r['observed_from']:%m-%d}", f"{r['observed_until']:%m-%d}")
            for r in rows.to_pyarrow().to_pylist()
        ]

    assert window() == [("01-01", "02-01")] * 2
    assert window(until="customer") == [("01-01", "02-01"), ("01-01", "01-15")]
    assert window(until="left") == [("01-01", "03-01"), ("01-01", "06-30")]
    since, until = datetime.date(2023, 12, 1), datetime.date(2024, 4, 1)
    assert window(**{"from": since, "until": until}) == [("12-01", "04-01")] * 2


def test_returns_and_zero_amounts_are_counted_apart(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text("who,day,eur\na,2024-01-01,5\na,2024-02-01,-5\nb,2024-01-15,0\n")
    settings = PurchaseSettings(source="p.csv", customer="who", date="day", amount="eur")
    purchases = open_purchases(settings, folder=tmp_path)
    assert [str(problem) for problem in purchases.problems] == [
        "p.csv, amounts: 1 line is negative: taken as returns.",
        "p.csv, amounts: 1 line is zero: orders without revenue.",
    ]
