"""What must hold of `marts.homicide_registration_triangle`: how a year's deaths come in."""

from __future__ import annotations

from expectations.checks import (
    Suite,
    between,
    flatten,
    has_columns,
    in_set,
    no_rows,
    not_null,
    refers_to,
    unique,
)
from expectations.rules import city_scope, confidentiality, status

KEY = ("source_id", "area_id", "period_id", "registered_period_id")

SUITE = Suite(
    table="marts.homicide_registration_triangle",
    source="t.source_id",
    checks=flatten(
        has_columns(
            *KEY, "city_id", "area_scope", "lag_years", "counting_unit_code", "death_count",
            "registered_count", "registered_share_pct", "expected_share_pct", "obs_status_code",
            "obs_flag_codes", "conf_status_code", "extract_sha256_list",
        ),
        unique(*KEY),
        city_scope(),
        confidentiality(),
        status("registered_count"),
        not_null("extract_sha256_list"),
        not_null("counting_unit_code"),
        in_set("counting_unit_code", ("death",)),
        between("lag_years", 0),
        between("death_count", 0),
        between("registered_share_pct", 0, 100),
        between("expected_share_pct", 0, 100),
        refers_to("source_id", "core.dim_source", "source_id"),
        refers_to("period_id", "core.dim_period", "period_id"),
        refers_to("registered_period_id", "core.dim_period", "period_id"),
        no_rows(
            "registers_add_up",
            "select t.* from {batch} as t qualify t.registered_count <> sum(t.death_count) over"
            " (partition by t.source_id, t.area_id, t.period_id order by t.lag_years)",
            "what stands registered is the sum of what was registered up to then",
        ),
    ),
)  # fmt: skip
