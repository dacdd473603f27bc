"""Size, value, growth, channels, needs and prices of the segments in use."""

from __future__ import annotations

from dataclasses import asdict

import numpy as np
import pandas as pd

from workbench.display import Listing, Prose
from workbench.errors import InputError
from workbench.estimate import Estimate, Numbers
from workbench.figures import growth as growth_figures
from workbench.figures import value as value_figures
from workbench.growth import (
    Forecast,
    forecast,
    last_watched_month,
    monthly_series,
    retention,
    whole_months,
)
from workbench.growth.monthly import TOTAL
from workbench.report.finding import Finding
from workbench.report.ground import Ground
from workbench.value import (
    Concentration,
    Size,
    Worth,
    acceptable_prices,
    buying_stage,
    channel_index,
    concentration,
    demand,
    fit_beta_geometric,
    fit_gamma_gamma,
    lifetime_value,
    segment_sizes,
    segment_worth,
    stages_by_segment,
)
from workbench.value.worth import spending
from workbench.words import growth as growth_words
from workbench.words import value as value_words

NO_PURCHASES = "The study has no purchases, so {what} cannot be shown."
NO_SURVEY = "The study has no survey, so {what} cannot be shown."
PRICES = ("too_cheap", "good_value", "expensive", "too_expensive")


def sizes_of(ground: Ground) -> tuple[Size, ...]:
    """The segments' sizes by the study's own population and minimum."""
    study = ground.run.study
    return segment_sizes(
        ground.segments,
        ground.weights,
        population=study.population,
        min_share=study.segments.min_share,
        min_size=study.segments.min_size,
    )


def worth_of(ground: Ground) -> tuple[Worth, ...]:
    """What the segments spend; empty without purchases."""
    if ground.months is None:
        return ()
    return segment_worth(
        ground.customers,
        ground.segments,
        ground.months,
        weights=ground.weights,
        seed=ground.run.study.segments.seed,
    )


def value(ground: Ground) -> Finding:
    """How many they are and what they bring; the table `value`."""
    sizes, worths = sizes_of(ground), worth_of(ground)
    figure = value_figures.heads_and_revenue(
        {s.segment: s.share for s in sizes},
        {w.segment: w.revenue_share for w in worths},
        ground.names,
        base=ground.base,
    )
    words = value_words.sizes(sizes, ground.title)
    if worths:
        words += value_words.worth(worths, _concentration(ground), ground.title, currency=ground.currency)
    else:
        words += Prose.of(NO_PURCHASES.format(what="what they spend"))
    return Finding(words, figure, _value_table(ground, sizes, worths))


def concentrated(ground: Ground) -> Finding:
    """How few customers the revenue rests on."""
    if ground.months is None:
        return Finding.silent(NO_PURCHASES.format(what="how revenue is spread"))
    spread = _concentration(ground)
    figure = value_figures.spread_of_revenue(
        spread.lorenz, gini=spread.gini, top_decile=spread.top_decile, base=ground.base
    )
    return Finding(Prose.of(), figure, spread.lorenz)


def lifetime(ground: Ground) -> Finding:
    """Expected revenue a customer over the coming year."""
    if ground.repeat is None:
        return Finding.silent(NO_PURCHASES.format(what="lifetime value"))
    rows = ground.repeat.set_index("customer").reindex(ground.customers["customer"])
    known = rows["T"].notna().to_numpy()
    x, t_x, T, spend = (rows[c].to_numpy(dtype=float) for c in ("x", "t_x", "T", "mean_value"))
    try:
        purchases = fit_beta_geometric(x[known], t_x[known], T[known])
        values = fit_gamma_gamma(x[known], spend[known])
    except InputError as error:
        return Finding.silent(f"Lifetime value cannot be shown: {error.problems[0].found}.")
    spend = np.nan_to_num(spend)
    labels = ground.segments.to_numpy(dtype=object)
    history: dict[str, tuple[Numbers, Numbers, Numbers, Numbers]] = {}
    for segment in ground.labels:
        mine = known & (labels == segment)
        history[segment] = (x[mine], t_x[mine], T[mine], spend[mine])
    found = lifetime_value(purchases, values, history=history, seed=ground.run.study.segments.seed)
    figure = value_figures.lifetime_by_segment(
        found.per_customer, ground.names, unit=f"{ground.currency} a customer".strip(), base=ground.base
    )
    table = value_figures.estimates_table(found.per_customer, {})
    return Finding(value_words.lifetime(found, ground.title, currency=ground.currency), figure, table)


def lifetime_check(ground: Ground) -> Finding:
    """The lifetime model fitted on the first part of the time, tested on the rest."""
    needed = {"x_calibration", "t_x_calibration", "T_calibration", "x_holdout", "T_holdout"}
    if ground.repeat is None or not needed <= set(ground.repeat.columns):
        return Finding.silent(NO_PURCHASES.format(what="a test of the lifetime model"))
    rows = ground.repeat.dropna(subset=["x_calibration", "t_x_calibration", "T_calibration"])
    x, t_x, T = (rows[c].to_numpy(dtype=float) for c in ("x_calibration", "t_x_calibration", "T_calibration"))
    try:
        model = fit_beta_geometric(x, t_x, T)
    except InputError as error:
        return Finding.silent(f"The lifetime model cannot be tested: {error.problems[0].found}.")
    weeks = float(rows["T_holdout"].median())
    expected = model.expected(x, t_x, T, weeks)
    groups = pd.Series(np.minimum(x, 7)).astype(int)
    checked = pd.DataFrame(
        {"before": groups, "expected": expected, "actual": rows["x_holdout"].to_numpy(dtype=float)}
    )
    table = checked.groupby("before").agg(
        expected=("expected", "mean"), actual=("actual", "mean"), customers=("actual", "size")
    )
    table = table.reset_index()
    table["before"] = [f"{b}+" if b == 7 else str(b) for b in table["before"]]
    figure = value_figures.holdout(table, base=f"Base: {len(rows):,} customers, {weeks:.0f} weeks held back.")
    return Finding(Prose.of(), figure, table)


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
    words = growth_words.growth(series, forecasts, ground.title, measure="revenue")
    if own_windows(ground):
        words += growth_words.watched_until(series["month"].max())
    if series["month"].nunique() < 2:
        return Finding(words, None, series)
    figure = growth_figures.months_by_segment(
        series, forecasts, ground.names, measure="revenue", unit=ground.currency, base=ground.base
    )
    return Finding(words, figure, _with_forecasts(series, forecasts))


def backtests(ground: Ground, found: Finding) -> Listing | Prose:
    """How each forecast did on months that it had not seen, beside the naive one."""
    table = found.table
    if "mase" not in table.columns:
        return Prose.of()
    rows = table.loc[table["kind"] == "forecast"].drop_duplicates("segment")
    shown = pd.DataFrame(
        {
            "": ["all customers" if s == TOTAL else ground.title(s) for s in rows["segment"]],
            "error of the model (MASE)": rows["mase"].to_numpy(),
            "error of the naive forecast (MASE)": rows["mase_naive"].to_numpy(),
            "error of the model, %": 100 * rows["mape"].to_numpy(),
            "shown": rows["model"].to_numpy(),
        }
    )
    caption = (
        "Forecasts of three months made from each of the last months, when the later ones were not known. "
        "MASE below 1: better than repeating the season or the month before."
    )
    return Listing(shown, caption=caption)


def forecast_change(table: pd.DataFrame) -> dict[str, float]:
    """Segment → forecast of the coming months / the same number of months before, less 1."""
    if "change" not in table.columns:
        return {}
    rows = table[(table["kind"] == "forecast") & (table["segment"] != TOTAL)].drop_duplicates("segment")
    return {str(s): float(c) for s, c in zip(rows["segment"], rows["change"], strict=True)}


def retention_of_cohorts(ground: Ground) -> Finding:
    """Who stays, by the quarter of the first purchase."""
    if ground.months is None:
        return Finding.silent(NO_PURCHASES.format(what="who stays"))
    table = retention(ground.months).table
    if table["age"].max() < 1 or table.empty:
        return Finding.silent("The purchases cover too few quarters to show who stays.")
    people = ground.months["customer"].nunique()
    figure = growth_figures.retention_triangle(table, base=f"Base: {people:,} customers with purchases.")
    return Finding(Prose.of(), figure, table)


def channels(ground: Ground) -> Finding:
    """Where each segment buys; the table `channels`."""
    if ground.months is None:
        return Finding.silent(NO_PURCHASES.format(what="where each segment buys"))
    table = channel_index(ground.customers, ground.segments, ground.weights)
    if table.empty:
        return Finding.silent("The purchases name no channel, so where each segment buys cannot be shown.")
    figure = value_figures.index_map(
        table, "channel", ground.names, title="Where they buy", base=f"{ground.base} Mean share of orders."
    )
    return Finding(Prose.of(), figure, table)


def stages(ground: Ground) -> Finding:
    """How far along the way from a first purchase to loyalty each segment is."""
    needed = ("recency", "interpurchase")
    if not all(column in ground.customers for column in needed):
        return Finding.silent(NO_PURCHASES.format(what="the stage of buying"))
    stage = buying_stage(*(ground.customers[column] for column in needed))
    table = stages_by_segment(stage, ground.segments, ground.weights)
    total = stages_by_segment(stage, ground.segments.notna().map({True: TOTAL}), ground.weights)
    table = table.merge(total[["stage", "value"]].rename(columns={"value": "total"}), on="stage")
    table["index"] = 100 * table["value"] / table["total"].replace(0, np.nan)
    figure = value_figures.index_map(
        table.dropna(subset=["index"]),
        "stage",
        ground.names,
        title="How far along they are",
        base=f"{ground.base} Overdue: two to four of a customer's own usual gaps since the last purchase.",
    )
    return Finding(Prose.of(), figure, table)


def demand_for_needs(ground: Ground) -> Finding:
    """Who has the needs that the survey asks about."""
    table = demand(ground.customers, ground.segments, ground.variables, weights=ground.weights)
    if table.empty:
        return Finding.silent("No question of the study asks about a need.")
    total = table[table["segment"] == "all"].set_index(["need", "option"])["value"]
    own = table[table["segment"] != "all"].copy()
    own["total"] = [total[key] for key in zip(own["need"], own["option"], strict=True)]
    own["index"] = 100 * own["value"] / own["total"].replace(0, np.nan)
    own["wanted"] = [f"{n}: {o}" if o else n for n, o in zip(own["need"], own["option"], strict=True)]
    figure = value_figures.index_map(
        own.dropna(subset=["index"]),
        "wanted",
        ground.names,
        title="What they need",
        base=f"{ground.base} Share of the two highest answers.",
    )
    return Finding(Prose.of(), figure, table)


def prices(ground: Ground) -> Finding:
    """What they would pay, where the four price questions were asked."""
    found = [_price_question(ground, word) for word in PRICES]
    if not all(found):
        return Finding.silent(
            "The survey does not ask the four price questions (too cheap, good value, expensive, too expensive)."
        )
    names = [name for name in found if name]
    curves = acceptable_prices(*(ground.customers[name] for name in names), weights=ground.weights)
    if not curves.n:
        return Finding.silent("No respondent named four prices in order.")
    unit = ground.variables[names[0]].unit or ground.currency
    figure = value_figures.price_curves(
        curves.curves,
        optimal=curves.optimal,
        lowest=curves.lowest,
        highest=curves.highest,
        unit=unit,
        base=f"Base: {curves.n:,} respondents.",
    )
    return Finding(value_words.prices(curves, unit=unit), figure, _prices_by_segment(ground, names))


def _price_question(ground: Ground, ending: str) -> str | None:
    ends = {"good_value": ("good_value", "cheap", "bargain"), "expensive": ("getting_expensive", "expensive")}
    for name, variable in ground.variables.items():
        plain = name.lower().replace("-", "_").replace(" ", "_")
        if variable.type != "numeric" or not plain.endswith(ends.get(ending, (ending,))):
            continue
        if ending in {"good_value", "expensive"} and plain.endswith(("too_cheap", "too_expensive")):
            continue
        return name
    return None


def _prices_by_segment(ground: Ground, names: list[str]) -> pd.DataFrame:
    rows = []
    for segment in ground.labels:
        mine = (ground.segments == segment).fillna(value=False)
        found = acceptable_prices(
            *(ground.customers.loc[mine, n] for n in names), weights=ground.weights[mine]
        )
        rows.append(
            {
                "segment": ground.title(segment),
                "n": found.n,
                "from": found.lowest,
                "optimal": found.optimal,
                "to": found.highest,
            }
        )
    return pd.DataFrame(rows)


def _concentration(ground: Ground) -> Concentration:
    months = ground.months if ground.months is not None else pd.DataFrame()
    spent = spending(months)["revenue"].reindex(ground.customers["customer"]).fillna(0.0)
    return concentration(spent.to_numpy(dtype=float))


def _series(ground: Ground) -> pd.DataFrame:
    months = ground.months if ground.months is not None else pd.DataFrame()
    series = monthly_series(months, ground.by_customer, weight_of=ground.weight_by_customer)
    sources = ground.run.read_document_if("sources") or {}
    seen = sources.get("purchases", {})
    first, last = seen.get("first"), seen.get("last")
    if first and last:
        series = whole_months(series, pd.Timestamp(first), pd.Timestamp(last))
    if own_windows(ground):
        series = series[series["month"] <= last_watched_month(months)].reset_index(drop=True)
    return series


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


def _value_table(ground: Ground, sizes: tuple[Size, ...], worths: tuple[Worth, ...]) -> pd.DataFrame:
    brought = {w.segment: w for w in worths}
    rows = []
    for size in sizes:
        row: dict[str, object] = {
            "segment": size.segment,
            "name": ground.names.get(size.segment, ""),
            "n": size.n,
        }
        row |= _flat("share", size.share) | (_flat("heads", size.heads) if size.heads else {})
        row["remark"] = size.remark
        if size.segment in brought:
            for key, part in asdict(brought[size.segment]).items():
                if isinstance(part, dict):
                    row |= _flat(key, Estimate(**part))
                elif key not in {"segment", "n"}:
                    row[key] = part
        rows.append(row)
    return pd.DataFrame(rows)


def _flat(name: str, estimate: Estimate) -> dict[str, object]:
    return {name: estimate.value, f"{name}_low": estimate.low, f"{name}_high": estimate.high}
