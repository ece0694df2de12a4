"""What must hold of `marts.revision_log`: real changes that lead to the value of today."""

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
from expectations.codes import COUNTING_UNITS
from expectations.rules import city_scope, labelled

FIGURE = ("indicator_id", "area_id", "period_id", "breakdown_code", "source_id")
REASONS = (
    "source_revision", "source_deletion", "map_version", "denominator", "method", "correction",
)  # fmt: skip
_IN_TIME = f"partition by {', '.join(f't.{column}' for column in FIGURE)} order by t.changed_at"

SUITE = Suite(
    table="marts.revision_log",
    source="t.source_id",
    row_floor=0,
    may_be_empty="no row means that no edition changed a value that was whole before",
    checks=flatten(
        has_columns(
            *FIGURE,
            "city_id",
            "area_scope",
            "changed_at",
            "old_value",
            "new_value",
            "unit_code",
            "old_numerator",
            "new_numerator",
            "reason_code",
            "extract_sha256_list",
        ),
        unique(*FIGURE, "changed_at"),
        not_null("unit_code", "reason_code", "extract_sha256_list"),
        city_scope(),
        labelled("reason_en", "reason_es"),
        in_set("reason_code", REASONS),
        in_set("counting_unit_code", COUNTING_UNITS),
        refers_to("indicator_id", "marts.indicator_catalogue", "indicator_id"),
        refers_to("period_id", "core.dim_period", "period_id"),
        refers_to("source_id", "core.dim_source", "source_id"),
        no_row_where(
            "the_value_has_changed",
            "t.old_value is not distinct from t.new_value",
            "a row is a value that differs from the one before",
        ),
        no_row_where(
            "counts_have_no_sign",
            "least(t.old_numerator, t.new_numerator) < 0",
            "no count is negative",
        ),
        no_row_where(
            "what_is_deleted_is_not_more",
            "t.reason_code = 'source_deletion' and t.new_value > t.old_value",
            "records that are gone never raise a value",
        ),
        no_rows(
            "each_row_begins_where_the_last_ended",
            "select t.* from {batch} as t qualify abs(t.new_value"
            f" - lead(t.old_value) over ({_IN_TIME})) > 1e-9",
            "the value before a change is the value after the change before it",
        ),
        no_rows(
            "the_last_row_is_the_value_of_today",
            "select l.source_id from (select t.* from {batch} as t qualify"
            f" lead(t.changed_at) over ({_IN_TIME}) is null) as l left join marts__observation as o"
            f" on {' and '.join(f'l.{column} = o.{column}' for column in FIGURE)}"
            " where o.value is distinct from l.new_value"
            " and coalesce(abs(o.value - l.new_value) > 1e-9, true)",
            "the log leads to the value that marts.observation shows (INV06)",
        ),
        no_rows(
            "sexual_offences_of_a_city_by_year_only",
            "select t.source_id from {batch} as t inner join core__dim_period as p"
            " on t.period_id = p.period_id where (t.indicator_id = 'C07'"
            " or t.breakdown_code like '%iccs_code=03%') and p.grain_code <> 'year'"
            " and t.area_scope not in ('state', 'province', 'country')",
            "changes of sexual offences of a city are told by year only (ruling 8)",
        ),
        no_rows(
            "its_extracts_are_known",
            "select t.source_id from (select source_id,"
            " unnest(string_split(extract_sha256_list, ';')) as listed from {batch}) as t"
            " anti join meta__extracts as e"
            " on t.source_id = e.source_id and t.listed = e.extract_sha256",
            "every extract that brought a change is one of its source (INV01)",
        ),
    ),
)
