"""The sample study from an empty folder to its pages: at most 60 s on two cores.

python -m benchmarks.sample_study [times]
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.timing import timed
from benchmarks.whole_run import WORKBENCH

GOAL = 60


def main(times: int = 3) -> None:
    with tempfile.TemporaryDirectory() as home:
        found = []
        for number in range(times):
            folder = Path(home) / f"study-{number}"
            subprocess.run([WORKBENCH, "new", folder], check=True, capture_output=True)
            found.append(timed([WORKBENCH, "run", "study.yaml"], folder=folder))
    wall, cpu, peak = (
        statistics.median(getattr(one, what) for one in found) for what in ("wall", "cpu", "peak")
    )
    verdict = "reached" if wall <= GOAL else "MISSED"
    print(f"sample study: {wall:.1f} s wall, {cpu:.1f} CPU-s, {peak:.2f} GB; goal ≤ {GOAL} s: {verdict}")
    sys.exit(wall > GOAL)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
