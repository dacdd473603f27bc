"""A page opened in Chromium, and everything that it did besides showing itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page


@dataclass
class Viewed:
    """A page, what it asked for, what it complained of, what it opened."""

    page: Page
    requests: list[str] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    @property
    def charts(self) -> int:
        """How many charts were drawn."""
        return self.page.locator(".js-plotly-plot .main-svg:first-of-type").count()


@contextmanager
def viewed(
    browser: Browser,
    path: Path,
    *,
    dark: bool = False,
    width: int = 1280,
    bypass_csp: bool = False,
    **context: Any,
) -> Iterator[Viewed]:
    """Open a page from disk and wait until its charts are drawn."""
    theme = "dark" if dark else "light"
    made = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=theme, bypass_csp=bypass_csp, **context
    )
    page = made.new_page()
    seen = Viewed(page)
    page.on("request", lambda request: seen.requests.append(request.url))
    page.on("console", lambda message: seen.messages.append(message.text))
    page.on("pageerror", lambda error: seen.messages.append(str(error)))
    page.on("dialog", lambda dialog: (seen.dialogs.append(dialog.message), dialog.dismiss()))
    try:
        page.goto(path.as_uri())
        if page.locator("script#library").count():
            page.locator("html[data-charts]").wait_for(state="attached")
        yield seen
    finally:
        made.close()


def violations(seen: Viewed) -> list[str]:
    """What axe-core finds wrong: rule, and the first element."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(seen.page).response["violations"]
    return [f"{v['id']} x{len(v['nodes'])}: {v['nodes'][0]['html'][:200]}" for v in found]
