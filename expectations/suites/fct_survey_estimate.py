"""What must hold of `core.fct_survey_estimate`: estimates with domain, period and precision."""

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
from expectations.rules import confidentiality, labelled, status, vintages

KEY = ("source_id", "domain_area_id", "period_id", "indicator_id", "breakdown_code")
BANDS = ("high", "moderate", "low", "not_available")
RULES = ("in_denominator", "excluded", "unspecified")
DOMAINS = ("city", "metro", "state_or_province", "national")
#: Respondents below which nothing is published (methods 6).
FEWEST_RESPONDENTS = 30

SUITE = Suite(
    table="core.fct_survey_estimate",
    source="t.source_id",
    checks=flatten(
        has_columns(
            *KEY,
            "city_id",
            "label_local",
            "label_en",
            "label_es",
            "question_text",
            "edition_label",
            "estimate_pct",
            "estimate_count",
            "base_count",
            "standard_error_pct",
            "cv_pct",
            "ci_low_pct",
            "ci_high_pct",
            "ci_level_pct",
            "unweighted_count",
            "design_effect",
            "precision_band_code",
            "dont_know_rule_code",
            "representativity_code",
            "methodology_version",
            "obs_status_code",
            "obs_flag_codes",
            "conf_status_code",
            "extract_sha256",
            "known_from_at",
            "known_to_at",
        ),
        unique(*KEY, "known_from_at"),
        vintages(*KEY),
        status("estimate_pct"),
        confidentiality(),
        labelled("label_local", "label_en", "label_es"),
        not_null("precision_band_code", "dont_know_rule_code", "representativity_code"),
        in_set("precision_band_code", BANDS),
        in_set("dont_know_rule_code", RULES),
        in_set("representativity_code", DOMAINS),
        refers_to("source_id", "core.dim_source", "source_id"),
        refers_to("domain_area_id", "core.dim_area", "area_id"),
        refers_to("city_id", "core.dim_city", "city_id"),
        refers_to("period_id", "core.dim_period", "period_id"),
        between("estimate_pct", 0, 100),
        between("standard_error_pct", 0),
        between("unweighted_count", 0),
        no_row_where(
            "an_interval_holds_its_estimate",
            "t.ci_low_pct > t.estimate_pct or t.ci_high_pct < t.estimate_pct",
            "ci_low_pct <= estimate_pct <= ci_high_pct (INV17)",
        ),
        no_row_where(
            "an_interval_is_whole",
            "(t.ci_low_pct is null) <> (t.ci_high_pct is null)"
            " or (t.ci_low_pct is not null and t.ci_level_pct is null)",
            "an interval has two limits and a level",
        ),
        no_row_where(
            "the_band_is_that_of_the_variation",
            "t.cv_pct is not null and t.precision_band_code <> case when t.cv_pct < 15 then 'high'"
            " when t.cv_pct < 30 then 'moderate' else 'low' end",
            "high below a CV of 15 %, moderate below 30 %, else low (methods 6)",
        ),
        no_row_where(
            "precision_is_never_made_up",
            "t.cv_pct is null and t.precision_band_code in ('high', 'moderate')",
            "without a coefficient of variation precision is low (NS) or not available (ruling 12)",
        ),
        no_row_where(
            "low_precision_is_flagged",
            "t.precision_band_code = 'low' and t.estimate_pct is not null"
            " and not list_contains(string_split(t.obs_flag_codes, ';'), 'U')",
            "a published estimate of low precision carries U (INV11)",
        ),
        no_row_where(
            "an_unspecified_dont_know_rule_is_flagged",
            "t.dont_know_rule_code = 'unspecified'"
            " and not list_contains(string_split(t.obs_flag_codes, ';'), 'D')",
            "where nobody says what don't know does to the base, the row carries D (INV13)",
        ),
        no_row_where(
            "few_respondents_are_not_published",
            f"t.unweighted_count < {FEWEST_RESPONDENTS} and t.estimate_pct is not null",
            f"nothing is published below {FEWEST_RESPONDENTS} respondents (methods 6)",
        ),
        no_row_where(
            "the_percentage_is_the_share_of_its_base",
            "abs(t.estimate_pct - 100 * t.estimate_count / nullif(t.base_count, 0)) > 0.01",
            "estimate_pct is 100 x estimate_count / base_count",
        ),
        no_rows(
            "a_domain_is_no_city_by_its_name",
            "select t.* from {batch} as t inner join core__dim_area as a"
            " on t.domain_area_id = a.area_id"
            " where a.area_type_code = 'city' and t.representativity_code <> 'city'",
            "a state, the country or several municipalities never stand for a city (INV25)",
        ),
    ),
)
