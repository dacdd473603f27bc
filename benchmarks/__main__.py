"""Run the benchmarks that need no hand, print each figure beside its goal, keep them in RESULTS.md: ``make bench``.

    python -m benchmarks [FOLDER] [--quick] [--only TEXT ...]

FOLDER holds the baseline to beat (``make_purchases.py``, ``analyst_baseline.py``) and, beside it, ``data/``;
by default ``$WORKBENCH_SHARED/bench`` or ``../shared/bench``. Without it the comparisons are left out. The whole
takes some forty minutes on 2 cores; ``--quick`` leaves out what takes more than two. ``--only`` runs those with
TEXT in their titles, the fuzzing of the readers (two hours) only so. RESULTS.md keeps the last figures of each,
with their date. A figure that misses its goal stays as MISSED.
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


LAST = ("fuzz",)
"""What runs only when it is asked for."""


def benchmarks(tools: Path) -> Iterator[tuple[str, list[str]]]:
    """What there is to run: a title, and the module with its arguments. A long one's title ends in ``…``."""
    ten = ["benchmarks.features", "10000000", "500000", "3", "--pandas"]
    yield "Sample study", ["benchmarks.sample_study"]
    yield (
        "Stability: the naive loop and ours",
        ["benchmarks.stability_naive_vs_fast", "5000", "30", "10", "5"],
    )
    yield "What a notebook costs beyond its calls", ["benchmarks.overhead"]
    yield "Answer of the explorer at 20,000 dots", ["benchmarks.explorer_click"]
    yield "Features of a million lines beside SQL by hand", ["benchmarks.features"]
    yield "Features of ten million lines beside SQL by hand and pandas …", ten
    yield "Features of fifty million lines in 2 GB …", ["benchmarks.large_features"]
    yield "A million customers scored in DuckDB", ["benchmarks.engine_scoring"]
    yield "Ten million customers scored in DuckDB …", ["benchmarks.engine_scoring", "10000000"]
    yield (
        "How cost grows: 10,000 to a million customers …",
        ["benchmarks.cost", "--picture", "docs/images/cost.png"],
    )
    if tools.is_dir():
        five = ["benchmarks.whole_run", str(tools), "5000000", "100000", "1"]
        yield "50,000 lines beside the careful baseline", ["benchmarks.whole_run", str(tools)]
        yield "Five million lines beside the careful baseline …", five
        yield "Five million lines beside the plain baseline …", [*five, "--plain"]
    cdnow = tools.parent / "data" / "cdnow" / "CDNOW_sample.txt"
    if cdnow.is_file():
        yield "Lifetime value on CDNOW", ["benchmarks.cdnow", str(cdnow)]
    yield "Fuzz: 100,000 inputs a reader …", ["benchmarks.fuzz"]


def is_wanted(title: str, *, quick: bool, only: list[str]) -> bool:
    """Does this one run? What was asked for by name does.

    Examples
    --------
    >>> is_wanted("Sample study", quick=True, only=[]), is_wanted("Fuzz: all …", quick=False, only=[])
    (True, False)
    """
    if only:
        return any(text.casefold() in title.casefold() for text in only)
    return not (quick and title.endswith("…")) and not title.casefold().startswith(LAST)


def ran(module: list[str]) -> str:
    """What a benchmark printed; its exit status only says whether a goal was missed, which it prints too."""
    done = subprocess.run(
        [sys.executable, "-m", *module], cwd=ROOT, capture_output=True, text=True, check=False
    )
    fault = f"\n{done.stderr.strip()}" if done.returncode not in {0, 1} or not done.stdout else ""
    return done.stdout.rstrip() + fault


def circumstances() -> str:
    """When, on what machine, and with which libraries."""
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    return f"{datetime.now(UTC):%Y-%m-%d}: {machine}; {libraries}."


def kept(results: Path) -> dict[str, str]:
    """The sections of an earlier RESULTS.md, by title."""
    if not results.is_file():
        return {}
    _head, *sections = results.read_text(encoding="utf-8").split("\n## ")
    return {title: body.strip() for title, _, body in (section.partition("\n") for section in sections)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    shared = Path(os.environ.get("WORKBENCH_SHARED", ROOT.parent / "shared"))
    parser.add_argument("tools", type=Path, nargs="?", default=shared / "bench")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", metavar="TEXT", nargs="+", default=[])
    given = parser.parse_args()
    if not given.tools.is_dir():
        print("The baseline to beat is not there: no comparison with it.")
    before, sections = kept(RESULTS), {}
    for title, module in benchmarks(given.tools.resolve()):
        name = title.removesuffix(" …")
        if is_wanted(title, quick=given.quick, only=given.only):
            print(f"# {name}", flush=True)
            said = ran(module)
            print(said, flush=True)
            sections[name] = f"{circumstances()}\n\n```\n{said}\n```"
        elif name in before:
            sections[name] = before[name]
        whole = {**sections, **{name: text for name, text in before.items() if name not in sections}}
        parts = [f"## {name}\n\n{text}\n" for name, text in whole.items()]
        RESULTS.write_text("\n".join(["# Benchmarks, as `make bench` left them\n", *parts]), encoding="utf-8")


if __name__ == "__main__":
    main()
