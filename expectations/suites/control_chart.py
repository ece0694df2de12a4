"""What must hold of `marts.control_chart`: limits with their baseline, signals that follow."""

from __future__ import annotations

from expectations.checks import (
    Suite,
    between,
    flatten,
    has_columns,
    in_set,
    no_row_where,
    no_rows,
    not_null,
    unique,
)
from expectations.rules import city_scope

KEY = ("source_id", "area_id", "iccs_code", "counting_unit_code", "period_id")
SIGNALS = (
    "above_limit", "below_limit", "long_run_above", "long_run_below", "none", "provisional",
    "no_limits",
)  # fmt: skip

SUITE = Suite(
    table="marts.control_chart",
    source="t.source_id",
    checks=flatten(
        has_columns(
            *KEY,
            "stretch_start",
            "rate_per_100k",
            "centre_line",
            "lower_limit",
            "upper_limit",
            "is_provisional",
            "control_signal_code",
        ),
        unique(*KEY),
        not_null("rate_per_100k", "control_signal_code"),
        city_scope(),
        between("rate_per_100k", 0),
        in_set("control_signal_code", SIGNALS),
        no_row_where(
            "limits_hold_the_centre",
            "not (t.lower_limit <= t.centre_line and t.centre_line <= t.upper_limit)"
            " or (t.centre_line is null) <> (t.upper_limit is null)",
            "the centre line lies between its limits",
        ),
        no_row_where(
            "a_point_beyond_a_limit_is_a_signal",
            "not t.is_provisional and ("
            " (t.rate_per_100k > t.upper_limit + 0.0001) <> (t.control_signal_code = 'above_limit')"
            " and abs(t.rate_per_100k - t.upper_limit) > 0.0002"
            " or (t.rate_per_100k < t.lower_limit - 0.0001)"
            " <> (t.control_signal_code = 'below_limit')"
            " and abs(t.rate_per_100k - t.lower_limit) > 0.0002)",
            "a point is marked above or below its limits exactly when it lies there",
        ),
        no_row_where(
            "a_provisional_month_cannot_signal",
            "t.is_provisional and t.control_signal_code not in ('provisional', 'no_limits')",
            "a month that may still change gives no signal (methods 7.2)",
        ),
        no_rows(
            "limits_rest_on_24_months",
            "select t.* from {batch} as t where t.centre_line is not null qualify count(*) over"
            " (partition by t.source_id, t.area_id, t.iccs_code, t.counting_unit_code,"
            " t.stretch_start) < 24",
            "a stretch between breaks with fewer than 24 months has no limits (methods 7.2)",
        ),
    ),
)
