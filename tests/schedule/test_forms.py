"""What is printed for a scheduler, read by that scheduler's own parser."""

from __future__ import annotations

import ast
import os
import re
import shlex
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest
import yaml
from croniter import croniter

from workbench.schedule import FORMS, Job, install_text, read_when

FOLDER = "/srv/my studies/100% tea"


def job(at: str = "Mon 06:00", options: tuple[str, ...] = ()) -> Job:
    return Job(
        "tea-2026",
        PurePosixPath(FOLDER),
        "study.yaml",
        PurePosixPath("/venv/bin/workbench"),
        read_when(at),
        options,
    )


@pytest.mark.parametrize(
    ("at", "following"),
    [
        ("06:00", "2026-03-05T06:00"),
        ("Mon 06:00", "2026-03-09T06:00"),
        ("Sun 23:59", "2026-03-08T23:59"),
        ("Fri-Mon 00:05", "2026-03-06T00:05"),
        ("1 06:00", "2026-04-01T06:00"),
    ],
)
def test_cron_means_the_time_that_was_asked_for(at: str, following: str) -> None:
    wednesday = datetime(2026, 3, 4, 12, tzinfo=UTC)
    found = croniter(read_when(at).cron, wednesday).get_next(datetime)
    assert found.isoformat(timespec="minutes").startswith(following)


def test_a_cron_line_runs_the_study_in_a_folder_with_odd_letters(tmp_path: Path) -> None:
    """The command of the line, as cron hands it to a shell, reaches a program with the words that were meant."""
    folder = tmp_path / "100% 'tea'"
    (folder / "reports").mkdir(parents=True)
    program = tmp_path / "fake workbench"
    program.write_text('#!/bin/sh\npwd; for word in "$@"; do echo "<$word>"; done\n')
    program.chmod(0o755)
    asked = Job("tea", folder, "study.yaml", program, read_when("06:00"), ("-p", "only.region=North & South"))
    line = install_text("cron", asked).splitlines()[-1]
    assert "%" in line
    assert "%" not in line.replace(r"\%", "")  # cron ends a command at a bare one
    command = line.split(maxsplit=5)[5].replace(r"\%", "%")
    subprocess.run(["/bin/sh", "-c", command], check=True)
    said = (folder / "reports" / "tea.log").read_text().splitlines()
    assert said == [str(folder), "<run>", "<study.yaml>", "<-p>", "<only.region=North & South>"]


def units(text: str) -> dict[str, str]:
    """The two files that the text for systemd holds."""
    parts = re.split(r"^# ~/\.config/systemd/user/(\S+)$", text, flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd on this machine")
@pytest.mark.parametrize("at", ["06:00", "Mon,Thu 06:00", "28 23:15"])
def test_systemd_takes_the_units(tmp_path: Path, at: str) -> None:
    program = tmp_path / "work bench"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    asked = Job("tea", PurePosixPath(FOLDER), "study.yaml", program, read_when(at), ("-p", 'title="5 %"'))
    found = units(install_text("systemd", asked))
    assert list(found) == ["workbench-tea.service", "workbench-tea.timer"]
    for name, text in found.items():
        (tmp_path / name).write_text(text)
    command = ["systemd-analyze", "verify", "--user", *(str(tmp_path / name) for name in found)]
    done = subprocess.run(
        command, capture_output=True, text=True, env={**os.environ, "XDG_RUNTIME_DIR": str(tmp_path)}
    )
    complaints = [line for line in done.stderr.splitlines() if "workbench-tea" in line]
    assert complaints == []
    subprocess.run(["systemd-analyze", "calendar", read_when(at).calendar], check=True, capture_output=True)


def test_github_takes_the_workflow() -> None:
    flow = yaml.safe_load(install_text("github", job(options=("-p", 'title="5" & more'))))
    triggers = flow[True]  # YAML 1.1 reads the key `on` as a truth value
    assert triggers["schedule"] == [{"cron": "0 6 * * 1"}]
    steps = flow["jobs"]["run"]["steps"]
    run = next(
        step["run"] for step in steps if "workbench" in step.get("run", "") and "pip" not in step["run"]
    )
    assert shlex.split(run) == ["workbench", "run", "study.yaml", "-p", 'title="5" & more']
    assert steps[-1]["if"] == "always()"


def test_airflow_gets_a_dag_that_python_reads() -> None:
    text = install_text("airflow", job(options=("-p", "title={{ a }}")))
    tree = ast.parse(text)
    calls = {
        call.func.id: {k.arg: k.value for k in call.keywords}
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
    }
    assert ast.literal_eval(calls["DAG"]["schedule"]) == "0 6 * * 1"
    assert ast.literal_eval(calls["DAG"]["catchup"]) is False
    template = ast.literal_eval(calls["BashOperator"]["bash_command"])
    import jinja2

    command = jinja2.Template(template).render()  # as Airflow treats it before it runs it
    _, where, _, *words = shlex.split(command)
    assert where == FOLDER
    assert words == ["/venv/bin/workbench", "run", "study.yaml", "-p", "title={{ a }}"]


def test_windows_quotes_what_has_spaces() -> None:
    asked = Job(
        "tea",
        PureWindowsPath(r"C:\my studies"),
        "study.yaml",
        PureWindowsPath(r"C:\Program Files\venv\workbench.exe"),
        read_when("Mon,Thu 06:05"),
    )
    assert install_text("windows", asked).splitlines()[-1] == (
        'schtasks /Create /TN "workbench tea" /SC WEEKLY /D MON,THU /ST 06:05 /TR "cmd /c cd /d \\"C:\\my studies\\"'
        ' && \\"C:\\Program Files\\venv\\workbench.exe\\" run study.yaml"'
    )


@pytest.mark.parametrize(("at", "rhythm"), [("06:00", "/SC DAILY"), ("3 06:00", "/SC MONTHLY /D 3")])
def test_windows_knows_every_rhythm(at: str, rhythm: str) -> None:
    assert f" {rhythm} /ST 06:00 " in install_text("windows", job(at))


@pytest.mark.parametrize("form", FORMS)
def test_the_first_line_says_where_it_goes(form: str) -> None:
    assert install_text(form, job()).splitlines()[0].startswith(("# ", "rem "))
