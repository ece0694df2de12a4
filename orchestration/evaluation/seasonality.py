"""Seasonality of monthly series: trend, season and what is left, by robust STL.

Belongs here: the decomposition that methods 7.2 prescribes for control charts. Does not belong
here: which series and stretches are charted, limits, signals (`models/intermediate/int_control_*`).
Source: Cleveland, Cleveland, McRae, Terpenning (1990), J Official Statistics 6, 3-73; statsmodels.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

Floats = npt.NDArray[np.float64]

PERIOD = 12
MONTHS_NEEDED = 36
"""Months without a hole that a season is removed from (methods 7.2)."""

SEASONAL_COLUMNS: dict[str, pl.DataType] = {
    "series_id": pl.String(),
    "stretch_start": pl.Date(),
    "period_start": pl.Date(),
    "trend_value": pl.Float64(),
    "seasonal_value": pl.Float64(),
    "adjusted_value": pl.Float64(),
}


def robust_stl(values: Floats) -> tuple[Floats, Floats]:
    """Trend and season of consecutive months. Shapes: (T,) in, two of (T,) out, in their unit.

    The season is periodic: one figure per calendar month of the stretch, as `s.window = "periodic"`
    of R's stl. The narrow default window of statsmodels follows chance so closely that 95 of 100
    series of pure chance, 36 months long, show a long run (docs/decisions.md).
    Errors: ValueError below `MONTHS_NEEDED` values or where one is not finite.
    """
    if values.size < MONTHS_NEEDED or not np.isfinite(values).all():
        raise ValueError(f"a season needs {MONTHS_NEEDED} months with a value")
    # Seconds to import: not where there is nothing to decompose.
    from statsmodels.tsa.seasonal import STL

    window = 10 * values.size + 1
    found = STL(values, period=PERIOD, seasonal=window, seasonal_deg=0, robust=True).fit()
    return np.asarray(found.trend, dtype=float), np.asarray(found.seasonal, dtype=float)


def decompose(points: pl.DataFrame) -> pl.DataFrame:
    """Trend, season and adjusted value (value - season) of every stretch that has 36 months.

    `points`: rows of `int_control_point`. Where a hole divides a stretch, its season is that of the
    longest part (`is_in_longest_run`), applied to the whole by calendar month; the trend is null
    outside that part. Returns `SEASONAL_COLUMNS`, in the unit of the value, or no row.
    """
    wanted = points.filter(
        pl.col("season_code").is_in(["stl", "stl_part"])
        & pl.col("method_code").is_in(["laney_u", "xmr"])
    )
    frames = [pl.DataFrame(schema=SEASONAL_COLUMNS)]
    for _, stretch in wanted.group_by("series_id", "stretch_start", maintain_order=True):
        frames.append(_adjusted(stretch.sort("period_start")))
    return pl.concat(frames)


def _adjusted(stretch: pl.DataFrame) -> pl.DataFrame:
    """`SEASONAL_COLUMNS` of one stretch, whose rows are in order."""
    part = stretch.filter("is_in_longest_run")
    trend, season = robust_stl(part["value"].cast(pl.Float64).to_numpy())
    found = part.select(
        "period_start", trend_value=pl.Series(trend), seasonal_value=pl.Series(season)
    )
    calendar_month = pl.col("period_start").dt.month().alias("calendar_month")
    typical = found.group_by(calendar_month).agg(typical_value=pl.mean("seasonal_value"))
    return (
        stretch.with_columns(calendar_month)
        .join(found, on="period_start", how="left", maintain_order="left")
        .join(typical, on="calendar_month", how="left", maintain_order="left")
        .with_columns(pl.coalesce("seasonal_value", "typical_value").alias("seasonal_value"))
        .with_columns((pl.col("value") - pl.col("seasonal_value")).alias("adjusted_value"))
        .select(SEASONAL_COLUMNS.keys())
    )
