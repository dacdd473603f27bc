"""How large the pages of a run are, and how soon their first chart is drawn.

    python benchmarks/pages.py reports/<study>/<run> [times]

Prints, for each page beside the goals (2.5 MB, first chart in 2 s): bytes, charts, and the median over `times` fresh visits (5) of the milliseconds until the
first chart and until all charts are drawn. Run it on an idle machine.
"""

from __future__ import annotations

import statistics
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "support"))

from chromium import browsing
from playwright.sync_api import Browser
from viewing import viewed

LIMIT, SOON = 2500, 2000  # kB, milliseconds
MARKS = "performance.getEntriesByType('mark').filter(m => m.name.endsWith('-chart') || m.name === 'charts').map(m => m.startTime)"


def visit(browser: Browser, page: Path) -> tuple[int, list[float]]:
    """One visit with an empty cache: charts, and the times of the first and of all."""
    with viewed(browser, page) as seen:
        return seen.charts, seen.page.evaluate(MARKS)


def main(run: Path, times: int = 5) -> None:
    print(f"{'page':20} {'kB':>6} {'charts':>6} {'first ms':>9} {'all ms':>9}")
    print(f"{'goal':20} {LIMIT:6} {'':6} {SOON:9}")
    with browsing() as browser:
        for page in sorted(run.glob("*.html")):
            if 'id="library"' not in page.read_text(encoding="utf-8"):
                continue  # nothing is drawn on it
            visits = [visit(browser, page) for _ in range(times)]
            first, every = (
                round(statistics.median(times)) for times in zip(*(v[1] for v in visits), strict=True)
            )
            print(f"{page.name:20} {page.stat().st_size // 1000:6} {visits[0][0]:6} {first:9} {every:9}")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), *map(int, sys.argv[2:]))
