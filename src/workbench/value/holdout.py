"""The lifetime model on purchases it had not seen: fitted on the first part of the time, judged on the rest."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.estimate import Numbers
from workbench.value.lifetime import BetaGeometric, fit_beta_geometric

MOST = 7


@dataclass(frozen=True, slots=True)
class HeldBack:
    """What the model expected of each customer in the time held back, and what came.

    Attributes
    ----------
    model
        Fitted on the first part alone.
    before
        Repeat purchase days of the first part.
    expected, came
        Repeat purchase days of the time held back.
    as_before
        What each would buy there at the rate seen so far.
    weeks
        Median length of the time held back.
    """

    model: BetaGeometric
    before: Numbers
    expected: Numbers
    came: Numbers
    as_before: Numbers
    weeks: float

    @property
    def table(self) -> pd.DataFrame:
        """``before, expected, actual, customers``: means by repeat purchases before, seven and more together."""
        groups = np.minimum(self.before, MOST).astype(int)
        each = pd.DataFrame({"before": groups, "expected": self.expected, "actual": self.came})
        table = each.groupby("before").agg(
            expected=("expected", "mean"), actual=("actual", "mean"), customers=("actual", "size")
        )
        table = table.reset_index()
        return table.assign(before=[f"{b}+" if b == MOST else str(b) for b in table["before"]])


def held_back(repeat: pd.DataFrame) -> HeldBack:
    """Fit BG/NBD up to the end of calibration and look at what followed.

    Parameters
    ----------
    repeat
        The run's table of that name: ``x_calibration, t_x_calibration, T_calibration, x_holdout, T_holdout``; customers
        who began later are left out.

    Raises
    ------
    InputError
        When fewer than 50 customers came back.
    """
    rows = repeat.dropna(subset=["x_calibration", "t_x_calibration", "T_calibration"])
    names = ("x_calibration", "t_x_calibration", "T_calibration", "x_holdout", "T_holdout")
    x, t_x, T, came, held = (rows[name].to_numpy(dtype=float) for name in names)
    model = fit_beta_geometric(x, t_x, T)
    expected = model.expected(x, t_x, T, held)
    return HeldBack(model, x, expected, came, x * held / T.clip(min=1.0), float(np.median(held)))
