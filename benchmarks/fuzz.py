"""Feed the readers with what nobody would write: ``python -m benchmarks.fuzz [READER ...] [--inputs 100000]``.

Each reader gets inputs that hypothesis builds from the pieces of its language, and as many that atheris grows by
watching which lines of the reader they reach. Nothing but our own errors may come out. Atheris is not among the
project's dependencies (it has wheels for few systems): install it beside them, or see its half told as not tried.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support")]

from readers import READERS, Reader  # noqa: E402

from workbench.errors import WorkbenchError  # noqa: E402

SEED = 20261121


def survives(reader: Reader, content: bytes) -> str:
    """What came of an input: ``read``, ``refused``, or the fault."""
    try:
        reader.read(content)
    except WorkbenchError:
        return "refused"
    except Exception as error:  # noqa: BLE001 - it is what we look for
        return f"{type(error).__name__}: {error}"[:200]
    return "read"


def by_hypothesis(reader: Reader, inputs: int) -> dict[str, int]:
    """How often each outcome came; a fault is told with the input."""
    from hypothesis import HealthCheck, Phase, given, seed, settings

    outcomes: dict[str, int] = {}

    @seed(SEED)
    @settings(
        max_examples=inputs,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(reader.inputs)
    def look(content: bytes) -> None:
        outcome = survives(reader, content)
        if outcome not in outcomes and outcome not in {"read", "refused"}:
            print(f"  FAULT {reader.name}: {outcome}\n        {content!r}", flush=True)
        outcomes[outcome] = outcomes.get(outcome, 0) + 1
        if sum(outcomes.values()) % 10_000 == 0:
            print(f"  {reader.name}: {sum(outcomes.values()):,} …", file=sys.stderr, flush=True)

    look()
    return outcomes


def by_atheris(reader: Reader, inputs: int) -> None:
    """Let atheris grow inputs in this process, which it ends itself."""
    import atheris

    with atheris.instrument_imports(include=["workbench"]):
        for name in reader.modules:
            __import__(name)
    seen: dict[str, int] = {}

    def look(content: bytes) -> None:
        outcome = survives(reader, content)
        seen[outcome] = seen.get(outcome, 0) + 1
        if outcome not in {"read", "refused"} and seen[outcome] == 1:
            print(f"  FAULT {reader.name}: {outcome}\n        {content!r}", flush=True)
        if sum(seen.values()) == inputs:
            print(f"OUTCOMES {seen}", flush=True)

    corpus = Path(sys.argv[-1])
    words = [sys.argv[0], str(corpus), f"-atheris_runs={inputs}", f"-runs={inputs}", f"-seed={SEED}"]
    atheris.Setup([*words, "-max_len=4096", "-verbosity=0", "-rss_limit_mb=4096"], look)
    atheris.Fuzz()


def watched(reader: Reader, inputs: int) -> str:
    """Run `by_atheris` in a process of its own; its last line of outcomes."""
    import tempfile

    if find_spec("atheris") is None:
        return "not tried: pip install atheris"
    with tempfile.TemporaryDirectory() as folder:
        for number, content in enumerate(reader.seeds):
            (Path(folder) / str(number)).write_bytes(content)
        command = [sys.executable, "-m", "benchmarks.fuzz", reader.name]
        done = subprocess.run(
            [*command, "--inputs", str(inputs), "--grow", folder],
            cwd=ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip
    faults = [line for line in done.stdout.splitlines() if line.startswith(("  FAULT", "        "))]
    told = next((line[9:] for line in done.stdout.splitlines() if line.startswith("OUTCOMES ")), "")
    ended = told or f"ended with {done.returncode}: {done.stderr[-300:]}"
    return "\n".join([*faults, ended])


def main() -> int:
    """Print inputs, seconds and outcomes of each reader; the exit code says whether any fault was found."""
    words = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    words.add_argument("readers", nargs="*", default=[])
    words.add_argument("--inputs", type=int, default=100_000)
    words.add_argument("--grow", metavar="CORPUS")
    asked = words.parse_args()
    chosen = [reader for reader in READERS if not asked.readers or reader.name in asked.readers]
    if asked.grow:
        by_atheris(chosen[0], asked.inputs)
        return 0
    faults = 0
    for reader in chosen:
        half = asked.inputs // 2
        began = time.monotonic()
        outcomes = by_hypothesis(reader, half)
        took = time.monotonic() - began
        faults += sum(n for what, n in outcomes.items() if what not in {"read", "refused"})
        print(f"{reader.name}: hypothesis {half:,} inputs, {took:.0f} s: {outcomes}", flush=True)
        began = time.monotonic()
        grown = watched(reader, half)
        faults += "FAULT" in grown or "ended with" in grown
        print(
            f"{reader.name}: atheris {half:,} inputs, {time.monotonic() - began:.0f} s: {grown}", flush=True
        )
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
