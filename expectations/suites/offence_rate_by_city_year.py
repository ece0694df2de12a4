"""What must hold of `marts.offence_rate_by_city_year`: a rate with base and interval.

The intervals are computed anew here, from formulas written apart from the models (INV17).
"""

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
)
from expectations.rules import (
    NODE_COLUMNS,
    explained_gaps,
    limits_sql,
    recorded_crime,
    status,
)

_LOWER, _UPPER = limits_sql("t.offence_count")
#: Four decimals (INV17), and what rounding the published population to one resident can change.
_NEAR = "(0.0001 + 0.6 * t.ci_high_per_100k / t.population)"
_PER_COUNT = "100000.0 / (t.population * t.months_reported / 12.0)"

SUITE = Suite(
    table="marts.offence_rate_by_city_year",
    source="t.source_id",
    checks=flatten(
        has_columns(
            *NODE_COLUMNS,
            "months_reported",
            "population",
            "denominator_vintage",
            "rate_per_100k",
            "ci_low_per_100k",
            "ci_high_per_100k",
            "ci_method",
            "gap_reason_en",
            "gap_reason_es",
        ),
        recorded_crime(possible=False),
        status("rate_per_100k"),
        explained_gaps("rate_per_100k"),
        not_null("ci_method"),
        in_set("ci_method", ("exact_poisson", "byar", "none")),
        between("rate_per_100k", 0),
        between("months_reported", 0, 12),
        no_row_where(
            "no_rate_has_its_reason",
            "t.rate_per_100k is null and t.gap_reason_en is null",
            "where there is no rate, a reason says why",
        ),
        no_row_where(
            "a_rate_has_its_base",
            "t.rate_per_100k is not null and (t.offence_count is null or t.population is null"
            " or t.denominator_vintage is null)",
            "a rate stores its count, its population and the vintage of it (INV10)",
        ),
        no_row_where(
            "a_rate_has_a_thousand_residents",
            "t.rate_per_100k is not null and coalesce(t.population, 0) < 1000",
            "no rate is computed below 1,000 residents (INV10)",
        ),
        no_row_where(
            "a_rate_has_its_months",
            "t.rate_per_100k is not null and coalesce(t.months_reported, 0) < 12 and not"
            " (coalesce(t.months_reported, 0) >= 10"
            " and list_contains(string_split(t.obs_flag_codes, ';'), 'P'))",
            "a rate has 12 reported months, or 10 or 11 and the flag P (INV12)",
        ),
        no_row_where(
            "no_rate_of_an_interval",
            "t.rate_per_100k is not null and t.node_status_code in ('interval', 'unavailable')",
            "a node without a point value has no rate",
        ),
        no_rows(
            "the_population_is_published",
            "select t.* from {batch} as t where t.rate_per_100k is not null"
            " and not list_contains(string_split(t.obs_flag_codes, ';'), 'E') and not exists"
            " (select 1 from core__fct_population as p where p.area_id = t.area_id"
            " and p.vintage = t.denominator_vintage and p.is_rate_base"
            " and p.denominator_type_code = 'resident' and p.sex_code = '0'"
            " and p.age_band_code = '0' and abs(p.value_count - t.population) <= 0.5)",
            "a population that is not estimated is the official figure of the same area (INV10)",
        ),
        no_row_where(
            "the_rate_is_its_formula",
            f"abs(t.rate_per_100k - t.offence_count * {_PER_COUNT}) > {_NEAR}",
            "the rate is count / (population x years) x 100,000",
        ),
        no_row_where(
            "the_interval_holds_the_rate",
            "not (t.ci_low_per_100k <= t.rate_per_100k and t.rate_per_100k <= t.ci_high_per_100k)",
            "ci_low <= rate <= ci_high (INV17)",
        ),
        no_row_where(
            "a_rate_has_an_interval",
            "(t.rate_per_100k is null) <> (t.ci_low_per_100k is null)"
            " or (t.rate_per_100k is null) <> (t.ci_high_per_100k is null)"
            " or (t.rate_per_100k is null) <> (t.ci_method = 'none')",
            "a rate has both limits and their method, and no limits stand without a rate",
        ),
        no_row_where(
            "the_method_suits_the_count",
            "t.rate_per_100k is not null and t.ci_method <>"
            " case when t.offence_count < 10 then 'exact_poisson' else 'byar' end",
            "limits are exact below a count of 10 and Byar's from 10",
        ),
        no_row_where(
            "the_limits_match_their_formula",
            f"abs(t.ci_low_per_100k - ({_LOWER}) * {_PER_COUNT}) > {_NEAR}"
            f" or abs(t.ci_high_per_100k - ({_UPPER}) * {_PER_COUNT}) > {_NEAR}",
            "both limits match the formula of ci_method to 4 decimals (INV17)",
        ),
    ),
)
