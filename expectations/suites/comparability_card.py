"""What must hold of `marts.comparability_card`: eight tests, and the tier that follows from them.

The tier is derived here once more, apart from the model (methods 10).
"""

from __future__ import annotations

from expectations.checks import (
    Suite,
    flatten,
    has_columns,
    in_set,
    no_row_where,
    not_null,
    refers_to,
    unique,
)

TESTS = (
    "category", "unit", "attempts", "calendar", "coverage", "break", "denominator", "reporting",
)  # fmt: skip
_CODES = tuple(f"{name}_test_code" for name in TESTS)
_ALL = "concat(" + ", ".join(f"t.{code}" for code in _CODES) + ")"
_LEAST_BAD = (
    "case when t.category_test_code = 'N' or t.reporting_test_code = 'N' then 'X'"
    f" when {_ALL} like '%N%' then 'C' when {_ALL} like '%P%' then 'B' else 'A' end"
)

SUITE = Suite(
    table="marts.comparability_card",
    checks=flatten(
        has_columns(
            "indicator_id",
            "breakdown_code",
            "city_id_a",
            "city_id_b",
            "period_id",
            *_CODES,
            "tier_code",
            "reasons",
        ),
        unique("indicator_id", "breakdown_code", "city_id_a", "city_id_b", "period_id"),
        not_null(*_CODES, "tier_code", "reasons"),
        in_set("tier_code", ("A", "B", "C", "X")),
        refers_to("city_id_a", "core.dim_city", "city_id"),
        refers_to("city_id_b", "core.dim_city", "city_id"),
        refers_to("period_id", "core.dim_period", "period_id"),
        no_row_where(
            "a_pair_stands_once",
            "t.city_id_a >= t.city_id_b",
            "a pair of cities stands once, in alphabetical order",
        ),
        no_row_where(
            "tests_are_y_p_or_n",
            f"length({_ALL}) <> 8 or trim({_ALL}, 'YPN-') <> ''",
            "each of the eight tests is Y, P or N, or - where there is nothing to ask",
        ),
        no_row_where(
            "the_tier_is_never_better_than_its_tests",
            f"t.tier_code < {_LEAST_BAD}",
            "the tier follows from the eight tests; the ceiling can only lower it (INV19)",
        ),
        no_row_where(
            "a_lower_tier_has_its_reasons",
            f"{_ALL} <> 'YYYYYYYY' and t.reasons = '[]'",
            "what is not Y has its reason in both languages",
        ),
    ),
)
