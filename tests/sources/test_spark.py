"""What Spark needs is said before it is started, and no address is."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from workbench.config import PurchaseSettings
from workbench.errors import InputError
from workbench.sources import open_purchases

pytest.importorskip("pyspark")

CLOSED = "spark://ana.internal:1"
"""Nobody listens there, and the name is a secret."""


def told(folder: Path, source: str = CLOSED, **given: str) -> str:
    given = given or {"table": "orders"}
    settings = PurchaseSettings(source=source, customer="who", date="day", **given)  # type: ignore[arg-type]
    with pytest.raises(InputError) as caught:
        open_purchases(settings, folder=folder)
    assert "ana.internal" not in str(caught.value)
    return str(caught.value)


def test_a_missing_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark", None)
    assert told(tmp_path) == (
        "spark table 'orders': needs the package 'pyspark'. Install it with: pip install 'persona-workbench[spark]'."
    )


def test_a_missing_java(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    assert told(tmp_path) == (
        "spark: needs Java, and there is none on this machine. Install Java 17 or 21, or set JAVA_HOME to where it is."
    )


def test_a_master_that_does_not_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JAVA_HOME", str(_java(tmp_path)))
    assert told(tmp_path, "spark://127.0.0.1:1") == (
        "spark, key source: the master does not answer. Check the address, and that the master runs."
    )


def test_an_address_of_no_master(tmp_path: Path) -> None:
    assert told(tmp_path, "spark://ana.internal") == (
        "spark, key source: is no address of a master; expected spark://HOST:PORT. Correct it."
    )


@pytest.mark.parametrize(
    "query", ["SELECT reflect('java.lang.System', 'exit')", "DROP TABLE `a b`", "SELECT 1; SELECT 2"]
)
def test_a_query_neither_changes_nor_calls_java(tmp_path: Path, query: str) -> None:
    assert "spark query, key query: is not one SELECT" in told(tmp_path, query=query)


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> None:
    """A session that is never asked for anything."""
    from types import SimpleNamespace

    from workbench.sources import database

    monkeypatch.setattr(database, "connect_spark", lambda _: SimpleNamespace(name="pyspark"))


@pytest.mark.usefixtures("session")
def test_a_path_stays_inside_the_study(tmp_path: Path) -> None:
    study = tmp_path / "study"
    study.mkdir()
    (tmp_path / "lines").mkdir()
    assert told(study, table=f"parquet.`{tmp_path}/lines`").startswith(
        "…/lines: lies outside of the study's folder"
    )
    assert told(study, table="parquet.`lines`").startswith("lines: there is no such file")
    assert re.match("spark table, key table: names storage 'http'", told(study, table="parquet.`http://a/b`"))


def _java(folder: Path) -> Path:
    """A home of Java that is never started."""
    (folder / "bin").mkdir()
    (folder / "bin" / "java").touch()
    return folder
