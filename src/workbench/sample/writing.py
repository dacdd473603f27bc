"""Write the sample study to a folder, and keep what was planted in it for those who test."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import numpy as np
import pandas as pd

from workbench.artifacts import write_text
from workbench.sample.interviews import interview_notes
from workbench.sample.people import invent_people
from workbench.sample.planted import PLANTED
from workbench.sample.purchases import purchase_rows
from workbench.sample.study_file import study_text
from workbench.sample.survey import survey_rows

SEED = 20260401
MOST_CUSTOMERS = 1_000_000
CODES = "interview_codes.csv"


@dataclass(frozen=True, slots=True)
class Truth:
    """What was planted: never written beside the data.

    Attributes
    ----------
    segments
        Name of the planted segment, indexed by customer id (respondents and other customers).
    respondents, buyers
        Ids of those who answered, and of those who bought.
    straight_liners, speeders
        Respondents who ticked one column, or who took a third of the time.
    gap_segment
        Says that it buys organic far more than it does.
    growing_segment
        Orders more from month to month.
    """

    segments: pd.Series
    respondents: frozenset[str]
    buyers: frozenset[str]
    straight_liners: frozenset[str]
    speeders: frozenset[str]
    gap_segment: str
    growing_segment: str


@dataclass(frozen=True, slots=True)
class InventedStudy:
    """The three tables of the sample study, all cells text, and the truth about them."""

    survey: pd.DataFrame
    purchases: pd.DataFrame
    interviews: pd.DataFrame
    truth: Truth


def invent_study(*, customers: int = 2000, seed: int = SEED) -> InventedStudy:
    """Invent a survey, purchases and interview notes of one coffee business.

    Parameters
    ----------
    customers
        Respondents of the survey. Nine in ten of them bought something; four customers more for
        every ten respondents were not asked, so that both files hold people the other lacks.
    seed
        The same seed gives the same tables.

    Examples
    --------
    >>> study = invent_study(customers=50, seed=1)
    >>> len(study.survey), study.truth.gap_segment
    (50, 'Good intentions')
    """
    if not 20 <= customers <= MOST_CUSTOMERS:
        raise ValueError(f"customers={customers!r}: expected 20 to {MOST_CUSTOMERS:,}")
    streams = np.random.default_rng(seed).spawn(4)
    people = invent_people(customers, generator=streams[0])
    survey = survey_rows(people, generator=streams[1])
    purchases = purchase_rows(people, generator=streams[2])
    names = np.array([planted.name for planted in PLANTED])[people.segment]
    truth = Truth(
        segments=pd.Series(names, index=people.ids, name="segment"),
        respondents=frozenset(people.ids[people.answers]),
        buyers=frozenset(people.ids[people.buys]),
        straight_liners=frozenset(people.ids[people.answers & people.straight_liner]),
        speeders=frozenset(people.ids[people.answers & people.speeder]),
        gap_segment=max(PLANTED, key=lambda planted: planted.said_organic).name,
        growing_segment=max(PLANTED, key=lambda planted: planted.growth).name,
    )
    return InventedStudy(survey, purchases, interview_notes(people, generator=streams[3]), truth)


def write_sample(folder: str | Path, *, customers: int = 2000, seed: int = SEED) -> Truth:
    """Write survey.csv, purchases.csv, interviews.csv with their codes, and study.yaml into `folder`.

    The same seed writes the same bytes. What was planted is returned, never written.

    Parameters
    ----------
    folder
        Made when it does not exist; files of the same names are replaced.
    customers, seed
        As in `invent_study`.

    Examples
    --------
    >>> import os, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     truth = write_sample(folder, customers=50, seed=1)
    ...     sorted(os.listdir(folder)), len(truth.respondents)
    (['interview_codes.csv', 'interviews.csv', 'purchases.csv', 'study.yaml', 'survey.csv'], 50)
    """
    folder = Path(folder)
    study = invent_study(customers=customers, seed=seed)
    for name, frame in (
        ("survey.csv", study.survey),
        ("purchases.csv", study.purchases),
        ("interviews.csv", study.interviews),
    ):
        write_text(folder / name, frame.to_csv(index=False, lineterminator="\n"))
    write_text(folder / CODES, files("workbench.sample").joinpath(CODES).read_text("utf-8"))
    named = study_text(survey="survey.csv", purchases="purchases.csv", notes=("interviews.csv", CODES))
    write_text(folder / "study.yaml", named)
    return study.truth
