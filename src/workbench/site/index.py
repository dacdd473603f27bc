"""The page of all studies and runs: reports/index.html, and the way from one run to its neighbours."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from workbench.artifacts import write_text
from workbench.artifacts.privacy import private_values
from workbench.site.facts import DONE, Facts, facts, read_facts
from workbench.site.rendering import render
from workbench.site.trend import Trend, trend

BETWEEN = "between"


@dataclass(frozen=True, slots=True)
class StudyRuns:
    """A study and its runs, the latest first; `pages` are the runs that have a page to open."""

    name: str
    title: str
    runs: tuple[Facts, ...]
    trend: Trend | None
    latest: str = ""
    pages: frozenset[str] = frozenset()


def write_index(reports: Path) -> Path:
    """Write ``reports/index.html`` over every run found below `reports`, and the links between runs.

    A run's pages link to ``between/<study>/<run>.earlier.html`` and ``.later.html``, which lead on to what is
    the neighbour now: a later run changes no page of an earlier one, and its hashes stay true.

    Returns
    -------
    Path
        The page written.
    """
    studies = [found for folder in _folders(reports) if (found := study_runs(folder))]
    for study in studies:
        _write_between(reports / BETWEEN / study.name, study)
    path = reports / "index.html"
    write_text(path, render("index.html.j2", scripts=("index.js",), studies=studies, language="en"))
    return path


def study_runs(folder: Path) -> StudyRuns | None:
    """The runs of a study's folder in ``reports``; None when there is none yet."""
    private = private_values(folder)
    runs = [
        facts(private.scrub_all(dict(read_facts(run).raw)), run_id=run.name, study=folder.name)
        for run in _folders(folder)
        if (run / "run.json").is_file()
    ]
    if not runs:
        return None
    runs.sort(key=_order)
    done = [run for run in runs if run.status == DONE]
    return StudyRuns(
        name=folder.name,
        title=runs[-1].title,
        runs=tuple(reversed(runs)),
        trend=trend(done),
        latest=done[-1].id if done else "",
        pages=frozenset(run.id for run in runs if (folder / run.id / "index.html").is_file()),
    )


def _order(run: Facts) -> tuple[int, str, str]:
    """By number: a clock that was set back makes a later run look earlier."""
    number = run.raw.get("number")
    return (
        number if isinstance(number, int) else 0,
        run.started.isoformat() if run.started else "",
        run.id,
    )


def _folders(parent: Path) -> list[Path]:
    if not parent.is_dir():
        return []
    return sorted(
        p for p in parent.iterdir() if p.is_dir() and not p.name.startswith(".") and p.name != BETWEEN
    )


def _write_between(folder: Path, study: StudyRuns) -> None:
    """One small page a direction and run: on to the neighbour, or the word that there is none."""
    runs = [run for run in reversed(study.runs) if run.id in study.pages]
    written = set()
    for i, run in enumerate(runs):
        for word, neighbour in (
            ("earlier", runs[i - 1] if i else None),
            ("later", runs[i + 1] if i + 1 < len(runs) else None),
        ):
            path = folder / f"{run.id}.{word}.html"
            target = f"../../{quote(study.name)}/{quote(neighbour.id)}/index.html" if neighbour else ""
            back = f"../../{quote(study.name)}/{quote(run.id)}/index.html"
            html = render("between.html.j2", word=word, target=target, back=back, language="en")
            if not path.is_file() or path.read_text(encoding="utf-8") != html:
                write_text(path, html)
            written.add(path.name)
    for stale in folder.glob("*.html"):
        if stale.name not in written:
            stale.unlink()
