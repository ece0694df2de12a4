"""What must hold of `meta.corrections`: every correction says what, why and on which evidence."""

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
from expectations.rules import labelled

SUITE = Suite(
    table="meta.corrections",
    source="t.source_id",
    row_floor=0,
    may_be_empty="no row means that no source declares a correction",
    checks=flatten(
        has_columns(
            "source_id",
            "correction_id",
            "action_code",
            "status_code",
            "column_name",
            "new_value",
            "what",
            "why",
            "evidence",
            "expect",
            "extract_count",
            "row_count",
            "is_fit",
        ),
        unique("source_id", "correction_id"),
        refers_to("source_id", "core.dim_source", "source_id"),
        labelled("what", "why", "evidence", "expect"),
        in_set("action_code", ("set_aside", "override", "scale", "flag")),
        in_set("status_code", ("active", "retired")),
        not_null("action_code", "status_code", "is_fit"),
        between("row_count", 0),
        between("extract_count", 0),
        no_row_where(
            "only_a_changed_value_has_a_new_one",
            "(t.action_code in ('override', 'scale')) <> (coalesce(t.column_name, '') <> ''"
            " and coalesce(t.new_value, '') <> '')",
            "an override and a scale name a column and a value; other actions change none",
        ),
        no_row_where(
            "no_rows_without_an_extract",
            "t.extract_count = 0 and t.row_count > 0",
            "rows are met in an extract that the correction speaks of",
        ),
    ),
)
