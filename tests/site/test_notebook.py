"""Which of a notebook's outputs a page shows, and how."""

from __future__ import annotations

from typing import Any

import pytest

from workbench.artifacts.privacy import Private
from workbench.site.notebook import Document, document


def cell(*outputs: dict[str, Any], source: str = "x = 1") -> dict[str, Any]:
    return {"cell_type": "code", "source": source, "outputs": list(outputs)}


def shown(**data: Any) -> dict[str, Any]:
    return {
        "output_type": "display_data",
        "data": {name.replace("__", "/"): value for name, value in data.items()},
    }


def page(*cells: dict[str, Any], **kwargs: Any) -> Document:
    return document({"cells": list(cells)}, **kwargs)


def words(document: Document) -> str:
    return " ".join(part.html for part in document.parts)


def test_the_best_form_of_an_output_is_shown() -> None:
    figure = {"application/vnd.plotly.v1+json": {"data": []}, "text/html": "<p>no</p>"}
    parts = page(
        cell({"output_type": "display_data", "data": figure}),
        cell(shown(text__html="<p>yes</p>", text__plain="no")),
    ).parts
    assert [part.kind for part in parts] == ["chart", "output"]
    assert parts[1].html == "<p>yes</p>"


def test_a_widget_shows_its_written_form_and_never_its_state_or_name() -> None:
    view = {
        "application/vnd.jupyter.widget-view+json": {"model_id": "1"},
        "text/plain": "Desk(text='secret words')",
    }
    assert page(cell({"output_type": "display_data", "data": view})).parts == ()
    both = page(cell({"output_type": "display_data", "data": {**view, "text/html": "<p>three notes</p>"}}))
    assert words(both) == "<p>three notes</p>"


def test_what_a_notebook_says_on_stderr_stays_in_the_notebook() -> None:
    assert page(cell({"output_type": "stream", "name": "stderr", "text": "warning"})).parts == ()
    assert "done" in words(page(cell({"output_type": "stream", "name": "stdout", "text": ["do", "ne\n"]})))


def test_an_error_is_shown_with_its_place_behind_a_fold() -> None:
    error = {
        "output_type": "error",
        "ename": "InputError",
        "evalue": "<no weight>",
        "traceback": ["\x1b[31mline 3\x1b[0m"],
    }
    (part,) = page(cell(error)).parts
    assert part.kind == "error"
    assert "&lt;no weight&gt;" in part.html
    assert ">line 3</pre>" in part.html


def test_code_is_left_out_or_folded_one_fold_for_silent_cells() -> None:
    cells = [
        cell(source="import a"),
        cell(source="b = 2"),
        cell(shown(text__html="<p>x</p>"), source="show(b)"),
    ]
    assert [part.kind for part in page(*cells).parts] == ["output"]
    assert [part.kind for part in page(*cells, code="folded").parts] == ["code", "output"]
    assert [part.kind for part in page(cells[0], cells[2], cells[1], code="folded").parts] == [
        "code",
        "output",
        "code",
    ]


def test_the_first_heading_is_the_title_and_what_follows_it_leads() -> None:
    read = page({"cell_type": "markdown", "source": ["# Data & more\n", "\n", "What is there?"]})
    assert (read.title, read.parts[0].kind) == ("Data & more", "lead")
    assert page({"cell_type": "markdown", "source": "No title"}).title == "Untitled page"


def test_every_text_is_scrubbed() -> None:
    private = Private(folders=(("/srv/secret/", ""),), secrets=("s3cret-9999",))
    read = page(
        cell(shown(text__plain="/srv/secret/data/a.csv s3cret-9999"), source="f('s3cret-9999')"),
        private=private,
        code="folded",
    )
    assert "s3cret-9999" not in words(read)
    assert "/srv" not in words(read)


@pytest.mark.parametrize("nothing", ["None", "", "  \n"])
def test_an_empty_answer_is_not_shown(nothing: str) -> None:
    assert page(cell(shown(text__plain=nothing))).parts == ()
