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
import os
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
    """The costs as lines on logarithmic scales, each with its name at its end, and n log n beside them."""
    sys.path.insert(0, str(ROOT / "tests" / "support"))
    import plotly.graph_objects as go
    from chromium import browsing

    from workbench.figures.style import INK, NEUTRAL, PALETTE, template

    x = [c.customers for c in costs]
    figure = go.Figure()
    lines = {"whole run, CPU": ([c.cpu for c in costs], {"color": INK, "width": 3})}
    for name, colour in zip(costs[0].steps, PALETTE, strict=False):
        lines[name] = [c.steps[name] for c in costs], {"color": colour, "width": 2}
    lines["n log n"] = [n * math.log(n) / 1e5 for n in x], {"color": NEUTRAL, "width": 2, "dash": "dot"}
    ends = apart([values[-1] for values, _ in lines.values()])
    for (name, (values, line)), end in zip(lines.items(), ends, strict=True):
        figure.add_scatter(x=x, y=values, line=line, showlegend=False)
        said = name if name == "n log n" else f"{name}: {values[-1]:.0f} s"
        figure.add_annotation(
            x=math.log10(x[-1]), y=math.log10(end), text=said, font={"color": line["color"], "size": 14},
            showarrow=False, xanchor="left", xshift=10,
        )  # fmt: skip
    figure.update_layout(
        template=template(),
        title=f"Seconds of a run, by the number of customers ({os.cpu_count()} cores, {LINES} lines a customer)",
        xaxis={
            "type": "log",
            "title": "customers",
            "tickvals": x,
            "ticktext": [f"{n:,}" for n in x],
            "range": [math.log10(x[0]) - 0.1, math.log10(x[-1]) + 0.02],
        },
        yaxis={
            "type": "log",
            "tickvals": [1, 10, 100, 1000],
            "ticktext": ["1 s", "10 s", "100 s", "1,000 s"],
        },
        margin={"l": 70, "r": 190, "t": 60, "b": 60},
    )
    with browsing() as browser, tempfile.TemporaryDirectory() as name:
        path = Path(name) / "cost.html"
        figure.write_html(path, config={"displayModeBar": False})
        page = browser.new_page(viewport={"width": 900, "height": 520}, device_scale_factor=2)
        page.goto(path.as_uri())
        page.wait_for_selector(".main-svg")
        page.screenshot(path=target)


def apart(values: list[float], factor: float = 1.32) -> list[float]:
    """Where names stand beside values on a logarithmic scale, so that none covers the next."""
    placed = dict.fromkeys(range(len(values)), 0.0)
    least = 0.0
    for number in sorted(placed, key=values.__getitem__):
        placed[number] = least = max(values[number], least * factor)
    return list(placed.values())


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
