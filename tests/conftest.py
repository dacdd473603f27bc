"""What tests share: where the public data are, and a browser."""

from __future__ import annotations

import os
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("WORKBENCH_SHARED", ROOT.parent / "shared"))


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of public data sets beside the checkout; tests say that they are skipped without it."""
    folder = SHARED / "data"
    if not folder.is_dir():
        pytest.skip(f"the public data sets are not beside the checkout ({folder.name}/ is missing)")
    return folder


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL server of our own (its administration database); use `postgres_database` to write."""
    sys.path.insert(0, str(Path(__file__).parent))
    try:
        import postgres
    finally:
        sys.path.pop(0)
    folder = postgres.binaries()
    if folder is None:
        if os.environ.get("CI") == "true":
            pytest.fail("no PostgreSQL on this machine: apt-get install postgresql")
        pytest.skip("no PostgreSQL on this machine (apt-get install postgresql)")
    with postgres.running_server(folder) as url:
        yield url


@pytest.fixture
def postgres_database(postgres_url: str) -> str:
    """The url of an empty database of this test."""
    import psycopg

    name = f"t{uuid.uuid4().hex}"
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    return postgres_url.rsplit("/", 1)[0] + f"/{name}"


@pytest.fixture(scope="session")
def spark_url() -> Iterator[str]:
    """The master of a Spark cluster of our own, with two workers; one for all tests of this process."""
    sys.path.insert(0, str(Path(__file__).parent))
    try:
        import spark
    finally:
        sys.path.pop(0)
    if lacking := spark.missing():
        if os.environ.get("CI") == "true":
            pytest.fail(f"no Spark on this machine: {lacking}")
        pytest.skip(f"no Spark on this machine: {lacking}")
        return
    with spark.running_cluster() as url:
        yield url


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real Chromium without a network; where there is none the tests say so, and fail under CI."""
    from chromium import browsing

    try:
        with browsing() as running:
            yield running
    except FileNotFoundError as missing:
        if os.environ.get("CI") == "true":
            pytest.fail(str(missing))
        pytest.skip(str(missing))


@pytest.fixture(scope="session")
def sample_run(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The folder of a finished run of the sample study, made once for all tests and workers by the real commands."""
    import json
    import subprocess

    from filelock import FileLock

    base = tmp_path_factory.getbasetemp()
    home = (base if worker_id == "master" else base.parent) / "sample-study"
    with FileLock(f"{home}.lock"):
        if not home.exists():
            workbench = Path(sys.executable).with_name("workbench")
            subprocess.run([workbench, "new", home], check=True)
            study = home / "study.yaml"
            subprocess.run([workbench, "run", study, "-p", "segments.effort=quick"], check=True)
    (latest,) = (home / "reports").glob("*/latest.json")
    return latest.parent / json.loads(latest.read_text(encoding="utf-8"))["run"]
