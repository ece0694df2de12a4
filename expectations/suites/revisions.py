"""What must hold of `meta.revisions`: each row is a real change between two editions of a cell."""

from __future__ import annotations

from expectations.checks import (
    Suite,
    flatten,
    has_columns,
    in_set,
    no_row_where,
    no_rows,
    not_null,
    refers_to,
    unique,
)
from expectations.codes import COUNTING_UNITS, sql_list
from expectations.suites.fct_offence_open import OPEN_SCOPES

CELL = ("source_category_id", "area_id", "period_id", "counting_unit_code")

SUITE = Suite(
    table="meta.revisions",
    source="t.source_id",
    row_floor=0,
    may_be_empty="no row means that no publisher has restated a figure that was known before",
    checks=flatten(
        has_columns(
            "source_id",
            *CELL,
            "first_value_count",
            "previous_value_count",
            "value_count",
            "change_count",
            "change_pct",
            "revision_kind_code",
            "known_from_at",
            "extract_sha256",
            "previous_extract_sha256",
        ),
        unique(*CELL, "known_from_at"),
        not_null("source_id", "revision_kind_code", "extract_sha256", "previous_extract_sha256"),
        in_set("revision_kind_code", ("revised", "added", "deleted")),
        in_set("counting_unit_code", COUNTING_UNITS),
        refers_to("source_category_id", "core.dim_source_category", "source_category_id"),
        refers_to("area_id", "core.dim_area", "area_id"),
        refers_to("period_id", "core.dim_period", "period_id"),
        no_row_where(
            "something_changed",
            "t.value_count is not distinct from t.previous_value_count",
            "the count differs from that of the edition before; null is another count than 0",
        ),
        no_row_where(
            "the_change_is_the_difference",
            "t.change_count is distinct from t.value_count - t.previous_value_count"
            " or abs(t.change_pct - 100.0 * t.change_count / t.previous_value_count) > 1e-9"
            " or (t.change_pct is null) <> (t.change_count is null or t.previous_value_count = 0)",
            "change_count is the difference, change_pct its share of the previous count",
        ),
        no_row_where(
            "counts_are_not_negative",
            "least(t.first_value_count, t.previous_value_count, t.value_count) < 0",
            "no count is negative",
        ),
        no_row_where(
            "what_is_gone_is_not_a_figure",
            "(t.revision_kind_code = 'deleted' and t.value_count <> 0)"
            " or (t.revision_kind_code = 'added' and t.previous_value_count <> 0)",
            "a deleted cell ends at zero or unknown, an added one begins there",
        ),
        no_rows(
            "a_later_edition_changed_an_earlier_one",
            "select t.* from {batch} as t where not exists (select 1"
            " from meta__editions as now inner join meta__editions as before"
            " on now.source_id = before.source_id and now.coverage_scope = before.coverage_scope"
            " and now.known_from_at > before.known_from_at where now.source_id = t.source_id"
            " and now.extract_sha256 = t.extract_sha256 and now.known_from_at = t.known_from_at"
            " and before.extract_sha256 = t.previous_extract_sha256)",
            "both extracts are editions of one scope, in the order of their cut-offs",
        ),
        no_rows(
            "no_small_areas",
            "select t.* from {batch} as t inner join core__dim_area as a on t.area_id = a.area_id"
            f" where a.area_type_code not in {sql_list(OPEN_SCOPES)}",
            "revisions hold cities, stations, states and provinces only (ruling 8)",
        ),
    ),
)
