"""What must hold of `marts.indicator_catalogue`: every indicator and city, or what is missing."""

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
from expectations.rules import labelled

AVAILABILITY = ("available", "bounds_only", "numerator_only", "context_only", "missing")

SUITE = Suite(
    table="marts.indicator_catalogue",
    checks=flatten(
        has_columns(
            "indicator_id",
            "city_id",
            "name_en",
            "name_es",
            "availability_code",
            "missing_en",
            "missing_es",
        ),
        unique("indicator_id", "city_id"),
        not_null("availability_code"),
        labelled("name_en", "name_es"),
        refers_to("city_id", "core.dim_city", "city_id"),
        in_set("availability_code", AVAILABILITY),
        no_rows(
            "all_47_for_every_city",
            "select c.city_id from core__dim_city as c left join {batch} as t"
            " on c.city_id = t.city_id group by c.city_id"
            " having count(distinct t.indicator_id) <> 47",
            "each city has a row for each of the 47 indicators (methods 12)",
        ),
        no_row_where(
            "what_is_missing_is_said_in_both_languages",
            "(t.availability_code = 'available') <> (t.missing_en is null)"
            " or (t.missing_en is null) <> (t.missing_es is null)",
            "an indicator that is not available says what it needs, in both languages",
        ),
    ),
)
