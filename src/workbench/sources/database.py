"""Tables and queries of databases, read where they are."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import ibis
import ibis.expr.types as ir
from ibis.common.exceptions import IbisError

from workbench.config import PurchaseSettings
from workbench.config.settings import TableSource
from workbench.errors import InputError, Problem, listed, nearest
from workbench.sources.allowed import allowed_path
from workbench.sources.files.frames import register
from workbench.sources.raw import RawTable

LOCAL = {"sqlite": "sqlite", "duckdb": "duckdb"}
_SCHEME = re.compile(r"([a-z][a-z0-9+]*)://(.*)", re.DOTALL)
_FAULTS = (IbisError, duckdb.Error, OSError, ValueError, ImportError)


def scheme_of(url: str) -> str:
    """The engine that a url names; nothing else of a url may enter a message.

    Examples
    --------
    >>> scheme_of("postgresql://ana:secret@db/shop")
    'postgresql'
    """
    match = _SCHEME.fullmatch(url)
    return match[1] if match else ""


def shown_source(settings: TableSource) -> str:
    """Name a database table in a message: engine and table, never the url.

    Examples
    --------
    >>> shown_source(TableSource(source="postgresql://ana:secret@db/shop", table="orders"))
    "postgresql table 'orders'"
    """
    engine = scheme_of(settings.source)
    return f"{engine} table {settings.table!r}" if settings.table else f"{engine} query"
