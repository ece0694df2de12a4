"""What must hold of `core.dim_series_break`: dated breaks of known kinds."""

from __future__ import annotations

from expectations.checks import Suite, flatten, has_columns, in_set, not_null, unique
from expectations.rules import labelled

SUITE = Suite(
    table="core.dim_series_break",
    source="t.source_id",
    checks=flatten(
        has_columns(
            "series_break_id",
            "source_id",
            "iccs_scope",
            "area_scope",
            "break_date",
            "kind_code",
            "expected_direction_code",
            "description",
            "evidence",
        ),
        unique("series_break_id"),
        not_null("source_id", "iccs_scope", "area_scope", "break_date"),
        labelled("description", "evidence"),
        in_set(
            "kind_code",
            (
                "classification",
                "counting_rule",
                "channel",
                "coverage",
                "boundary",
                "legal",
                "population_base",
                "unexplained",
            ),
        ),
        in_set("expected_direction_code", ("up", "down", "unknown")),
        not_null("kind_code", "expected_direction_code"),
    ),
)
