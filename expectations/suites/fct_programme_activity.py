"""What must hold of `core.fct_programme_activity`: who was treated, where, and from when."""

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
from expectations.codes import AREA_ROLES

KEY = ("programme_id", "area_id", "period_id")

SUITE = Suite(
    table="core.fct_programme_activity",
    source="t.source_id",
    checks=flatten(
        has_columns(
            *KEY, "period_start", "area_role_code", "is_treated", "dose", "beneficiary_count",
            "women_count", "spend_amount", "currency_code", "source_id", "extract_sha256",
        ),
        unique(*KEY),
        not_null("is_treated", "period_start"),
        in_set("area_role_code", AREA_ROLES),
        between("beneficiary_count", 0),
        between("women_count", 0),
        between("spend_amount", 0),
        refers_to("programme_id", "core.dim_programme", "programme_id"),
        refers_to("area_id", "core.dim_area", "area_id"),
        refers_to("period_id", "core.dim_period", "period_id"),
        refers_to("source_id", "core.dim_source", "source_id"),
        refers_to("extract_sha256", "meta.extracts", "extract_sha256"),
        no_row_where(
            "only_target_areas_are_treated",
            "t.is_treated and t.area_role_code <> 'target'",
            "comparison and ring areas are never treated (methods 8)",
        ),
        no_row_where(
            "women_are_among_the_reached",
            "t.women_count > coalesce(t.beneficiary_count, 0)",
            "women are a part of the persons reached",
        ),
        no_rows(
            "nothing_is_treated_before_the_start",
            "select t.* from {batch} as t inner join core__dim_programme as p"
            " on t.programme_id = p.programme_id"
            " where t.is_treated and t.period_start < date_trunc('month', p.start_date)",
            "an area is treated in the month of the start at the earliest",
        ),
        no_rows(
            "an_area_has_one_role",
            "select t.* from {batch} as t qualify"
            " min(t.area_role_code) over (partition by t.programme_id, t.area_id)"
            " <> max(t.area_role_code) over (partition by t.programme_id, t.area_id)",
            "an area is target, comparison or ring of a programme, the whole time",
        ),
    ),
)  # fmt: skip
