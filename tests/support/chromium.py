"""The Chromium of the tests: where it is, how it starts (quiet, without a network), a page of it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

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


@contextmanager
def browsing() -> Iterator[Any]:
    """A running Chromium; FileNotFoundError where there is none."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        found = executable(play.chromium.executable_path)
        if found is None:
            raise FileNotFoundError(
                "no Chromium on this machine (apt-get install chromium, or set WORKBENCH_CHROMIUM)"
            )
        browser = play.chromium.launch(executable_path=found, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def a_page(browser: Any, *, width: int = 1400, height: int = 1000) -> Iterator[Any]:
    """A page of a fresh context; errors of its scripts gather in `page.errors`."""
    context = browser.new_context(viewport={"width": width, "height": height}, bypass_csp=True)
    page = context.new_page()
    page.set_default_timeout(20_000)
    page.errors = []
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    try:
        yield page
    finally:
        context.close()


@contextmanager
def chromium(*, width: int = 1400, height: int = 1000) -> Iterator[Any]:
    """A browser with one page."""
    with browsing() as browser, a_page(browser, width=width, height=height) as page:
        yield page
