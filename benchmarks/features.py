"""Purchase features three ways, each a process of its own that reads the same Parquet file.

    python -m benchmarks.features [lines customers [times]] [--pandas]

Ours is `open_purchases` and `purchase_features`: Ibis on DuckDB. Beside it the same columns by SQL written
by hand for DuckDB, and, with ``--pandas``, by pandas. All three give the columns of `COLUMNS`, one row a
customer; ours also checks the lines, and makes the months and the repeat purchases, which the SQL and pandas
make as well. Medians.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
from pathlib import Path

from benchmarks.purchases import make
from benchmarks.timing import Timed, timed

HERE = Path(__file__).parent
ROOT = HERE.parent
SQL_GOAL, PANDAS_GOAL = 1.3, 0.15


def medians(file: Path, ways: list[str], times: int) -> dict[str, Timed]:
    """Run the ways in turn, so that a noisy moment meets all of them."""
    found: dict[str, list[Timed]] = {way: [] for way in ways}
    for _ in range(times):
        for way in ways:
            command = [sys.executable, "-m", "benchmarks.feature_ways", way, file]
            found[way].append(timed(command, folder=ROOT))
    return {
        way: Timed(
            *(statistics.median(getattr(run, part) for run in runs) for part in ("wall", "cpu", "peak"))
        )
        for way, runs in found.items()
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("lines", type=int, nargs="?", default=1_000_000)
    parser.add_argument("customers", type=int, nargs="?", default=50_000)
    parser.add_argument("times", type=int, nargs="?", default=3)
    parser.add_argument("--pandas", action="store_true")
    given = parser.parse_args()
    others = {"sql": SQL_GOAL} | ({"pandas": PANDAS_GOAL} if given.pandas else {})
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "lines.parquet"
        make(given.lines, given.customers, file)
        found = medians(file, ["ours", *others], given.times)
    print(
        f"{os.cpu_count()} cores; {given.lines:,} lines, {given.customers:,} customers; median of {given.times}"
    )
    reached = True
    for way, goal in others.items():
        ours, theirs = found["ours"], found[way]
        for what, limit in (("wall", goal), ("cpu", None), ("peak", None)):
            mine, its = getattr(ours, what), getattr(theirs, what)
            verdict = (
                "" if limit is None else f"goal ≤ {limit:g}: {'reached' if mine / its <= limit else 'MISSED'}"
            )
            unit = "GB" if what == "peak" else "s"
            print(
                f"features, {way:6} {what:5} ours {mine:7.2f} {unit:2} {way} {its:7.2f} {unit:2} ratio {mine / its:5.2f}  {verdict}"
            )
            reached &= limit is None or mine / its <= limit
    sys.exit(0 if reached else 1)


if __name__ == "__main__":
    main()
