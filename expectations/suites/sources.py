"""What must hold of `meta.sources`: every source says who publishes it and under which terms."""

from __future__ import annotations

from expectations.checks import Suite, flatten, has_columns, in_set, no_rows, unique
from expectations.rules import labelled

SUITE = Suite(
    table="meta.sources",
    source="t.source_id",
    checks=flatten(
        has_columns(
            "source_id",
            "publisher_name",
            "licence_text",
            "cadence_code",
            "status_code",
            "physical_lines",
            "loaded_lines",
            "quarantined_lines",
            "declared_lines",
        ),
        unique("source_id"),
        labelled("publisher_name", "licence_text", "cadence_code"),
        in_set("status_code", ("ok", "kept_last_good", "no_extract")),
        no_rows(
            "every_source_with_facts_is_listed",
            "select s.source_id from core__dim_source as s"
            " where s.source_id not in (select t.source_id from {batch} as t)",
            "every source of core.dim_source is listed",
        ),
    ),
)
