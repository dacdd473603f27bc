"""What a run costs beyond the calls in its notebooks: kernels, papermill, saving, pages.

    python -m benchmarks.overhead [lines customers [times]]

Beside `workbench run --force`, the same cells with the same parameters in one IPython of one process: the imports
and the library calls, and no kernel, no copy, no page. The difference in CPU seconds over the five notebooks,
pages and all, is the overhead of a notebook. Medians.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.purchases import make
from benchmarks.timing import timed
from benchmarks.whole_run import WORKBENCH
from workbench.runner.flow import NEEDS
from workbench.runner.kernels import HEADLESS, ONE_THREAD

ROOT = Path(__file__).resolve().parents[1]
GOAL = 1.5
"""CPU seconds a notebook."""


def cells(folder: Path, run_dir: Path) -> None:
    """Run the code cells of the five notebooks here, one after another, into an empty run folder."""
    from IPython.core.interactiveshell import InteractiveShell

    from workbench.runner.notebooks import notebook_folder

    shell = InteractiveShell.instance()
    given = {"study": "study.yaml", "run_dir": str(run_dir), "interactive": False, "settings": {}}
    for name in NEEDS:
        document = json.loads((notebook_folder(folder) / f"{name}.ipynb").read_text(encoding="utf-8"))
        for cell in document["cells"]:
            if cell["cell_type"] != "code":
                continue
            result = shell.run_cell("".join(cell["source"]))
            result.raise_error()
            if "parameters" in cell["metadata"].get("tags", []):
                shell.user_ns.update(given)


def measured(folder: Path, times: int) -> tuple[float, float]:
    """CPU seconds of a run, and of its cells alone."""
    whole, alone = [], []
    for _ in range(times):
        whole.append(timed([WORKBENCH, "run", "study.yaml", "--force"], folder=folder).cpu)
        with tempfile.TemporaryDirectory(
            dir=folder
        ) as empty:  # a map that is there already is not laid out again
            command = [sys.executable, "-m", "benchmarks.overhead", "--cells", folder, "--into", empty]
            alone.append(timed(command, folder=ROOT).cpu)
    return statistics.median(whole), statistics.median(alone)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("lines", type=int, nargs="?", default=50_000)
    parser.add_argument("customers", type=int, nargs="?", default=2_000)
    parser.add_argument("times", type=int, nargs="?", default=3)
    parser.add_argument("--cells", type=Path, metavar="FOLDER", help="only run the cells of the study there")
    parser.add_argument("--into", type=Path, default=Path("plain"), help="its run folder")
    given = parser.parse_args()
    if given.cells:
        os.chdir(given.cells)
        cells(Path(), given.into)
        return
    os.environ.update({**ONE_THREAD, HEADLESS: "1"})
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make(given.lines, given.customers, folder / "lines.parquet")
        init = [WORKBENCH, "init", "lines.parquet", "-o", "study.yaml"]
        subprocess.run(init, cwd=folder, check=True, capture_output=True)
        whole, alone = measured(folder, given.times)
    each = (whole - alone) / len(NEEDS)
    verdict = "reached" if each <= GOAL else "MISSED"
    print(
        f"{given.lines:,} lines, {given.customers:,} customers, CPU seconds, median of {given.times}\n"
        f"run {whole:.2f}, its cells in one process {alone:.2f}: {each:.2f} a notebook  goal ≤ {GOAL:g}: {verdict}"
    )
    sys.exit(verdict != "reached")


if __name__ == "__main__":
    main()
