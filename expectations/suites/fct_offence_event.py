"""What must hold of `core.fct_offence_event`: one row per record. Restricted, never released."""

from __future__ import annotations

from expectations.checks import (
    Suite,
    between,
    flatten,
    has_columns,
    in_set,
    no_row_where,
    not_null,
    refers_to,
    unique,
)
from expectations.codes import COUNTING_UNITS
from expectations.rules import vintages

SUITE = Suite(
    table="core.fct_offence_event",
    source="split_part(t.source_category_id, ':', 1)",
    checks=flatten(
        has_columns(
            "event_id",
            "source_category_id",
            "area_id",
            "occurred_from_at",
            "occurred_to_at",
            "counting_unit_code",
            "unit_count",
            "geo_precision_code",
            "extract_sha256",
            "known_from_at",
            "known_to_at",
        ),
        unique("event_id", "known_from_at"),
        not_null("source_category_id", "area_id", "unit_count", "counting_unit_code"),
        between("unit_count", 0),
        in_set("counting_unit_code", COUNTING_UNITS),
        in_set(
            "geo_precision_code",
            ("point", "block", "barrio", "comuna", "precinct", "city", "unknown"),
        ),
        refers_to("source_category_id", "core.dim_source_category", "source_category_id"),
        refers_to("area_id", "core.dim_area", "area_id"),
        no_row_where(
            "an_event_ends_after_it_starts",
            "t.occurred_to_at < t.occurred_from_at",
            "occurred_to_at is on or after occurred_from_at",
        ),
        no_row_where(
            "an_event_is_known_after_it_happened",
            "t.occurred_from_at > t.known_from_at + interval 1 day",
            "no event lies in the future of its extract",
            severity="warning",
        ),
        vintages("event_id"),
    ),
)
