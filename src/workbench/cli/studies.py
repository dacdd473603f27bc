"""Making a study folder."""

from __future__ import annotations

import shutil
from pathlib import Path

from workbench.artifacts import NOTEBOOKS, write_text
from workbench.cli.output import say, say_json, shown
from workbench.errors import InputError, Problem

IGNORED = "reports/\n*.sqlite\n*.sqlite-wal\n*.sqlite-shm\n.ipynb_checkpoints/\n"


def new(folder: Path, *, as_json: bool) -> None:
    """Write a study folder of the shape that the repository has.

    Raises
    ------
    InputError
        When the folder holds something already: nothing of yours is ever replaced.
    """
    from workbench.runner import notebook_folder
    from workbench.sample.study_file import study_text
    from workbench.sample.writing import write_sample

    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        found = "is not empty" if folder.is_dir() else "is a file"
        raise InputError(Problem(str(folder), "", found, "a new or empty folder", "choose another name"))
    source = notebook_folder()
    data = folder / "data" / "sample"
    write_sample(data)
    (data / "study.yaml").unlink()
    write_text(
        folder / "study.yaml",
        study_text(survey="data/sample/survey.csv", purchases="data/sample/purchases.csv"),
    )
    write_text(folder / ".gitignore", IGNORED)
    (folder / "notebooks").mkdir()
    for name in NOTEBOOKS:
        shutil.copyfile(source / f"{name}.ipynb", folder / "notebooks" / f"{name}.ipynb")
    if as_json:
        say_json({"study": shown(folder / "study.yaml")})
    else:
        say(
            f"{shown(folder / 'study.yaml')} is ready; run it with: workbench run {shown(folder / 'study.yaml')}"
        )


def sample(folder: Path, *, customers: int, seed: int, as_json: bool) -> None:
    """Write the invented study."""
    from workbench.sample.writing import write_sample

    try:
        write_sample(folder, customers=customers, seed=seed)
    except OSError as error:
        said = (error.strerror or "cannot be written").lower()
        raise InputError(Problem(str(folder), "", said, "", "choose another folder")) from error
    path = shown(folder / "study.yaml")
    say_json({"study": path, "customers": customers, "seed": seed}) if as_json else say(path)
