"""The text of one transcript: plain text, Markdown, Word, WebVTT, SubRip."""

from __future__ import annotations

import html
import io
import re
import zipfile
from pathlib import Path

from workbench.errors import InputError, Problem
from workbench.notes.text import normalise

MOST_BYTES = 20_000_000
_TIMING = re.compile(r"(?:\d+:)?\d{1,2}:\d{2}[.,]\d{3}\s*-->\s*(?:\d+:)?\d{1,2}:\d{2}[.,]\d{3}(?:\s.*)?")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]+)>")
_TAG = re.compile(r"</?[a-zA-Z0-9][^>]*>|\{\\[^}]*\}")
_SKIPPED = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s|$)")


def decoded(content: bytes, *, file: str) -> str:
    """Bytes as text: UTF-8, or UTF-16 that says so by its byte order mark.

    Raises
    ------
    InputError
        For any other encoding, for NUL bytes, and for more than 20 MB.
    """
    if len(content) > MOST_BYTES:
        raise InputError(Problem(file, "", f"{len(content):,} bytes", f"at most {MOST_BYTES:,}", "split it"))
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        text = content.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            Problem(file, f"byte {error.start}", "not UTF-8 text", "", "save it as UTF-8")
        ) from error
    if "\0" in text:
        raise InputError(
            Problem(file, f"character {text.index(chr(0))}", "a NUL character", "text", "save it as text")
        )
    return text


def transcript(content: bytes, *, file: str) -> str:
    """The words of a .txt, .md, .docx, .vtt or .srt file.

    Cues of one speaker are joined into one paragraph, led by the speaker's name where the file has it.

    Raises
    ------
    InputError
        When the file is not what its ending says, or holds no words.
    """
    ending = Path(file).suffix.lower()
    if ending == ".docx":
        text = _word(content, file)
    else:
        text = decoded(content, file=file)
        if ending == ".vtt":
            text = _cues(text, file=file, head="WEBVTT")
        elif ending == ".srt":
            text = _cues(text, file=file)
    text = normalise(text).strip("\n")
    if not text.strip():
        raise InputError(Problem(file, "", "holds no words", "a transcript"))
    return text


def _word(content: bytes, file: str) -> str:
    import docx

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
        document = docx.Document(io.BytesIO(content)) if size <= 10 * MOST_BYTES else None
    except Exception as error:
        problem = Problem(file, "", "is no Word document", "a .docx file", "save it again from Word")
        raise InputError(problem) from error
    if document is None:
        found = f"unpacks to more than {10 * MOST_BYTES:,} bytes"
        raise InputError(Problem(file, "", found, "", "remove its pictures"))
    return "\n".join(line for block in document.iter_inner_content() for line in _block(block))


def _block(block: object) -> list[str]:
    rows = getattr(block, "rows", None)
    if rows is None:
        return [str(getattr(block, "text", ""))]
    return ["\t".join(dict.fromkeys(cell.text for cell in row.cells)) for row in rows]


def _cues(text: str, *, file: str, head: str = "") -> str:
    blocks = [
        b.strip("\n").split("\n")
        for b in re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n").replace("\r", "\n"))
    ]
    if head and not blocks[0][0].startswith(head):
        raise InputError(
            Problem(file, "line 1", f"{blocks[0][0][:40]!r}", f"{head!r}", "export the subtitles again")
        )
    spoken: list[tuple[str, str]] = []
    cues = 0
    for lines in blocks[1:] if head else blocks:
        timing = next((i for i, line in enumerate(lines[:2]) if _TIMING.fullmatch(line.strip())), None)
        if timing is None:
            if any(line.strip() for line in lines) and not _SKIPPED.match(lines[0]):
                raise InputError(
                    Problem(
                        file, "", f"a cue without times: {lines[0][:40]!r}", "00:00:01,000 --> 00:00:02,000"
                    )
                )
            continue
        cues += 1
        spoken += _spoken(lines[timing + 1 :])
    if not cues:
        raise InputError(
            Problem(file, "", "holds no cue", "00:00:01,000 --> 00:00:02,000", "export the subtitles again")
        )
    paragraphs: list[str] = []
    last: str | None = None
    for speaker, words in spoken:
        if paragraphs and speaker == last:
            paragraphs[-1] += f" {words}"
        else:
            paragraphs.append(f"{speaker}: {words}" if speaker else words)
        last = speaker
    return "\n".join(paragraphs)


def _spoken(lines: list[str]) -> list[tuple[str, str]]:
    """Speaker and words of each line of a cue; a line without a speaker goes on."""
    found: list[tuple[str, str]] = []
    speaker = ""
    for line in lines:
        voice = _VOICE.search(line)
        speaker = html.unescape(voice[1]).strip() if voice else speaker
        words = " ".join(html.unescape(_TAG.sub("", _VOICE.sub("", line))).split())
        if words:
            found.append((speaker, words))
    return found
