"""Kernels that are forked, and those that are not."""

from __future__ import annotations

import os
import select
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.runner.conftest import TinyStudy

from workbench.runner import nursery
from workbench.runner.kernels import ONE_THREAD, Kernels
from workbench.runner.nursery import LOST, WHERE_USED, Nursery, imports_of

linux = pytest.mark.skipif(not nursery.AVAILABLE, reason="kernels are forked on Linux only")


@pytest.fixture
def opened() -> Iterator[Nursery]:
    made = Nursery.open(os.environ)
    yield made
    made.close()


@linux
def test_a_child_tells_how_it_ended(opened: Nursery, tmp_path: Path) -> None:
    child = opened.fork(["--version"], folder=tmp_path, environment=os.environ)
    assert child.wait(timeout=60) == 0
    assert child.poll() == 0


@linux
def test_a_child_can_be_killed(opened: Nursery, tmp_path: Path) -> None:
    child = opened.fork(["-f", str(tmp_path / "kernel.json")], folder=tmp_path, environment=os.environ)
    assert child.poll() is None
    child.kill()
    assert child.wait(timeout=60) == -signal.SIGKILL


@linux
def test_children_end_with_the_nursery(opened: Nursery, tmp_path: Path) -> None:
    child = opened.fork(["-f", str(tmp_path / "kernel.json")], folder=tmp_path, environment=os.environ)
    alive = os.pidfd_open(child.pid)
    opened.process.kill()
    assert select.select([alive], [], [], 60)[0], "the kernel outlived the nursery"
    os.close(alive)
    assert child.poll() == LOST


@linux
def test_a_file_of_the_folder_stands_in_for_no_library(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit(7)")
    monkeypatch.chdir(tmp_path)
    made = Nursery.open(os.environ)
    child = made.fork(["--version"], folder=tmp_path, environment=os.environ)
    assert child.wait(timeout=60) == 0
    made.close()


def test_what_is_imported_later_is_there() -> None:
    from importlib.util import find_spec

    assert [name for names in WHERE_USED.values() for name in names if find_spec(name) is None] == []
    assert imports_of(["pandas", "torch"]) == []


def test_one_blas_thread_unless_somebody_wants_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    assert Kernels(tmp_path, tmp_path).environment.items() >= ONE_THREAD.items()
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "4")
    assert Kernels(tmp_path, tmp_path).environment["OPENBLAS_NUM_THREADS"] == "4"


@pytest.mark.notebook
def test_a_run_without_forking_is_done_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nursery, "AVAILABLE", False)
    assert TinyStudy(tmp_path / "tiny").run().status == "done"
