"""The five pages of a run, beside its run.json."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Literal

from workbench.artifacts import NOTEBOOKS, write_text
from workbench.artifacts.privacy import Private, private_values
from workbench.site.facts import Facts, facts, read_facts
from workbench.site.markup import visible
from workbench.site.notebook import Code, Document, document
from workbench.site.rendering import render

REPORT = "5_report"
LABELS = {
    "5_report": "Report",
    "1_data": "Data",
    "2_segments": "Segments",
    "3_explore": "Explore",
    "4_personas": "Personas",
}
Audience = Literal["team", "shared"]


@dataclass(frozen=True, slots=True)
class Link:
    """A place in the navigation; `here` marks the page itself."""

    href: str
    text: str
    here: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """What every page of a run shows around its content."""

    run: Facts
    heading: str
    language: str = "en"
    links: tuple[Link, ...] = ()
    audience: Audience = "team"

    def values(self) -> dict[str, Any]:
        """As the templates take them."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


def write_pages(
    run_folder: Path, *, heading: str | None = None, code: Code = "hidden", language: str = "en"
) -> list[Path]:
    """Write index.html (the report) and one page for each other notebook that has run.

    Parameters
    ----------
    run_folder
        Holds run.json and ``notebooks/*.ipynb`` as executed.
    heading
        The study's title; by default the one in run.json.
    code
        Leave the code of the notebooks out, or put it behind folds.
    language
        The language of the pages, as a BCP 47 tag.

    Returns
    -------
    list of Path
        The pages, the report first. Without an executed report index.html says how far the run came.
    """
    private = private_of(run_folder, heading)
    run, documents = read_run(run_folder, code=code, private=private)
    pages = rendered(run, documents, heading=private.scrub(heading or run.title), language=language)
    for name, html in pages.items():
        write_text(run_folder / name, html)
    return [run_folder / name for name in pages]


def private_of(run_folder: Path, *public: str | None) -> Private:
    """What the pages of a run may not show of this machine; its own names are no secret."""
    raw = read_facts(run_folder)
    shown = [text for text in (*public, raw.title, raw.study, raw.id, run_folder.name) if text]
    return private_values(run_folder, _study_folder(run_folder), public=shown)


def read_run(run_folder: Path, *, code: Code, private: Private) -> tuple[Facts, dict[str, Document]]:
    """The facts of a run, and each executed notebook by its name, with nothing private in them."""
    run = facts(private.scrub_all(dict(read_facts(run_folder).raw)), run_id=run_folder.name)
    documents = {
        name: document(path, code=code, private=private)
        for name in LABELS
        if (path := run_folder / "notebooks" / f"{name}.ipynb").is_file()
    }
    return run, documents


def rendered(
    run: Facts,
    documents: Mapping[str, Document],
    *,
    heading: str,
    language: str = "en",
    audience: Audience = "team",
) -> dict[str, str]:
    """File name → HTML of every page of a run; the report first."""
    heading = visible(heading, run.study or "Untitled study")
    pages: dict[str, str] = {}
    for name in LABELS:
        frame = Frame(run, heading, language, _links(name, {REPORT, *documents}), audience)
        if name in documents:
            pages[page_name(name)] = page(documents[name], frame)
        elif name == REPORT:
            pages[page_name(name)] = render("stopped.html.j2", **frame.values())
    return pages


def page(content: Document, frame: Frame) -> str:
    """One page of a run: what a notebook says, within what all pages share."""
    return render(
        "page.html.j2",
        scripts=("page.js",),
        library=bool(content.charts),
        document=content,
        **frame.values(),
    )


def page_name(notebook: str) -> str:
    """The page of a notebook.

    Examples
    --------
    >>> page_name("5_report"), page_name("1_data")
    ('index.html', '1_data.html')
    """
    return "index.html" if notebook == REPORT else f"{notebook}.html"


def _links(here: str, there: set[str]) -> tuple[Link, ...]:
    return tuple(Link(page_name(name), LABELS[name], here=name == here) for name in LABELS if name in there)


def _study_folder(run_folder: Path) -> Path:
    """The folder of study.yaml: ``reports/<study>/<run>`` lies in it."""
    parents = run_folder.resolve().parents
    return parents[2] if len(parents) > 2 and parents[1].name == "reports" else run_folder.parent


assert set(LABELS) == set(NOTEBOOKS)
