"""The steps from files to the customer table, each for studies that lack a part too."""

from __future__ import annotations

from dataclasses import dataclass, replace

from workbench.artifacts import Run
from workbench.features import (
    CustomerTable,
    PurchaseFeatures,
    Sample,
    customer_table,
    narrowed,
    purchase_features,
)
from workbench.preparation.reading import StudyData
from workbench.quality import ResponseQuality, response_quality, without_flagged
from workbench.schemas import CUSTOMER


@dataclass(frozen=True, slots=True)
class Prepared:
    """Everything that the first notebook hands over."""

    data: StudyData
    quality: ResponseQuality | None
    bought: PurchaseFeatures | None
    table: CustomerTable


def answers_quality(data: StudyData) -> ResponseQuality | None:
    """Check the answers of the survey; None for a study of purchases only."""
    if data.survey is None:
        return None
    return response_quality(data.survey, exclude=data.study.quality.exclude)


def bought_features(data: StudyData, *, like: Run | None = None) -> PurchaseFeatures | None:
    """Compute the purchase features; None for a study of answers only.

    Parameters
    ----------
    like
        The run whose frozen model has to be able to read these customers.
    """
    settings = data.study.purchases
    if data.purchases is None or settings is None:
        return None
    return purchase_features(
        data.purchases,
        top_categories=settings.top_categories,
        overrides=settings.variables,
        currency=settings.currency,
        like=(like.read_document_if("sources") or {}).get("features") if like else None,
        sample=_sample(data, settings.sample_above) if data.purchases.stay else None,
    )


def _sample(data: StudyData, most: int) -> Sample:
    """Of a database's customers so many are fetched, and in any case everybody who answered."""
    answered = () if data.survey is None else tuple(data.survey.frame[CUSTOMER].dropna())
    return Sample(most, answered)


def joined(data: StudyData, quality: ResponseQuality | None, bought: PurchaseFeatures | None) -> Prepared:
    """Join answers and purchases, without the respondents that the study leaves out.

    Raises
    ------
    InputError
        As `workbench.features.customer_table` and `narrowed` do.
    """
    survey = data.survey
    if survey is not None and quality is not None:
        survey = replace(survey, frame=without_flagged(survey.frame, quality))
        data = replace(data, survey=survey)
    table = narrowed(customer_table(survey, bought, join=data.study.join), data.study.only)
    return Prepared(data, quality, bought, table)
