"""Run the benchmarks that need no hand, print each figure beside its goal, write RESULTS.md: ``make bench``.

    python -m benchmarks [FOLDER] [--long]

FOLDER holds the baseline to beat (``make_purchases.py``, ``analyst_baseline.py``) and, beside it, ``data/``;
by default ``$WORKBENCH_SHARED/bench`` or ``../shared/bench``. Without it the comparisons are left out, and
RESULTS.md says so. ``--long`` adds five million lines and more, and the fuzzing of the readers. A figure that
misses its goal stays as MISSED.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "benchmarks" / "RESULTS.md"
LIBRARIES = ("duckdb", "numpy", "pandas", "scikit-learn", "umap-learn")


def benchmarks(tools: Path, *, long: bool) -> Iterator[tuple[str, list[str]]]:
    """What to run: a title, and the module with its arguments."""
    yield "Sample study", ["benchmarks.sample_study"]
    yield (
        "Stability: the naive loop and ours",
        ["benchmarks.stability_naive_vs_fast", "5000", "30", "10", "5"],
    )
    yield "Answer of the explorer at 20,000 dots", ["benchmarks.explorer_click"]
    yield "Features of a million lines beside SQL by hand", ["benchmarks.features"]
    yield "A million customers scored in DuckDB", ["benchmarks.engine_scoring"]
    if long:
        ten = ["benchmarks.features", "10000000", "500000", "3", "--pandas"]
        yield "Features of ten million lines beside SQL by hand and pandas", ten
        yield "Features of fifty million lines in 2 GB", ["benchmarks.large_features"]
        yield "Ten million customers scored in DuckDB", ["benchmarks.engine_scoring", "10000000"]
        yield (
            "How cost grows: 10,000 to a million customers",
            ["benchmarks.cost", "--picture", "docs/images/cost.png"],
        )
        yield "Fuzz: 100,000 inputs a reader", ["benchmarks.fuzz"]
    if not tools.is_dir():
        return
    yield "50,000 lines beside the careful baseline", ["benchmarks.whole_run", str(tools)]
    cdnow = tools.parent / "data" / "cdnow" / "CDNOW_sample.txt"
    if cdnow.is_file():
        yield "Lifetime value on CDNOW", ["benchmarks.cdnow", str(cdnow)]
    if long:
        five = ["benchmarks.whole_run", str(tools), "5000000", "100000", "1"]
        yield "Five million lines beside the careful baseline", five
        yield "Five million lines beside the plain baseline", [*five, "--plain"]


def ran(module: list[str]) -> str:
    """What a benchmark printed; its exit status only says whether a goal was missed, which it prints too."""
    done = subprocess.run(
        [sys.executable, "-m", *module], cwd=ROOT, capture_output=True, text=True, check=False
    )
    fault = f"\n{done.stderr.strip()}" if done.returncode not in {0, 1} or not done.stdout else ""
    return done.stdout.rstrip() + fault


def heading() -> str:
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    return (
        f"# Benchmarks\n\nWritten by `make bench` on {datetime.now(UTC):%Y-%m-%d}: {machine}; {libraries}.\n"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    shared = Path(os.environ.get("WORKBENCH_SHARED", ROOT.parent / "shared"))
    parser.add_argument("tools", type=Path, nargs="?", default=shared / "bench")
    parser.add_argument("--long", action="store_true")
    given = parser.parse_args()
    parts = [heading()]
    if not given.tools.is_dir():
        parts.append("The baseline to beat was not there: no comparison with it.\n")
    for title, module in benchmarks(given.tools.resolve(), long=given.long):
        print(f"# {title}", flush=True)
        said = ran(module)
        print(said, flush=True)
        parts.append(f"## {title}\n\n```\n{said}\n```\n")
    RESULTS.write_text("\n".join(parts), encoding="utf-8")


if __name__ == "__main__":
    main()
