"""What must hold of `marts.observation`: one value, its base, its interval, its way back."""

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
from expectations.codes import COUNTING_UNITS, NODE_STATUSES
from expectations.rules import city_scope, confidentiality

KEY = ("indicator_id", "area_id", "period_id", "breakdown_code", "source_id")
METHODS = ("exact_poisson", "byar", "wilson", "survey", "model", "none")

SUITE = Suite(
    table="marts.observation",
    source="t.source_id",
    checks=flatten(
        has_columns(
            *KEY,
            "city_id",
            "area_scope",
            "numerator",
            "denominator",
            "value",
            "value_low",
            "value_high",
            "unit_code",
            "ci_low",
            "ci_high",
            "ci_method_code",
            "obs_status_code",
            "obs_flag_codes",
            "comparability_tier_code",
            "extract_sha256_list",
            "denominator_vintage",
        ),
        unique(*KEY),
        not_null("unit_code", "breakdown_code", "obs_status_code", "obs_flag_codes"),
        city_scope(),
        confidentiality(),
        refers_to("period_id", "core.dim_period", "period_id"),
        refers_to("source_id", "core.dim_source", "source_id"),
        refers_to("indicator_id", "marts.indicator_catalogue", "indicator_id"),
        in_set("ci_method_code", METHODS),
        in_set("counting_unit_code", COUNTING_UNITS),
        in_set("node_status_code", NODE_STATUSES),
        in_set("comparability_tier_code", ("A", "B", "C", "X")),
        no_row_where(
            "a_figure_leads_back_to_its_extracts",
            "coalesce(t.value, t.value_low, t.value_high) is not null"
            " and coalesce(t.extract_sha256_list, '') = ''",
            "every value or bound names the extracts it comes from (INV01)",
        ),
        no_rows(
            "its_extracts_are_known",
            "select t.* from (select unnest(string_split(extract_sha256_list, ';')) as listed"
            " from {batch} where extract_sha256_list is not null) as t anti join meta__extracts"
            " as e on t.listed = e.extract_sha256",
            "every extract that a figure names is in meta.extracts (INV01)",
        ),
        no_row_where(
            "nothing_at_all_says_why",
            "t.value is null and t.value_low is null and t.obs_status_code not in"
            " ('L', 'M', 'O', 'Q')",
            "where there is neither value nor bound, the status says missing",
        ),
        no_row_where(
            "the_interval_holds_the_value",
            "not (t.ci_low <= t.value and t.value <= t.ci_high)"
            " or (t.ci_method_code <> 'none') <> (t.ci_low is not null)",
            "ci_low <= value <= ci_high, and limits stand with their method (INV17)",
        ),
        no_row_where(
            "bounds_hold_the_value",
            "t.value_low > t.value_high or t.value > t.value_high or t.value < t.value_low",
            "certain <= value <= possible (INV03)",
        ),
        no_row_where(
            "an_interval_node_has_no_value",
            "t.node_status_code in ('interval', 'unavailable') and t.value is not null",
            "a node with bounds only has no point value (methods 3.2)",
        ),
        no_row_where(
            "a_percentage_is_one",
            "t.unit_code = '%' and (t.value < 0 or t.value > 100 and t.indicator_id <> 'G01')",
            "a percentage lies between 0 and 100; more than the budget can be spent",
        ),
        no_row_where(
            "a_rate_has_its_base",
            "t.unit_code like 'per 100 000%' and t.value is not null"
            " and (coalesce(t.denominator, 0) < 800 or t.denominator_vintage is null)",
            "a rate stores the population it divides by, and its vintage (INV10)",
        ),
        no_row_where(
            "a_rate_on_a_second_base_stores_it",
            "t.unit_code like 'per 10 000 %' and coalesce(t.value, t.value_low) is not null"
            " and (coalesce(t.denominator, 0) <= 0 or t.denominator_vintage is null)",
            "a rate per households or vehicles stores their number and its vintage (INV10)",
        ),
        no_row_where(
            "spending_is_no_definition_met",
            "t.indicator_id = 'G02' and (t.unit_code not like '% current prices'"
            " or not list_contains(string_split(t.obs_flag_codes, ';'), 'D'))",
            "spending per inhabitant says that it is at current prices, and carries D",
        ),
        no_row_where(
            "a_modelled_ratio_is_an_estimate",
            "t.unit_code = 'rate ratio' and t.value is not null and (t.value <= 0"
            " or not list_contains(string_split(t.obs_flag_codes, ';'), 'E'))",
            "a programme's effect is a ratio above 0 and carries E",
        ),
        no_row_where(
            "context_is_never_compared",
            "t.area_scope <> 'city' and t.comparability_tier_code is not null",
            "a state or province figure enters no comparison (INV25)",
        ),
    ),
)
