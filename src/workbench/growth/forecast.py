"""A forecast with intervals that has to beat doing nothing clever."""

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from workbench.estimate import Z95, Numbers

SEASON = 12
LEAST = 12
Model = Literal["exponential smoothing", "seasonal naive", "naive"]


@dataclass(frozen=True, slots=True)
class Backtest:
    """Errors of forecasts made at earlier months, when the later ones were not known.

    Attributes
    ----------
    origins, horizon
        How many earlier months forecasts were made from, and how many months ahead.
    mase
        Mean absolute error of the model / mean absolute step of the naive forecast within the
        history (Hyndman & Koehler 2006): below 1 is better than repeating the last season.
    mase_naive
        The same for the naive forecast itself over the same months.
    mape
        Mean absolute percentage error of the model; NaN when a month is zero.
    """

    origins: int
    horizon: int
    mase: float
    mase_naive: float
    mape: float


@dataclass(frozen=True, slots=True)
class Forecast:
    """The coming months of one series.

    Attributes
    ----------
    table
        Columns ``month, value, low, high`` (95 % interval).
    shown
        Which model drew it: the naive one when it won the back-test.
    backtest
        None when the series is too short for one.
    change
        Forecast of the coming months / the same months a year before, less 1: the season is in both.
    """

    table: pd.DataFrame
    shown: Model
    backtest: Backtest | None
    change: float


def forecast(series: pd.Series, *, horizon: int = 3, origins: int = 6) -> Forecast | None:
    """Forecast a monthly series by exponential smoothing, if that beats the naive forecast.

    Parameters
    ----------
    series
        Values indexed by the first day of each month, without gaps.
    horizon
        Months ahead.
    origins
        How many of the last months the back-test forecasts from.

    Returns
    -------
    Forecast or None
        None with fewer than a year of months: nothing honest can be said.

    Notes
    -----
    Smoothing is additive with a damped trend, and with a yearly season from two years on
    (statsmodels' ETS). Naive repeats the month a year ago, or the last month below two years.
    """
    values = series.to_numpy(dtype=float)
    if len(values) < LEAST:
        return None
    tested = _backtest(values, horizon, origins)
    naive = tested is None or not tested.mase < tested.mase_naive
    seasonal = len(values) >= 2 * SEASON
    shown: Model = ("seasonal naive" if seasonal else "naive") if naive else "exponential smoothing"
    value, low, high = _naive(values, horizon) if naive else _smoothed(values, horizon)
    floor = 0.0 if (values >= 0).all() else -math.inf
    index = pd.date_range(pd.Timestamp(series.index[-1]), periods=horizon + 1, freq="MS")[1:]
    table = pd.DataFrame(
        {
            "month": index,
            "value": np.maximum(value, floor),
            "low": np.maximum(low, floor),
            "high": np.maximum(high, floor),
        }
    )
    before = float(values[-SEASON:][:horizon].sum())
    change = float(table["value"].sum()) / before - 1 if before else math.nan
    return Forecast(table, shown, tested, change)


def _backtest(values: Numbers, horizon: int, origins: int) -> Backtest | None:
    first = max(LEAST, len(values) - horizon - origins + 1)
    starts = range(first, len(values) - horizon + 1)
    if not starts:
        return None
    model, naive, seen = [], [], []
    for start in starts:
        past, future = values[:start], values[start : start + horizon]
        model.append(np.abs(_smoothed(past, horizon)[0] - future))
        naive.append(np.abs(_naive(past, horizon)[0] - future))
        seen.append(np.abs(future))
    season = SEASON if first >= 2 * SEASON else 1
    scale = float(np.abs(values[season:first] - values[: first - season]).mean())
    if scale == 0:
        return None
    actual = np.concatenate(seen)
    errors = np.concatenate(model)
    mape = float((errors / actual).mean()) if (actual > 0).all() else math.nan
    return Backtest(
        len(starts), horizon, float(errors.mean()) / scale, float(np.concatenate(naive).mean()) / scale, mape
    )


def _naive(values: Numbers, horizon: int) -> tuple[Numbers, Numbers, Numbers]:
    season = SEASON if len(values) >= 2 * SEASON else 1
    last = values[-season:]
    value = np.array([last[step % season] for step in range(horizon)])
    spread = float(np.std(values[season:] - values[:-season]))
    half = Z95 * spread * np.sqrt(np.arange(horizon) // season + 1.0)
    if season == 1:
        half = Z95 * spread * np.sqrt(np.arange(1, horizon + 1))
    return value, value - half, value + half


def _smoothed(values: Numbers, horizon: int) -> tuple[Numbers, Numbers, Numbers]:
    from statsmodels.tools.sm_exceptions import ConvergenceWarning
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    seasonal = "add" if len(values) >= 2 * SEASON else None
    scale = float(np.abs(values).mean()) or 1.0  # the optimiser behaves when values are near 1
    model = ETSModel(
        pd.Series(values / scale),
        error="add",
        trend="add",
        damped_trend=True,
        seasonal=seasonal,
        seasonal_periods=SEASON if seasonal else None,
    )
    with warnings.catch_warnings():
        # an optimum that is not quite reached is judged by the back-test like any other
        warnings.simplefilter("ignore", ConvergenceWarning)
        fitted = model.fit(disp=False, maxiter=200)
    predicted = fitted.get_prediction(start=len(values), end=len(values) + horizon - 1)
    frame = predicted.summary_frame(alpha=0.05)
    value, low, high = (frame[c].to_numpy(dtype=float) * scale for c in ("mean", "pi_lower", "pi_upper"))
    return value, low, high
