"""Where a Chromium is, and how it starts: quiet, and without a network."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # every name but this machine's is unknown: a page that asks for one fails its test
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def executable(of_playwright: str = "") -> str | None:
    """WORKBENCH_CHROMIUM, else what is installed, else what playwright brought; None when there is none."""
    wished = os.environ.get("WORKBENCH_CHROMIUM")
    places = [wished] if wished else [*map(shutil.which, NAMES), of_playwright]
    return next((place for place in places if place and Path(place).is_file()), None)
