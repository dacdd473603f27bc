"""How many have a need the survey asks about, and how strongly."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.answers import coded
from workbench.estimate import Estimate, Numbers, mean, share
from workbench.schemas import Variable, Variables, segment_order

EVERYONE = "all"


def demand(
    customers: pd.DataFrame,
    segments: pd.Series,
    variables: Variables,
    *,
    weights: pd.Series | None = None,
) -> pd.DataFrame:
    """For each need: who has it, in each segment and in all.

    Somebody has a need who chose one of the two highest levels of a scale (or the yes of a yes/no
    question), or who named an option of a list.

    Returns
    -------
    pandas.DataFrame
        Columns ``need, option, segment, n, value, low, high, strength``: `value` is the share who have it;
        `strength` the mean position on the scale, 0 to 1, missing for lists.

    Examples
    --------
    >>> need = Variable("fast", "likert", factor="need", levels=("1", "2", "3", "4", "5"))
    >>> answers = pd.DataFrame({"fast": pd.Categorical(["5", "1"], categories=list("12345"), ordered=True)})
    >>> demand(answers, pd.Series(["S1", "S2"]), Variables.of([need]))["value"].tolist()
    [1.0, 0.0, 0.5]
    """
    needs = variables.of_factor("need").without_role("ignore", "id", "weight")
    return answered_by_segment(customers, segments, needs, weights=weights)


def answered_by_segment(
    customers: pd.DataFrame,
    segments: pd.Series,
    asked: Variables,
    *,
    weights: pd.Series | None = None,
) -> pd.DataFrame:
    """Who says yes to each of these questions, in each segment and in all; columns as `demand` has them."""
    w = np.ones(len(customers)) if weights is None else weights.to_numpy(dtype=float)
    labels = segments.to_numpy(dtype=object)
    groups = [*sorted((str(s) for s in segments.dropna().unique()), key=segment_order), EVERYONE]
    rows = []
    for variable in asked.values():
        if variable.name not in customers or variable.type in {"open text", "date", "numeric"}:
            continue
        for option, has, strength in _readings(customers[variable.name], variable):
            for group in groups:
                chosen = np.isfinite(has) & ((labels == group) | (group == EVERYONE))
                part = share(has[chosen] > 0, w[chosen])
                force = mean(strength[chosen], w[chosen]) if strength is not None else None
                rows.append(_row(variable, option, group, part, force))
    columns = ["need", "option", "segment", "n", "value", "low", "high", "strength"]
    return pd.DataFrame(rows, columns=columns)


def _readings(answers: pd.Series, variable: Variable) -> list[tuple[str, Numbers, Numbers | None]]:
    """Option → (has it: 1, 0 or NaN, strength 0 to 1)."""
    answered = coded(answers, variable)
    if not answered.is_scored:
        return [(level, answered.values[:, i], None) for i, level in enumerate(answered.levels)]
    scores, top = answered.values[:, 0], len(variable.levels) - 1
    has = np.where(np.isnan(scores), np.nan, scores >= (top if top <= 1 else top - 1))
    return [("", has, scores / max(top, 1))]


def _row(
    variable: Variable, option: str, group: str, part: Estimate, force: Estimate | None
) -> dict[str, object]:
    return {
        "need": variable.title,
        "option": option,
        "segment": group,
        "n": part.n,
        "value": part.value,
        "low": part.low,
        "high": part.high,
        "strength": force.value if force else np.nan,
    }
