"""What must hold of `core.fct_population`: denominators with area, date, vintage and method."""

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

SUITE = Suite(
    table="core.fct_population",
    source="t.source_id",
    checks=flatten(
        has_columns(
            "area_id",
            "period_id",
            "denominator_type_code",
            "sex_code",
            "age_band_code",
            "vintage",
            "value_count",
            "method_code",
            "is_rate_base",
            "source_id",
            "extract_sha256",
        ),
        unique(
            "area_id", "period_id", "denominator_type_code", "sex_code", "age_band_code", "vintage"
        ),
        not_null("value_count", "method_code", "is_rate_base", "extract_sha256"),
        between("value_count", 0),
        in_set("denominator_type_code", ("resident", "households", "vehicles", "ambient")),
        in_set("sex_code", ("0", "1", "2")),
        in_set("age_band_code", ("0", "1", "2", "3", "4", "5")),
        in_set(
            "method_code",
            ("census", "official_projection", "interpolated", "areal_weighting"),
        ),
        refers_to("area_id", "core.dim_area", "area_id"),
        refers_to("period_id", "core.dim_period", "period_id"),
        refers_to("extract_sha256", "meta.extracts", "extract_sha256"),
        no_rows(
            "one_rate_base",
            "select t.* from {batch} as t where t.is_rate_base qualify count(*) over (partition by"
            " t.area_id, t.period_id, t.denominator_type_code, t.sex_code, t.age_band_code) > 1",
            "an area and year has at most one vintage that rates are computed on",
        ),
    ),
)
