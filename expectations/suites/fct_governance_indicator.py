"""What must hold of `core.fct_governance_indicator`: scores that are one methodology each."""

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
from expectations.codes import SCORE_UNITS, UNSIGNED_UNITS, sql_list
from expectations.rules import labelled, status, vintages

KEY = ("source_id", "local_indicator_code", "area_id", "period_id")

SUITE = Suite(
    table="core.fct_governance_indicator",
    source="t.source_id",
    checks=flatten(
        has_columns(
            *KEY, "value", "unit_code", "methodology_version", "label_local", "label_en",
            "label_es", "obs_status_code", "obs_flag_codes", "extract_sha256", "known_from_at",
            "known_to_at",
        ),
        unique(*KEY, "known_from_at"),
        not_null("unit_code", "methodology_version"),
        labelled("label_local", "label_en", "label_es"),
        in_set("unit_code", SCORE_UNITS),
        refers_to("source_id", "core.dim_source", "source_id"),
        refers_to("area_id", "core.dim_area", "area_id"),
        refers_to("period_id", "core.dim_period", "period_id"),
        vintages(*KEY),
        status("value"),
        no_row_where(
            "an_index_is_within_its_scale",
            "t.unit_code = 'index_0_100' and (t.value < -1e-9 or t.value > 100 + 1e-9)",
            "an index from 0 to 100 lies between 0 and 100",
        ),
        no_row_where(
            "a_rate_is_not_negative",
            f"t.unit_code in {sql_list(UNSIGNED_UNITS)} and t.value < 0",
            "a rate, a count or an amount is not below 0",
        ),
        no_rows(
            "one_methodology_per_indicator",
            "select t.* from {batch} as t qualify"
            " min(t.methodology_version) over (partition by t.source_id, t.local_indicator_code)"
            " <> max(t.methodology_version) over (partition by t.source_id, t.local_indicator_code)"
            " or min(t.unit_code) over (partition by t.source_id, t.local_indicator_code)"
            " <> max(t.unit_code) over (partition by t.source_id, t.local_indicator_code)",
            "one indicator has one methodology and one unit: no line runs across two (INV18)",
        ),
        no_rows(
            "a_break_is_marked",
            "select t.* from {batch} as t inner join core__dim_period as p"
            " on t.period_id = p.period_id inner join core__dim_series_break as b"
            " on t.source_id = b.source_id and b.area_scope in ('*', t.area_id)"
            " and (b.iccs_scope = '*' or list_contains(string_split(b.iccs_scope, ';'),"
            " t.source_id || ':' || t.local_indicator_code))"
            " and b.break_date between p.period_start and p.period_end"
            " where not list_contains(string_split(t.obs_flag_codes, ';'), 'B')",
            "the first period of a known break carries B (INV18)",
        ),
    ),
)  # fmt: skip
