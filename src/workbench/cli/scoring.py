"""New people into the segments of a frozen model."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from workbench.cli.output import say, say_json, shown, tell
from workbench.config import Study, load_study
from workbench.errors import InputError, Problem

if TYPE_CHECKING:
    from workbench.artifacts import Run
    from workbench.features import CustomerTable


def score(
    study_path: Path, new: Path, *, use: str | None, run: str, output: Path, out: Path | None, as_json: bool
) -> None:
    """Read a file as the study reads its own, and write the segment of each person in it.

    Raises
    ------
    InputError
        When the file cannot be read, or lacks what the model needs.
    """
    from workbench.artifacts import Run, with_whole_file
    from workbench.artifacts.spreadsheets import write_csv
    from workbench.model import Model
    from workbench.runner.running import shelf_of

    study = load_study(study_path)
    shelf = shelf_of(study, out)
    earlier = Run(study, shelf.final(shelf.find(run)["id"]))
    model = Model.from_record(earlier.read_document("model"))
    customers = _customers(_with_source(study_path, study, new, use), earlier)
    segments = model.score(customers.frame)
    left = len(customers.others)
    with_whole_file(output, lambda part: write_csv(segments, part))
    sizes = segments["segment"].value_counts().sort_index()
    if as_json:
        say_json(
            {
                "file": shown(output),
                "customers": len(segments),
                "in_one_file_only": left,
                "segments": {s: int(n) for s, n in sizes.items()},
            }
        )
        return
    tell(", ".join(f"{segment} {n:,}" for segment, n in sizes.items()))
    if left:
        tell(f"{left:,} people in one file only: no segment, for the study joins answers and purchases")
    say(f"{shown(output)}: {len(segments):,} customers in {len(sizes)} segments")


def named(new: Path | None) -> Path:
    """The file of new people, which has to be named unless a database is scored."""
    if new is None:
        remedy = "name it, or score all customers of a database with: --into TABLE"
        raise InputError(Problem("score", "INPUT", "is not named", "a file of new people", remedy))
    return new


def refuse_both(new: Path | None) -> None:
    """``--into`` scores the purchases of the study where they are, not a file."""
    if new is not None:
        remedy = "leave out one of the two"
        raise InputError(Problem("score", "--into", f"the file {str(new)!r} is named too", "one", remedy))


def _with_source(path: Path, study: Study, new: Path, use: str | None) -> Study:
    """The study with the new file in the place of its survey or of its purchases."""
    from workbench.sources.allowed import allow

    parts = [name for name in ("survey", "purchases") if getattr(study, name) is not None]
    if use is None and len(parts) == 2:
        remedy = "say which it is: --as survey or --as purchases"
        raise InputError(Problem(str(new), "", "the study has a survey and purchases", "", remedy))
    use = use or parts[0]
    if use not in parts:
        raise InputError(Problem(str(new), "--as", repr(use), " or ".join(parts)))
    allow(new, folder=study.folder)  # a person named it, wherever it lies
    return load_study(path, settings={f"{use}.source": str(new.resolve())})


def _customers(study: Study, earlier: Run) -> CustomerTable:
    """The customer table, made as the first notebook makes it for the model of an earlier run."""
    from workbench.preparation import answers_quality, bought_features, joined, read

    data = read(study)
    return joined(data, answers_quality(data), bought_features(data, like=earlier)).table
