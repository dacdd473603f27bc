"""A page beside the runs for what a command found: sentences, tables and charts as a notebook shows them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from workbench.artifacts import write_text
from workbench.site.charts import MIMETYPE
from workbench.site.markup import visible
from workbench.site.notebook import document
from workbench.site.pages import Frame, Link, page, private_of, read_run

COMPARED = "compared"


def write_comparison(
    earlier: Path, later: Path, shown: Iterable[Any], *, heading: str, language: str = "en"
) -> Path:
    """Write ``reports/<study>/compared/<earlier>_<later>.html``; the folders of the runs stay as they are.

    Parameters
    ----------
    earlier, later
        The folders of the two runs.
    shown
        Sentences, tables (with ``_repr_html_``) and figures, in the order of reading.
    """
    private = private_of(later, heading)
    run, _ = read_run(later, code="hidden", private=private)
    source = f"# What differs\n\nThe run {earlier.name} beside {later.name}."
    title: dict[str, Any] = {"cell_type": "markdown", "source": source}
    cells = [title, *({"cell_type": "code", "outputs": [_output(item)]} for item in shown)]
    links = tuple(
        Link(f"../{quote(folder.name)}/index.html", text)
        for folder, text in ((earlier, "Report before"), (later, "Report now"))
    )
    frame = Frame(run, visible(private.scrub(heading), run.study), language, links)
    path = later.parent / COMPARED / f"{earlier.name}_{later.name}.html"
    write_text(path, page(document({"cells": cells}, private=private), frame))
    return path


def _output(item: Any) -> dict[str, Any]:
    """What a kernel would have kept of it."""
    if hasattr(item, "_repr_html_") and not hasattr(item, "to_json"):
        data = {"text/html": item._repr_html_()}
    else:
        data = {MIMETYPE: json.loads(item.to_json())}
    return {"output_type": "display_data", "data": data}
