"""What must hold of `marts.homicide_victims_by_city_year`: shares only of what is known enough."""

from __future__ import annotations

from expectations.checks import (
    Suite,
    between,
    flatten,
    has_columns,
    no_row_where,
    no_rows,
    not_null,
    refers_to,
    unique,
)

KEY = ("source_id", "area_id", "period_id")

SUITE = Suite(
    table="marts.homicide_victims_by_city_year",
    source="t.source_id",
    checks=flatten(
        has_columns(
            *KEY, "city_id", "period_start", "period_end", "victim_count", "months_reported",
            "female_count", "male_count", "sex_completeness_pct", "female_share_pct",
            "female_share_low_pct", "female_share_high_pct", "firearm_count", "sharp_count",
            "other_means_count", "means_completeness_pct", "firearm_share_pct",
            "firearm_share_low_pct", "firearm_share_high_pct", "known_sex_count",
            "suppression_reason_code", "obs_status_code", "obs_flag_codes",
        ),
        unique(*KEY),
        not_null(
            "city_id", "victim_count", "sex_completeness_pct", "means_completeness_pct",
            "obs_status_code", "obs_flag_codes",
        ),
        refers_to("source_id", "core.dim_source", "source_id"),
        refers_to("city_id", "core.dim_city", "city_id"),
        refers_to("period_id", "core.dim_period", "period_id"),
        between("victim_count", 1),
        between("months_reported", 1, 12),
        *(
            between(column, 0, 100)
            for column in (
                "sex_completeness_pct", "means_completeness_pct", "female_share_pct",
                "firearm_share_pct",
            )
        ),
        no_rows(
            "it_is_the_area_of_a_city",
            "select t.* from {batch} as t left join core__dim_area as a on t.area_id = a.area_id"
            " where a.area_type_code is distinct from 'city' or a.city_id <> t.city_id",
            "a row stands for a city's own area: no state passes for it (INV25)",
        ),
        no_row_where(
            "a_share_of_women_needs_95_in_100",
            "t.female_share_pct is not null and t.sex_completeness_pct < 95",
            "the share of women stands only where the sex of 95 % is known (methods 11)",
        ),
        no_row_where(
            "a_share_of_firearms_needs_80_in_100",
            "t.firearm_share_pct is not null and t.means_completeness_pct < 80",
            "the share of firearms stands only where the means of 80 % is known (C02)",
        ),
        no_row_where(
            "parts_are_within_the_victims",
            "t.female_count + t.male_count > t.victim_count"
            " or t.firearm_count + t.sharp_count + t.other_means_count > t.victim_count",
            "the victims by sex and by means are at most the victims (INV03)",
        ),
        no_row_where(
            "what_is_not_printed_is_not_zero",
            "(t.female_count is null and t.sex_completeness_pct <> 0"
            " and t.suppression_reason_code is null)"
            " or (t.firearm_count is null and t.means_completeness_pct <> 0)"
            " or (t.female_count is null) <> (t.male_count is null)"
            " or (t.firearm_count is null) <> (t.sharp_count is null)",
            "an attribute that the source does not print has no counts, and 0 % completeness;"
            " one that is suppressed says so",
        ),
        no_row_where(
            "a_suppressed_sex_shows_nothing",
            "t.suppression_reason_code is not null and coalesce(t.female_count, t.male_count,"
            " t.female_share_pct, t.female_share_low_pct, t.female_share_high_pct) is not null",
            "where the sexes are suppressed, so are the shares and limits (methods 9)",
        ),
        no_row_where(
            "a_share_lies_in_its_interval",
            "t.female_share_pct not between t.female_share_low_pct and t.female_share_high_pct"
            " or t.firearm_share_pct"
            " not between t.firearm_share_low_pct and t.firearm_share_high_pct"
            " or (t.female_share_pct is null) <> (t.female_share_low_pct is null)"
            " or (t.firearm_share_pct is null) <> (t.firearm_share_high_pct is null)",
            "a share has an interval and lies in it (INV17)",
        ),
    ),
)  # fmt: skip
