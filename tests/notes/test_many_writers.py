"""Many writers at once, and writers that are killed: what was reported saved is there."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from workbench.notes import NoteDraft, Saved, open_store

WRITER = """
import sys
from workbench.notes import NoteDraft, Saved, open_store

url, folder, name, saves, shared = sys.argv[1:]
store = open_store(url, folder=folder)
revision = None
for step in range(int(saves)):
    own = store.save(NoteDraft(name, f"{name} {step}", id=name), based_on=revision, author=name)
    revision = own.revision
    print("own", step, revision, flush=True)
    if shared != "-":
        seen = store.note(shared)
        outcome = store.save(seen.draft(text=f"{name} {step}"), based_on=seen.revision, author=name)
        print("shared", "saved" if isinstance(outcome, Saved) else "conflict", flush=True)
"""


def start(url: str, folder: Path, name: str, saves: int, shared: str = "-") -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, url, str(folder), name, str(saves), shared]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


@pytest.mark.slow
@pytest.mark.database
def test_twenty_writers_of_two_hundred_saves_lose_nothing(postgres_database: str, tmp_path: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    with open_store(postgres_database, folder=tmp_path) as store:
        first = store.save(NoteDraft("P0", "start"), author="ann")
        shared = first.note.id
        outcomes: list[str] = []

        def write(name: str) -> None:
            revision = None
            for step in range(100):
                own = store.save(NoteDraft(name, f"{name} {step}", id=name), based_on=revision, author=name)
                assert isinstance(own, Saved)
                revision = own.revision
                seen = store.note(shared)
                outcome = store.save(seen.draft(text=f"{name} {step}"), based_on=seen.revision, author=name)
                outcomes.append("saved" if isinstance(outcome, Saved) else "conflict")

        names = [f"W{number}" for number in range(20)]
        with ThreadPoolExecutor(20) as pool:
            list(pool.map(write, names))

        for name in names:
            history = store.history(name)
            assert [n.revision for n in history] == list(range(1, 101))
            assert [n.text for n in history] == [f"{name} {step}" for step in range(100)]
            assert all(n.accepted for n in history)
        history = store.history(shared)
        assert len(history) == 1 + 20 * 100
        assert {n.text for n in history[1:]} == {f"{name} {step}" for name in names for step in range(100)}
        assert sum(not n.accepted for n in history) == outcomes.count("conflict") > 0
        assert len(store.conflicts()) == outcomes.count("conflict")
        assert store.verify().intact
        assert store.verify().head.entries == 1 + 20 * 200


@pytest.mark.database
def test_processes_on_one_database_make_one_schema_and_one_chain(
    postgres_database: str, tmp_path: Path
) -> None:
    writers = [start(postgres_database, tmp_path, f"W{number}", 5) for number in range(4)]
    for writer in writers:
        writer.communicate(timeout=60)
        assert writer.returncode == 0
    with open_store(postgres_database, folder=tmp_path) as store:
        assert store.verify().intact
        assert [store.note(f"W{number}").revision for number in range(4)] == [5] * 4


@pytest.mark.slow
def test_a_killed_writer_loses_nothing_that_it_reported(tmp_path: Path) -> None:
    open_store(folder=tmp_path).close()
    chance = random.Random(20261121)
    for attempt in range(4):
        name = f"K{attempt}"
        writer = start("sqlite", tmp_path, name, 100_000)
        assert writer.stdout is not None
        writer.stdout.readline()
        time.sleep(chance.uniform(0, 0.3))
        os.kill(writer.pid, signal.SIGKILL)
        reported = 1 + writer.stdout.read().count("\n")
        writer.wait()
        writer.stdout.close()
        with open_store(folder=tmp_path) as store:
            texts = [n.text for n in store.history(name)]
            assert len(texts) >= reported
            assert texts == [f"{name} {step}" for step in range(len(texts))]
            assert store.verify().intact
