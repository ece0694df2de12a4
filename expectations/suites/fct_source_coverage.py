"""What must hold of `core.fct_source_coverage`: which areas and periods a source reported."""

from __future__ import annotations

from expectations.checks import (
    Suite,
    between,
    flatten,
    has_columns,
    not_null,
    refers_to,
    unique,
)
from expectations.rules import vintages

KEY = ("source_id", "area_id", "period_id")

SUITE = Suite(
    table="core.fct_source_coverage",
    source="t.source_id",
    checks=flatten(
        has_columns(
            *KEY,
            "is_reported",
            "population_covered_pct",
            "extract_sha256",
            "known_from_at",
            "known_to_at",
        ),
        unique(*KEY, "known_from_at"),
        not_null("is_reported"),
        between("population_covered_pct", 0, 100),
        refers_to("source_id", "core.dim_source", "source_id"),
        refers_to("area_id", "core.dim_area", "area_id"),
        refers_to("period_id", "core.dim_period", "period_id"),
        vintages(*KEY),
    ),
)
