"""Lifetime value from repeat purchases: BG/NBD for how often, Gamma-Gamma for how much.

Fader, Hardie & Lee (2005) "Counting your customers the easy way", Marketing Science 24(2); Fader &
Hardie (2013) "The Gamma-Gamma model of monetary value". The likelihoods are closed forms of four and three
parameters, so they are maximised here directly; pymc-marketing brings 75 packages for the same numbers.

"Recency" of these models is the *age at the last purchase*, t_x; it is not the R of RFM.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import optimize, special

from workbench.errors import InputError, Problem
from workbench.estimate import Estimate, Numbers

MIN_REPEATERS = 50
WEEKS_A_YEAR = 52.1775
VALLEY_ROWS = 5_000
"""Histories on which the optimum is first looked for."""


@dataclass(frozen=True, slots=True)
class BetaGeometric:
    """Parameters of the BG/NBD model, in purchases a week.

    Attributes
    ----------
    r, alpha
        Shape and rate of the gamma distribution of purchase rates.
    a, b
        Shapes of the beta distribution of the chance to leave after a purchase.
    log_likelihood
        At the optimum.
    covariance
        Of the *logarithms* of the four parameters, from the curvature at the optimum.
    n
        Customers.
    """

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float
    covariance: tuple[tuple[float, ...], ...]
    n: int

    def expected(self, x: Numbers, t_x: Numbers, T: Numbers, weeks: float | Numbers) -> Numbers:
        """Purchases expected in the next `weeks`, given the history (their equation 10)."""
        return _expected(np.array([self.r, self.alpha, self.a, self.b]), x, t_x, T, weeks)

    def alive(self, x: Numbers, t_x: Numbers, T: Numbers) -> Numbers:
        """The probability that a customer has not left, given the history."""
        odds = np.where(
            x > 0,
            self.a
            / (self.b + np.maximum(x, 1) - 1)
            * ((self.alpha + T) / (self.alpha + t_x)) ** (self.r + x),
            0.0,
        )
        return 1 / (1 + odds)

    def draws(self, size: int, *, seed: int) -> npt.NDArray[np.float64]:
        """Parameter sets (r, α, a, b) as uncertain as the estimate is."""
        return _draws((self.r, self.alpha, self.a, self.b), self.covariance, size, seed)


@dataclass(frozen=True, slots=True)
class GammaGamma:
    """Parameters of the Gamma-Gamma model of the mean value of a purchase."""

    p: float
    q: float
    gamma: float
    log_likelihood: float
    covariance: tuple[tuple[float, ...], ...]
    n: int

    def expected(self, x: Numbers, mean_value: Numbers) -> Numbers:
        """Expected mean value of a purchase; without repeat purchases, that of the population.

        Examples
        --------
        >>> model = GammaGamma(6.25, 3.74, 15.44, 0.0, (), 1)
        >>> model.expected(np.array([0.0]), np.array([0.0])).round(2).tolist()
        [35.22]
        """
        seen = np.where(x > 0, mean_value * x, 0.0)
        return self.p * (self.gamma + seen) / (self.p * x + self.q - 1)

    def draws(self, size: int, *, seed: int) -> npt.NDArray[np.float64]:
        """Parameter sets (p, q, γ) as uncertain as the estimate is."""
        return _draws((self.p, self.q, self.gamma), self.covariance, size, seed)


@dataclass(frozen=True, slots=True)
class Lifetime:
    """What is expected of each segment in the coming time.

    Attributes
    ----------
    per_customer
        Segment → expected revenue a customer over `weeks`, discounted.
    weeks, discount
        The horizon, and the yearly discount rate.
    """

    per_customer: dict[str, Estimate]
    weeks: float
    discount: float
    purchases: BetaGeometric
    values: GammaGamma


def fit_beta_geometric(x: Numbers, t_x: Numbers, T: Numbers) -> BetaGeometric:
    """Fit BG/NBD by maximum likelihood.

    Parameters
    ----------
    x
        Repeat purchase days (the first purchase is not counted).
    t_x
        Weeks from the first to the last purchase; 0 when x is 0.
    T
        Weeks from the first purchase to the end of observation.

    Raises
    ------
    InputError
        When fewer than 50 customers came back: too few to fit four parameters.
    """
    x, t_x, T = (np.asarray(v, dtype=float) for v in (x, t_x, T))
    _enough(int((x > 0).sum()))
    # equal histories have equal likelihoods: at 100,000 customers a third of the rows remain
    histories, counts = np.unique(np.column_stack([x, t_x, T]), axis=0, return_counts=True)
    ux, utx, uT = histories.T
    scale = float(np.median(T)) or 1.0  # the search behaves when time is near 1

    def loss(logs: Numbers, every: int = 1) -> float:
        r, alpha, a, b = np.exp(logs)
        n, some = counts[::every], (ux[::every], utx[::every] / scale, uT[::every] / scale)
        return -float(n @ _log_likelihood(r, alpha, a, b, *some)) / float(n.sum())

    best = _maximised(loss, np.zeros(4), rows=len(ux))
    covariance = _covariance(lambda logs: loss(logs) * len(x), best)
    r, alpha, a, b = (float(value) for value in np.exp(best) * np.array([1, scale, 1, 1]))
    total = float(counts @ _log_likelihood(r, alpha, a, b, ux, utx, uT))
    return BetaGeometric(r, alpha, a, b, total, _rows(covariance), len(x))


def fit_gamma_gamma(x: Numbers, mean_value: Numbers) -> GammaGamma:
    """Fit Gamma-Gamma by maximum likelihood on the customers who came back and paid.

    Parameters
    ----------
    x
        Repeat purchase days.
    mean_value
        Mean value of those repeat purchases; rows with x = 0 or a value ≤ 0 are left out.
    """
    x, m = np.asarray(x, dtype=float), np.asarray(mean_value, dtype=float)
    known = (x > 0) & (m > 0) & np.isfinite(m)
    x, m = x[known], m[known]
    _enough(len(x))
    scale = float(m.mean())

    def log_likelihood(p: float, q: float, g: float, n: Numbers, values: Numbers) -> float:
        terms = special.gammaln(p * n + q) - special.gammaln(p * n) - special.gammaln(q) + q * np.log(g)
        terms = terms + (p * n - 1) * np.log(values) + p * n * np.log(n)
        return float((terms - (p * n + q) * np.log(g + values * n)).sum())

    def loss(logs: Numbers, every: int = 1) -> float:
        p, q, g = np.exp(logs)
        return -log_likelihood(p, q, g, x[::every], m[::every] / scale) / len(x[::every])

    best = _maximised(loss, np.log([2.0, 3.0, 1.0]), rows=len(x))
    covariance = _covariance(lambda logs: loss(logs) * len(x), best)
    p, q, g = (float(value) for value in np.exp(best) * np.array([1, 1, scale]))
    return GammaGamma(p, q, g, log_likelihood(p, q, g, x, m), _rows(covariance), len(x))


def lifetime_value(
    purchases: BetaGeometric,
    values: GammaGamma,
    *,
    history: dict[str, tuple[Numbers, Numbers, Numbers, Numbers]],
    weeks: float = WEEKS_A_YEAR,
    discount: float = 0.10,
    seed: int,
) -> Lifetime:
    """Expected revenue a customer of each segment over the coming `weeks`.

    Parameters
    ----------
    history
        Segment → (x, t_x, T, mean value) of its customers.
    discount
        Yearly rate; purchases are taken to fall evenly over the horizon, month by month.
    seed
        For the parameter draws behind the 95 % intervals, which hold the uncertainty of the
        seven parameters and, by resampling, of which customers a segment happens to hold.
    """
    random = np.random.default_rng(seed)
    rates, spends = purchases.draws(100, seed=seed), values.draws(100, seed=seed + 1)
    estimates = {}
    for segment, rows in history.items():
        value = float(_discounted(purchases, values, rows, weeks, discount).mean())
        n = len(rows[0])
        kept = random.choice(n, size=min(n, 2_000), replace=False)
        sample = tuple(column[kept] for column in rows)
        replicates = []
        for (r, alpha, a, b), (p, q, g) in zip(rates, spends, strict=True):
            model = BetaGeometric(r, alpha, a, b, 0.0, (), 0)
            money = GammaGamma(p, max(q, 1.01), g, 0.0, (), 0)
            each = _discounted(model, money, sample, weeks, discount)  # type: ignore[arg-type]
            replicates.append(float(each[random.integers(0, len(each), len(each))].mean()))
        low, high = np.quantile(replicates, [0.025, 0.975])
        estimates[segment] = Estimate(value, float(low), float(high), n, "parametric bootstrap")
    return Lifetime(estimates, weeks, discount, purchases, values)


def _discounted(
    purchases: BetaGeometric,
    values: GammaGamma,
    rows: tuple[Numbers, Numbers, Numbers, Numbers],
    weeks: float,
    discount: float,
) -> Numbers:
    x, t_x, T, mean_value = rows
    steps = np.linspace(0, weeks, 5)  # quarters: finer steps move the sum by less than 1 %
    upto = [np.zeros(len(x)), *(purchases.expected(x, t_x, T, float(step)) for step in steps[1:])]
    weekly = (1 + discount) ** (-1 / WEEKS_A_YEAR)
    middle = (steps[1:] + steps[:-1]) / 2
    bought = sum(
        (after - before) * weekly**when
        for before, after, when in zip(upto[:-1], upto[1:], middle, strict=True)
    )
    return np.asarray(bought * values.expected(x, mean_value), dtype=float)


def _log_likelihood(
    r: float, alpha: float, a: float, b: float, x: Numbers, t_x: Numbers, T: Numbers
) -> Numbers:
    """Their equation 6, in logarithms, with the two ways a history can end added by logaddexp."""
    common = special.gammaln(r + x) - special.gammaln(r) + r * np.log(alpha)
    stayed = special.betaln(a, b + x) - special.betaln(a, b) - (r + x) * np.log(alpha + T)
    repeat = np.maximum(x, 1)
    left = special.betaln(a + 1, b + repeat - 1) - special.betaln(a, b) - (r + x) * np.log(alpha + t_x)
    return np.asarray(common + np.where(x > 0, np.logaddexp(stayed, left), stayed), dtype=float)


def _expected(parameters: Numbers, x: Numbers, t_x: Numbers, T: Numbers, weeks: float | Numbers) -> Numbers:
    r, alpha, a, b = parameters
    a = a if abs(a - 1) > 1e-6 else a + 1e-6  # the closed form has a removable pole at a = 1
    later = alpha + T + weeks
    series = special.hyp2f1(r + x, b + x, a + b + x - 1, weeks / later)
    bracket = 1 - ((alpha + T) / later) ** (r + x) * series
    left = a / (b + np.maximum(x, 1) - 1) * ((alpha + T) / (alpha + t_x)) ** (r + x)
    return np.asarray((a + b + x - 1) / (a - 1) * bracket / (1 + np.where(x > 0, left, 0.0)), dtype=float)


def _maximised(loss: Callable[..., float], start: Numbers, *, rows: int) -> Numbers:
    """Two methods in turn: a simplex finds the valley, L-BFGS its floor.

    The valley is looked for on some 5,000 of the rows, evenly taken; its floor on all.
    """
    every = max(1, rows // VALLEY_ROWS)
    options = {"maxiter": 4_000, "fatol": 1e-9}
    first = optimize.minimize(loss, start, args=(every,), method="Nelder-Mead", options=options)
    second = optimize.minimize(loss, first.x, method="L-BFGS-B", bounds=[(-12.0, 12.0)] * len(start))
    return np.asarray(second.x if second.fun <= loss(first.x) else first.x, dtype=float)


def _covariance(loss: object, at: Numbers, step: float = 1e-3) -> npt.NDArray[np.float64]:
    """The inverse of the curvature at the best fit; a likelihood without a peak has none."""
    from statsmodels.tools.numdiff import approx_hess

    curvature = np.asarray(approx_hess(at, loss, epsilon=np.full(len(at), step)), dtype=float)
    if not np.isfinite(curvature).all():
        raise InputError(
            Problem(
                "purchases",
                "lifetime",
                "the purchases do not settle a lifetime model (no best fit, as when hardly anybody has stopped buying)",
                "more customers, or a longer time",
                "read the revenue by month instead",
            )
        )
    return np.asarray(np.linalg.pinv(curvature), dtype=float)


def _draws(
    parameters: tuple[float, ...], covariance: tuple[tuple[float, ...], ...], size: int, seed: int
) -> npt.NDArray[np.float64]:
    random = np.random.default_rng(seed)
    logs = random.multivariate_normal(np.log(parameters), np.array(covariance), size=size, method="svd")
    return np.asarray(np.exp(np.clip(logs, -12, 12)), dtype=float)


def _rows(matrix: npt.NDArray[np.floating]) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(float(value) for value in row) for row in matrix)


def _enough(repeaters: int) -> None:
    if repeaters < MIN_REPEATERS:
        raise InputError(
            Problem(
                "purchases",
                "lifetime value",
                f"{repeaters} customers came back",
                f"at least {MIN_REPEATERS}",
                "observe them for longer, or leave lifetime value out",
            )
        )
