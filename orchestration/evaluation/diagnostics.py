"""The mandatory tests of an estimate, and the estimate with them.

Belongs here: each test of methods section 8 as passed, failed or not applicable, with the rule by
which it is judged. Does not belong here: the designs themselves, or what a programme is
(`registry.py`).

A failed test is never repaired by choosing another model. Rules marked [P] are this project's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, TypeVar

import numpy as np
from scipy.stats import chi2
from statsmodels.stats.diagnostic import acorr_ljungbox

from orchestration.evaluation import difference_in_differences as did
from orchestration.evaluation import interrupted_time_series as its
from orchestration.evaluation.result import Diagnostic, Estimate, Evaluation, NotEstimable

SIGNIFICANCE = 0.05
PLACEBO_DATES = 5
FALSE_ALARMS = 1
"""Placebo dates of five that may show an effect by chance [P]."""
LJUNG_BOX_LAG = 12
LONG_LAG = 12

Data = TypeVar("Data")

Recording = Literal["no", "yes", "unknown"]
"""Did the way of recording change at the start, as the city declares it."""


def evaluate_its(
    series: its.Series,
    start: np.datetime64,
    *,
    breaks: Sequence[np.datetime64] = (),
    placebo: its.Series | None = None,
    recording: Recording = "unknown",
) -> Evaluation:
    """One area before and after, with its tests. `placebo`: an outcome it cannot move.

    Errors: NotEstimable as `interrupted_time_series.fit`.
    """
    fitted = its.fit(series, start, breaks)
    straight = _straight_before(series, start, breaks)

    def again(one: its.Series) -> Estimate:
        return its.fit(one, start, breaks).effect

    return Evaluation(
        design_code="its",
        estimate=fitted.effect,
        details={"level": fitted.level, "monthly_slope": fitted.slope},
        diagnostics=(
            straight,
            _recording(recording),
            _ljung_box(fitted),
            _dispersion(series, fitted),
            _long_lag(fitted.effect, its.fit(series, start, breaks, lag=LONG_LAG).effect),
            _placebo_dates(_its_placebos(series, start, breaks)),
            _placebo_outcome(placebo, again),
            _not_applicable("leave_one_area_out", "one area only"),
            _without_provisional(
                fitted.effect,
                bool(series.is_provisional.any()),
                lambda: again(series.where(~series.is_provisional)),
            ),
            _not_applicable("trend_sensitivity", "needs comparison areas"),
        ),
        observation_count=len(series.months),
        area_count=1,
        pretrend_p_value=straight.p_value,
    )


def evaluate_did(
    panel: did.Panel,
    *,
    placebo: did.Panel | None = None,
    recording: Recording = "unknown",
    breaks: Sequence[np.datetime64] = (),
) -> Evaluation:
    """Treated against comparison areas, with the tests. `placebo`: an outcome it cannot move.

    Errors: NotEstimable as `difference_in_differences.fit`.
    """
    fitted = did.fit(panel)
    beside = did.spill_over(panel)
    others = panel.keep(~panel.ring)
    starts = panel.months[others.first[others.first != did.NEVER]]

    def again(one: did.Panel) -> Estimate:
        return did.fit(one).effect

    return Evaluation(
        design_code="did",
        estimate=fitted.effect,
        details={} if beside is None else {"spill_over": beside},
        diagnostics=(
            _parallel_before(fitted),
            _recording(recording, breaks, starts),
            _not_applicable("ljung_box", "errors are clustered by area"),
            _not_applicable("dispersion", "errors are taken from the areas, not from a count law"),
            _not_applicable("newey_west_lag_12", "errors are clustered by area"),
            _placebo_dates(_did_placebos(others)),
            _placebo_outcome(placebo, again),
            _leave_one_area_out(others, fitted.effect),
            _without_provisional(
                fitted.effect,
                bool(panel.is_provisional.any()),
                lambda: again(panel.until(int(np.argmax(panel.is_provisional)))),
            ),
            _trend_sensitivity(fitted),
        ),
        observation_count=others.count.size,
        area_count=len(others.areas),
        pretrend_p_value=fitted.pre_trend_p_value,
    )


# --- tests of both designs ------------------------------------------------------------------------


def _not_applicable(code: str, why: str) -> Diagnostic:
    return Diagnostic(code, "not_applicable", why)


def _judged(
    code: str, holds: bool, detail: str, statistic: float | None = None, p: float | None = None
) -> Diagnostic:
    return Diagnostic(code, "passed" if holds else "failed", detail, statistic, p)


def _recording(
    declared: Recording,
    breaks: Sequence[np.datetime64] = (),
    starts: np.ndarray | None = None,
) -> Diagnostic:
    """No change of recording at the start: neither declared nor a known break within 6 months."""
    for start in [] if starts is None else starts:
        for one in breaks:
            months = abs(int((one.astype("datetime64[M]") - start).astype(np.int64)))
            if months <= its.BREAK_DISTANCE:
                return _judged("recording", False, f"recording changed in {one}")
    if declared == "unknown":
        return _not_applicable("recording", "the city has not said if recording changed")
    return _judged("recording", declared == "no", f"declared change of recording: {declared}")


def _placebo_dates(estimates: Sequence[Estimate]) -> Diagnostic:
    """At most one of five invented starts before the real one shows an effect [P]."""
    if len(estimates) < PLACEBO_DATES:
        return _not_applicable("placebo_dates", "the time before the start is too short for five")
    alarms = sum(one.excludes_one for one in estimates)
    detail = f"{alarms} of {len(estimates)} invented starts show an effect"
    return _judged("placebo_dates", alarms <= FALSE_ALARMS, detail, float(alarms))


def _placebo_outcome(placebo: Data | None, estimate: Callable[[Data], Estimate]) -> Diagnostic:
    """An outcome that the programme cannot move does not move."""
    if placebo is None:
        return _not_applicable("placebo_outcome", "no placebo outcome was registered")
    try:
        found = estimate(placebo)
    except NotEstimable as refusal:
        return _not_applicable("placebo_outcome", refusal.message_en)
    return _judged("placebo_outcome", not found.excludes_one, _said(found), found.ratio)


def _without_provisional(
    whole: Estimate, has_provisional: bool, estimate: Callable[[], Estimate]
) -> Diagnostic:
    """Without provisional months the ratio stays within the interval."""
    if not has_provisional:
        return _not_applicable("without_provisional_months", "no month is provisional")
    try:
        found = estimate()
    except NotEstimable as refusal:
        return _not_applicable("without_provisional_months", refusal.message_en)
    return _judged(
        "without_provisional_months", whole.holds(found.ratio), _said(found), found.ratio
    )


def _said(found: Estimate) -> str:
    return f"ratio {found.ratio:.4f} ({found.low:.4f} to {found.high:.4f})"


# --- interrupted time series ----------------------------------------------------------------------


def _straight_before(
    series: its.Series, start: np.datetime64, breaks: Sequence[np.datetime64]
) -> Diagnostic:
    """Before the start the logarithm of the rate runs straight: likelihood-ratio test [P].

    The design carries the straight line on as what would have happened; a curve (square and cube
    of time, jointly) says that it would not.
    """
    first = start.astype("datetime64[M]")
    before = series.where(series.months.astype("datetime64[M]") < first)
    time = (before.months.astype("datetime64[M]") - first).astype(np.int64)
    steps = [int((one.astype("datetime64[M]") - first).astype(np.int64)) for one in breaks]
    inside = [one for one in steps if time[0] < one < 0]
    years = (time - time.mean()) / 12
    none = np.empty((len(time), 0))
    try:
        straight = its.log_likelihood(before, its.trend_design(time, none, inside))
        curve = np.column_stack([years**2, years**3])
        curved = its.log_likelihood(before, its.trend_design(time, curve, inside))
    except NotEstimable as refusal:
        return _not_applicable("pre_trend", refusal.message_en)
    statistic = max(0.0, 2 * (curved - straight))
    p_value = float(chi2.sf(statistic, curve.shape[1]))
    detail = "curvature of the trend before the start"
    return _judged("pre_trend", p_value >= SIGNIFICANCE, detail, statistic, p_value)


def _ljung_box(fitted: its.Fit) -> Diagnostic:
    """Residuals do not follow each other (Ljung-Box, lag 12)."""
    table = acorr_ljungbox(fitted.residuals, lags=[LJUNG_BOX_LAG])
    statistic, p_value = float(table["lb_stat"].iloc[0]), float(table["lb_pvalue"].iloc[0])
    detail = f"autocorrelation of the residuals up to lag {LJUNG_BOX_LAG}"
    return _judged("ljung_box", p_value >= SIGNIFICANCE, detail, statistic, p_value)


def _dispersion(series: its.Series, fitted: its.Fit) -> Diagnostic:
    """The count law fits: Pearson's chi-square lies within its 99 % range."""
    pearson = float((fitted.residuals**2).sum())
    freedom = len(fitted.residuals) - fitted.design.shape[1]
    low, high = chi2.ppf([0.005, 0.995], freedom)
    least, most = its.dispersion_interval(series, fitted)
    detail = f"dispersion {fitted.dispersion:.4f} ({least:.4f} to {most:.4f})"
    return _judged("dispersion", bool(low <= pearson <= high), detail, pearson / freedom)


def _long_lag(short: Estimate, long: Estimate) -> Diagnostic:
    """With errors at lag 12 the conclusion is the same."""
    agrees = short.excludes_one == long.excludes_one
    return _judged("newey_west_lag_12", agrees, _said(long), long.log_error)


def _its_placebos(
    series: its.Series, start: np.datetime64, breaks: Sequence[np.datetime64]
) -> list[Estimate]:
    """Effects of five invented starts, on the months before the real one.

    Of the errors by Newey-West and those of independent months the larger ones.
    """
    before = series.where(series.months.astype("datetime64[M]") < start.astype("datetime64[M]"))
    last = len(before.months) - its.MONTHS_AFTER
    found = []
    for at in _spread(its.MONTHS_BEFORE, last):
        try:
            fitted = its.fit(before, before.months[at], breaks)
        except NotEstimable:
            continue
        found.append(max(fitted.effect, fitted.independent, key=lambda one: one.log_error))
    return found


def _spread(first: int, last: int) -> list[int]:
    """Five different positions from `first` to `last`, or none."""
    if last - first + 1 < PLACEBO_DATES:
        return []
    return [round(at) for at in np.linspace(first, last, PLACEBO_DATES)]


# --- difference in differences --------------------------------------------------------------------


def _parallel_before(fitted: did.Fit) -> Diagnostic:
    """Treated and comparison areas moved alike in the year before (joint test)."""
    p_value = fitted.pre_trend_p_value
    ratios = ", ".join(f"{one:.3f}" for one in np.exp(fitted.pre_trend))
    detail = f"ratios of the quarters 12, 9, 6 months before, and of the half-years: {ratios}"
    return _judged(
        "pre_trend", p_value >= SIGNIFICANCE, detail, fitted.pre_trend_statistic, p_value
    )


def _did_placebos(panel: did.Panel) -> list[Estimate]:
    """Effects of five invented earlier starts, on the months before the first real one."""
    starts = panel.first[panel.first != did.NEVER]
    before = int(starts.min())
    found = []
    for at in _spread(did.WINDOW, before - did.WINDOW):
        first = np.where(panel.first == did.NEVER, did.NEVER, at)
        earlier = did.Panel(
            panel.areas, panel.months[:before], panel.count[:, :before],
            panel.population[:, :before], first, panel.ring, panel.is_provisional[:before],
        )  # fmt: skip
        try:
            found.append(did.fit(earlier).effect)
        except NotEstimable:
            continue
    return found


def _leave_one_area_out(panel: did.Panel, whole: Estimate) -> Diagnostic:
    """No single area makes the result: without any one of them the ratio stays in the interval."""
    ratios = []
    for one in range(len(panel.areas)):
        try:
            ratios.append(did.fit(panel.keep(np.arange(len(panel.areas)) != one)).effect.ratio)
        except NotEstimable as refusal:
            return _not_applicable("leave_one_area_out", refusal.message_en)
    detail = f"ratios from {min(ratios):.4f} to {max(ratios):.4f}"
    return _judged("leave_one_area_out", all(whole.holds(one) for one in ratios), detail)


def _trend_sensitivity(fitted: did.Fit) -> Diagnostic:
    """The effect survives a trend violation as large as the largest seen before the start.

    After the idea of Rambachan and Roth (2023), relative magnitudes, with one constant violation:
    the interval is moved towards 1 by M times the largest pre-trend log ratio; the statistic is
    the M at which it reaches 1, and 1 or more passes [P].
    """
    effect = fitted.effect
    if not effect.excludes_one:
        return _not_applicable("trend_sensitivity", "the interval includes 1")
    distance = min(abs(np.log(effect.low)), abs(np.log(effect.high)))
    seen = float(np.abs(fitted.pre_trend).max())
    breakdown = float(distance / seen) if seen > 0 else None
    detail = "violation, in multiples of the largest before the start, that would remove the effect"
    return _judged("trend_sensitivity", breakdown is None or breakdown >= 1, detail, breakdown)
