"""The survey's open answers as notes."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

import pandas as pd

from workbench.notes.exchange.project import NAMESPACE
from workbench.notes.models import NoteDraft
from workbench.schemas import CUSTOMER, RESPONDENT, Variables


def notes_from_answers(
    respondents: pd.DataFrame, variables: Variables, *, segments: Mapping[str, str]
) -> list[NoteDraft]:
    """One note a respondent and open question that was answered, ordered by segment.

    Parameters
    ----------
    respondents
        The survey frame (or the customer table): ``customer``, ``respondent``, the open-text columns.
    segments
        Customer → segment; others get none.

    Notes
    -----
    The pseudonym is made from the respondent's id by a hash, so that the note does not show the id; the
    consent is *internal*: a survey answer was not given to be quoted.
    """
    drafts = []
    for name, variable in variables.with_role("open text").items():
        if name not in respondents:
            continue
        for person, customer, text in zip(
            respondents[RESPONDENT], respondents[CUSTOMER], respondents[name], strict=True
        ):
            if isinstance(text, str) and text.strip():
                who = uuid.uuid5(NAMESPACE, f"respondent/{person}").hex[:8]
                drafts.append(
                    NoteDraft(
                        f"R-{who}", text, method="survey comment", segment=segments.get(str(customer), ""),
                        customer=str(customer), source=f"survey: {variable.title}",
                        id=str(uuid.uuid5(NAMESPACE, f"answer/{name}/{person}")),
                    )
                )  # fmt: skip
    return sorted(drafts, key=lambda d: (d.segment == "", d.segment))
