"""Interrupted time series: one area, before against after.

Belongs here: the model of methods section 8 (negative binomial, offset log P, level and slope,
two annual harmonic pairs, break terms, Newey-West errors) and what it refuses.
Does not belong here: the tests of its assumptions (`diagnostics.py`) or comparison areas
(`difference_in_differences.py`).
Source: Bernal, Cummins, Gasparrini (2017), Int J Epidemiol 46, 348-355; Newey, West (1987, 1994).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import statsmodels.api as sm
from scipy.optimize import brentq, minimize_scalar
from scipy.stats import chi2
from scipy.stats import t as student

from orchestration.evaluation.result import LEVEL_PCT, Estimate, NotEstimable

Floats = npt.NDArray[np.float64]
Months = npt.NDArray[np.datetime64]

MONTHS_BEFORE = 24
MONTHS_AFTER = 12
REPORTED_AT = 12
"""Months after the start at which the effect is read."""
BREAK_DISTANCE = 6
"""A series break so many months from the start, or nearer, makes the design invalid."""
HARMONIC_PAIRS = 2
_DISPERSION = (1e-8, 50.0)
"""Bounds of the dispersion; the lower one is the Poisson limit."""


@dataclass(frozen=True)
class Series:
    """One monthly series. Shapes: all (T,). Units: first days of months, events, persons.

    `population` is the exposure per month; a constant factor of it does not move the effect.
    """

    months: Months
    count: Floats
    population: Floats
    is_provisional: npt.NDArray[np.bool_]

    def where(self, mask: npt.NDArray[np.bool_]) -> Series:
        """The months that `mask` (T,) picks."""
        return Series(
            self.months[mask], self.count[mask], self.population[mask], self.is_provisional[mask]
        )


@dataclass(frozen=True)
class Fit:
    """A fitted model. Shapes: residuals (Pearson) and fitted (T,), design (T, k).

    `independent` is the effect with the errors of independent months instead of Newey-West's: on
    a short series these are too small as often as not, and a test should not fail for that.
    """

    effect: Estimate
    independent: Estimate
    level: Estimate
    slope: Estimate
    dispersion: float
    lag: int
    residuals: Floats
    fitted: Floats
    design: Floats


def newey_west_lag(length: int) -> int:
    """Lag of the errors of a series of `length` months: floor(4 (T/100)^(2/9)), methods 8."""
    return int(np.floor(4 * (length / 100) ** (2 / 9)))


def fit(
    series: Series,
    start: np.datetime64,
    breaks: Sequence[np.datetime64] = (),
    *,
    lag: int | None = None,
) -> Fit:
    """Fit the segmented model; the effect is exp(b2 + 12 b3), a rate ratio 12 months on.

    `start` is any day of the first month with the programme; that month counts as with it.
    `breaks` are first days of new recording regimes of the source: each inside the series gets a
    step term. `lag` overrides the rule of the Newey-West errors.
    Errors: NotEstimable on gaps, missing or impossible values, fewer than 24 months before or 12
    after, a break within 6 months of the start, or a model that the data cannot tell apart.
    """
    first = start.astype("datetime64[M]")
    _refuse_bad_series(series, first)
    steps = [one.astype("datetime64[M]") for one in breaks]
    _refuse_near_breaks(steps, first)
    time = (series.months.astype("datetime64[M]") - first).astype(np.int64)
    inside = sorted({int((one - first).astype(np.int64)) for one in steps})
    design = _design(time, [one for one in inside if time[0] < one <= time[-1]])
    return fit_design(series, design, newey_west_lag(len(time)) if lag is None else lag)


def fit_design(series: Series, design: Floats, lag: int) -> Fit:
    """Fit a negative binomial with log link on `design` (T, k); columns 2 and 3 are level, slope.

    Errors: NotEstimable when columns repeat each other or the series holds no event.
    """
    offset = np.log(series.population)
    _refuse_unidentified(series.count, design)
    alpha = dispersion(series.count, design, offset)
    model = _model(series.count, design, offset, alpha)
    result = model.fit(
        cov_type="HAC", cov_kwds={"maxlags": lag, "use_correction": True}, maxiter=200
    )
    return Fit(
        effect=_contrast(result, result.cov_params(), REPORTED_AT),
        independent=_contrast(result, result.normalized_cov_params, REPORTED_AT),
        level=_contrast(result, result.cov_params(), 0),
        slope=_contrast(result, result.cov_params(), 1, level=0),
        dispersion=alpha,
        lag=lag,
        residuals=np.asarray(result.resid_pearson, dtype=np.float64),
        fitted=np.asarray(result.fittedvalues, dtype=np.float64),
        design=design,
    )


def log_likelihood(series: Series, design: Floats) -> float:
    """The largest log likelihood of `design` (T, k), its dispersion estimated with it.

    Errors: NotEstimable when columns repeat each other or the series holds no event.
    """
    offset = np.log(series.population)
    _refuse_unidentified(series.count, design)
    alpha = dispersion(series.count, design, offset)
    return float(_model(series.count, design, offset, alpha).fit(maxiter=200).llf)


def dispersion(count: Floats, design: Floats, offset: Floats) -> float:
    """Maximum-likelihood dispersion a of Var = m + a m^2.

    0 is the Poisson limit: the data vary no more than chance of independent events.
    """
    loss = _loss(count, design, offset)
    low, high = np.log(_DISPERSION)
    best = minimize_scalar(loss, bounds=(low, high), method="bounded", options={"xatol": 1e-3})
    return _natural(low if loss(low) - float(best.fun) <= 1e-6 else float(best.x))


def dispersion_interval(series: Series, fitted: Fit) -> tuple[float, float]:
    """The profile-likelihood interval (95 %) of the dispersion of a fit of `series`."""
    loss = _loss(series.count, fitted.design, np.log(series.population))
    low, high = np.log(_DISPERSION)
    at = max(low, float(np.log(max(fitted.dispersion, _DISPERSION[0]))))
    reached = loss(at) + float(chi2.ppf(LEVEL_PCT / 100, 1)) / 2

    def beyond(log_alpha: float) -> float:
        return loss(log_alpha) - reached

    below = low if beyond(low) < 0 else float(brentq(beyond, low, at, xtol=1e-2))
    above = high if beyond(high) < 0 else float(brentq(beyond, at, high, xtol=1e-2))
    return _natural(below), _natural(above)


def _loss(count: Floats, design: Floats, offset: Floats) -> Callable[[float], float]:
    """Minus the log likelihood as a function of the logarithm of the dispersion."""

    def loss(log_alpha: float) -> float:
        model = _model(count, design, offset, float(np.exp(log_alpha)))
        return -float(model.fit(maxiter=200).llf)

    return loss


def _natural(log_alpha: float) -> float:
    alpha = float(np.exp(log_alpha))
    return 0.0 if alpha < 2 * _DISPERSION[0] else alpha


def _model(count: Floats, design: Floats, offset: Floats, alpha: float) -> Any:
    family = (
        sm.families.Poisson()
        if alpha < 2 * _DISPERSION[0]
        else sm.families.NegativeBinomial(alpha=alpha)
    )
    return sm.GLM(count, design, family=family, offset=offset)


def _design(time: npt.NDArray[np.int64], steps: Sequence[int]) -> Floats:
    """(T, 8 + breaks): 1, t, D, (t - t0) D, two annual harmonic pairs, one step per break."""
    after = (time >= 0).astype(np.float64)
    angles = [2 * np.pi * pair * time / 12 for pair in range(1, HARMONIC_PAIRS + 1)]
    seasons = [wave(angle) for angle in angles for wave in (np.cos, np.sin)]
    breaks = [(time >= step).astype(np.float64) for step in steps]
    trend = time.astype(np.float64)
    return np.column_stack([np.ones_like(after), trend, after, trend * after, *seasons, *breaks])


def trend_design(time: npt.NDArray[np.int64], extra: Floats, steps: Sequence[int] = ()) -> Floats:
    """The model without a programme, and further columns `extra` (T, m).

    Shapes: (T, 6 + m + breaks): 1, t, extra, two annual harmonic pairs, one step per break.
    """
    whole = _design(time, steps)
    return np.column_stack([whole[:, :2], extra, whole[:, 4:]])


def _contrast(result: Any, covariance: Any, months: int, level: float = 1.0) -> Estimate:
    """exp(level b2 + months b3), with limits of Student's t on T - k degrees of freedom."""
    weights = np.zeros(len(result.params))
    weights[2], weights[3] = level, months
    log_ratio = float(weights @ np.asarray(result.params))
    error = float(np.sqrt(weights @ np.asarray(covariance) @ weights))
    reach = float(student.ppf(0.5 + LEVEL_PCT / 200, result.df_resid)) * error
    return Estimate(
        float(np.exp(log_ratio)),
        float(np.exp(log_ratio - reach)),
        float(np.exp(log_ratio + reach)),
        error,
    )


# --- what is refused ------------------------------------------------------------------------------


def _refuse_bad_series(series: Series, first: np.datetime64) -> None:
    months = series.months.astype("datetime64[M]")
    if len(months) and (np.diff(months).astype(np.int64) != 1).any():
        at = months[1:][np.diff(months).astype(np.int64) != 1][0]
        raise NotEstimable(
            "gap_in_series",
            f"The series has a gap before {at}; a month that was not reported is not filled in.",
            f"La serie tiene un vacío antes de {at}; un mes no reportado no se rellena.",
        )
    values = np.concatenate([series.count, series.population])
    if not np.isfinite(values).all() or (series.count < 0).any() or (series.population <= 0).any():
        raise NotEstimable(
            "impossible_value",
            "A month has no count, a negative count, or no population.",
            "Un mes no tiene conteo, tiene un conteo negativo o no tiene población.",
        )
    before, after = int((months < first).sum()), int((months >= first).sum())
    if before < MONTHS_BEFORE or after < MONTHS_AFTER:
        raise NotEstimable(
            "too_few_months",
            f"{before} months before the start and {after} after it; "
            f"{MONTHS_BEFORE} and {MONTHS_AFTER} are needed.",
            f"{before} meses antes del inicio y {after} después; "
            f"se necesitan {MONTHS_BEFORE} y {MONTHS_AFTER}.",
        )


def _refuse_near_breaks(breaks: Sequence[np.datetime64], first: np.datetime64) -> None:
    for one in breaks:
        if abs(int((one - first).astype(np.int64))) <= BREAK_DISTANCE:
            raise NotEstimable(
                "series_break_near_start",
                f"Recording changed in {one}, within {BREAK_DISTANCE} months of the start in "
                f"{first}: what the programme did and what the new rule did cannot be told apart.",
                f"El registro cambió en {one}, a {BREAK_DISTANCE} meses o menos del inicio en "
                f"{first}: no se distingue el programa de la nueva regla.",
            )


def _refuse_unidentified(count: Floats, design: Floats) -> None:
    if count.sum() == 0:
        raise NotEstimable(
            "no_events", "The series holds no event.", "La serie no contiene ningún hecho."
        )
    if np.linalg.matrix_rank(design) < design.shape[1]:
        raise NotEstimable(
            "collinear",
            "A break term repeats the level or the trend; the series is too short to part them.",
            "Un término de quiebre repite el nivel o la tendencia; la serie es demasiado corta.",
        )
