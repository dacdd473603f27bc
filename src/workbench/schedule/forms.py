"""What to install so that a machine runs a study: text for five schedulers. Nothing is installed here."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePath

from workbench.schedule.when import DAYS, When


@dataclass(frozen=True, slots=True)
class Job:
    """A study to be run.

    Attributes
    ----------
    name
        The study's name: letters, digits and hyphens.
    folder, study
        The study's folder, and the name of the file in it.
    program
        The command ``workbench`` of the environment that is to run it.
    options
        More words for ``workbench run``.
    """

    name: str
    folder: PurePath
    study: str
    program: PurePath
    when: When
    options: tuple[str, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        return (str(self.program), "run", self.study, *self.options)


def install_text(form: str, job: Job) -> str:
    """What to install, with a first line that says where.

    Examples
    --------
    >>> from pathlib import PurePosixPath
    >>> from workbench.schedule import read_when
    >>> job = Job("tea", PurePosixPath("/srv/tea"), "study.yaml", PurePosixPath("/venv/workbench"), read_when("06:00"))
    >>> print(install_text("cron", job).splitlines()[-1])
    0 6 * * * cd /srv/tea && /venv/workbench run study.yaml >> reports/tea.log 2>&1
    """
    return FORMS[form](job)


def cron(job: Job) -> str:
    """A line for ``crontab -e``, in the time of the machine."""
    command = f"cd {shlex.quote(str(job.folder))} && {shlex.join(job.words)} >> reports/{job.name}.log 2>&1"
    escaped = command.replace("%", r"\%")  # a bare % ends the command there
    return f"# add with: crontab -e\n{job.when.cron} {escaped}\n"


def systemd(job: Job) -> str:
    """A service and a timer of the user; a run that was missed is made up for."""
    unit = f"workbench-{job.name}"
    words = " ".join(_systemd_word(word) for word in job.words)
    return f"""\
# ~/.config/systemd/user/{unit}.service
[Unit]
Description=Run the study {job.name}

[Service]
Type=oneshot
WorkingDirectory={_systemd_path(str(job.folder))}
ExecStart={words}

# ~/.config/systemd/user/{unit}.timer
# then: systemctl --user daemon-reload && systemctl --user enable --now {unit}.timer
[Unit]
Description=When the study {job.name} is run

[Timer]
OnCalendar={job.when.calendar}
Persistent=true

[Install]
WantedBy=timers.target
"""


def github(job: Job) -> str:
    """A workflow for GitHub Actions, whose clock is UTC; the report is kept as an artifact."""
    command = shlex.join(("workbench", "run", job.study, *job.options))
    return f"""\
# .github/workflows/{job.name}.yml, times in UTC
name: {job.name}
on:
  schedule:
    - cron: "{job.when.cron}"
  workflow_dispatch:
permissions:
  contents: read
concurrency: {job.name}
jobs:
  run:
    runs-on: ubuntu-latest
    timeout-minutes: 120
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
      - run: pip install persona-workbench
      - run: {json.dumps(command, ensure_ascii=False)}
      - uses: actions/upload-artifact@v4
        if: always()
        with:
          name: reports
          path: reports
"""


def airflow(job: Job) -> str:
    """A DAG for Airflow 3; a run that finds the study locked (exit code 75) is tried again."""
    command = f"cd {shlex.quote(str(job.folder))} && {shlex.join(job.words)}"
    # Airflow takes a bash_command for a template
    literal = json.dumps(f"{{% raw %}}{command}{{% endraw %}}", ensure_ascii=True)
    return f'''\
# dags/workbench_{job.name.replace("-", "_")}.py
"""Run the study {job.name}."""

from datetime import datetime, timedelta, timezone

from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import DAG

with DAG(
    dag_id="workbench-{job.name}",
    schedule="{job.when.cron}",
    start_date=datetime(2026, 1, 1, tzinfo=timezone.utc),
    catchup=False,
    max_active_runs=1,
):
    BashOperator(
        task_id="run",
        bash_command={literal},
        retries=2,
        retry_delay=timedelta(minutes=10),
    )
'''


def windows(job: Job) -> str:
    """A command for the Task Scheduler of Windows, in the time of the machine."""
    when = job.when
    if when.month_day is not None:
        rhythm = f"/SC MONTHLY /D {when.month_day}"
    elif when.weekdays:
        rhythm = f"/SC WEEKLY /D {','.join(DAYS[day].upper() for day in when.weekdays)}"
    else:
        rhythm = "/SC DAILY"
    words = " ".join(_windows_word(word) for word in job.words)
    action = f"cmd /c cd /d {_windows_word(str(job.folder))} && {words}"
    return (
        "rem type this at a command prompt\n"
        f'schtasks /Create /TN "workbench {job.name}" {rhythm} /ST {when.time} /TR "{action}"\n'
    )


FORMS: Mapping[str, Callable[[Job], str]] = {
    "cron": cron,
    "systemd": systemd,
    "github": github,
    "airflow": airflow,
    "windows": windows,
}
"""Each scheduler and what writes its text."""


def _systemd_path(path: str) -> str:
    return path.replace("%", "%%")


def _systemd_word(word: str) -> str:
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{escaped}"' if any(c in escaped for c in " \"'\\;") else escaped


def _windows_word(word: str) -> str:
    return f'\\"{word}\\"' if " " in word or "&" in word else word
