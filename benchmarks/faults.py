"""Break runs on purpose and count what is left: ``make faults``.

A study with five short notebooks is run and killed, at random moments and at single operations on its files
(see `benchmarks.kills`); after each kill every run that is finished must be whole. Then the other troubles of a
machine, one each. ``--real N`` kills N runs of the sample study with its five real notebooks too.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.runner.conftest import BODIES, TinyStudy  # noqa: E402

from benchmarks.kills import WORKBENCH, Reaper, Victim, damage, real_study  # noqa: E402

COMMAND = [*WORKBENCH, "run"]
SLOW = "import time\ntime.sleep({})"
A_YEAR_AGO = """
import datetime as times
class Earlier(times.datetime):
    @classmethod
    def now(cls, tz=None):
        return super().now(tz) - times.timedelta(days=365)
import workbench.runner.manifest, workbench.runner.shelf
workbench.runner.manifest.datetime = workbench.runner.shelf.datetime = Earlier
from workbench.cli import main
main()
"""
"""Runs a command by a clock that stands a year back."""


def start(
    study: TinyStudy, *words: str, code: list[str] | None = None, **options: object
) -> subprocess.Popen[str]:
    """Start a run of its own process group."""
    return subprocess.Popen(
        [*(code or COMMAND), *words],
        cwd=study.folder,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        **options,  # type: ignore[call-overload]
    )


def ended(study: TinyStudy, *words: str, **options: object) -> tuple[int, str]:
    """Run to the end; exit code and everything said."""
    process = start(study, *words, **options)  # type: ignore[arg-type]
    said, _ = process.communicate(timeout=600)
    return process.returncode, said


def victim(study: TinyStudy) -> Victim:
    return Victim(study.folder, "tiny")


Fault = Callable[[TinyStudy], tuple[bool, str]]


def sigterm(study: TinyStudy) -> tuple[bool, str]:
    """SIGTERM, in a cell and while pages are written: ends within 5 s with 143, says so, the next command too."""
    held, found = True, []
    for until, body in (("2_segments runs", SLOW.format(600)), ("5_report done", None)):
        if body:
            study.body("2_segments", body)
        else:
            study.body("2_segments", BODIES["2_segments"])
        process = start(study)
        wait_for(process, until)
        began = time.monotonic()
        process.terminate()
        said, _ = process.communicate()
        took = time.monotonic() - began
        told = "stopped by SIGTERM" in said
        next_said = "" if told and body else ended(study)[1]
        marked = [run["status"] for run in victim(study).manifests()]
        found.append(f"exit {process.returncode} after {took:.1f} s")
        whole = "interrupted" in marked and not damage(victim(study))
        held &= (
            process.returncode == 143 and took <= 5 and told and whole and "Traceback" not in said + next_said
        )
    return held, ", ".join(found)


def kernel_killed(study: TinyStudy) -> tuple[bool, str]:
    """Kernels killed from outside: exit 4, with the cell."""
    study.body("1_data", SLOW.format(600))
    process = start(study)
    wait_for(process, "1_data runs")
    for pid in victim(study).processes():
        if pid != process.pid:
            os.kill(pid, signal.SIGKILL)
    said, _ = process.communicate(timeout=60)
    held, found = expect(4, process.returncode, said)
    return held and "SIGKILL" in said, found


def never_ends(study: TinyStudy) -> tuple[bool, str]:
    """A cell that never ends: exit 4 at the time limit."""
    study.body("1_data", SLOW.format(600))
    return expect(4, *ended(study, "--timeout", "5"))


def memory_limit(study: TinyStudy) -> tuple[bool, str]:
    """A limit of memory: exit 3 or 4, with the cell."""
    study.body("1_data", "x = bytearray(8 * 2**30)")

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (6 * 2**30, 6 * 2**30))

    code, said = ended(study, preexec_fn=limit)
    return code in {3, 4} and "cell [" in said, f"exit {code}: {last(said)}"


def disk_full(study: TinyStudy) -> tuple[bool, str]:
    """A disk that becomes full at ten places of a run: exit 2 or 3, one message, earlier runs whole, then room again."""
    with small_disk(study.folder / "reports") as target:
        code, said = ended(study)
        first, used = study.latest(), sum(p.stat().st_size for p in target.rglob("*") if p.is_file())
        held, codes = code == 0, []
        for tenth in range(10):
            ballast = target / "ballast"
            free = os.statvfs(target).f_bavail * os.statvfs(target).f_frsize
            with ballast.open("wb") as file:
                file.write(bytes(max(0, free - used * tenth // 10)))
            code, said = ended(study, "--force")
            codes.append(code)
            held &= code in {2, 3, 0} and "Traceback" not in said and not damage(victim(study))
            held &= code == 0 or study.latest() == first
            ballast.unlink()
        code, said = ended(study, "--force")
        held &= code == 0 and not damage(victim(study)) and not list(study.shelf.glob(".staging-*"))
        return held and bool({2, 3} & set(codes)), f"exits {codes}, {code} with room again; {last(said)}"


def read_only(study: TinyStudy) -> tuple[bool, str]:
    """A target that is mounted read-only, and one that is a file: exit 2."""
    (study.folder / "file").write_text("not a folder")
    held, found = expect(2, *ended(study, "--out", "file"))
    with small_disk(study.folder / "fixed", "ro") as target:
        again, found = expect(2, *ended(study, "--out", str(target)))
    return held and again, found


def clock_back(study: TinyStudy) -> tuple[bool, str]:
    """A clock set back by a year: the run made last is the latest, in latest.json, for --resume and in the index."""
    ended(study)
    first = study.latest()
    code, _said = ended(study, "run", "--force", code=[sys.executable, "-c", A_YEAR_AGO])
    second = study.latest()
    runs = {run["id"]: run for run in victim(study).manifests()}
    index = (study.shelf.parent / "index.html").read_text()
    earlier = runs[second]["started"] < runs[first]["started"]
    held = code == 0 and second != first and earlier and index.index(second) < index.index(first)
    return held and not damage(
        victim(study)
    ), f"started {runs[second]['started'][:10]} after {first[:8]}; is the latest: {second != first}"


def two_at_once(study: TinyStudy) -> tuple[bool, str]:
    """Two runs of a study at once: the second ends with 75."""
    study.body("1_data", SLOW.format(600))
    first = start(study)
    wait_for(first, "1_data runs")
    outcome = expect(75, *ended(study))
    first.terminate()
    first.communicate()
    return outcome


def two_studies(study: TinyStudy) -> tuple[bool, str]:
    """Two studies at once in one reports folder: both are done, and the index lists both."""
    other = study.copy(study.folder.parent / "other")
    other.yaml("{name: other, survey: {source: survey.csv}}")
    reports = study.folder / "reports"
    both = [start(one, "--out", str(reports)) for one in (study, other)]
    for process in both:
        process.communicate()
    codes = [process.returncode for process in both]
    index = (reports / "index.html").read_text()
    runs = [json.loads((reports / name / "latest.json").read_text())["run"] for name in ("tiny", "other")]
    return codes == [0, 0] and all(run in index for run in runs), f"exits {codes}"


def input_changed(study: TinyStudy) -> tuple[bool, str]:
    """An input changed from outside while the run is at work: exit 2, nothing left of it."""
    study.body("4_personas", SLOW.format(8))
    process = start(study)
    wait_for(process, "4_personas runs")
    (study.folder / "survey.csv").write_text("id,a\n7,7\n")
    said, _ = process.communicate()
    held, found = expect(2, process.returncode, said)
    return held and not study.shelf.exists(), found


FAULTS: tuple[Fault, ...] = (
    sigterm, kernel_killed, never_ends, memory_limit, disk_full, read_only, clock_back, two_at_once, two_studies,
    input_changed,
)  # fmt: skip


def wait_for(process: subprocess.Popen[str], text: str) -> None:
    """Read what a run says until it says `text`; give a cell that it begins a moment to be at work."""
    assert process.stdout is not None
    for line in process.stdout:
        if text in line:
            time.sleep(0 if "done" in text else 4)
            return
    raise AssertionError(f"the run never said {text!r}")


def expect(code: int, found: int, said: str) -> tuple[bool, str]:
    """Was it this exit code, in words and without a traceback?"""
    return found == code and "Traceback" not in said, f"exit {found}: {last(said)}"


def last(said: str) -> str:
    """The error that was told."""
    errors = [line for line in said.splitlines() if line.startswith("error")]
    return (errors or said.splitlines() or [""])[-1][:110]


@contextmanager
def small_disk(folder: Path, *options: str) -> Iterator[Path]:
    """A disk of 64 MB, where the system lets us mount one."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", ",".join(("size=64m", *options)), "tmpfs", str(folder)]
    if subprocess.run(command, capture_output=True).returncode:
        raise PermissionError("this system lets nobody mount a small disk")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def killed(asked: argparse.Namespace, folder: Path) -> int:
    """Kill runs of the tiny study, and of the sample study when asked; how much broke."""
    study = TinyStudy(folder / "killed")
    tiny = Reaper(Victim(study.folder, "tiny"), random.Random(asked.seed))
    tiny.prepare()
    tiny.at_moments(asked.times)
    tiny.at_operations(asked.times // 4)
    print(
        f"{asked.times} SIGKILLs at random moments, {asked.times // 4} at operations on files, seed {asked.seed}"
    )
    print(tiny.report(), flush=True)
    if not asked.real:
        return tiny.broke
    real = Reaper(real_study(folder / "real"), random.Random(asked.seed))
    real.prepare()
    real.at_moments(asked.real)
    print(
        f"{asked.real} SIGKILLs of the sample study, 300 customers, quick effort, {real.length:.0f} s a run"
    )
    print(real.report(), flush=True)
    return tiny.broke + real.broke


def main() -> int:
    """Print the counts; the exit code says whether all held."""
    words = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    words.add_argument("faults", nargs="*", help="only these, by name; all of them and the kills otherwise")
    words.add_argument("--times", type=int, default=200)
    words.add_argument("--real", type=int, default=15)
    words.add_argument("--seed", type=int, default=20261121)
    asked = words.parse_args()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    failed = 0
    with tempfile.TemporaryDirectory() as name:
        if not asked.faults:
            failed += killed(asked, Path(name))
        for fault in FAULTS:
            if asked.faults and fault.__name__ not in asked.faults:
                continue
            study = TinyStudy(Path(name) / fault.__name__)
            try:
                held, found = fault(study)
            except PermissionError as error:
                print(f"  not tried  {fault.__doc__}  {error}")
                continue
            failed += not held
            print(f"  {'held' if held else 'BROKE':5}  {fault.__doc__}  {found}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    sys.exit(main())
