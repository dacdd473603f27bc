"""Every command: what it says, where, and its exit code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner

from workbench.artifacts import write_json
from workbench.cli.app import app

STUDY = "{name: tiny, title: Tiny, survey: {source: survey.csv, id: respondent}}"


@dataclass(frozen=True)
class Done:
    """What a command came to."""

    returncode: int
    stdout: str
    stderr: str


Run = Callable[..., Done]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "study.yaml").write_text(STUDY)
    (tmp_path / "survey.csv").write_text(
        "respondent,tasty\n" + "".join(f"{n},{n % 5 + 1}\n" for n in range(60))
    )
    return tmp_path


@pytest.fixture
def workbench(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Call the command line in the folder of a study."""
    monkeypatch.chdir(folder)
    monkeypatch.setenv("XDG_STATE_HOME", str(folder / ".state"))
    runner = CliRunner()

    def call(*words: str) -> Done:
        done = runner.invoke(app, words)
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return Done(done.exit_code, done.stdout, done.stderr)

    return call


def test_an_unknown_parameter_is_one_line_and_nothing_is_left(workbench: Run, folder: Path) -> None:
    done = workbench("run", "-p", "sead=3")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(
        "error: parameters, -p sead: unknown parameter 'sead'; expected k, method, seed"
    )
    assert "Did you mean 'seed'?" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (folder / "reports").exists()


def test_the_failure_hook_is_told_of_a_run_that_is_refused(workbench: Run, folder: Path) -> None:
    """Nobody sits at a scheduled run: refused data must reach somebody, though there is no run.json of them."""
    (folder / "study.yaml").write_text(STUDY[:-1] + ", hooks: {failure: \"sh -c 'cat > told.json'\"}}")
    assert workbench("run", "-p", "sead=3").returncode == 2
    assert not (folder / "told.json").exists(), "hooks run only with --hooks"
    done = workbench("run", "-p", "sead=3", "--hooks")
    assert (done.returncode, done.stderr.count("hook failure: told")) == (2, 1)
    told = json.loads((folder / "told.json").read_text())
    assert (told["study"], told["status"], told["id"]) == ("tiny", "failed", None)
    assert "sead" in told["message"]


def test_errors_for_machines_are_json(workbench: Run) -> None:
    done = workbench("run", "nowhere.yaml", "--json")
    error = json.loads(done.stdout)["error"]
    assert (done.returncode, error["exit"]) == (2, 2)
    assert error["problems"][0]["file"] == "nowhere.yaml"


@pytest.mark.parametrize(
    "words",
    [("no-such-command",), ("run", "--no-such-flag"), ("score",), ("prune", "--keep", "0"), ("sample",)],
)
def test_wrong_usage_is_exit_code_2(workbench: Run, words: tuple[str, ...]) -> None:
    done = workbench(*words)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_a_fault_of_ours_is_exit_code_1_and_says_how_to_see_more() -> None:
    broken = "import workbench.config as c; c.load_study = None; from workbench.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", broken, "check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "a fault of the program: TypeError" in done.stderr
    assert "Traceback" not in done.stderr


def test_output_that_is_no_terminal_has_no_colours(folder: Path) -> None:
    code = "from workbench.cli import main; main()"
    env = {**os.environ, "NO_COLOR": "1", "TERM": "xterm-256color"}
    command = [sys.executable, "-c", code, "schedule"]
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=True)
    assert "\x1b" not in done.stdout + done.stderr


def test_check_says_that_a_study_can_be_run(workbench: Run) -> None:
    done = workbench("check")
    assert done.stdout.startswith("tiny can be run")
    assert json.loads(workbench("check", "--json").stdout)["problems"] is not None


def test_check_finds_everything_at_once(workbench: Run, folder: Path) -> None:
    (folder / "study.yaml").write_text("{name: 'a b', survey: {sorce: survey.csv}}")
    done = workbench("check")
    assert done.returncode == 2
    assert "'sorce'" in done.stderr
    assert "'a b'" in done.stderr


def test_init_writes_a_study_that_checks(workbench: Run, folder: Path) -> None:
    done = workbench("init", "survey.csv", "-o", "other.yaml")
    assert done.stdout == "other.yaml is written; check it with: workbench check other.yaml\n"
    assert workbench("check", "other.yaml").returncode == 0
    again = workbench("init", "survey.csv", "-o", "other.yaml")
    assert (again.returncode, "exists already" in again.stderr) == (2, True)
    assert workbench("init", "survey.csv", "-o", "other.yaml", "--replace").returncode == 0


def test_sample_writes_the_same_files_for_the_same_seed(workbench: Run, folder: Path) -> None:
    for name in ("one", "two"):
        assert workbench("sample", name, "--customers", "30", "--seed", "5").returncode == 0
    one, two = ({p.name: p.read_bytes() for p in (folder / name).iterdir()} for name in ("one", "two"))
    assert one == two
    assert {"survey.csv", "purchases.csv", "interviews.csv", "study.yaml"} <= set(one)


def test_new_makes_a_study_folder_that_checks(workbench: Run, folder: Path) -> None:
    done = workbench("new", "mine")
    assert done.stdout.endswith("run it with: workbench run mine/study.yaml\n")
    assert len(list((folder / "mine" / "notebooks").glob("*.ipynb"))) == 5
    assert workbench("check", "mine/study.yaml").returncode == 0
    again = workbench("new", "mine")
    assert again.stderr == "error: mine: is not empty; expected a new or empty folder. Choose another name.\n"


def test_schedule_prints_and_installs_nothing(workbench: Run, folder: Path) -> None:
    before = sorted(folder.rglob("*"))
    done = workbench("schedule", "--at", "Mon 06:00", "--as", "cron", "-p", "k=4")
    assert done.stdout.splitlines()[1].startswith("0 6 * * 1 cd ")
    assert "run study.yaml -p k=4" in done.stdout
    assert sorted(folder.rglob("*")) == before
    wrong = workbench("schedule", "--as", "corn")
    assert wrong.stderr == (
        "error: schedule, --as: 'corn'; expected cron, systemd, github, airflow or windows. Did you mean 'cron'?\n"
    )


@pytest.fixture
def three_runs(folder: Path) -> Path:
    shelf = folder / "reports" / "tiny"
    for number in (1, 2, 3):
        manifest = {
            "id": f"r{number}", "number": number, "study": "tiny", "title": "Tiny", "status": "done",
            "started": "2020-01-01T00:00:00+00:00", "finished": "2020-01-01T00:01:00+00:00", "seconds": 60.0,
            "parameters": {}, "inputs": [], "versions": {}, "steps": [], "outputs": [], "segments": [],
        }  # fmt: skip
        write_json(shelf / f"r{number}" / "run.json", manifest)
    write_json(shelf / "latest.json", {"run": "r3"})
    return shelf


def test_prune_says_first_and_removes_then(workbench: Run, three_runs: Path) -> None:
    assert (
        workbench("prune", "--keep", "1", "--dry-run").stdout
        == "would remove r1\nwould remove r2\n2 runs would go\n"
    )
    assert workbench("prune", "--pin", "r1").stdout == "r1 stays\n"
    assert workbench("prune", "--keep", "1").stdout == "removed r2\n1 runs removed\n"
    assert sorted(p.name for p in three_runs.iterdir() if p.is_dir()) == ["r1", "r3"]
    assert json.loads((three_runs / "latest.json").read_text())["run"] == "r3"


def test_a_run_that_is_not_there_is_named_with_the_last(workbench: Run, three_runs: Path) -> None:
    done = workbench("compare", "nothing", "latest")
    assert (done.returncode, done.stderr) == (
        2,
        "error: tiny: there is no run 'nothing'. The last one is r3.\n",
    )


def test_notes_travel_through_a_file(workbench: Run, folder: Path) -> None:
    from workbench.notes import NoteDraft, open_store

    with open_store(folder=folder) as store:
        store.save(NoteDraft("P1", "I buy beans."), author="ann")
    listed = workbench("notes", "list").stdout
    assert listed.endswith("1 notes\n")
    assert "beans" not in listed
    assert workbench("notes", "export", "notes.qdpx").stdout == "notes.qdpx: 1 notes\n"
    assert workbench("notes", "verify").stdout.startswith("intact: ")
    (folder / "notes.sqlite").unlink()
    assert workbench("notes", "import", "notes.qdpx").stdout.startswith("1 note, 0 codes")
    assert workbench("notes", "list").stdout.endswith("1 notes\n")


def test_version_is_the_one_of_the_package(workbench: Run) -> None:
    from workbench import __version__

    assert workbench("--version").stdout == f"{__version__}\n"
