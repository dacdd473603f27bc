"""Whole runs of a tiny study: what they leave, what they take, how they break."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.runner.conftest import BODIES, CODE, TinyStudy

from workbench.artifacts import NOTEBOOKS
from workbench.artifacts.privacy import private_values
from workbench.errors import GateRefused, InputError, KernelDied, NotebookFailed, RunLocked
from workbench.runner import Stop, until_done
from workbench.runner.flow import NEEDS

pytestmark = pytest.mark.notebook


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> TinyStudy:
    """A study with one good run. Tests that share it leave it as it is."""
    study = TinyStudy(tmp_path_factory.mktemp("finished") / "study")
    study.run()
    return study


@pytest.fixture
def copied(finished: TinyStudy, tmp_path: Path) -> TinyStudy:
    """A copy of it to work on."""
    return finished.copy(tmp_path / "copy")


def test_a_run_leaves_a_whole_folder(finished: TinyStudy) -> None:
    run = finished.shelf / finished.latest()
    manifest = json.loads((run / "run.json").read_text())
    assert manifest["status"] == "done"
    assert [step["status"] for step in manifest["steps"]] == ["done"] * 5
    assert manifest["inputs"][0] == {
        "file": "survey.csv",
        "sha256": "8a7ffe259fdf401f0745063d535753284ab3e8347c3399ee2de75b3371658f1b",
        "rows": 2,
    }
    assert manifest["segments"] == [{"id": "S1", "name": "all", "n": 3, "share": 1.0}]
    assert sorted(path.stem for path in (run / "notebooks").iterdir()) == list(NOTEBOOKS)
    assert (run / "index.html").is_file()
    assert not list(finished.shelf.glob(".*"))


def test_every_output_has_its_digest(finished: TinyStudy) -> None:
    from hashlib import sha256

    run = finished.shelf / finished.latest()
    outputs = json.loads((run / "run.json").read_text())["outputs"]
    files = {p.relative_to(run).as_posix() for p in run.rglob("*") if p.is_file()}
    assert {o["file"] for o in outputs} == files - {
        "run.json",
        "steps.json",
        "events.jsonl",
        "tables/previous.json",
    }
    assert all(sha256((run / o["file"]).read_bytes()).hexdigest() == o["sha256"] for o in outputs)


def test_events_tell_the_run_in_order(finished: TinyStudy) -> None:
    run = finished.shelf / finished.latest()
    lines = [json.loads(line) for line in (run / "events.jsonl").read_text().splitlines()]
    kinds = [line["event"] for line in lines if line["event"] != "cell"]
    assert (kinds[0], kinds[-2:]) == ("run", ["pages", "finished"])
    moments = {(line["event"], line["notebook"]): n for n, line in enumerate(lines) if "notebook" in line}
    for name, needed in NEEDS.items():
        assert moments["notebook", name] < moments["executed", name]
        assert all(moments["executed", before] < moments["notebook", name] for before in needed)


def test_executed_copies_hold_no_path_of_this_machine(finished: TinyStudy) -> None:
    run = finished.shelf / finished.latest()
    for copy in (run / "notebooks").iterdir():
        assert str(finished.folder) not in copy.read_text()


def test_an_unchanged_run_says_so_and_is_quick(finished: TinyStudy) -> None:
    began = time.monotonic()
    result = finished.run()
    assert (result.status, result.id) == ("unchanged", finished.latest())
    assert time.monotonic() - began < 3
    assert [e.text for e in finished.events] == [
        f"Nothing that this run reads has changed since {result.id}; it still holds."
    ]


def test_a_changed_parameter_runs_only_what_depends_on_it(copied: TinyStudy) -> None:
    result = copied.run(parameters={"personas.notes": "sqlite", "title": "Other"})
    assert copied.reused(result) == []  # every notebook may print the title
    result = copied.run(parameters={"title": "Other", "segments.k": "2"})
    assert copied.reused(result) == ["1_data"]
    assert result.decisions[1].sentence == "runs: setting segments.k is 2, was null"


def test_a_change_that_makes_no_difference_stops_where_it_makes_none(copied: TinyStudy) -> None:
    """The survey's file is another, what 1_data writes is not: nothing after it runs."""
    copied.body("1_data", "# a comment\n" + BODIES["1_data"])
    result = copied.run()
    assert copied.reused(result) == list(NOTEBOOKS[1:])
    assert result.decisions[0].sentence == "runs: notebook 1_data has changed"


def test_taken_outputs_are_checked_against_their_digest(copied: TinyStudy) -> None:
    table = copied.shelf / copied.latest() / "tables" / "coverage.parquet"
    table.write_bytes(b"broken on disk")
    result = copied.run()
    assert result.decisions[0].sentence == "runs: what it wrote was changed or removed since"


def test_new_data_name_the_run_before(copied: TinyStudy) -> None:
    first = copied.latest()
    (copied.folder / "survey.csv").write_text("id,a\n1,2\n")
    result = copied.run()
    told = json.loads((result.folder / "tables" / "previous.json").read_text())
    assert told == {"run": first, "folder": f"../{first}", "refit": False}
    assert result.decisions[0].sentence == "runs: survey.csv has changed"


def test_a_refit_of_the_same_data_names_the_segments_in_force(copied: TinyStudy) -> None:
    first = copied.latest()
    result = copied.run(refit=True)
    told = json.loads((result.folder / "tables" / "previous.json").read_text())
    assert told == {"run": first, "folder": f"../{first}", "refit": True}
    assert copied.run(refit=True).status == "unchanged"


def test_a_failing_cell_stops_the_run_and_leaves_latest(copied: TinyStudy) -> None:
    good = copied.latest()
    copied.body("3_explore", "x = 1", "raise ValueError('no map')")
    result = copied.run()
    assert isinstance(result.error, NotebookFailed)
    assert str(result.error) == ("3_explore, cell [5] (raise ValueError('no map')): ValueError: no map")
    assert result.exit_code == 3
    assert copied.latest() == good
    manifest = result.manifest
    assert manifest["status"] == "failed"
    states = [s["status"] for s in manifest["steps"]]
    assert states[:3] == ["reused", "reused", "failed"]
    assert set(states[3:]) <= {"reused", "waiting"}  # they do not need the map, and may be done by then
    assert (result.folder / "notebooks" / "3_explore.ipynb").is_file()


def test_a_broken_run_names_no_folder_account_or_machine(
    copied: TinyStudy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOP_PASSWORD", "pl4nted-value")
    copied.body("3_explore", "open(f'{__import__(\"pathlib\").Path.cwd()}/none pl4nted-value.csv')")
    result = copied.run()
    assert result.exit_code == 3
    private = private_values(copied.folder, result.folder, public=(copied.folder.name,))
    files = [*result.folder.glob("*.json*"), *result.folder.glob("notebooks/*.ipynb")]
    assert len(files) >= 5
    for path in files:
        assert private.found(path.read_text()) == (), path.name
    assert "none [withheld].csv" in (result.folder / "notebooks" / "3_explore.ipynb").read_text()


def test_resume_takes_the_good_notebooks_of_a_broken_run(copied: TinyStudy) -> None:
    copied.body("3_explore", "raise ValueError('no map')")
    broken = copied.run(parameters={"k": "4"})
    copied.body("3_explore", BODIES["3_explore"])
    resumed = copied.run(resume=broken.id)
    assert copied.reused(resumed)[:2] == ["1_data", "2_segments"]
    assert "3_explore" not in copied.reused(resumed)
    assert resumed.manifest["parameters"] == {"segments.k": 4}
    whole = copied.run(parameters={"k": "4"}, force=True)
    tables = [p.name for p in (whole.folder / "tables").glob("*.parquet")]
    assert len(tables) == 4
    for name in tables:
        assert (resumed.folder / "tables" / name).read_bytes() == (
            whole.folder / "tables" / name
        ).read_bytes()


@pytest.mark.parametrize(
    ("error", "kind", "code"),
    [
        ("from workbench.errors import InputError, Problem\nraise InputError(Problem('a.csv', 'row 2', 'no'))", InputError, 2),
        ("from workbench.errors import GateRefused\nraise GateRefused(['too many speeders'])", GateRefused, 5),
    ],
)  # fmt: skip
def test_our_errors_keep_their_meaning(tiny: TinyStudy, error: str, kind: type, code: int) -> None:
    tiny.body("1_data", error)
    if kind is InputError:
        refused = tiny.refused()
        assert str(refused) == "a.csv, row 2: no."
        assert not (tiny.folder / "reports").exists()  # nothing half-made is left
    else:
        result = tiny.run()
        refused = result.error
        assert str(refused) == "too many speeders"
    assert isinstance(refused, kind)
    assert refused.exit_code == code


def test_a_notebook_that_never_ends_is_ended(tiny: TinyStudy) -> None:
    tiny.body("1_data", "import time", "time.sleep(600)")
    began = time.monotonic()
    result = tiny.run(timeout=6)
    assert isinstance(result.error, KernelDied)
    assert str(result.error).startswith("1_data, cell [")
    assert str(result.error).endswith("): took longer than 6 s")
    assert (result.exit_code, time.monotonic() - began < 60) == (4, True)


def test_a_killed_kernel_is_told(tiny: TinyStudy) -> None:
    tiny.body("1_data", "import os, signal", "os.kill(os.getpid(), signal.SIGKILL)")
    result = tiny.run()
    assert str(result.error) == (
        "1_data, cell [5] (os.kill(os.getpid(), signal.SIGKILL)): the kernel was ended by SIGKILL;"
        " the machine may have run out of memory"
    )
    assert result.exit_code == 4


def test_an_input_that_moves_is_noticed(tiny: TinyStudy) -> None:
    tiny.body("5_report", "(run.study.folder / 'survey.csv').write_text('id,a\\n9,9\\n')")
    assert (
        str(tiny.refused()) == "survey.csv: changed while the run read it. Run again when nobody writes it."
    )


def test_notes_that_are_added_meanwhile_are_read(tiny: TinyStudy) -> None:
    """What the last execution saw is what counts: the next command finds nothing changed."""
    add = "\n".join(
        [
            "from workbench.notes import NoteDraft, open_store",
            "store = open_store(folder=run.study.folder)",
            "n = len(store.notes())",
            "_ = n or store.save(NoteDraft('P1', 'I buy beans.'), author='ann')",
            "run.write_document('personas', {'notes': n})",
        ]
    )
    tiny.body("4_personas", add)
    result = tiny.run()
    assert json.loads((result.folder / "tables" / "personas.json").read_text()) == {"notes": 1}
    assert "Notes were added while 4_personas ran: it runs again" in [e.text for e in tiny.events]
    assert [d.notebook for d in result.decisions] == list(NOTEBOOKS)
    assert tiny.run().status == "unchanged"


def test_no_secret_reaches_a_file_or_a_word(tiny: TinyStudy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WB_TEST_URL", "postgresql://ana:s3cret-word@db/shop")
    tiny.yaml("{name: tiny, title: '${WB_TEST_URL}', survey: {source: survey.csv}}")
    tiny.body("1_data", BODIES["1_data"], "print(run.study.title)")
    tiny.body("2_segments", "raise RuntimeError(f'cannot reach {run.study.title}')")
    result = tiny.run()
    assert "cannot reach •••" in str(result.error)
    for path in result.folder.rglob("*"):
        if path.is_file():
            assert b"s3cret-word" not in path.read_bytes(), path.name
    assert not any("s3cret-word" in event.text for event in tiny.events)


def test_where_a_database_is_reaches_no_file(tiny: TinyStudy) -> None:
    tiny.yaml("{name: tiny, survey: {source: 'postgresql://inner-host/shop', table: t}}")
    tiny.body("1_data", BODIES["1_data"], "print(run.study.survey.source)")
    result = tiny.run()
    held = [p.name for p in result.folder.rglob("*") if p.is_file() and b"inner-host" in p.read_bytes()]
    assert held == []


def test_a_second_run_of_a_study_is_refused_and_of_another_is_not(
    tiny: TinyStudy, make_tiny: Callable[[str], TinyStudy]
) -> None:
    from filelock import FileLock

    tiny.shelf.mkdir(parents=True)
    with FileLock(tiny.shelf / ".lock"):
        refused = tiny.refused()
        assert isinstance(refused, RunLocked)
        assert str(refused) == "another run of 'tiny' is at work; wait for it to end"
        other = make_tiny("other")
        other.body("1_data", "raise ValueError('far enough')")
        assert other.run().exit_code == 3


def test_a_stop_from_outside_ends_the_run(tiny: TinyStudy) -> None:
    tiny.body("1_data", "import time", "time.sleep(600)")
    stop = Stop()

    def watch(event: object) -> None:
        tiny.events.append(event)  # type: ignore[arg-type]

    import threading

    timer = threading.Timer(4, stop.request, ["stopped by SIGTERM", 143])
    timer.start()
    result = until_done(lambda: tiny.run(stop=stop), stop)
    assert (result.status, result.exit_code) == ("interrupted", 143)
    assert result.manifest["message"] == "stopped by SIGTERM"


CHILD = """
import sys
sys.path[:0] = [{root!r}]
from pathlib import Path
from workbench.runner import environment, run, Stop, until_done
environment.code = lambda: {code!r}
stop = Stop()
pages = lambda folder, study: (folder / "index.html").write_text("x")
result = until_done(lambda: run({study!r}, write_pages=pages, progress=lambda e: print(e.text, flush=True), stop=stop), stop)
sys.exit(result.exit_code)
"""


@pytest.fixture
def child(tiny: TinyStudy) -> Iterator[Callable[[str], subprocess.Popen[str]]]:
    """Start a run in a process of its own and wait until it says a text."""
    started: list[subprocess.Popen[str]] = []

    def start(until: str) -> subprocess.Popen[str]:
        root = str(Path(__file__).resolve().parents[2] / "src")
        code = textwrap.dedent(CHILD.format(root=root, code=CODE, study=str(tiny.path)))
        process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
        started.append(process)
        assert process.stdout is not None
        for line in process.stdout:
            if until in line:
                return process
        raise AssertionError(f"the run never said {until!r}")

    yield start
    for process in started:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


def kernels_of(folder: Path) -> list[str]:
    """The processes that work in a folder."""
    found = []
    for link in Path("/proc").glob("[0-9]*/cwd"):
        try:
            if link.readlink() == folder.resolve():
                found.append(link.parent.name)
        except OSError:
            continue  # it has ended
    return found


@pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")
def test_a_killed_run_is_told_by_the_next_and_can_be_resumed(
    tiny: TinyStudy, child: Callable[[str], subprocess.Popen[str]]
) -> None:
    tiny.body("3_explore", "import time", "time.sleep(600)")
    process = child("3_explore, cell 5")
    process.kill()
    process.wait()
    deadline = time.monotonic() + 5
    while kernels_of(tiny.folder) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert kernels_of(tiny.folder) == []  # no kernel outlives its run
    assert not (tiny.shelf / "latest.json").exists()

    tiny.body("3_explore", BODIES["3_explore"])
    result = tiny.run()
    (broken,) = [p.name for p in tiny.shelf.iterdir() if p.is_dir() and p.name != result.id]
    assert tiny.events[0].text == f"Run {broken} was interrupted; go on with --resume {broken}"
    manifest = json.loads((tiny.shelf / broken / "run.json").read_text())
    assert manifest["status"] == "interrupted"
    resumed = tiny.run(resume=broken)
    assert tiny.reused(resumed)[:2] == ["1_data", "2_segments"], resumed.decisions
    assert "3_explore" not in tiny.reused(resumed)
    assert tiny.latest() == resumed.id


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM")
def test_sigterm_ends_a_run_within_five_seconds(
    tiny: TinyStudy, child: Callable[[str], subprocess.Popen[str]]
) -> None:
    tiny.body("1_data", "import time", "time.sleep(600)")
    process = child("1_data, cell 5")
    began = time.monotonic()
    process.send_signal(signal.SIGTERM)
    assert process.wait(10) == 143
    assert time.monotonic() - began < 5
    (run,) = [p for p in tiny.shelf.iterdir() if p.is_dir()]
    assert json.loads((run / "run.json").read_text())["status"] == "interrupted"
