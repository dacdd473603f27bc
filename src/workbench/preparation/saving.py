"""Write the tables of the first notebook into the run."""

from __future__ import annotations

from workbench.artifacts import Run
from workbench.preparation.stages import Prepared
from workbench.quality import quality_rows


def save(run: Run, prepared: Prepared) -> tuple[str, ...]:
    """Write customers, the people beside them, quality and coverage, and what the files and columns are.

    Returns
    -------
    The names of the tables and documents that were written; a study without a survey has no
    ``respondents``, one without purchases no ``months`` and ``repeat``.
    """
    data, table, bought = prepared.data, prepared.table, prepared.bought
    tables = {
        "customers": table.frame,
        "others": table.others,
        "coverage": table.coverage,
        "quality": quality_rows(prepared.quality, (*data.problems, *table.problems)),
    }
    if data.survey is not None:
        tables["respondents"] = data.survey.frame
    if bought is not None:
        tables |= {"months": bought.months, "repeat": bought.repeat}
    for name, frame in tables.items():
        run.write(name, frame)
    run.write_variables(table.variables)
    run.write_document("sources", _sources(prepared))
    return (*tables, "variables", "sources")


def _sources(prepared: Prepared) -> dict[str, object]:
    data, bought = prepared.data, prepared.bought
    return {
        "survey": None if data.survey is None else dict(data.survey.facts),
        "purchases": None if data.purchases is None else dict(data.purchases.facts),
        "features": None if bought is None else dict(bought.facts),
        "excluded": [] if prepared.quality is None else list(prepared.quality.excluded),
    }
