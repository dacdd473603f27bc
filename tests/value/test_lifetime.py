"""BG/NBD and Gamma-Gamma against the published CDNOW figures and against planted parameters."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from workbench.config import load_study
from workbench.errors import InputError
from workbench.intake import propose
from workbench.preparation import bought_features, read
from workbench.value import HeldBack, fit_beta_geometric, fit_gamma_gamma, held_back, lifetime_value
from workbench.value.lifetime import BetaGeometric
from workbench.words import value as words


def simulated(n: int, seed: int) -> tuple[np.ndarray, ...]:
    """Customers of a BG/NBD world with r = 0.8, α = 6, a = 0.9, b = 2.5, watched for 52 weeks."""
    random = np.random.default_rng(seed)
    rate, leave = random.gamma(0.8, 1 / 6, n), random.beta(0.9, 2.5, n)
    x, t_x, T = np.zeros(n), np.zeros(n), np.full(n, 52.0)
    for i in range(n):
        time = 0.0
        while random.random() >= leave[i] or time == 0.0:
            time += random.exponential(1 / rate[i])
            if time > 52:
                break
            x[i], t_x[i] = x[i] + 1, time
    return x, t_x, T


def test_a_planted_world_is_found_again() -> None:
    x, t_x, T = simulated(6_000, 3)
    model = fit_beta_geometric(x, t_x, T)
    # a customer's first chance to leave comes after the first repeat purchase in this simulation
    spread = np.sqrt(np.diag(np.array(model.covariance)))
    error = np.abs(np.log([model.r, model.alpha]) - np.log([0.8, 6.0]))
    assert (error < 4 * spread[:2]).all()


def test_expected_purchases_agree_with_a_simulation() -> None:
    model = BetaGeometric(0.243, 4.414, 0.793, 2.426, 0.0, (), 0)
    random = np.random.default_rng(1)
    n, weeks = 100_000, 39.0
    rate = random.gamma(model.r, 1 / model.alpha, n)
    leave = random.beta(model.a, model.b, n)
    bought, time = np.zeros(n), np.zeros(n)
    here = np.ones(n, dtype=bool)
    while here.any():
        time[here] += random.exponential(1 / np.maximum(rate[here], 1e-300))
        here &= time <= weeks
        bought[here] += 1
        here &= random.random(n) >= leave
    nothing = np.zeros(1)
    expected = model.expected(nothing, nothing, nothing, weeks)[0]
    assert bought.mean() == pytest.approx(expected, abs=4 * bought.std() / np.sqrt(n))


def test_too_few_repeat_customers_are_refused() -> None:
    x = np.array([1.0, 0.0, 2.0])
    with pytest.raises(InputError) as refused:
        fit_beta_geometric(x, x, x + 1)
    assert str(refused.value) == (
        "purchases, lifetime value: 2 customers came back; expected at least 50. "
        "Observe them for longer, or leave lifetime value out."
    )


def test_intervals_hold_the_value_and_widen_with_fewer_customers() -> None:
    x, t_x, T = simulated(3_000, 4)
    spend = np.where(x > 0, 20 + 5 * np.random.default_rng(5).standard_normal(len(x)), 0.0)
    purchases, values = fit_beta_geometric(x, t_x, T), fit_gamma_gamma(x, spend)
    rows = (x, t_x, T, spend)
    few = tuple(column[:100] for column in rows)
    found = lifetime_value(purchases, values, history={"S1": rows, "S2": few}, seed=1).per_customer
    assert found["S1"].low < found["S1"].value < found["S1"].high
    assert found["S2"].high - found["S2"].low > found["S1"].high - found["S1"].low


@pytest.mark.realdata
def test_the_published_cdnow_figures_by_the_way_of_a_run(
    shared_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The raw file, a study as init writes it, features, models: the default calibration is 39 of 78 weeks."""
    shutil.copy(shared_data / "cdnow" / "CDNOW_sample.txt", tmp_path / "cdnow.txt")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "study.yaml").write_text(propose(["cdnow.txt"]).text, encoding="utf-8")
    bought = bought_features(read(load_study(tmp_path / "study.yaml")))
    assert bought is not None
    assert bought.facts["calibration"] == "1997-09-30"
    repeat = bought.repeat
    found = held_back(repeat)
    money = fit_gamma_gamma(repeat["x_calibration"].to_numpy(), repeat["mean_value_calibration"].to_numpy())
    model = found.model

    assert model.n == 2_357
    assert [model.r, model.alpha, model.a, model.b] == pytest.approx([0.243, 4.414, 0.793, 2.426], abs=0.001)
    assert model.log_likelihood == pytest.approx(-9582.4, abs=0.1)
    assert [money.p, money.q, money.gamma] == pytest.approx([6.25, 3.74, 15.44], abs=0.02)
    assert found.weeks == pytest.approx(39, abs=0.1)
    assert found.expected.sum() == pytest.approx(found.came.sum(), rel=0.15)
    assert np.abs(found.expected - found.came).mean() < np.abs(found.as_before - found.came).mean()


def test_the_miss_on_time_held_back_is_said() -> None:
    model = BetaGeometric(0.243, 4.414, 0.793, 2.426, 0.0, (), 2)
    found = HeldBack(
        model, np.array([8.0, 2.0]), np.array([9.0, 3.0]), np.array([10.0, 3.0]), np.array([9.0, 5.0]), 26.0
    )
    assert str(words.holdout(found)) == (
        "Tested on 26 weeks that it had not seen, the model expected 12 repeat purchases and 13 came: 8 % too few. "
        "A customer's own count was missed by 0.50 purchases on average, and by 1.50 if everybody had gone on as before."
    )
    assert found.table["before"].tolist() == ["2", "7+"]
