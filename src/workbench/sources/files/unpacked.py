"""Compressed files, unpacked up to a stated limit."""

from __future__ import annotations

import gzip
import os
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO, cast

from workbench.errors import InputError, Problem

CHUNK = 1 << 20
FREE_BYTES = 256 << 20
MAX_RATIO = 200
MAX_BYTES = 64 << 30
COMPRESSED = {".gz": "gzip", ".zst": "zstd"}


def limit_for(size: int, environment: Mapping[str, str] | None = None) -> int:
    """How many bytes a compressed file of `size` bytes may hold.

    256 MB are free; beyond that 200 times the compressed size, at most 64 GB. Tables of text
    compress 3 to 30 times; a file that grows 200 times is a bomb or a mistake.
    ``WORKBENCH_MAX_UNPACKED`` (bytes) overrules.

    Examples
    --------
    >>> limit_for(1_000, {}), limit_for(10_000_000, {})
    (268435456, 2000000000)
    """
    given = (os.environ if environment is None else environment).get("WORKBENCH_MAX_UNPACKED", "")
    return int(given) if given.isdigit() else min(max(FREE_BYTES, MAX_RATIO * size), MAX_BYTES)


def unpacked_chunks(path: Path, *, name: str) -> Iterator[bytes]:
    """Yield the content of a plain, .gz or .zst file in pieces of about a megabyte.

    Raises
    ------
    InputError
        The file is cut off, is not what its ending says, or holds more than `limit_for` allows.
    """
    kind = COMPRESSED.get(path.suffix.lower())
    if kind is None:
        with path.open("rb") as file:
            yield from iter(lambda: file.read(CHUNK), b"")
        return
    limit, total = limit_for(path.stat().st_size), 0
    for chunk in _decompressed(path, kind, name):
        total += len(chunk)
        if total > limit:
            remedy = "unpack it yourself if you trust it, or set WORKBENCH_MAX_UNPACKED to more bytes"
            found = f"unpacks to more than {limit:,} bytes from {path.stat().st_size:,}"
            raise InputError(Problem(name, "", found, "an ordinary table", remedy))
        yield chunk


def _decompressed(path: Path, kind: str, name: str) -> Iterator[bytes]:
    import zstandard

    with path.open("rb") as raw:
        file = (
            gzip.GzipFile(fileobj=raw)
            if kind == "gzip"
            else zstandard.ZstdDecompressor().stream_reader(raw, read_across_frames=True)
        )
        try:
            yield from iter(lambda: cast("BinaryIO", file).read(CHUNK), b"")
        except EOFError as error:
            found = "the compressed file is cut off"
            raise InputError(Problem(name, "", found, "", "copy or download it again")) from error
        except (gzip.BadGzipFile, zlib.error, zstandard.ZstdError) as error:
            found = f"is not a whole {kind} file"
            remedy = "copy or download it again, or correct the ending of its name"
            raise InputError(Problem(name, "", found, "", remedy)) from error
