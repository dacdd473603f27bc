"""How much typing a killed kernel costs: kill -9 in the middle of a sentence, again and again.

    python benchmarks/desk_kill.py --times 50

A real JupyterLab and Chromium. Someone types at 20 keys a second; at a random moment the kernel is killed; they
type on for a second; JupyterLab starts the kernel again, the notebook is run again. Two things are counted for
each time: the keys whose text the *store* did not have when the kernel died, as seconds of typing (the target: at
most 2 s), and the keys that are missing once the desk is back (the browser keeps what the store has not).
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "widgets"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "support"))

from chromium import chromium
from lab import Notebook, serving
from tiny import make_study

from workbench.notes import open_store

CELLS = [
    "from workbench.artifacts import open_run\nfrom workbench.widgets import desk\nrun = open_run()",
    "desk(run)",
]
TARGET = 2.0
KEY = 0.05
GOES_ON = 1.0  # seconds of typing after the kernel is dead
WORDS = "beans in the morning before anybody else is awake and never on Sundays "


def once(page: Any, notebook: Notebook, store: Any, luck: random.Random) -> dict[str, float]:
    before = {note.id for note in store.notes()}
    page.click(".wb-new >> nth=0")
    text = page.locator(".wb-paper textarea")
    death = time.monotonic() + luck.uniform(1.0, 6.0)
    typed: list[float] = []
    while time.monotonic() < death:
        text.press_sequentially(WORDS[len(typed) % len(WORDS)])
        typed.append(time.monotonic())
        time.sleep(KEY)
    notebook.kill_kernel()
    killed = time.monotonic()
    stored = written(store, before)
    while time.monotonic() < killed + GOES_ON:
        page.keyboard.type(WORDS[len(typed) % len(WORDS)])  # a dialog of JupyterLab may take the focus
        typed.append(time.monotonic())
        time.sleep(KEY)
    on_screen = text.input_value()
    notebook.after_a_kernel_death().run_all()
    page.wait_for_function(
        """() => document.querySelector(".wb-paper textarea")?.value
            && document.querySelector(".wb-state")?.dataset.state === "saved" """,
        timeout=60_000,
    )
    unsaved = [at for at in typed[len(stored) :] if at <= killed]
    kept = written(store, before)
    return {
        "typed": len(on_screen),
        "seconds_not_in_the_store": round(killed - unsaved[0], 2) if unsaved else 0.0,
        "keys_lost_after_restart": len(on_screen) - shared_start(on_screen, kept),
    }


def shared_start(one: str, other: str) -> int:
    """How many letters two texts share at the start."""
    return sum(1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def written(store: Any, before: set[str]) -> str:
    """The text of the note that was begun after `before`, or nothing when it is not stored yet."""
    return next((note.text for note in store.notes() if note.id not in before), "")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    luck = random.Random(options.seed)
    results = []
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        home.mkdir()
        study = make_study(Path(folder) / "study").study
        with serving(study.folder, home) as lab, chromium() as page, open_store(folder=study.folder) as store:
            notebook = Notebook(page, lab, lab.write_notebook("desk.ipynb", CELLS)).open().run_all()
            page.fill("[data-field=author]", "Ada")
            for number in range(options.times):
                results.append(once(page, notebook, store, luck))
                print(json.dumps({"time": number + 1, **results[-1]}), flush=True)
    worst = max(r["seconds_not_in_the_store"] for r in results)
    lost = sum(r["keys_lost_after_restart"] > 0 for r in results)
    held = sum(r["seconds_not_in_the_store"] <= TARGET for r in results)
    print(
        f"{held} of {len(results)} times the store lacked at most {TARGET:.0f} s of typing (most: {worst:.2f} s)"
    )
    print(f"{len(results) - lost} of {len(results)} times nothing was missing once the desk was back")
    return 0 if held == len(results) and not lost else 1


if __name__ == "__main__":
    sys.exit(main())
