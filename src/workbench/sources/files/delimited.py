"""csv, tsv and txt as a table: checked, brought to UTF-8 where needed, then read by DuckDB."""

from __future__ import annotations

import codecs
import hashlib
from dataclasses import dataclass
from pathlib import Path

import duckdb

from workbench.config.settings import TableSource
from workbench.errors import InputError, Problem
from workbench.sources.files.dialect import DELIMITERS, Dialect, column_names, detect_dialect
from workbench.sources.files.encoding import TextCheck, encoding_of_start
from workbench.sources.files.unpacked import COMPRESSED, unpacked_chunks
from workbench.sources.raw import RawTable, literal

SAMPLE = 1 << 18
MAGIC = {
    b"PK\x03\x04": ("an Excel workbook or a zip", ".xlsx"),
    b"\xd0\xcf\x11\xe0": ("an old Excel workbook", ".xls, and save it as .xlsx"),
    b"PAR1": ("a Parquet file", ".parquet"),
    b"$FL2": ("an SPSS file", ".sav"),
    b"$FL3": ("an SPSS file", ".zsav"),
    b"\x1f\x8b": ("a gzip file", ".gz"),
    b"\x28\xb5\x2f\xfd": ("a zstd file", ".zst"),
    b"%PDF": ("a PDF", ".pdf: a table cannot be read from it"),
}
"""How files begin that are no text, what they are, and what their names should end in."""

LINE_ENDS = {"\n": "LF", "\r\n": "CRLF", "\r": "CR", "": "mixed"}


@dataclass(frozen=True, slots=True)
class TextFile:
    """A text file that DuckDB can read as it stands: UTF-8, unpacked, no NUL."""

    path: Path
    size: int
    sha256: str
    encoding: str
    line_end: str


def open_delimited(
    path: Path,
    settings: TableSource,
    *,
    name: str,
    connection: duckdb.DuckDBPyConnection,
    scratch: Path,
) -> RawTable:
    """Open a text table.

    Parameters
    ----------
    path
        The file, possibly compressed.
    settings
        What the study states of encoding, delimiter, decimal sign, header and columns.
    name
        The file as the user named it.
    connection
        DuckDB, which will read it.
    scratch
        A folder for an unpacked or re-encoded copy; must live as long as the table is read.
    """
    file = prepare_text(path, settings.encoding, name=name, scratch=scratch)
    dialect = detect_dialect(
        _beginning(file.path), name=name, delimiter=settings.delimiter, header=settings.header
    )
    names, notes = column_names(dialect, stated=settings.columns, name=name)
    if not dialect.delimiter:
        file = _tabbed(file, scratch)
    sql = _read_csv(file, dialect, names)
    return RawTable(
        name=name,
        connection=connection,
        sql=sql,
        columns=dict.fromkeys(names, "VARCHAR"),
        first_row=1 + len(dialect.header),
        labels=_questions(dialect, names, name) if dialect.is_qualtrics else {},
        facts=_facts(file, dialect, path),
        problems=(*notes, *_reported(name, file, dialect)),
        decimal=settings.decimal,
        date_format=settings.date_format,
    )


def prepare_text(path: Path, stated: str | None, *, name: str, scratch: Path) -> TextFile:
    """Unpack, hash and check a text file in one pass over it; re-encode it when it is not UTF-8.

    Raises
    ------
    InputError
        NUL bytes, two encodings in one file, an unknown encoding, or bytes that it does not have.
    """
    if stated is not None:
        _known_encoding(stated, name)
    packed = path.suffix.lower() in COMPRESSED
    plain = scratch / f"{path.stem}.unpacked" if packed else path
    check, digest, size, start = TextCheck(name), hashlib.sha256(), 0, b""
    wide: str | None = None
    out = plain.open("wb") if packed else None
    try:
        for chunk in unpacked_chunks(path, name=name):
            if not start:
                start = chunk[:4096]
                _refuse_other_formats(start, name)
                wide = encoding_of_start(start)
            digest.update(chunk)
            size += len(chunk)
            if stated is None and (wide is None or wide == "utf-8-sig"):
                check.update(chunk)
            if out:
                out.write(chunk)
    finally:
        if out:
            out.close()
    if not size:
        raise InputError(Problem(name, "", "is empty: 0 bytes", "a header and rows", "export the data again"))
    encoding = stated or (wide if wide else check.encoding())
    if stated is None and wide == "utf-8-sig" and check.encoding() != "utf-8":
        found, remedy = "begins as UTF-8 and has bytes that are not", "save the whole file as UTF-8"
        raise InputError(Problem(name, f"line {check.foreign_line}", found, "one encoding", remedy))
    sha = _hash_of(path) if packed else digest.hexdigest()
    if encoding.lower().replace("_", "-") not in {"utf-8", "utf8", "utf-8-sig", "ascii"} or stated:
        plain = _reencoded(plain, encoding, name, scratch)
        line_end = _line_end(plain)
    else:
        line_end = _counted_line_end(check)
    if line_end == "":
        plain = _with_one_line_end(plain, scratch)
        line_end = "\n"
        return TextFile(plain, size, sha, encoding, "")
    return TextFile(plain, size, sha, encoding, line_end)


def _refuse_other_formats(start: bytes, name: str) -> None:
    for mark, (kind, ending) in MAGIC.items():
        if start.startswith(mark):
            raise InputError(Problem(name, "", f"is {kind}", "text", f"let its name end in {ending}"))


def _hash_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _known_encoding(encoding: str, name: str) -> None:
    try:
        b"a".decode(encoding, "ignore")  # asks for a text encoding: Python also knows base64 and zip
    except (LookupError, ValueError) as error:
        expected = "a name such as utf-8, cp1252, latin-1, utf-16"
        raise InputError(Problem(name, "key encoding", repr(encoding), expected)) from error


def _reencoded(path: Path, encoding: str, name: str, scratch: Path) -> Path:
    """Copy a file in another encoding to UTF-8, in pieces."""
    target = scratch / "utf8.txt"
    line = 1
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as source, target.open("w", encoding="utf-8", newline="") as out:
        try:
            while chunk := source.read(1 << 20):
                text = decoder.decode(chunk)
                if "\0" in text:
                    line += text[: text.index("\0")].count("\n")
                    remedy = "correct the encoding, or export the data again"
                    raise InputError(
                        Problem(name, f"line {line}", "a NUL character: not text", "text", remedy)
                    )
                line += text.count("\n")
                out.write(text)
            out.write(decoder.decode(b"", final=True))
        except UnicodeError as error:
            remedy = "correct 'encoding', or leave it out to have it detected"
            found = f"bytes that {encoding} does not have"
            raise InputError(Problem(name, f"after line {line}", found, "", remedy)) from error
    return target


def _counted_line_end(check: TextCheck) -> str:
    if not check.carriage_returns:
        return "\n"
    if check.carriage_returns == check.pairs == check.lines:
        return "\r\n"
    return "\r" if not check.lines else ""


def _line_end(path: Path) -> str:
    check = TextCheck(path.name)
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            check.carriage_returns += chunk.count(b"\r")
            check.pairs += chunk.count(b"\r\n")
            check.lines += chunk.count(b"\n")
    return _counted_line_end(check)


def _with_one_line_end(path: Path, scratch: Path) -> Path:
    target = scratch / "lines.txt"
    with path.open(encoding="utf-8", newline=None) as source, target.open("w", encoding="utf-8") as out:
        while text := source.read(1 << 20):
            out.write(text)
    return target


def _tabbed(file: TextFile, scratch: Path) -> TextFile:
    """Columns that stand apart by runs of spaces, as one tab each."""
    target = scratch / "tabs.txt"
    with file.path.open(encoding="utf-8-sig") as source, target.open("w", encoding="utf-8") as out:
        out.writelines("\t".join(line.split()) + "\n" for line in source)
    return TextFile(target, file.size, file.sha256, file.encoding, file.line_end)


def _beginning(path: Path) -> str:
    """The first whole lines of a UTF-8 file, about a quarter of a megabyte."""
    with path.open("rb") as file:
        data = file.read(SAMPLE)
        complete = len(data) < SAMPLE
        cut = data if complete else data[: data.rfind(b"\n") + 1] or data
    text = cut.decode("utf-8-sig", errors="replace")
    return text if complete else _whole_records(text)


def _whole_records(text: str) -> str:
    """Drop the end of a piece when a quotation mark is open there."""
    return text if text.count('"') % 2 == 0 else text[: text.rfind('"')].rsplit("\n", 1)[0] + "\n"


def _read_csv(file: TextFile, dialect: Dialect, names: tuple[str, ...]) -> str:
    columns = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in names)
    delimiter = dialect.delimiter or "\t"
    return (
        f"read_csv({literal(str(file.path))}, auto_detect=false, header=false, skip={dialect.skip},"
        f" delim={literal(delimiter)}, quote='\"', escape='\"', strict_mode=true, columns={{{columns}}})"
    )


def _questions(dialect: Dialect, names: tuple[str, ...], name: str) -> dict[str, str]:
    """The wording of each column, from the second header row of Qualtrics."""
    questions = dialect.header[1]
    if len(questions) != len(names):
        expected, remedy = f"{len(names)} as in the header", "export the data again"
        raise InputError(Problem(name, "header row 2", f"{len(questions)} cells", expected, remedy))
    return dict(zip(names, questions, strict=True))


def _facts(file: TextFile, dialect: Dialect, path: Path) -> dict[str, object]:
    return {
        "format": "Qualtrics csv" if dialect.is_qualtrics else "text",
        "bytes": path.stat().st_size,
        "sha256": file.sha256,
        "encoding": file.encoding,
        "line_ends": LINE_ENDS[file.line_end],
        "delimiter": DELIMITERS.get(dialect.delimiter, repr(dialect.delimiter)),
        "header_rows": len(dialect.header),
    }


def _reported(name: str, file: TextFile, dialect: Dialect) -> list[Problem]:
    """What a researcher should know was detected, as notes: only what is out of the ordinary."""
    said = []
    if file.encoding not in {"utf-8", "ascii"}:
        said.append(f"read as {file.encoding}; state 'encoding' if accents look wrong")
    if file.line_end == "":
        said.append("line ends are mixed; all are read as one")
    if dialect.sep_line:
        said.append(f"begins with a line that names the delimiter {dialect.delimiter!r}")
    if dialect.delimiter != ",":
        said.append(f"columns stand apart by {DELIMITERS.get(dialect.delimiter, repr(dialect.delimiter))}")
    if not dialect.header:
        said.append("has no header row: columns are named by the study or column_1, column_2 …")
    if dialect.is_qualtrics:
        said.append("has the three header rows of Qualtrics; the second holds the questions")
    return [Problem(name, "", text, severity="note", check="format") for text in said]
