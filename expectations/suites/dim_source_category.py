"""What must hold of `core.dim_source_category`: verbatim labels, each with one unit and role."""

from __future__ import annotations

from expectations.checks import (
    Suite,
    flatten,
    has_columns,
    in_set,
    no_row_where,
    not_null,
    refers_to,
    unique,
)
from expectations.codes import COUNTING_UNITS, ROW_ROLES
from expectations.rules import labelled

SUITE = Suite(
    table="core.dim_source_category",
    source="t.source_id",
    checks=flatten(
        has_columns(
            "source_category_id",
            "source_id",
            "methodology_version",
            "label_group",
            "label_type",
            "label_subtype",
            "label_modality",
            "counting_unit_code",
            "row_role_code",
        ),
        unique("source_category_id"),
        not_null("source_id", "methodology_version", "counting_unit_code", "row_role_code"),
        labelled("label_type"),
        refers_to("source_id", "core.dim_source", "source_id"),
        in_set("counting_unit_code", COUNTING_UNITS),
        in_set("row_role_code", ROW_ROLES),
        no_row_where(
            "the_id_is_source_and_hash",
            "not regexp_full_match(t.source_category_id, t.source_id || ':' || '[0-9a-f]+')"
            " or length(t.source_category_id) <> length(t.source_id) + 13",
            "source_category_id is the source and 12 hex digits",
        ),
    ),
)
