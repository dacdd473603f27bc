"""Read the files of a study, and report what is wrong with all of them at once."""

from __future__ import annotations

from dataclasses import dataclass, replace

from workbench.config import Study
from workbench.errors import InputError, Problem, listed, nearest
from workbench.schemas import Variables
from workbench.sources import Purchases, Survey, open_purchases, read_survey


@dataclass(frozen=True, slots=True)
class StudyData:
    """A study and what its files hold; a part that the study does not have is None."""

    study: Study
    survey: Survey | None
    purchases: Purchases | None

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Warnings and notes of both files."""
        parts = (self.survey, self.purchases)
        return tuple(problem for part in parts if part is not None for problem in part.problems)


def read(study: Study) -> StudyData:
    """Read survey and purchases.

    Raises
    ------
    InputError
        Every problem of both files together.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from workbench.config import load_study
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "s.csv").write_text("id,tasty\\n007,Yes\\n008,No\\n")
    >>> _ = (folder / "study.yaml").write_text("{name: tea, survey: {source: s.csv, id: id}}")
    >>> data = read(load_study(folder / "study.yaml"))
    >>> len(data.survey.frame), data.purchases
    (2, None)
    """
    problems: list[Problem] = []
    survey, purchases = None, None
    try:
        survey = None if study.survey is None else read_survey(study.survey, folder=study.folder)
    except InputError as error:
        problems.extend(error.problems)
    try:
        purchases = None if study.purchases is None else open_purchases(study.purchases, folder=study.folder)
    except InputError as error:
        problems.extend(error.problems)
    if survey is not None:
        problems.extend(_unknown_sensitive(study, survey.variables))
        problems.extend(_unknown_type(study, survey.variables))
        survey = replace(survey, variables=_sensitive_marked(survey.variables, study.sharing.sensitive))
    if problems:
        raise InputError(problems)
    return StudyData(study, survey, purchases)


def _sensitive_marked(variables: Variables, names: tuple[str, ...]) -> Variables:
    return Variables.of(replace(v, sensitive=v.sensitive or v.name in names) for v in variables.values())


def _unknown_type(study: Study, variables: Variables) -> list[Problem]:
    name = study.customer_type
    if study.kind != "both" or name is None or name in variables:
        return []
    expected = f"one of {listed(variables)}"
    return [
        Problem(
            "study.yaml", "key customer_type", f"no variable {name!r}", expected, nearest(name, variables)
        )
    ]


def _unknown_sensitive(study: Study, variables: Variables) -> list[Problem]:
    """A misspelt sensitive question would be published: it is an error, not a remark.

    A column that the study ignores may be named all the same.
    """
    known = {*variables, *(study.survey.variables if study.survey else ())}
    expected = f"one of {listed(variables)}"
    return [
        Problem(
            "study.yaml", "key sharing.sensitive", f"no variable {name!r}", expected, nearest(name, known)
        )
        for name in study.sharing.sensitive
        if name not in known
    ]
