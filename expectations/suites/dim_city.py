"""What must hold of `core.dim_city`: the four cities, with codes and clocks."""

from __future__ import annotations

from expectations.checks import (
    Suite,
    flatten,
    has_columns,
    length,
    no_row_where,
    no_rows,
    not_null,
    unique,
)
from expectations.rules import labelled

SUITE = Suite(
    table="core.dim_city",
    row_floor=4,
    checks=flatten(
        has_columns(
            "city_id",
            "name_en",
            "name_local",
            "country_code",
            "admin_system_code",
            "admin_code",
            "timezone",
            "currency_code",
            "fiscal_year_start_mmdd",
        ),
        unique("city_id"),
        unique("country_code", "admin_code"),
        not_null("admin_system_code", "timezone", "currency_code", "fiscal_year_start_mmdd"),
        labelled("name_en", "name_local"),
        length("country_code", 3),
        length("currency_code", 3),
        no_row_where(
            "timezone_is_a_name",
            "not regexp_full_match(t.timezone, '[A-Za-z]+/[A-Za-z_/]+')",
            "timezone is an IANA name, not an offset",
        ),
        no_row_where(
            "fiscal_year_starts_on_a_day",
            "not regexp_full_match(t.fiscal_year_start_mmdd,"
            " '(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])')",
            "fiscal_year_start_mmdd is a month and a day",
        ),
        no_rows(
            "the_four_cities",
            "select wanted.city_id from (values ('mx_queretaro'), ('co_cartagena'),"
            " ('co_medellin'), ('za_ethekwini')) as wanted (city_id)"
            " where wanted.city_id not in (select t.city_id from {batch} as t)",
            "Querétaro, Cartagena, Medellín and eThekwini are there",
        ),
    ),
)
