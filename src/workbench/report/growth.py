"""Where the segments are heading: months, forecasts, cohorts."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.display import Listing, Prose, count, percent
from workbench.figures import growth as figures
from workbench.growth import (
    Forecast,
    forecast,
    last_watched_month,
    monthly_series,
    on_the_year,
    retention,
    whole_months,
)
from workbench.growth.monthly import TOTAL
from workbench.report.finding import Finding
from workbench.report.ground import Ground
from workbench.report.silence import NO_PURCHASES
from workbench.words import growth as words

YEAR = 12


def growth(ground: Ground) -> Finding:
    """Revenue by month and segment with a forecast that had to beat the naive one; the table `growth`."""
    if ground.months is None:
        return Finding.silent(NO_PURCHASES.format(what="growth"))
    series = _series(ground)
    forecasts = {
        str(label): made
        for label, mine in series.groupby("segment", observed=True, sort=False)
        if (made := forecast(mine.set_index("month")["revenue"])) is not None
    }
    said = words.growth(series, forecasts, ground.title, measure="revenue")
    if own_windows(ground):
        said += words.watched_until(series["month"].max())
    if series["month"].nunique() < 2:
        return Finding(said, None, series)
    figure = figures.months_by_segment(
        series, forecasts, ground.names, measure="revenue", unit=ground.currency, base=ground.base
    )
    return Finding(said, figure, _with_forecasts(series, forecasts))


def backtests(ground: Ground, found: Finding) -> Listing | Prose:
    """How each forecast did on months that it had not seen, beside the naive one."""
    table = found.table
    if "mase" not in table.columns:
        return Prose.of()
    rows = table.loc[table["kind"] == "forecast"].drop_duplicates("segment")
    shown = pd.DataFrame(
        {
            "segment": ["all customers" if s == TOTAL else ground.title(s) for s in rows["segment"]],
            "error of the model (MASE)": rows["mase"].to_numpy(),
            "error of the naive forecast (MASE)": rows["mase_naive"].to_numpy(),
            "error of the model": rows["mape"].to_numpy(),
            "shown": rows["model"].to_numpy(),
        }
    )
    caption = (
        "Forecasts of three months made from each of the last months, when the later ones were not known. "
        "MASE (mean absolute scaled error) counts the misses in steps of the naive forecast within the history: 1 is as far off "
        "as such a step, below 1 is nearer. The smaller of the two is shown."
    )
    formats = {column: "{:.2f}".format for column in shown.columns if "MASE" in column}
    return Listing(shown, caption=caption, formats=formats | {"error of the model": percent})


def forecast_change(table: pd.DataFrame) -> dict[str, float]:
    """Segment → forecast of the coming months / the same months a year before, less 1."""
    if "change" not in table.columns:
        return {}
    rows = table[(table["kind"] == "forecast") & (table["segment"] != TOTAL)].drop_duplicates("segment")
    return {str(s): float(c) for s, c in zip(rows["segment"], rows["change"], strict=True)}


def change_on_year(table: pd.DataFrame) -> dict[str, float]:
    """Segment → revenue of the last three months / the same months a year before, less 1."""
    if "kind" not in table.columns:
        return {}
    seen = table[table["kind"] == "seen"]
    changes = {
        str(label): on_the_year(mine["revenue"].to_numpy(dtype=float))
        for label, mine in seen.groupby("segment", observed=True, sort=False)
    }
    return {label: change for label, change in changes.items() if change is not None}


def comings_and_goings(ground: Ground, found: Finding) -> Listing | Prose:
    """Customers a month in each segment who bought, came and left, over the last year that can tell.

    Where each history ends at its own date, leaving the data looks like leaving the shop: nobody is counted as lost.
    """
    table = found.table
    if "kind" not in table.columns:
        return Prose.of()
    ends = own_windows(ground)
    rows = []
    for label, mine in table[table["kind"] == "seen"].groupby("segment", observed=True, sort=False):
        known = mine.dropna(subset=["lost"])
        row = {"segment": "all customers" if label == TOTAL else ground.title(str(label))}
        rows.append(
            row
            | {
                "active a month": mine["active"].tail(YEAR).mean(),
                "new a month": mine["new"].tail(YEAR).mean(),
            }
            | ({} if ends else {"lost a month": known["lost"].tail(YEAR).mean()})
        )
    caption = (
        "Mean of the last twelve months. Who is lost cannot be told: each customer's history ends at a date of its own."
        if ends
        else "Mean of the last twelve months; lost: of the last twelve that can tell, for a customer is lost only "
        "after half a year without a purchase."
    )
    return Listing(pd.DataFrame(rows), caption=caption, formats=dict.fromkeys(list(rows[0])[1:], count))


def retention_of_cohorts(ground: Ground) -> Finding:
    """Who stays, by the quarter of the first purchase."""
    if ground.months is None:
        return Finding.silent(NO_PURCHASES.format(what="who stays"))
    last = _span(ground)[1]
    if own_windows(ground):
        last = last_watched_month(ground.months) + pd.offsets.MonthEnd(0)
    table = retention(ground.months[pd.to_datetime(ground.months["month"]) <= last], until=last).table
    if table.empty or table["age"].max() < 1:
        return Finding.silent("The purchases cover too few quarters to show who stays.")
    people = ground.months["customer"].nunique()
    drawn = table.drop_duplicates("cohort")["customers"].sum()
    base = f"Base: the {drawn:,} of {people:,} customers with purchases who began in the quarters shown."
    figure = figures.retention_triangle(table, base=base)
    return Finding(Prose.of(), figure, table)


def _series(ground: Ground) -> pd.DataFrame:
    months = ground.months if ground.months is not None else pd.DataFrame()
    series = monthly_series(months, ground.by_customer, weight_of=ground.weight_by_customer)
    series = whole_months(series, *_span(ground))
    if own_windows(ground):
        series = series[series["month"] <= last_watched_month(months)].reset_index(drop=True)
        series["lost"] = np.nan  # they left the data, and perhaps not the shop
    return series


def _span(ground: Ground) -> tuple[pd.Timestamp, pd.Timestamp]:
    """The first and the last day of the purchases; whole months where the run does not say."""
    seen = (ground.run.read_document_if("sources") or {}).get("purchases") or {}
    months = (
        pd.to_datetime(ground.months["month"])
        if ground.months is not None
        else pd.Series(dtype="datetime64[ns]")
    )
    first, last = seen.get("first") or months.min(), seen.get("last") or months.max() + pd.offsets.MonthEnd(0)
    return pd.Timestamp(first), pd.Timestamp(last)


def own_windows(ground: Ground) -> bool:
    """Does each customer's observation end at a date of their own?"""
    purchases = ground.run.study.purchases
    return purchases is not None and isinstance(purchases.observed.until, str)


def _with_forecasts(series: pd.DataFrame, forecasts: dict[str, Forecast]) -> pd.DataFrame:
    parts = [series.assign(kind="seen")]
    for segment, made in forecasts.items():
        tested = made.backtest
        part = made.table.rename(columns={"value": "revenue"}).assign(
            segment=segment,
            kind="forecast",
            model=made.shown,
            change=made.change,
            mase=tested.mase if tested else np.nan,
            mase_naive=tested.mase_naive if tested else np.nan,
            mape=tested.mape if tested else np.nan,
        )
        parts.append(part)
    return pd.concat(parts, ignore_index=True)
