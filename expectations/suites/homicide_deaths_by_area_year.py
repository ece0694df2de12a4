"""What must hold of `marts.homicide_deaths_by_area_year`: the health series of homicide."""

from __future__ import annotations

from expectations.checks import (
    Suite,
    between,
    flatten,
    has_columns,
    in_set,
    no_row_where,
    not_null,
    refers_to,
    unique,
)
from expectations.rules import city_scope, confidentiality, explained_gaps, status

KEY = ("source_id", "area_id", "period_id")

SUITE = Suite(
    table="marts.homicide_deaths_by_area_year",
    source="t.source_id",
    checks=flatten(
        has_columns(
            *KEY, "city_id", "area_scope", "counting_unit_code", "death_count", "male_count",
            "female_count", "unknown_sex_count", "undated_share_pct", "followed_years",
            "population", "rate_per_100k", "ci_low_per_100k", "ci_high_per_100k",
            "ci_method_code", "obs_status_code", "obs_flag_codes", "conf_status_code",
            "extract_sha256_list", "gap_reason_en", "gap_reason_es",
        ),
        unique(*KEY),
        city_scope(),
        confidentiality(),
        status("death_count"),
        explained_gaps("rate_per_100k"),
        not_null("counting_unit_code", "extract_sha256_list", "followed_years"),
        in_set("counting_unit_code", ("death",)),
        in_set("ci_method_code", ("exact_poisson", "byar", "none")),
        between("death_count", 0),
        between("undated_share_pct", 0, 100),
        refers_to("source_id", "core.dim_source", "source_id"),
        refers_to("period_id", "core.dim_period", "period_id"),
        no_row_where(
            "sexes_of_a_year_are_never_more_than_all",
            "t.male_count + t.female_count + t.unknown_sex_count > t.death_count",
            "the sexes add up to at most all deaths (INV03)",
        ),
        no_row_where(
            "a_year_just_registered_is_provisional",
            "t.followed_years < 1 and t.death_count is not null"
            " and not list_contains(string_split(t.obs_flag_codes, ';'), 'P')",
            "a year without a later year of registration carries P (methods 4.4)",
        ),
        no_row_where(
            "undated_deaths_are_said",
            "t.undated_share_pct > 5 and t.death_count is not null"
            " and not list_contains(string_split(t.obs_flag_codes, ';'), 'D')",
            "where more than 5 % of the register has no year of death, the year carries D",
        ),
        no_row_where(
            "the_rate_is_the_count_by_its_base",
            "abs(t.rate_per_100k * t.population / 100000 - t.death_count) > 0.0001"
            " or (t.rate_per_100k is not null and coalesce(t.population, 0) < 1000)"
            " or t.rate_per_100k < t.ci_low_per_100k or t.rate_per_100k > t.ci_high_per_100k",
            "a rate is deaths over at least 1,000 residents, within its limits (INV10, INV17)",
        ),
    ),
)  # fmt: skip
