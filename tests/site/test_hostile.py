"""Each payload in every place of a page at once, without a browser: the page's structure stays its own."""

from __future__ import annotations

from pathlib import Path

import lxml.html
import pytest
from executed_study import notebook, write_run
from payloads import PAYLOADS

from workbench.site import write_index, write_pages

EVENT = ".//@*[starts-with(name(), 'on')]"


def tags(path: Path) -> list[str]:
    """Every element of the page in order, but for the words of sentences (a line of Markdown may be a list)."""
    page = lxml.html.fromstring(path.read_bytes())
    prose = {e for block in page.find_class("prose") + page.find_class("lead") for e in block.iter()}
    return [e.tag for e in page.iter() if isinstance(e.tag, str) and e not in prose and e.tag != "a"]


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    run = write_run(tmp_path_factory.mktemp("plain") / "s" / "r", names=("5_report",), points=10)
    write_pages(run, heading="Coffee")
    return tags(run / "index.html")


@pytest.mark.parametrize("payload", PAYLOADS, ids=range(len(PAYLOADS)))
def test_a_payload_changes_no_element_of_the_page(payload: str, plain: list[str], tmp_path: Path) -> None:
    run = write_run(
        tmp_path / "r" / "s" / "run", lambda text: f"{payload} {text}", names=("5_report",), points=10
    )
    write_pages(run, heading=f"{payload} coffee")
    write_index(tmp_path / "r")
    assert tags(run / "index.html") == plain
    for path in (run / "index.html", tmp_path / "r" / "index.html"):
        page = lxml.html.fromstring(path.read_bytes())
        assert page.xpath(EVENT) == []
        assert page.xpath("//*[@src or @srcset or @data or @action or @formaction]") == []
        links = [a.get("href") or "" for a in page.iter("a")]
        assert [link for link in links if link.startswith(("javascript:", "data:", "vbscript:"))] == []
        assert len(page.xpath("//meta[@http-equiv]")) == 1


def test_the_notebook_of_the_attack_does_carry_the_payload() -> None:
    text = str(notebook("5_report", lambda text: f"<script>alert(1)</script> {text}", points=10))
    assert text.count("<script>") + text.count("&lt;script>") > 20
