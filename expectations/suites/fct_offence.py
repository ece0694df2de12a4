"""What must hold of `core.fct_offence`: published counts, one unit a series, missing not zero."""

from __future__ import annotations

from expectations.checks import (
    Suite,
    between,
    flatten,
    has_columns,
    in_set,
    refers_to,
    unique,
)
from expectations.codes import AGE_BANDS, COUNTING_UNITS, SEXES
from expectations.rules import category_in_one_unit, confidentiality, status, vintages

#: Age bands are kept as published; the standard band is null where they do not nest (ruling 5).
KEY = (
    "source_category_id", "area_id", "period_id", "counting_unit_code", "victim_sex_code",
    "victim_age_label",
)  # fmt: skip

CHECKS = flatten(
    has_columns(
        *KEY,
        "victim_age_code",
        "value_count",
        "pre_break_count",
        "obs_status_code",
        "obs_flag_codes",
        "conf_status_code",
        "extract_sha256",
        "known_from_at",
        "known_to_at",
    ),
    unique(*KEY, "known_from_at"),
    between("value_count", 0),
    in_set("counting_unit_code", COUNTING_UNITS),
    in_set("victim_sex_code", SEXES),
    in_set("victim_age_code", AGE_BANDS),
    status("value_count"),
    confidentiality(),
    vintages(*KEY),
    category_in_one_unit(),
    refers_to("source_category_id", "core.dim_source_category", "source_category_id"),
    refers_to("area_id", "core.dim_area", "area_id"),
    refers_to("period_id", "core.dim_period", "period_id"),
)

SUITE = Suite(
    table="core.fct_offence",
    source="split_part(t.source_category_id, ':', 1)",
    checks=CHECKS,
)
