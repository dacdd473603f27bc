"""The typing tool into the run: its document, its tables, its form."""

from __future__ import annotations

from collections.abc import Mapping

from workbench.artifacts import Run
from workbench.typing_tool.form import form_html
from workbench.typing_tool.projection import Projection
from workbench.typing_tool.tool import TypingTool


def save(
    run: Run,
    tool: TypingTool | None,
    projection: Projection | None = None,
    *,
    descriptions: Mapping[str, str] | None = None,
) -> None:
    """Write ``typing_tool.json``, the tables ``typing``, ``coefficients`` and ``projected``, and the form.

    What there is none of is not written: no survey questions, no tool; no one to project to, or refused, no table.

    Parameters
    ----------
    descriptions
        Segment → a sentence shown with the form's result.
    """
    if tool is not None:
        run.write_document("typing_tool", tool.to_json())
        run.write("typing", tool.table)
        run.write("coefficients", tool.coefficients())
        run.write_page("typing_tool", form_html(tool, title=run.study.heading, descriptions=descriptions))
    if projection is not None and projection.segments is not None:
        run.write("projected", projection.segments)
