"""What must hold of `marts.source_coverage`: what each source holds, by year."""

from __future__ import annotations

from expectations.checks import (
    Suite,
    between,
    flatten,
    has_columns,
    no_row_where,
    not_null,
    unique,
)
from expectations.rules import city_scope, dated_by_calendar

KEY = ("source_id", "area_id", "period_id")

SUITE = Suite(
    table="marts.source_coverage",
    source="t.source_id",
    checks=flatten(
        has_columns(
            *KEY,
            "city_id",
            "area_scope",
            "period_start",
            "period_end",
            "calendar_code",
            "months_present",
            "row_count",
            "quarantined_lines",
            "label_types_reported",
            "label_types_expected",
            "completeness_pct",
        ),
        unique(*KEY),
        city_scope(),
        dated_by_calendar(),
        not_null("months_present", "row_count", "quarantined_lines", "completeness_pct"),
        between("months_present", 0, 12),
        between("row_count", 0),
        between("quarantined_lines", 0),
        between("completeness_pct", 0, 100),
        no_row_where(
            "twelve_months_of_all_areas_are_complete",
            "t.completeness_pct > 100.0 * t.months_present / 12"
            " or (t.completeness_pct = 100 and (t.months_present < 12"
            " or t.areas_reporting < t.areas_expected"
            " or t.label_types_reported < t.label_types_expected))",
            "100 % means 12 months of every label type from every expected area",
        ),
    ),
)
