"""What a customer is expected to bring, and how the model did on months it had not seen."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.errors import InputError
from workbench.estimate import Numbers
from workbench.figures import value as figures
from workbench.report.finding import Finding
from workbench.report.ground import Ground
from workbench.report.silence import NO_PURCHASES
from workbench.value import fit_beta_geometric, fit_gamma_gamma, lifetime_value
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
        found.per_customer, ground.names, unit=f"{ground.currency} a customer".strip(), base=ground.base
    )
    table = figures.estimates_table(found.per_customer, {})
    return Finding(words.lifetime(found, ground.title, currency=ground.currency), figure, table)


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
    held = rows["T_holdout"].to_numpy(dtype=float)
    expected, weeks = model.expected(x, t_x, T, held), float(np.median(held))
    groups = pd.Series(np.minimum(x, 7)).astype(int)
    checked = pd.DataFrame(
        {"before": groups, "expected": expected, "actual": rows["x_holdout"].to_numpy(dtype=float)}
    )
    table = checked.groupby("before").agg(
        expected=("expected", "mean"), actual=("actual", "mean"), customers=("actual", "size")
    )
    table = table.reset_index()
    told = words.holdout(
        expected, checked["actual"].to_numpy(), before=x * held / T.clip(min=1.0), weeks=weeks
    )
    table["before"] = [f"{b}+" if b == 7 else str(b) for b in table["before"]]
    figure = figures.holdout(table, base=f"Base: {len(rows):,} customers, {weeks:.0f} weeks held back.")
    return Finding(told, figure, table)
