"""What must hold of `marts.funnel`: limits around the centre, codes that follow from them."""

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
from expectations.codes import COUNTING_UNITS, sql_list

KEY = ("source_id", "area_id", "iccs_code", "counting_unit_code", "period_id")
JUDGED = ("within", "above_998", "below_998")
UNJUDGED = ("too_few_expected", "too_few_areas", "no_common_process")
_FUNNEL = "partition by t.source_id, t.city_id, t.period_id, t.iccs_code, t.counting_unit_code"

SUITE = Suite(
    table="marts.funnel",
    source="t.source_id",
    may_be_empty="A release without a source by police station has no areas to set side by side.",
    checks=flatten(
        has_columns(
            *KEY,
            "city_id",
            "offence_count",
            "population",
            "rate_per_100k",
            "centre_line",
            "expected_count",
            "dispersion",
            "between_variance",
            "lower_95",
            "upper_95",
            "lower_998",
            "upper_998",
            "funnel_code",
        ),
        unique(*KEY),
        not_null("city_id", "rate_per_100k", "centre_line", "expected_count", "funnel_code"),
        refers_to("city_id", "core.dim_city", "city_id"),
        refers_to("period_id", "core.dim_period", "period_id"),
        refers_to("iccs_code", "core.dim_offence", "iccs_code"),
        in_set("funnel_code", (*JUDGED, *UNJUDGED)),
        in_set("counting_unit_code", COUNTING_UNITS),
        between("offence_count", 0),
        between("population", 1000),
        no_rows(
            "an_area_lies_in_its_city",
            "select t.* from {batch} as t left join core__dim_area as a on t.area_id = a.area_id"
            " where a.area_type_code is distinct from 'police_precinct'"
            " or a.city_id is distinct from t.city_id",
            "every row is a police precinct of the city it is set beside",
        ),
        no_row_where(
            "the_rate_is_count_over_residents",
            "abs(t.rate_per_100k - 100000.0 * t.offence_count / t.population)"
            " > 0.001 * t.rate_per_100k + 0.0001",
            "the rate is the count per 100,000 residents of the area",
        ),
        no_rows(
            "what_is_expected_adds_up_to_what_was_counted",
            "select t.* from {batch} as t qualify abs(sum(t.expected_count) over"
            f" ({_FUNNEL}) - sum(t.offence_count) over ({_FUNNEL})) > 0.01",
            "the centre is the rate of all areas of a funnel together",
        ),
        no_row_where(
            "wider_limits_hold_the_narrower",
            "not (t.lower_998 <= t.lower_95 and t.lower_95 <= t.centre_line"
            " and t.centre_line <= t.upper_95 and t.upper_95 <= t.upper_998)",
            "the 99.8 % limits hold the 95 % limits, and both the centre",
        ),
        no_row_where(
            "limits_stand_where_an_area_is_judged",
            f"(t.funnel_code in {sql_list(JUDGED)}) <> (t.lower_998 is not null"
            " and t.upper_998 is not null and t.lower_95 is not null and t.upper_95 is not null)",
            "an area is judged exactly where it has all four limits",
        ),
        no_row_where(
            "beyond_the_limits_is_said",
            "(t.rate_per_100k > t.upper_998 * 1.001 and t.funnel_code <> 'above_998')"
            " or (t.rate_per_100k < t.lower_998 * 0.999 and t.funnel_code <> 'below_998')"
            " or (t.funnel_code = 'above_998' and t.rate_per_100k < t.upper_998 * 0.999)"
            " or (t.funnel_code = 'below_998' and t.rate_per_100k > t.lower_998 * 1.001)",
            "an area is marked above or below the 99.8 % limits exactly where it lies there",
        ),
        no_row_where(
            "no_limits_without_a_common_process",
            "(t.dispersion > 10 or t.expected_count < 1) and t.lower_998 is not null",
            "areas of no common process, or with less than one expected event, have no limits",
        ),
        no_rows(
            "limits_rest_on_five_areas",
            "select t.* from {batch} as t where t.lower_998 is not null"
            f" qualify count(*) over ({_FUNNEL}) < 5",
            "fewer than five areas give no variation between areas, so no limits",
        ),
        no_row_where(
            "no_sexual_offences_by_station",
            "t.iccs_code like '03%'",
            "sexual offences are never set side by side below the city",
        ),
    ),
)
