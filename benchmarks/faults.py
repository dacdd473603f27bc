"""Break runs on purpose and count what is left: ``make faults``.

A study with five short notebooks is run and killed at random moments; after each kill every finished run
must match the hashes in its manifest and ``latest.json`` must name a whole one. Then the other troubles
of a machine, one each. The same seed kills at the same shares of a run's length.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.runner.conftest import BODIES, TinyStudy  # noqa: E402

COMMAND = [sys.executable, "-c", "from workbench.cli import main; main()", "run"]
SLOW = "import time\ntime.sleep({})"


def start(study: TinyStudy, *words: str, **options: object) -> subprocess.Popen[str]:
    """Start a run of its own process group."""
    return subprocess.Popen(
        [*COMMAND, *words],
        cwd=study.folder,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        **options,  # type: ignore[call-overload]
    )


def ended(study: TinyStudy, *words: str, **options: object) -> tuple[int, str]:
    """Run to the end; exit code and everything said."""
    process = start(study, *words, **options)
    said, _ = process.communicate(timeout=300)
    return process.returncode, said


def corrupt(study: TinyStudy) -> list[str]:
    """Files of finished runs that differ from their manifest, and a latest.json that names no whole run."""
    wrong = []
    for manifest in study.shelf.glob("[!.]*/run.json"):
        run = json.loads(manifest.read_text())
        if run["status"] != "done":
            continue
        for output in run["outputs"]:
            path = manifest.parent / output["file"]
            if not path.is_file() or sha256(path.read_bytes()).hexdigest() != output["sha256"]:
                wrong.append(f"{run['id']}/{output['file']}")
    latest = study.shelf / "latest.json"
    if latest.is_file():
        run = json.loads(latest.read_text())["run"]
        if json.loads((study.shelf / run / "run.json").read_text())["status"] != "done":
            wrong.append("latest.json")
    return wrong


def tables(run: Path) -> dict[str, bytes]:
    """The tables of a run."""
    return {path.name: path.read_bytes() for path in sorted((run / "tables").glob("*.parquet"))}


def kills(study: TinyStudy, times: int, seed: int) -> Counter[str]:
    """SIGKILL at random moments; each tenth broken run is resumed and compared with an unbroken one."""
    chance = random.Random(seed)
    began = time.monotonic()
    code, said = ended(study)
    assert code == 0, said
    length, whole = time.monotonic() - began, tables(study.shelf / study.latest())
    counts: Counter[str] = Counter()
    for number in range(times):
        process = start(study, "--force")
        time.sleep(chance.uniform(0, 1.05 * length))
        was_over = process.poll() is not None
        process.kill()
        process.communicate()
        counts["ended before the kill" if was_over else "killed"] += 1
        counts["corrupt"] += len(corrupt(study))
        staged = list(study.shelf.glob(".staging-*"))
        code, said = ended(study)  # unchanged: it only looks, and tells of the interrupted one
        counts["next command failed"] += code != 0
        broken = [line.split()[1] for line in said.splitlines() if "was interrupted" in line]
        counts["told as interrupted"] += len(broken)
        counts["staging folders left over"] += len(list(study.shelf.glob(".staging-*")))
        counts["staged when killed"] += len(staged)
        if broken and number % 10 == 0:
            code, _ = ended(study, "--resume", broken[0])
            counts["resumed"] += 1
            counts["resumed to other tables"] += code != 0 or tables(study.shelf / study.latest()) != whole
        for old in sorted(study.shelf.glob("[!.]*/run.json"))[:-5]:
            if old.parent.name != study.latest():
                shutil.rmtree(old.parent)
    return counts


Fault = Callable[[TinyStudy], tuple[bool, str]]


def sigterm(study: TinyStudy) -> tuple[bool, str]:
    """SIGTERM: ends within 5 s with 143."""
    study.body("2_segments", SLOW.format(600))
    process = start(study)
    wait_for(process, "2_segments runs")
    began = time.monotonic()
    process.terminate()
    process.communicate()
    took = time.monotonic() - began
    return process.returncode == 143 and took <= 5, f"exit {process.returncode} after {took:.1f} s"


def kernel_killed(study: TinyStudy) -> tuple[bool, str]:
    """A kernel killed from outside: exit 4."""
    study.body("1_data", "import os, signal", "os.kill(os.getpid(), signal.SIGKILL)")
    return expect(4, *ended(study))


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
    """A disk that is full: exit 2 or 3, one message, earlier runs whole."""
    with small_disk(study.folder / "small") as target:
        study.body("3_explore", "(run.folder / 'tables' / 'big.bin').write_bytes(bytes(64 * 2**20))")
        code, said = ended(study, "--out", str(target))
        return code in {2, 3} and "Traceback" not in said, f"exit {code}: {last(said)}"


def read_only(study: TinyStudy) -> tuple[bool, str]:
    """A target that cannot be written: exit 2."""
    (study.folder / "target").write_text("a file, not a folder")
    return expect(2, *ended(study, "--out", "target"))


def clock_back(study: TinyStudy) -> tuple[bool, str]:
    """A clock set back: the run made last is the latest, though its time is earlier."""
    ended(study)
    manifest = study.shelf / study.latest() / "run.json"
    run = json.loads(manifest.read_text())
    manifest.write_text(
        json.dumps({**run, "started": "2099-01-01T00:00:00+00:00", "finished": "2099-01-01T00:00:00+00:00"})
    )
    ended(study, "--force")
    return study.latest() != run[
        "id"
    ], f"latest is the run of {'the true' if study.latest() != run['id'] else 'a false'} last"


def two_at_once(study: TinyStudy) -> tuple[bool, str]:
    """Two runs of a study at once: the second ends with 75."""
    study.body("1_data", SLOW.format(20))
    first = start(study)
    wait_for(first, "1_data runs")
    outcome = expect(75, *ended(study))
    first.terminate()
    first.communicate()
    return outcome


def two_studies(study: TinyStudy) -> tuple[bool, str]:
    """Two studies at once: both are done."""
    other = study.copy(study.folder.parent / "other")
    other.yaml("{name: other, survey: {source: survey.csv}}")
    both = [start(study), start(other)]
    for process in both:
        process.communicate()
    codes = [process.returncode for process in both]
    return codes == [0, 0], f"exits {codes}"


def input_changed(study: TinyStudy) -> tuple[bool, str]:
    """An input changed while it is read: exit 2."""
    study.body("4_personas", "(run.study.folder / 'survey.csv').write_text('id,a\\n7,7\\n')")
    return expect(2, *ended(study))


FAULTS: tuple[Fault, ...] = (
    sigterm, kernel_killed, never_ends, memory_limit, disk_full, read_only, clock_back, two_at_once, two_studies,
    input_changed,
)  # fmt: skip


def wait_for(process: subprocess.Popen[str], text: str) -> None:
    """Read what a run says until it says `text`."""
    assert process.stdout is not None
    for line in process.stdout:
        if text in line:
            time.sleep(1)
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
def small_disk(folder: Path) -> Iterator[Path]:
    """A disk of 16 MB, where the system lets us mount one."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(folder)]
    if subprocess.run(command, capture_output=True).returncode:
        raise PermissionError("this system lets nobody mount a small disk")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def main() -> int:
    """Print the counts; the exit code says whether all held."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--times", type=int, default=200)
    words.add_argument("--seed", type=int, default=20261121)
    asked = words.parse_args()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    failed = 0
    with tempfile.TemporaryDirectory() as name:
        counts = kills(TinyStudy(Path(name) / "killed"), asked.times, asked.seed)
        wrong = ("corrupt", "next command failed", "staging folders left over", "resumed to other tables")
        print(f"{asked.times} SIGKILLs at random moments, seed {asked.seed}")
        for what, count in counts.items():
            print(f"  {count:5d}  {what}{'  <- must be 0' if what in wrong and count else ''}")
        failed += sum(counts[what] for what in wrong)
        for fault in FAULTS:
            study = TinyStudy(Path(name) / fault.__name__, BODIES)
            try:
                held, found = fault(study)
            except PermissionError as error:
                print(f"  not tried  {fault.__doc__}  {error}")
                continue
            failed += not held
            print(f"  {'held' if held else 'BROKE':5}  {fault.__doc__}  {found}")
    return 1 if failed else 0


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    sys.exit(main())
