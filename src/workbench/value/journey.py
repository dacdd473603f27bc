"""Where each segment buys, and how far along the way from awareness to loyalty it is."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from workbench.estimate import mean, share
from workbench.schemas import segment_order

CHANNEL = "channel."
STAGES = ("one purchase", "buying again", "overdue", "lapsed")


def channel_index(
    customers: pd.DataFrame, segments: pd.Series, weights: pd.Series | None = None
) -> pd.DataFrame:
    """Each segment's share of purchases by channel, against all customers.

    Parameters
    ----------
    customers
        With columns ``channel.<name>``: each customer's share of orders in that channel, 0 to 1.

    Returns
    -------
    pandas.DataFrame
        Columns ``channel, segment, n, value, low, high, total, index``; empty without channels.

    Examples
    --------
    >>> t = channel_index(pd.DataFrame({"channel.web": [1.0, 0.0]}), pd.Series(["S1", "S2"]))
    >>> t[["channel", "segment", "value", "index"]].to_numpy().tolist()
    [['web', 'S1', 1.0, 200.0], ['web', 'S2', 0.0, 0.0]]
    """
    w = np.ones(len(customers)) if weights is None else weights.to_numpy(dtype=float)
    labels = segments.to_numpy(dtype=object)
    rows = []
    for column in (c for c in customers.columns if c.startswith(CHANNEL)):
        values = customers[column].to_numpy(dtype=float)
        total = mean(values, w).value
        for label in _labels(segments):
            own = mean(values[labels == label], w[labels == label])
            index = 100 * own.value / total if total else math.nan
            rows.append(
                {
                    "channel": column.removeprefix(CHANNEL),
                    "segment": label,
                    "n": own.n,
                    "value": own.value,
                    "low": max(own.low, 0.0),
                    "high": min(own.high, 1.0),
                    "total": total,
                    "index": index,
                }
            )
    return pd.DataFrame(rows, columns=["channel", "segment", "n", "value", "low", "high", "total", "index"])


def buying_stage(recency: pd.Series, interpurchase: pd.Series) -> pd.Series:
    """The stage of each customer, judged by the customer's own rhythm.

    One purchase: no rhythm yet. Buying again: the last purchase is at most two usual gaps ago.
    Overdue: two to four gaps. Lapsed: more than four, seen from the end of the customer's own
    observation, so that people who only left the sample do not count as lapsed.

    Parameters
    ----------
    recency
        Days since the last order; missing for those who never bought, who have no stage.
    interpurchase
        Usual days between two orders; missing after one order only.

    Examples
    --------
    >>> buying_stage(pd.Series([9, 10, 30, 90]), pd.Series([None, 10, 10, 10])).tolist()
    ['one purchase', 'buying again', 'overdue', 'lapsed']
    """
    gap = pd.to_numeric(interpurchase).clip(lower=1.0)
    late = recency / gap
    stage = pd.Series(
        np.select([gap.isna(), late <= 2, late <= 4], STAGES[:3], STAGES[3]),
        index=recency.index,
        dtype=object,
    )
    return stage.where(recency.notna(), None)


def stages_by_segment(
    stage: pd.Series, segments: pd.Series, weights: pd.Series | None = None
) -> pd.DataFrame:
    """The share of each segment at each stage: columns ``stage, segment, n, value, low, high``."""
    known = stage.notna()
    w = np.ones(len(stage)) if weights is None else weights.to_numpy(dtype=float)
    labels = segments.set_axis(stage.index)
    rows = []
    for label in _labels(labels):
        mine = (known & (labels == label).fillna(value=False)).to_numpy(dtype=bool)
        for name in STAGES:
            part = share((stage[mine] == name).to_numpy(dtype=bool), w[mine])
            rows.append(
                {
                    "stage": name,
                    "segment": label,
                    "n": part.n,
                    "value": part.value,
                    "low": part.low,
                    "high": part.high,
                }
            )
    return pd.DataFrame(rows, columns=["stage", "segment", "n", "value", "low", "high"])


def _labels(segments: pd.Series) -> list[str]:
    return sorted((str(s) for s in segments.dropna().unique()), key=segment_order)
