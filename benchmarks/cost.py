"""How the cost of a run grows with the customers: 10^4, 10^5, 10^6, ten lines each.

    python -m benchmarks.cost [--picture docs/images/cost.png]

A whole `workbench run --force` at each size, from Parquet to pages. Prints CPU seconds, memory and the seconds of
each notebook, and the slope between sizes on logarithmic scales: 1 grows as the customers do. Goal: nothing
steeper than n log n, which between these sizes is a slope of 1.1. What is sampled (stability, map) stays flat.
"""

from __future__ import annotations

import argparse
import json
import math
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from benchmarks.purchases import make
from benchmarks.timing import timed
from benchmarks.whole_run import WORKBENCH

ROOT = Path(__file__).resolve().parents[1]
SIZES = (10_000, 100_000, 1_000_000)
LINES = 10
STEEPEST = 1.1


@dataclass(frozen=True, slots=True)
class Cost:
    """What a run of one size took: CPU seconds and gigabytes, and wall seconds by notebook."""

    customers: int
    cpu: float
    peak: float
    steps: dict[str, float]


def cost(customers: int) -> Cost:
    """Make the purchases, run, and read what the run says of its notebooks."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make(LINES * customers, customers, folder / "lines.parquet")
        init = [WORKBENCH, "init", "lines.parquet", "-o", "study.yaml"]
        subprocess.run(init, cwd=folder, check=True, capture_output=True)
        run = timed([WORKBENCH, "run", "study.yaml", "--force"], folder=folder)
        (manifest,) = folder.glob("reports/*/2*/run.json")
        steps = {step["notebook"]: step["seconds"] for step in json.loads(manifest.read_text())["steps"]}
    return Cost(customers, run.cpu, run.peak, steps)


def slope(fewer: Cost, more: Cost, value: str = "") -> float:
    """Growth of the cost over growth of the customers, both as logarithms."""
    first, second = (c.steps[value] if value else c.cpu for c in (fewer, more))
    return math.log(second / first) / math.log(more.customers / fewer.customers)


def table(costs: list[Cost]) -> str:
    """The figures as a table in Markdown, the slope of the last step in its own column."""
    head = ["", *(f"{c.customers:,}" for c in costs), "slope at the end"]
    rows = [head, ["---", *["---:"] * (len(costs) + 1)]]
    rows += [
        [f"{name}, s", *(f"{c.steps[name]:.1f}" for c in costs), f"{slope(*costs[-2:], name):.2f}"]
        for name in costs[0].steps
    ]
    rows.append(["whole run, CPU-s", *(f"{c.cpu:.0f}" for c in costs), f"{slope(*costs[-2:]):.2f}"])
    rows.append(["peak memory, GB", *(f"{c.peak:.2f}" for c in costs), ""])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def picture(costs: list[Cost], target: Path) -> None:
    """The costs as lines on logarithmic scales, with n log n beside them."""
    sys.path.insert(0, str(ROOT / "tests" / "support"))
    import plotly.graph_objects as go
    from chromium import browsing

    from workbench.figures.style import SERIES

    x = [c.customers for c in costs]
    figure = go.Figure()
    bound = [costs[0].cpu * n * math.log(n) / (x[0] * math.log(x[0])) for n in x]
    series = {
        "whole run, CPU-s": [c.cpu for c in costs],
        **{name: [c.steps[name] for c in costs] for name in costs[0].steps},
    }
    for i, (name, values) in enumerate(series.items()):
        figure.add_scatter(x=x, y=values, name=name, line_color=SERIES[i % len(SERIES)])
    figure.add_scatter(x=x, y=bound, name="n log n", line={"dash": "dot", "color": "grey"})
    figure.update_layout(
        title="What a run costs by customers (2 cores, 10 lines a customer)",
        xaxis={"type": "log", "title": "customers", "dtick": 1},
        yaxis={"type": "log", "title": "seconds", "dtick": 1},
        template="plotly_white",
    )
    with browsing() as browser, tempfile.TemporaryDirectory() as name:
        path = Path(name) / "cost.html"
        figure.write_html(path)
        page = browser.new_page(viewport={"width": 900, "height": 520})
        page.goto(path.as_uri())
        page.wait_for_selector(".main-svg")
        page.screenshot(path=target)


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    words.add_argument("sizes", type=int, nargs="*", default=SIZES)
    words.add_argument("--picture", type=Path)
    asked = words.parse_args()
    costs = [cost(customers) for customers in asked.sizes]
    print(table(costs))
    steepest = max(slope(*costs[-2:], name) for name in costs[0].steps)
    print(
        f"steepest notebook {steepest:.2f}; goal ≤ {STEEPEST}: {'reached' if steepest <= STEEPEST else 'MISSED'}"
    )
    if asked.picture:
        picture(costs, asked.picture)
    sys.exit(steepest > STEEPEST)


if __name__ == "__main__":
    main()
