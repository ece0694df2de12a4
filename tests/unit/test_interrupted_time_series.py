"""Interrupted time series: a planted effect is found, none invented, what is unfit refused."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import t as student

from orchestration.evaluation.interrupted_time_series import (
    Series,
    dispersion_interval,
    fit,
    newey_west_lag,
)
from orchestration.evaluation.result import NotEstimable
from tests.evaluation_kit import series


@pytest.mark.parametrize(("length", "lag"), [(48, 3), (60, 3), (84, 3), (120, 4)])
def test_the_lag_of_the_errors_is_that_of_methods_8(length: int, lag: int) -> None:
    assert newey_west_lag(length) == lag


def test_a_planted_change_of_level_is_recovered_within_its_interval() -> None:
    fitted = fit(*series(2, effect=0.7))

    assert fitted.effect.holds(0.7)
    assert fitted.effect.excludes_one
    assert fitted.level.holds(0.7)


def test_a_planted_change_of_slope_is_read_twelve_months_after_the_start() -> None:
    """exp(b2 + 12 b3): 0.9 at once and 2 % less each month is 0.9 x 0.98^12 = 0.7063."""
    fitted = fit(*series(2, effect=0.9, slope=0.98, after=36))

    assert fitted.effect.holds(0.9 * 0.98**12)
    assert fitted.slope.holds(0.98)


def test_no_effect_is_found_where_none_was_planted() -> None:
    assert not fit(*series(2)).effect.excludes_one


def test_nineteen_of_twenty_intervals_hold_the_planted_effect() -> None:
    """Forty seeds; with true coverage 95 %, 33 or fewer of 40 come once in 300 runs."""
    held = sum(fit(*series(seed, effect=0.8)).effect.holds(0.8) for seed in range(40))

    assert held >= 34


def _independent_poisson(data: Series, start: np.datetime64, lag: int) -> tuple[float, float]:
    """Log ratio and Newey-West error by Newton's steps and plain sums, without statsmodels."""
    time = (data.months - start).astype(int)
    after = (time >= 0).astype(float)
    waves = [f(2 * np.pi * k * time / 12) for k in (1, 2) for f in (np.cos, np.sin)]
    x = np.column_stack([np.ones(len(time)), time, after, time * after, *waves])
    offset, b = np.log(data.population), np.zeros(x.shape[1])
    b[0] = np.log(data.count.sum() / data.population.sum())
    for _ in range(60):
        mean = np.exp(x @ b + offset)
        b = b + np.linalg.solve((x * mean[:, None]).T @ x, x.T @ (data.count - mean))
    mean = np.exp(x @ b + offset)
    scores = x * (data.count - mean)[:, None]
    meat = scores.T @ scores
    for step in range(1, lag + 1):
        cross = scores[step:].T @ scores[:-step]
        meat = meat + (1 - step / (lag + 1)) * (cross + cross.T)
    bread = np.linalg.inv((x * mean[:, None]).T @ x)
    size, terms = x.shape
    covariance = bread @ meat @ bread * size / (size - terms)
    weights = np.zeros(terms)
    weights[2], weights[3] = 1, 12
    return float(weights @ b), float(np.sqrt(weights @ covariance @ weights))


def test_without_overdispersion_the_model_is_the_poisson_model_computed_by_hand() -> None:
    """The limit a -> 0 of the negative binomial: rounded means vary less than chance."""
    data, start = series(None, effect=0.75)
    fitted = fit(data, start)
    log_ratio, error = _independent_poisson(data, start, 3)
    reach = student.ppf(0.975, len(data.months) - 8) * error

    assert fitted.dispersion == 0
    assert fitted.effect.log_error == pytest.approx(error, rel=1e-5)
    assert [fitted.effect.ratio, fitted.effect.low, fitted.effect.high] == pytest.approx(
        np.exp([log_ratio, log_ratio - reach, log_ratio + reach]), rel=1e-5
    )


def test_the_dispersion_is_found_with_its_interval() -> None:
    data, start = series(11, spread=0.05, before=96, after=48)
    low, high = dispersion_interval(data, fit(data, start))

    assert low < 0.05 < high


def test_a_known_break_far_from_the_start_is_taken_out_by_its_step() -> None:
    data, start = series(5, effect=0.7, before=60, step_at=24)
    recorded_anew = data.months[24]

    assert fit(data, start, [recorded_anew]).effect.holds(0.7)


# --- refused --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("before", "after"), [(23, 24), (48, 11)])
def test_less_than_24_months_before_or_12_after_is_refused(before: int, after: int) -> None:
    with pytest.raises(NotEstimable, match="24 and 12 are needed") as refusal:
        fit(*series(1, before=before, after=after))
    assert refusal.value.code == "too_few_months"


@pytest.mark.parametrize("months", [-6, 0, 6])
def test_a_series_break_within_six_months_of_the_start_is_refused(months: int) -> None:
    data, start = series(1)

    with pytest.raises(NotEstimable, match="Recording changed") as refusal:
        fit(data, start, [start + months])
    assert refusal.value.code == "series_break_near_start"


def test_a_missing_month_is_refused_and_not_filled_in() -> None:
    data, start = series(1)

    with pytest.raises(NotEstimable) as refusal:
        fit(data.where(np.arange(len(data.months)) != 20), start)
    assert refusal.value.code == "gap_in_series"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"count": np.nan}, "impossible_value"),
        ({"count": -1.0}, "impossible_value"),
        ({"population": 0.0}, "impossible_value"),
    ],
)
def test_an_impossible_value_is_refused(change: dict[str, float], code: str) -> None:
    data, start = series(1)
    ((name, value),) = change.items()
    column = getattr(data, name).copy()
    column[3] = value

    with pytest.raises(NotEstimable) as refusal:
        fit(replace(data, **{name: column}), start)
    assert refusal.value.code == code


def test_a_series_without_events_is_refused() -> None:
    data, start = series(1)

    with pytest.raises(NotEstimable) as refusal:
        fit(replace(data, count=np.zeros(len(data.count))), start)
    assert refusal.value.code == "no_events"
