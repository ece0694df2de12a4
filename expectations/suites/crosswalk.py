"""What must hold of `core.crosswalk`: one row per label, and no row that feeds what it may not."""

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
    refers_to,
    unique,
)
from expectations.codes import RELATIONS
from expectations.rules import labelled

SUITE = Suite(
    table="core.crosswalk",
    source="split_part(t.source_category_id, ':', 1)",
    checks=flatten(
        has_columns(
            "source_category_id",
            "map_version",
            "iccs_code",
            "relation_code",
            "also_touches",
            "tags",
            "safe_rollup_code",
            "split_pct",
            "split_evidence",
            "confidence_code",
            "review_status_code",
            "basis",
        ),
        unique("source_category_id", "map_version"),
        not_null("relation_code", "confidence_code", "review_status_code"),
        labelled("basis"),
        in_set("relation_code", RELATIONS),
        in_set("confidence_code", ("high", "medium", "low")),
        in_set("review_status_code", ("official", "proposed", "reviewed")),
        between("split_pct", 0, 100),
        refers_to("source_category_id", "core.dim_source_category", "source_category_id"),
        refers_to("iccs_code", "core.dim_offence", "iccs_code"),
        refers_to("safe_rollup_code", "core.dim_offence", "iccs_code"),
        no_row_where(
            "only_none_has_no_code",
            "(t.iccs_code is null) <> (t.relation_code = 'none')",
            "a row has no ICCS code exactly when its relation is none",
        ),
        no_row_where(
            "none_feeds_nothing",
            "t.relation_code = 'none' and t.safe_rollup_code is not null",
            "a row of relation none feeds no node (INV02)",
        ),
        no_row_where(
            "the_safe_node_holds_the_code",
            "not starts_with(t.iccs_code, t.safe_rollup_code)",
            "safe_rollup_code is iccs_code or one of its ancestors (INV02)",
        ),
        no_rows(
            "the_safe_node_holds_what_is_touched",
            "select split_part(touched.source_category_id, ':', 1) as source_id from"
            " (select t.*, unnest(string_split(t.also_touches, ';')) as touched_code"
            " from {batch} as t where t.relation_code in ('source_broader', 'overlap')) as touched"
            " where not starts_with(trim(touched.touched_code), touched.safe_rollup_code)",
            "a broader or overlapping row feeds only a node that holds all it may contain (INV02)",
        ),
        no_rows(
            "touched_codes_exist",
            "select split_part(touched.source_category_id, ':', 1) as source_id from"
            " (select t.*, unnest(string_split(t.also_touches, ';')) as touched_code"
            " from {batch} as t) as touched where trim(touched.touched_code) not in"
            " (select o.iccs_code from core__dim_offence as o union all"
            " select o.alternate_code from core__dim_offence as o"
            " where o.alternate_code is not null)",
            "every code in also_touches is an ICCS code",
        ),
        no_row_where(
            "a_split_has_evidence",
            "t.split_pct is not null and coalesce(t.split_evidence, '') = ''",
            "split_pct is used only with split_evidence (INV02)",
        ),
        no_row_where(
            "killings_carry_no_attempt_tag",
            "t.iccs_code in ('0101', '0102', '0103') and regexp_matches(t.tags, '(^|;) *At=')",
            "no 0101, 0102 or 0103 row carries the attempt tag (INV04)",
        ),
    ),
)
