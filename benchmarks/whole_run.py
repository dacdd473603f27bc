"""A whole run of ours beside the notebook that an analyst writes by hand, on the same file, in one go.

    python -m benchmarks.whole_run FOLDER [lines customers [times]] [--plain]

FOLDER holds `make_purchases.py` and `analyst_baseline.py`. Ours is `workbench run --force` on the study.yaml
that `workbench init` wrote: five notebooks, the panel of k = 2…10 with stability, nulls, map, forecasts,
lifetime value and pages. The baseline is run with ``--careful`` (silhouettes and map on samples), or
without it when ``--plain`` is given. Both run in turn, ours first; figures are medians.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from benchmarks.timing import Timed, timed

WORKBENCH = Path(sys.executable).with_name("workbench")


@dataclass(frozen=True, slots=True)
class Goal:
    """Ours as a share of the baseline's: at most this in time, at most this in memory (None: no goal)."""

    wall: float
    peak: float | None


def goal_of(lines: int, *, plain: bool) -> Goal:
    if plain:
        return Goal(0.20, 0.7)
    return Goal(0.7, 0.7) if lines >= 1_000_000 else Goal(0.8, None)


def pairs(
    tools: Path, work: Path, *, lines: int, customers: int, times: int, plain: bool
) -> list[tuple[Timed, Timed]]:
    """Make the file once, then run ours and theirs in turn."""
    make = [sys.executable, tools / "make_purchases.py", lines, customers, "lines", 7, work]
    subprocess.run([str(word) for word in make], check=True, capture_output=True)
    subprocess.run(
        [WORKBENCH, "init", "lines.csv", "-o", "study.yaml"], cwd=work, check=True, capture_output=True
    )
    theirs = [
        sys.executable,
        tools / "analyst_baseline.py",
        "lines.csv",
        work,
        *([] if plain else ["--careful"]),
    ]
    ours = [WORKBENCH, "run", "study.yaml", "--force"]
    return [(timed(ours, folder=work), timed(theirs, folder=work)) for _ in range(times)]


def report(found: list[tuple[Timed, Timed]], goal: Goal, name: str) -> bool:
    """Print both figures and the ratio of the medians beside the goal; False when it is missed."""
    reached = True
    for what, limit in (("wall", goal.wall), ("cpu", None), ("peak", goal.peak)):
        ours, theirs = (statistics.median(getattr(pair[side], what) for pair in found) for side in (0, 1))
        ratio = ours / theirs
        verdict = "" if limit is None else f"goal ≤ {limit:g}: {'reached' if ratio <= limit else 'MISSED'}"
        unit = "GB" if what == "peak" else "s"
        print(
            f"{name:34} {what:5} ours {ours:7.2f} {unit:2} theirs {theirs:7.2f} {unit:2} ratio {ratio:5.2f}  {verdict}"
        )
        reached &= limit is None or ratio <= limit
    return reached


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("tools", type=Path)
    parser.add_argument("lines", type=int, nargs="?", default=50_000)
    parser.add_argument("customers", type=int, nargs="?", default=2_000)
    parser.add_argument("times", type=int, nargs="?", default=3)
    parser.add_argument("--plain", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = pairs(
            given.tools.resolve(), Path(folder),
            lines=given.lines, customers=given.customers, times=given.times, plain=given.plain,
        )  # fmt: skip
    kind = "plain" if given.plain else "careful"
    name = f"{given.lines:,} lines, {kind} baseline"
    print(f"{os.cpu_count()} cores; median of {given.times}")
    sys.exit(0 if report(found, goal_of(given.lines, plain=given.plain), name) else 1)


if __name__ == "__main__":
    main()
