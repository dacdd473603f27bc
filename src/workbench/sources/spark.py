"""A Spark cluster as an engine: one quiet session for this process."""

from __future__ import annotations

import logging
import os
import re
import shutil
import socket
import subprocess
from pathlib import Path
from typing import Any
from uuid import uuid4

import ibis
import ibis.expr.types as ir

from workbench.config import shown_path
from workbench.errors import InputError, Problem, listed
from workbench.sources.allowed import allowed_path

STORES = ("abfss", "gs", "hdfs", "s3a")
"""Storage that belongs to the cluster; its own rights say who reads it, as with tables."""

FILES = re.compile(r"(?P<format>parquet|orc|delta)\.`(?P<path>[^`]+)`")
_MASTER = re.compile(r"spark://(?P<hosts>[\w.-]+:\d+(?:,[\w.-]+:\d+)*)/?")
_ANSWERS_IN = 5.0
_OWN = {
    "spark.app.name": "workbench",
    "spark.ui.enabled": "false",  # a page with every query, open to the network
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.runSQLOnFiles": "false",  # a query may not name a path: `table` does, and is checked
    "spark.sql.execution.arrow.pyspark.enabled": "true",
    "spark.sql.session.timeZone": "UTC",
}


def connect_spark(url: str) -> Any:
    """The Ibis backend of a session with a standalone master.

    What the cluster needs beyond its address (memory, catalogue, storage) stands in
    ``spark-defaults.conf``, as for every program that uses it.

    Raises
    ------
    InputError
        The url is none of a master, there is no Java, or nothing answers there.
    """
    import pyspark  # noqa: F401 - missing packages are told before a missing Java

    match = _MASTER.fullmatch(url)
    if match is None:
        raise InputError(
            Problem("spark", "key source", "is no address of a master", "spark://HOST:PORT", "correct it")
        )
    _refuse_without_java()
    _refuse_silent(match["hosts"].split(","))
    return ibis.pyspark.connect(_session(f"spark://{match['hosts']}"))


def is_files(table: str | None) -> bool:
    """Does a table's name stand for files, as Spark writes it?

    Examples
    --------
    >>> is_files("parquet.`data/lines`"), is_files("sales.orders")
    (True, False)
    """
    return table is not None and FILES.fullmatch(table) is not None


def shown_files(table: str) -> str:
    """Name such files in a message, without the folders of a machine.

    Examples
    --------
    >>> shown_files("parquet.`/home/ana/lines`")
    'parquet.`…/lines`'
    """
    return FILES.sub(lambda match: f"{match['format']}.`{shown_path(match['path'])}`", table)


def spark_files(backend: Any, table: str, *, folder: Path) -> ir.Table:
    """The files that ``parquet.`data/lines` `` names; nothing is fetched.

    Raises
    ------
    InputError
        A path of this machine that the study may not read; storage of another kind.
    """
    match = FILES.fullmatch(table)
    assert match is not None, "asked by is_files"
    return files_at(backend, match["format"], address_of(match["path"], folder=folder))


def files_at(backend: Any, form: str, address: str) -> ir.Table:
    """Files as a table of the session; nothing is fetched."""
    name = f"files_{uuid4().hex}"
    backend._session.read.format(form).load(address).createOrReplaceTempView(name)  # noqa: SLF001 - Ibis has no reader that takes any format
    return backend.table(name)


def address_of(path: str, *, folder: Path, must_exist: bool = True) -> str:
    """Where files are for Spark: of this machine only what the study may read; a cluster guards its storage."""
    scheme, separated, _ = path.partition("://")
    if not separated:
        if must_exist:
            return allowed_path(path, folder=folder, may_be_folder=True).as_uri()
        place = Path(path)
        return (allowed_path(str(place.parent), folder=folder, may_be_folder=True) / place.name).as_uri()
    if scheme in STORES:
        return path
    known = f"a path of the study's folder, or one that begins with {listed([f'{s}://' for s in STORES])}"
    raise InputError(Problem("spark table", "key table", f"names storage {scheme!r}", known, "correct it"))


def _session(master: str) -> Any:
    """Spark's own words go nowhere: they name hosts and paths, and a kernel would print them into a page."""
    from pyspark import SparkConf, SparkContext
    from pyspark.java_gateway import launch_gateway
    from pyspark.sql import SparkSession

    logging.getLogger("SQLQueryContextLogger").setLevel(logging.CRITICAL + 1)  # its errors are raised as well
    conf = SparkConf().setMaster(master).setAll(list(_OWN.items()))
    if SparkContext._gateway is None:  # noqa: SLF001 - the one way to say where the words of Java go
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        gateway = launch_gateway(conf, quiet)  # type: ignore[no-untyped-call]
        SparkContext._ensure_initialized(gateway=gateway, conf=conf)  # noqa: SLF001
    return SparkSession.builder.config(conf=conf).getOrCreate()


def _refuse_without_java() -> None:
    home = os.environ.get("JAVA_HOME")
    if shutil.which("java") is None and not (home and (Path(home) / "bin" / "java").exists()):
        remedy = "install Java 17 or 21, or set JAVA_HOME to where it is"
        raise InputError(Problem("spark", "", "needs Java, and there is none on this machine", "", remedy))


def _refuse_silent(hosts: list[str]) -> None:
    """Ask first: Spark itself tries for a minute, and then ends with its own words."""
    for host in hosts:
        name, _, port = host.rpartition(":")
        try:
            with socket.create_connection((name, int(port)), timeout=_ANSWERS_IN):
                return
        except (OSError, OverflowError):
            continue
    remedy = "check the address, and that the master runs"
    raise InputError(Problem("spark", "key source", "the master does not answer", "", remedy))
