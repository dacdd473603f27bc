"""A database for the store: opened safely, its schema brought up to date."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import URL, Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from workbench.config.allowed import is_allowed
from workbench.errors import InputError, Problem

FILE = "notes.sqlite"
SCHEMA = "0002"
LOCK = 7_364_201_126  # one number for the advisory lock of this project's writers
_FORMS = "sqlite, sqlite:///FILE or postgresql://USER@HOST/DATABASE"


def open_engine(url: str, *, folder: Path) -> Engine:
    """Open the database of a store and bring its schema up to date.

    Parameters
    ----------
    url
        ``"sqlite"`` for `FILE` in `folder`, or a database url.
    folder
        The study's folder; a relative SQLite path starts there.

    Raises
    ------
    InputError
        For an url of another kind, a database that cannot be reached, and one written by a newer version.
        No message repeats the url: it may hold a password.
    """
    address = _address(url, folder)
    try:
        engine = _sqlite(address) if address.get_backend_name() == "sqlite" else _postgresql(address)
        _migrate(engine)
    except (SQLAlchemyError, OSError) as error:
        cause = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        for secret in filter(None, (address.password, address.host)):
            cause = cause.replace(str(secret), "…")
        raise InputError(
            Problem(
                _shown(address), "", f"cannot be opened: {cause}", "", "check personas.notes in study.yaml"
            )
        ) from error
    return engine


def _address(url: str, folder: Path) -> URL:
    if url == "sqlite":
        return URL.create("sqlite", database=str(folder / FILE))
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise InputError(Problem("personas.notes", "", "is no database url", _FORMS)) from error
    if address.get_backend_name() == "sqlite":
        if not address.database or address.database == ":memory:":
            raise InputError(Problem("personas.notes", "", "a database in memory forgets every note", _FORMS))
        if not is_allowed(folder / address.database, folder=folder):
            found, remedy = "lies outside of the study's folder", "allow its folder with: --allow FOLDER"
            raise InputError(Problem("personas.notes", "", found, "a file inside it", remedy))
        return URL.create("sqlite", database=str(folder / address.database))
    if address.get_backend_name() in {"postgresql", "postgres"}:
        return address.set(drivername="postgresql+psycopg")
    found = f"a database of kind {address.get_backend_name()!r}"
    raise InputError(Problem("personas.notes", "", found, _FORMS))


def _shown(address: URL) -> str:
    if address.get_backend_name() == "sqlite":
        return Path(str(address.database)).name
    return "the PostgreSQL database of personas.notes"


def _sqlite(address: URL) -> Engine:
    Path(str(address.database)).parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(address, connect_args={"check_same_thread": False, "timeout": 30})

    @sa.event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: object) -> None:
        # the driver would begin a transaction only at the first change, too late to hold what was read
        connection.isolation_level = None
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _postgresql(address: URL) -> Engine:
    try:
        return sa.create_engine(address, pool_pre_ping=True, pool_size=5, max_overflow=20)
    except (ImportError, NoSuchModuleError) as error:
        remedy = "pip install 'persona-workbench[postgres]'"
        raise InputError(
            Problem("personas.notes", "", "PostgreSQL needs the library psycopg", "", remedy)
        ) from error


def writing(engine: Engine) -> Any:
    """A transaction that holds the ledger for itself until it ends: writers come one after another."""
    return _Writing(engine)


class _Writing:
    def __init__(self, engine: Engine) -> None:
        self._connection = engine.connect().execution_options(writes=True)

    def __enter__(self) -> Connection:
        try:
            self._transaction = self._connection.begin()
            if self._connection.dialect.name == "postgresql":
                self._connection.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))
        except BaseException:
            self._connection.close()
            raise
        return self._connection

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is None:
                self._transaction.commit()
            else:
                self._transaction.rollback()
        finally:
            self._connection.close()


def schema_version(connection: Connection) -> str:
    """The version of the schema in a database; empty when it holds no store."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return ""
    return str(connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar() or "")


def _migrate(engine: Engine) -> None:
    with engine.connect() as connection:
        version = schema_version(connection)
    if version == SCHEMA:
        return
    if version > SCHEMA:
        raise InputError(
            Problem(
                _shown(engine.url),
                "",
                f"was written by a newer version (schema {version})",
                f"schema {SCHEMA} or older",
                "upgrade persona-workbench",
            )
        )
    with writing(engine) as connection:
        if schema_version(connection) != SCHEMA:  # another process may have been first
            upgrade(connection, SCHEMA)


def upgrade(connection: Connection, version: str) -> None:
    """Bring the schema of a database to a version."""
    from alembic import command
    from alembic.config import Config

    settings = Config()
    settings.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    settings.attributes["connection"] = connection
    command.upgrade(settings, version)
