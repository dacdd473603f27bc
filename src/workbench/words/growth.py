"""Growth, lineage and drift in sentences."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from workbench.display import Prose, percent
from workbench.errors import listed
from workbench.growth import Forecast, on_the_year
from workbench.growth.monthly import TOTAL
from workbench.lineage import ALARM, Drift, Lineage, Moves

Title = Callable[[str], str]
FLAT = 0.03


def growth(series: pd.DataFrame, forecasts: Mapping[str, Forecast], title: Title, *, measure: str) -> Prose:
    """Which segments grow, which shrink, and whether the forecast earns belief."""
    months = series["month"].nunique()
    if not forecasts:
        return Prose.of(f"{months} whole months are too few for a forecast: a year is the least.")
    named = {s: f for s, f in forecasts.items() if s != TOTAL}
    seen = {s: series.loc[series["segment"] == s, measure].to_numpy(dtype=float) for s in [*named, TOTAL]}
    year = {s: c for s, values in seen.items() if (c := on_the_year(values)) is not None}
    sentences = []
    if TOTAL in year:
        moved = [f"{s} {_signed(c)}" for s, c in year.items() if s != TOTAL]
        whole = f"{measure.capitalize()} of all customers is {_signed(year[TOTAL])} on the year before ({span(series['month'])})."
        sentences += [whole, f"By segment: {listed(moved, 'and')}."]
    naive = [title(s) for s, f in named.items() if f.shown != "exponential smoothing"]
    if naive and len(naive) == len(named):
        sentences.append(
            "No forecast beat the naive one in the back-test, so the naive one is shown: "
            "expect about what was a year or a month ago."
        )
    elif naive:
        sentences.append(f"For {listed(naive, 'and')} the naive forecast did better, so it is shown.")
    return Prose.of(*sentences)


def span(months: pd.Series, count: int = 3) -> str:
    """The last months of a series, in words.

    Examples
    --------
    >>> span(pd.Series(["2022-08", "2022-09"])), span(pd.Series(["2022-01"]))
    ('July to September 2022', 'November 2021 to January 2022')
    """
    last = pd.Timestamp(months.max())
    first = last - pd.DateOffset(months=count - 1)
    return f"{first:%B}{'' if first.year == last.year else f' {first.year}'} to {last:%B %Y}"


def watched_until(month: pd.Timestamp) -> Prose:
    """Why the last months are left out where each history ends at its own date.

    Examples
    --------
    >>> print(watched_until(pd.Timestamp("2022-10-01")))
    Histories end at different dates: after October 2022 people leave the data, so later months are left out.
    """
    return Prose.of(
        f"Histories end at different dates: after {month:%B %Y} people leave the data, so later months are left out."
    )


def lineage(found: Lineage, moves: Moves, title: Title, *, since: str) -> Prose:
    """What became of each segment since an earlier run.

    Examples
    --------
    >>> from workbench.lineage import moved_customers, trace
    >>> old = pd.Series({"a": "S1", "b": "S2"})
    >>> print(lineage(trace(old, old), moved_customers(old, old), str, since="run 1"))
    Since run 1 nothing moved: every segment lives on and every customer stayed.
    """
    kinds = {d.event for d in found.descents}
    if kinds <= {"survived"} and moves.moved == 0:
        return Prose.of(f"Since {since} nothing moved: every segment lives on and every customer stayed.")
    told = {
        "survived": lambda d: f"{title(d.before[0])} lives on ({percent(d.overlap)} of its customers stayed)",
        "split": lambda d: f"{title(d.before[0])} split into {listed(map(title, d.after), 'and')}",
        "merged": lambda d: f"{listed(map(title, d.before), 'and')} went into {title(d.after[0])}",
        "died": lambda d: f"{title(d.before[0])} is no more: its customers are scattered",
        "born": lambda d: f"{title(d.after[0])} is new",
    }
    return Prose.of(
        f"Since {since}: {_events(found)}; {percent(moves.moved, 1)} of the customers that both runs know "
        f"changed segment (adjusted Rand index {found.agreement:.2f}).",
        *(f"- {told[d.event](d)}." for d in found.descents),
    )


def _events(found: Lineage) -> str:
    """``3 segments live on and S2 split into S4 and S5``, by ids to be short."""
    told = {
        "split": lambda d: f"{d.before[0]} split into {listed(d.after, 'and')}",
        "merged": lambda d: f"{listed(d.before, 'and')} went into {d.after[0]}",
        "died": lambda d: f"{d.before[0]} is no more",
        "born": lambda d: f"{d.after[0]} is new",
    }
    stayed = [d.before[0] for d in found.descents if d.event == "survived"]
    rest = [told[d.event](d) for d in found.descents if d.event in told]
    if not rest:
        return f"all {len(stayed)} segments live on"
    living = [f"{listed(stayed, 'and')} {'live' if len(stayed) > 1 else 'lives'} on"] if stayed else []
    return "; ".join([*living, *rest])


def drift(found: Drift, *, since: str) -> Prose:
    """Have the people changed since the model was fitted?"""
    if found.verdict == "none":
        return Prose.of(
            f"No variable has moved beyond what chance gives since {since}: the frozen segments still fit."
        )
    moved = found.table[found.table["verdict"] != "none"]
    names = listed([f"{r.variable} (PSI {r.psi:.2f}, {r.verdict})" for r in moved.itertuples()], "and")
    advice = (
        "That is a large change: fit the segments anew (workbench run --refit) and read the lineage."
        if found.verdict == "large"
        else "Watch it; the segments need not be fitted anew yet."
    )
    beyond = (
        f"{int((found.table['p_value'] < ALARM / len(found.table)).sum())} of {len(found.table)} measures"
    )
    return Prose.of(
        f"Beyond chance since {since}: {names}. {advice}",
        f"Over all, {beyond} moved by more than chance gives.",
        tone="caution",
    )


def _signed(change: float) -> str:
    if abs(change) < FLAT:
        return "about level"
    return f"{'up' if change > 0 else 'down'} {percent(abs(change))}"
