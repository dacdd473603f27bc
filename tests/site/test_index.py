"""The page of all runs."""

from __future__ import annotations

import itertools
from pathlib import Path

import lxml.html
import pytest
from executed_study import write_run

from workbench.site import write_index
from workbench.site.facts import Facts, Segment, facts, spelled, took
from workbench.site.index import study_runs
from workbench.site.trend import trend


def run(reports: Path, study: str, day: int, **more: object) -> Path:
    folder = write_run(
        reports / study / f"run-{day}",
        names=(),
        started=f"2026-11-{day:02}T08:00:00+00:00",
        title=study.title(),
        **more,
    )
    (folder / "index.html").write_text("a page")
    return folder


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    for day in (3, 1, 2):
        run(tmp_path, "coffee", day)
    run(tmp_path, "tea", 5, status="failed", message="2_segments stopped")
    (tmp_path / "coffee" / "draft").mkdir()
    (tmp_path / "coffee" / ".staging-x").mkdir()
    return tmp_path


def test_every_run_is_listed_the_latest_first(reports: Path) -> None:
    page = lxml.html.fromstring(write_index(reports).read_bytes())
    hrefs = page.xpath("//section[1]//tbody//a/@href")
    assert hrefs == [f"coffee/run-{day}/index.html" for day in (3, 2, 1)]
    assert page.xpath("//p[@class='latest']/a/@href") == ["coffee/run-3/index.html"]
    assert "2_segments stopped" in page.xpath("//section[2]")[0].text_content()


def test_a_clock_that_was_set_back_changes_no_order(reports: Path) -> None:
    for number, day in ((1, 27), (2, 26)):
        run(reports, "mate", day, number=number)
    found = study_runs(reports / "mate")
    assert found is not None
    assert [facts.started.day for facts in found.runs if facts.started] == [26, 27]
    assert found.latest == found.runs[0].id


def test_a_run_without_a_page_is_listed_without_a_link(reports: Path) -> None:
    (reports / "tea" / "run-5" / "index.html").unlink()
    page = lxml.html.fromstring(write_index(reports).read_bytes())
    assert page.xpath("//section[2]//tbody//a") == []


def test_neighbours_lead_on_and_pages_of_pruned_runs_go(reports: Path) -> None:
    write_index(reports)
    between = reports / "between" / "coffee"
    assert "url=../../coffee/run-1/index.html" in (between / "run-2.earlier.html").read_text()
    assert "url=../../coffee/run-3/index.html" in (between / "run-2.later.html").read_text()
    assert "There is no later run" in (between / "run-3.later.html").read_text()
    (reports / "coffee" / "run-3" / "run.json").unlink()
    write_index(reports)
    assert sorted(p.name for p in between.glob("run-3*")) == []
    assert "There is no later run" in (between / "run-2.later.html").read_text()


def test_no_runs_yet_says_how_to_make_one(tmp_path: Path) -> None:
    assert "workbench run study.yaml" in write_index(tmp_path / "reports").read_text()


def test_a_segment_that_is_born_or_dies_has_a_line_where_it_lived() -> None:
    runs = [
        Facts("a", "s", segments=(Segment("S1", "", 60, 0.6), Segment("S2", "", 40, 0.4))),
        Facts("b", "s"),
        Facts("c", "s", segments=(Segment("S1", "", 70, 0.7), Segment("S3", "", 30, 0.3))),
    ]
    drawn = trend(runs)
    assert drawn is not None
    assert [(line.id, line.shares) for line in drawn.lines] == [
        ("S1", (0.6, 0.7)),
        ("S2", (0.4, None)),
        ("S3", (None, 0.3)),
    ]
    labels = sorted(line.label_y for line in drawn.lines)
    assert all(below - above >= 15 for above, below in itertools.pairwise(labels))


def test_facts_of_any_shape_are_read() -> None:
    odd = facts(
        {
            "inputs": "x",
            "segments": [{"n": 3}, 7],
            "started": "yesterday",
            "seconds": True,
            "parameters": None,
        }
    )
    assert (odd.inputs, odd.segments, odd.started, odd.seconds) == ((), (), None, None)
    assert spelled(None) == ""
    assert [took(s) for s in (None, 4.26, 59.6, 61)] == ["", "4.3 s", "1 min 0 s", "1 min 1 s"]
