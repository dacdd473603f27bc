"""What a customer is expected to bring, and how the model did on months it had not seen."""

from __future__ import annotations

import numpy as np

from workbench.errors import InputError
from workbench.estimate import Numbers
from workbench.figures import value as figures
from workbench.report.finding import Finding
from workbench.report.ground import Ground
from workbench.report.silence import NO_PURCHASES
from workbench.value import fit_beta_geometric, fit_gamma_gamma, held_back, lifetime_value
from workbench.words import value as words


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
    figure = figures.lifetime_by_segment(
        found.per_customer, ground.names, unit=f"{ground.currency or 'revenue'} a customer", base=ground.base
    )
    table = figures.estimates_table(found.per_customer, {})
    return Finding(words.lifetime(found, ground.title, currency=ground.currency), figure, table)


def lifetime_check(ground: Ground) -> Finding:
    """The lifetime model fitted on the first part of the time, tested on the rest."""
    needed = {"x_calibration", "t_x_calibration", "T_calibration", "x_holdout", "T_holdout"}
    if ground.repeat is None or not needed <= set(ground.repeat.columns):
        return Finding.silent(NO_PURCHASES.format(what="a test of the lifetime model"))
    try:
        found = held_back(ground.repeat)
    except InputError as error:
        return Finding.silent(f"The lifetime model cannot be tested: {error.problems[0].found}.")
    base = f"Base: {len(found.came):,} customers, {found.weeks:.0f} weeks held back."
    figure = figures.holdout(found.table, base=base)
    return Finding(words.holdout(found), figure, found.table)
