"""The form in a real Chromium: the same answer as Python, by keyboard, without a request."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from typing_study import study
from viewing import Viewed, violations

from workbench.typing_tool import TypingTool, fit, form_html

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def tool() -> TypingTool:
    frame, labels, variables = study(300)
    found = fit(frame, labels, variables.replaced("n0", role="ignore"), questions=8, seed=3)
    assert found is not None
    return found


def answer(page: Page, tool: TypingTool, person: pd.Series) -> None:
    for number, question in enumerate(tool.questions):
        field, value = page.locator(f"#q{number}"), person[question.variable.name]
        if question.variable.type == "numeric":
            field.locator("input").fill(str(value))
        elif question.variable.type == "multi-select":
            for option in value.split("; ") if value else ["None of these"]:
                field.get_by_label(option, exact=True).check()
        elif pd.notna(value):
            field.get_by_label(str(value), exact=True).check()


def probabilities(page: Page) -> list[float]:
    return [
        float(x)
        for x in page.locator("[data-probability]").evaluate_all("l => l.map(e => e.dataset.probability)")
    ]


def test_the_form_says_what_python_says(browser: Browser, tool: TypingTool, tmp_path: Path) -> None:
    assert {q.variable.type for q in tool.questions} >= {"likert"}
    path = tmp_path / "form.html"
    path.write_text(form_html(tool, title="Pets", descriptions={"S1": "They are <first>."}), encoding="utf-8")
    frame, _, _ = study(12, seed=21)
    frame.loc[0, "q1"] = None
    expected = tool.score(frame)
    requests: list[str] = []
    page = browser.new_page()
    page.on("request", lambda request: requests.append(request.url))
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(path.as_uri())
    for row, person in frame.iterrows():
        page.get_by_role("button", name="Clear all answers").click()
        page.locator("#verdict", has_text="No question").wait_for()
        answer(page, tool, person)
        np.testing.assert_allclose(probabilities(page)[0], expected.loc[row, "probability"], rtol=1e-9)
        assert page.locator("#verdict").inner_text().startswith(expected.loc[row, "segment"])
    assert len(requests) == 1  # the file itself
    assert errors == []
    page.close()


def test_the_form_can_be_used_by_keyboard_and_axe_finds_nothing(
    browser: Browser, tool: TypingTool, tmp_path: Path
) -> None:
    path = tmp_path / "form.html"
    path.write_text(form_html(tool, title="Pets"), encoding="utf-8")
    page = browser.new_page()
    page.goto(path.as_uri())
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert "from 1 of 8 questions" in page.locator("#verdict").inner_text()
    page.close()
    context = browser.new_context(bypass_csp=True)
    tried = Viewed(context.new_page())
    tried.page.goto(path.as_uri())
    assert violations(tried) == []
    context.close()
