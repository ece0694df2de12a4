"""Seasonality: the numbers are statsmodels' own, a hole is stepped over, short series are left."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl
import pytest
from statsmodels.tsa.seasonal import STL

from orchestration.evaluation.seasonality import SEASONAL_COLUMNS, decompose, robust_stl

MONTHS = 60


def toy(months: int = MONTHS) -> np.ndarray:
    """A trend, a season of amplitude 10, chance, and one outlier."""
    at = np.arange(months)
    values = (
        50
        + 0.2 * at
        + 10 * np.sin(2 * np.pi * at / 12)
        + np.random.default_rng(4).normal(0, 1, months)
    )
    values[30] += 80
    return values


def points(values: np.ndarray, *, without: tuple[int, ...] = (), code: str = "stl") -> pl.DataFrame:
    """Rows of int_control_point from January 2015, but for the months `without`."""
    rows = [
        {
            "series_id": "s",
            "stretch_start": date(1900, 1, 1),
            "period_start": date(2015 + month // 12, month % 12 + 1, 1),
            "method_code": "laney_u",
            "season_code": code,
            "is_in_longest_run": month > max(without, default=-1),
            "value": float(value),
        }
        for month, value in enumerate(values)
        if month not in without
    ]
    return pl.DataFrame(rows)


def test_trend_and_season_are_those_of_statsmodels_called_directly():
    values = toy()
    direct = STL(values, period=12, seasonal=601, seasonal_deg=0, robust=True).fit()

    found = decompose(points(values))

    assert found["trend_value"].to_numpy() == pytest.approx(direct.trend, abs=1e-12)
    assert found["seasonal_value"].to_numpy() == pytest.approx(direct.seasonal, abs=1e-12)
    assert found["adjusted_value"].to_numpy() == pytest.approx(values - direct.seasonal, abs=1e-12)


def test_the_planted_season_is_found_despite_an_outlier_and_is_one_figure_per_month():
    _, season = robust_stl(toy())
    planted = 10 * np.sin(2 * np.pi * np.arange(MONTHS) / 12)

    assert np.abs(season - planted).max() < 1.5
    assert np.ptp(season.reshape(-1, 12), axis=0).max() < 0.5


def test_a_season_follows_a_level_shift_less_than_the_narrow_default_does():
    """Why the window is periodic: the signal must not vanish into the season."""
    values = np.concatenate([np.full(48, 50.0), np.full(12, 80.0)])
    narrow = STL(values, period=12, robust=True).fit()

    _, season = robust_stl(values)

    assert np.ptp(season) <= np.ptp(narrow.seasonal)
    assert (values - season)[-12:].min() > (values - season)[:48].max()


def test_months_outside_the_longest_part_are_adjusted_by_their_calendar_month():
    values = toy(72)
    found = decompose(points(values, without=(5,), code="stl_part"))
    inside = robust_stl(values[6:])[1]
    januaries = inside[6::12]

    first = found.row(0, named=True)
    assert first["trend_value"] is None
    assert first["seasonal_value"] == pytest.approx(januaries.mean())
    assert found["adjusted_value"].null_count() == 0
    assert found.height == 71


@pytest.mark.parametrize("code", ["short", "gap", "not_monthly"])
def test_a_stretch_that_is_not_marked_is_left_alone(code):
    found = decompose(points(toy(), code=code))

    assert found.is_empty()
    assert found.schema == pl.Schema(SEASONAL_COLUMNS)


@pytest.mark.parametrize("values", [np.full(35, 1.0), np.append(np.full(40, 1.0), np.nan)])
def test_fewer_than_36_months_or_a_missing_one_are_refused(values):
    with pytest.raises(ValueError, match="36 months"):
        robust_stl(values)
