"""What must hold of `marts.control_chart`: limits with their baseline, signals that follow."""

from __future__ import annotations

from expectations.checks import (
    Suite,
    filled,
    flatten,
    has_columns,
    in_set,
    no_row_where,
    no_rows,
    not_null,
    unique,
)
from expectations.rules import city_scope

KEY = ("series_id", "period_id")
SIGNALS = (
    "above_limit", "below_limit", "long_run_above", "long_run_below", "none", "provisional",
    "no_limits",
)  # fmt: skip
METHODS = ("laney_u", "xmr", "xmr_days_between", "none_short", "none_rare", "none_at_zero")
ADJUSTMENTS = ("stl", "stl_part", "short", "gap", "not_monthly", "not_charted")
STRETCH = "t.series_id, t.stretch_start"
CHARTED = "coalesce(t.adjusted_value, t.value)"

SUITE = Suite(
    table="marts.control_chart",
    source="t.source_id",
    checks=flatten(
        has_columns(
            *KEY,
            "source_id",
            "iccs_code",
            "indicator_id",
            "stretch_start",
            "chart_method_code",
            "value",
            "trend_value",
            "adjusted_value",
            "centre_line",
            "lower_limit",
            "upper_limit",
            "is_provisional",
            "control_signal_code",
        ),
        unique(*KEY),
        not_null("source_id", "value", "unit_code", "is_seasonally_adjusted"),
        city_scope(),
        in_set("control_signal_code", SIGNALS),
        in_set("chart_method_code", METHODS),
        in_set("adjustment_code", ADJUSTMENTS),
        filled(
            "control_signal_code",
            "chart_method_code",
            "adjustment_code",
            *(
                f"{text}_{language}"
                for text in ("method", "adjustment", "control_signal")
                for language in ("en", "es")
            ),
        ),
        no_row_where(
            "limits_hold_the_centre",
            "not (t.lower_limit <= t.centre_line and t.centre_line <= t.upper_limit)"
            " or (t.centre_line is null) <> (t.upper_limit is null)",
            "the centre line lies between its limits",
        ),
        no_row_where(
            "limits_have_a_method",
            "(t.centre_line is null) <> (t.chart_method_code in"
            " ('none_short', 'none_rare', 'none_at_zero'))"
            " or (t.centre_line is null) <> (t.control_signal_code = 'no_limits')",
            "a row has limits exactly when it names the method of them",
        ),
        no_row_where(
            "a_point_beyond_a_limit_is_a_signal",
            "not t.is_provisional and t.chart_method_code <> 'xmr_days_between' and ("
            f" ({CHARTED} > t.upper_limit + 0.0001) <> (t.control_signal_code = 'above_limit')"
            f" and abs({CHARTED} - t.upper_limit) > 0.0002"
            f" or ({CHARTED} < t.lower_limit - 0.0001)"
            " <> (t.control_signal_code = 'below_limit')"
            f" and abs({CHARTED} - t.lower_limit) > 0.0002)",
            "a point is marked above or below its limits exactly when it lies there; an adjusted"
            " series is judged by its adjusted value",
        ),
        no_row_where(
            "a_provisional_month_cannot_signal",
            "t.is_provisional and t.control_signal_code not in ('provisional', 'no_limits')",
            "a month that may still change gives no signal (methods 7.2)",
        ),
        no_rows(
            "limits_rest_on_their_baseline",
            "select t.* from {batch} as t where t.centre_line is not null"
            f" qualify count(*) over (partition by {STRETCH}) < t.baseline_count"
            " and t.chart_method_code <> 'xmr_days_between'"
            f" or min(t.baseline_count) over (partition by {STRETCH}) <> t.baseline_count"
            f" or max(t.baseline_count) over (partition by {STRETCH}) <> t.baseline_count",
            "a stretch has one frozen baseline, and at least as many points as it (methods 7.2)",
        ),
        no_row_where(
            "a_baseline_is_24_months_at_least",
            "t.chart_method_code in ('laney_u', 'xmr')"
            " and t.baseline_end < cast(t.baseline_start + interval 24 month as date) - 1",
            "a baseline spans 24 months at least (methods 7.2)",
        ),
        no_row_where(
            "a_baseline_does_not_cross_a_break",
            "t.baseline_start < t.stretch_start",
            "limits are computed anew after each series break (INV18)",
        ),
        no_row_where(
            "what_is_adjusted_says_so",
            "t.is_seasonally_adjusted <> (t.adjusted_value is not null)"
            " or t.is_seasonally_adjusted <> (t.adjustment_code in ('stl', 'stl_part'))",
            "a row says that it is adjusted exactly when it has an adjusted value",
        ),
        no_row_where(
            "adjusted_is_value_less_season",
            "abs(t.value - t.seasonal_value - t.adjusted_value) > 0.0002",
            "the raw value stands beside the adjusted one and differs by the season",
        ),
        no_rows(
            "a_season_needs_36_months",
            "select t.* from {batch} as t where t.adjusted_value is not null qualify"
            f" count(*) over (partition by {STRETCH}) < 36 or t.grain_code <> 'month'",
            "a season is removed from 36 months at least, of monthly series only (methods 7.2)",
        ),
        no_row_where(
            "one_quantity_per_series",
            "(t.iccs_code is null) = (t.indicator_id is null)",
            "a series is a category of recorded crime or an indicator, never both (INV05)",
        ),
    ),
)
