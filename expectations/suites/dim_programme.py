"""What must hold of `core.dim_programme`: registered in full, for a city and indicator we know."""

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
from expectations.codes import PREVENTION_TYPES, PROGRAMME_DESIGNS, RECORDING_CHANGES
from expectations.rules import labelled

SUITE = Suite(
    table="core.dim_programme",
    source="t.source_id",
    checks=flatten(
        has_columns(
            "programme_id", "city_id", "name_local", "name_en", "name_es", "place",
            "prevention_type_code", "target_group", "target_population_count", "theory_of_change",
            "outcome_indicator_id", "outcome_source_id", "placebo_indicator_id", "design_code",
            "minimum_effect_ratio", "recording_change_code", "registered_date", "start_date",
            "end_date", "is_exploratory", "budget_amount", "currency_code", "first_known_at",
            "source_id", "extract_sha256",
        ),
        unique("programme_id"),
        not_null("registered_date", "start_date", "is_exploratory", "first_known_at"),
        labelled(
            "name_local", "name_en", "name_es", "place", "target_group", "theory_of_change",
            "outcome_indicator_id", "outcome_source_id",
        ),
        in_set("design_code", PROGRAMME_DESIGNS),
        in_set("prevention_type_code", PREVENTION_TYPES),
        in_set("recording_change_code", RECORDING_CHANGES),
        between("target_population_count", 0),
        between("budget_amount", 0),
        refers_to("city_id", "core.dim_city", "city_id"),
        refers_to("source_id", "core.dim_source", "source_id"),
        refers_to("extract_sha256", "meta.extracts", "extract_sha256"),
        no_row_where(
            "a_programme_ends_after_its_start",
            "t.end_date < t.start_date",
            "the last day is not before the first",
        ),
        no_row_where(
            "late_registration_is_exploratory",
            "t.is_exploratory <> (t.registered_date > t.start_date)",
            "exactly the programmes registered after their start are exploratory (INV22)",
        ),
        no_rows(
            "the_budget_is_in_the_citys_currency",
            "select t.* from {batch} as t inner join core__dim_city as c"
            " on t.city_id = c.city_id where"
            " t.currency_code is distinct from case when t.budget_amount is not null"
            " then c.currency_code end",
            "a budget is in the currency of the city, never converted",
        ),
    ),
)  # fmt: skip
