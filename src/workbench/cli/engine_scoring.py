"""Every customer of a database into the segments of a frozen model, without leaving it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.cli.output import say, say_json, tell
from workbench.config import Study, load_study
from workbench.errors import InputError, Problem

if TYPE_CHECKING:
    from workbench.model import Model
    from workbench.sources import Purchases


def score_there(
    study_path: Path, into: str, *, run: str, replace: bool, out: Path | None, as_json: bool
) -> None:
    """Score where the purchases are, and write a row a customer into a table there.

    Raises
    ------
    InputError
        The model is none of purchases alone, or no expression; the purchases are no database; the table is
        there already, or cannot be written.
    """
    from workbench.artifacts import Run
    from workbench.model import Model
    from workbench.model.expression import refuse_unless_expressible
    from workbench.runner.running import shelf_of
    from workbench.sources.database import reported, shown_source

    study = load_study(study_path)
    _refuse_part(study)
    shelf = shelf_of(study, out)
    earlier = Run(study, shelf.final(shelf.find(run)["id"]))
    model = Model.from_record(earlier.read_document("model"))
    refuse_unless_expressible(model)
    purchases = _opened(study)
    assert study.purchases is not None, "asked by _opened"
    try:
        with reported(shown_source(study.purchases), "scored there"):
            like = earlier.read_document("sources")["features"]
            found = _written(model, purchases, like, study.folder, (into, replace))
    finally:
        purchases.connection.disconnect()
    _told(found, into, as_json=as_json)


def _written(
    model: Model, purchases: Purchases, like: dict[str, Any], folder: Path, table: tuple[str, bool]
) -> list[dict[str, Any]]:
    from workbench.features import every_customer
    from workbench.model import expression
    from workbench.sources.writing import Target, kept, refuse_taken, written

    into, replace = table
    target = Target(purchases.connection, into, folder)
    refuse_taken(target, replace=replace)
    features = every_customer(purchases, like=like)
    with kept(expression.standard_scores(model, features)) as scores:
        rows = expression.scored(model, scores)
        return _counted(written(rows, target, replace=replace))


def _counted(table: Any) -> list[dict[str, Any]]:
    """One row a segment: customers, and those who stand as near to another one."""
    sizes = table.group_by("segment").aggregate(n=table.count(), tied=table.tied.count())
    return sorted(sizes.to_pyarrow().to_pylist(), key=lambda row: str(row["segment"]))


def _opened(study: Study) -> Purchases:
    from workbench.sources import open_purchases

    if study.purchases is None:
        remedy = "place people who answered with: workbench score STUDY SURVEY"
        raise InputError(Problem("study.yaml", "", "the study has no purchases", "purchases", remedy))
    purchases = open_purchases(study.purchases, folder=study.folder)
    if not purchases.stay:
        remedy = "place the customers of a file with: workbench score STUDY FILE"
        raise InputError(
            Problem(
                "--into", "", "the purchases are a file, into which nothing is written", "a database", remedy
            )
        )
    return purchases


def _refuse_part(study: Study) -> None:
    if study.only:
        found = f"the study is of a part of the customers ({', '.join(study.only)})"
        remedy = "leave 'only' out, or place that part from a file"
        raise InputError(Problem("study.yaml", "key only", found, "a study of all customers", remedy))


def _told(found: list[dict[str, Any]], into: str, *, as_json: bool) -> None:
    sizes = {str(row["segment"]): int(row["n"]) for row in found}
    tied = sum(int(row["tied"]) for row in found)
    if as_json:
        say_json({"table": into, "customers": sum(sizes.values()), "tied": tied, "segments": sizes})
        return
    tell(", ".join(f"{segment} {n:,}" for segment, n in sizes.items()))
    if tied:
        tell(f"{tied:,} customers are as near to another segment, which the column 'tied' names")
    say(f"{into}: {sum(sizes.values()):,} customers in {len(sizes)} segments")
