"""The pages of a run on disk."""

from __future__ import annotations

import getpass
import itertools
import os
import re
import socket
from pathlib import Path

import lxml.html
import pytest
from executed_study import notebook, write_run

from workbench.site import write_index, write_pages
from workbench.site.facts import read_facts

LIMIT = 2_500_000


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = write_run(tmp_path_factory.mktemp("study") / "reports" / "coffee" / "run-1")
    write_pages(folder, heading="Coffee drinkers", code="folded", language="en-GB")
    return folder


def test_five_pages_each_links_to_the_others_and_says_which_it_is(run: Path) -> None:
    names = ["index.html", "1_data.html", "2_segments.html", "3_explore.html", "4_personas.html"]
    for name in names:
        page = lxml.html.fromstring((run / name).read_bytes())
        links = page.xpath("//nav[@aria-label='Pages of this run']//a")
        assert [link.get("href") for link in links] == names
        assert [link.get("href") for link in links if link.get("aria-current")] == [name]
        assert page.get("lang") == "en-GB"


def test_a_page_holds_the_library_once_and_stays_small(run: Path) -> None:
    html = (run / "index.html").read_text()
    assert html.count('id="library"') == 1
    assert html.count('class="chart-data"') == 4
    assert len(html.encode()) < LIMIT
    assert not re.search(r'(?:src|href)="(?:https?:)?//', html)


def test_the_policy_names_the_scripts_of_the_page(run: Path) -> None:
    html = (run / "index.html").read_text()
    policy = lxml.html.fromstring(html.encode()).xpath(
        "//meta[@http-equiv='Content-Security-Policy']/@content"
    )[0]
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe-eval" not in policy
    assert policy.split("style-src")[0].count("sha256-") == 2


def test_the_same_run_gives_the_same_bytes(run: Path) -> None:
    before = (run / "index.html").read_bytes()
    write_pages(run, heading="Coffee drinkers", code="folded", language="en-GB")
    assert (run / "index.html").read_bytes() == before


def test_facts_of_the_run_are_at_its_head(run: Path) -> None:
    text = lxml.html.fromstring((run / "index.html").read_bytes()).find_class("facts")[0].text_content()
    assert "22 November 2026, 14:30 UTC" in text
    assert "2,000 customers in 5 segments" in text


def test_headings_are_in_order_with_one_at_the_top(run: Path) -> None:
    page = lxml.html.fromstring((run / "index.html").read_bytes())
    levels = [int(h.tag[1]) for h in page.iter("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_a_run_that_broke_gets_a_page_that_says_so(tmp_path: Path) -> None:
    folder = write_run(
        tmp_path / "coffee" / "run-2", names=("1_data",), status="failed", message="2_segments stopped"
    )
    pages = write_pages(folder, heading="Coffee")
    assert [page.name for page in pages] == ["index.html", "1_data.html"]
    text = lxml.html.fromstring((folder / "index.html").read_bytes()).text_content()
    assert "This run has no report" in text
    assert "2_segments stopped" in text


def test_a_damaged_run_json_still_gives_a_page(tmp_path: Path) -> None:
    folder = write_run(tmp_path / "coffee" / "run-2", names=("5_report",))
    (folder / "run.json").write_text('{"id": ')
    write_pages(folder, heading="Coffee")
    assert "not complete" in (folder / "index.html").read_text()
    assert read_facts(folder).status == "unknown"


def test_nothing_of_this_machine_is_in_a_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(getpass, "getuser", lambda: "mmustermann")
    monkeypatch.setattr(socket, "gethostname", lambda: "build-box-17.corp")
    monkeypatch.setenv("WORKBENCH_NOTES_URL", "postgresql://ada:pw-4711@db.corp/notes")
    monkeypatch.setenv("COFFEE_CANARY", "canary value 08/15")
    reports = tmp_path / "reports"
    planted = (
        f"{tmp_path}/data/survey.csv {Path.home()}/x.csv mmustermann build-box-17.corp "
        "postgresql://ada:pw-4711@db.corp/notes pw-4711 canary value 08/15 C:\\Users\\ada\\x.csv /home/ada/y.csv"
    )
    words = lambda text: f"{text} {planted}"  # noqa: E731
    folder = write_run(reports / "coffee" / "run-1", words, names=("5_report",), points=10)
    write_pages(folder, heading="Coffee", code="folded")
    write_index(reports)
    for path in (folder / "index.html", reports / "index.html"):
        html = path.read_text()
        for secret in (
            str(tmp_path),
            "mmustermann",
            "build-box-17",
            "pw-4711",
            "canary value",
            "/home/ada",
            "Users\\ada",
        ):
            assert secret not in html, (path.name, secret)
        assert str(Path.home()) + "/" not in html
    assert os.environ["COFFEE_CANARY"] in str(notebook("5_report", words, points=10))
