"""Features of fifty million lines while DuckDB may use 2 GB: does it end, and within 4 GB of the whole process?

python -m benchmarks.large_features [lines customers]
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

from benchmarks.purchases import make
from benchmarks.timing import timed

ROOT = Path(__file__).parents[1]
LIMIT, GOAL = "2GB", 4.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("lines", type=int, nargs="?", default=50_000_000)
    parser.add_argument("customers", type=int, nargs="?", default=500_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "lines.parquet"
        make(given.lines, given.customers, file)
        os.environ["WORKBENCH_MEMORY"] = LIMIT
        found = timed([sys.executable, "-m", "benchmarks.feature_ways", "ours", file], folder=ROOT)
    verdict = "reached" if found.peak <= GOAL else "MISSED"
    print(
        f"{os.cpu_count()} cores; {given.lines:,} lines, {given.customers:,} customers, memory_limit {LIMIT}\n"
        f"features wall {found.wall:.0f} s, cpu {found.cpu:.0f} s, peak {found.peak:.2f} GB  goal ≤ {GOAL:g} GB: {verdict}"
    )
    sys.exit(0 if verdict == "reached" else 1)


if __name__ == "__main__":
    main()
