"""How long the explorer takes to answer, measured in the browser: from the end of a click or a lasso to the picture.

    python benchmarks/explorer_click.py --customers 20000 --times 20

For each way to ask (lasso, click on the map, click on a bar, colour, filter) the time from the event to the
second animation frame after the page has changed: what a person waits. The target is 200 ms at 20,000 dots.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "widgets"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "support"))

import numpy as np
import pandas as pd
from chromium import chromium
from standalone import write_page
from tiny import make_study

from workbench.artifacts import Run
from workbench.schemas import Variable, Variables
from workbench.widgets.explorer_widget import Explorer

GOAL = 200  # milliseconds
TRAITS = ["spec", "data", "hand", "hand_labels", "history", "view"]
WATCH = """() => {
  window.waits = [];
  let began = null;
  for (const name of ["pointerup", "click", "change"]) {
    document.addEventListener(name, () => {
      if (began !== null) return;
      began = performance.now();
      requestAnimationFrame(() => requestAnimationFrame(() => { window.waits.push(performance.now() - began); began = null; }));
    }, true);
  }
}"""


def lasso(page: Any, number: int) -> None:
    box = page.locator(".wb-over").bounding_box()
    shift = 0.02 * (number % 5)
    outline = [(0.05 + shift, 0.1), (0.55, 0.1 + shift), (0.6, 0.9), (0.1, 0.85 - shift)]
    points = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in outline]
    page.mouse.move(*points[0])
    page.mouse.down()
    for point in points[1:]:
        page.mouse.move(*point, steps=6)
    page.mouse.up()


def dot(page: Any, number: int) -> None:
    box = page.locator(".wb-over").bounding_box()
    place = [(0.3, 0.5), (0.75, 0.25), (0.65, 0.75)][number % 3]
    page.mouse.click(box["x"] + place[0] * box["width"], box["y"] + place[1] * box["height"])


def measured(page: Any, ask: Any, times: int) -> list[float]:
    page.evaluate("() => { window.waits.length = 0; }")
    for number in range(times):
        ask(page, number)
        page.wait_for_function("(n) => window.waits.length > n", arg=number)
    return [float(wait) for wait in page.evaluate("window.waits")][:times]


def widen(run: Run, variables: int) -> None:
    """Add five-point questions, so that the table is as wide as a real one."""
    random = np.random.default_rng(2)
    frame = run.read("customers")
    levels = ("1", "2", "3", "4", "5")
    more = [
        Variable(f"q{n}", "likert", "basis", levels=levels, label=f"Question {n}") for n in range(variables)
    ]
    for variable in more:
        codes = random.integers(0, 5, len(frame))
        frame[variable.name] = pd.Categorical.from_codes(codes, categories=levels, ordered=True)
    run.write("customers", frame)
    run.write_variables(run.variables() + Variables.of(more))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--customers", type=int, default=20_000)
    parser.add_argument("--variables", type=int, default=50, help="questions besides the nine of the study")
    parser.add_argument("--times", type=int, default=20)
    options = parser.parse_args()
    ways = {
        "lasso": lasso,
        "click on the map": dot,
        "click on a bar": lambda page, n: page.click(f"[data-group=S{n % 3 + 1}]"),
        "colour": lambda page, n: page.select_option(
            "[data-field=by]", ["segment", "orders", "region"][n % 3]
        ),
        "other solution": lambda page, n: page.select_option(
            "[data-field=solution]", ["k4", "k2", "in use"][n % 3]
        ),
    }
    with tempfile.TemporaryDirectory() as folder, chromium(width=1200) as page:
        run = make_study(Path(folder) / "study", customers=options.customers)
        widen(run, options.variables)
        widget = Explorer(run)
        page.goto(write_page(Path(folder) / "page.html", widget, TRAITS))
        page.wait_for_selector(".wb-group")
        page.evaluate(WATCH)
        print(
            f"{widget.spec['count']:,} dots of {options.customers:,} customers, {len(widget.data) / 1e6:.1f} MB sent"
        )
        for name, ask in ways.items():
            if name == "colour":
                page.click("[data-do=clear]")
            waits = sorted(measured(page, ask, options.times))
            late = waits[int(0.95 * (len(waits) - 1))]
            verdict = "reached" if late <= GOAL else "MISSED"
            print(
                f"{name:18} median {statistics.median(waits):4.0f} ms, 95 % {late:4.0f} ms, most {waits[-1]:4.0f} ms; "
                f"goal ≤ {GOAL} ms at 95 %: {verdict}"
            )


if __name__ == "__main__":
    main()
