"""What must hold of `core.dim_area`: areas of known types, each city with one area of its own."""

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
from expectations.codes import AREA_TYPES, CONTEXT_SCOPES, sql_list
from expectations.rules import labelled

SUITE = Suite(
    table="core.dim_area",
    row_floor=4,
    checks=flatten(
        has_columns(
            "area_id",
            "city_id",
            "area_type_code",
            "area_code",
            "name_local",
            "parent_area_id",
            "valid_from_date",
            "valid_to_date",
        ),
        unique("area_id"),
        not_null("area_type_code", "area_code", "valid_from_date"),
        labelled("name_local"),
        in_set("area_type_code", AREA_TYPES),
        refers_to("city_id", "core.dim_city", "city_id"),
        refers_to("parent_area_id", "core.dim_area", "area_id"),
        no_row_where(
            "the_id_tells_the_type",
            "split_part(t.area_id, ':', 2) <> t.area_type_code"
            " or split_part(t.area_id, ':', 3) <> t.area_code"
            " or length(split_part(t.area_id, ':', 1)) <> 3",
            "area_id is country:type:code",
        ),
        no_row_where(
            "validity_moves_forward",
            "t.valid_to_date < t.valid_from_date",
            "a boundary version ends on or after the day it began",
        ),
        no_rows(
            "one_area_per_city",
            "select c.city_id from core__dim_city as c left join {batch} as t"
            " on c.city_id = t.city_id and t.area_type_code = 'city'"
            " and t.area_code = c.admin_code"
            " group by c.city_id having count(t.area_id) <> 1",
            "every city has exactly one area of type city, with its administrative code",
        ),
        no_row_where(
            "a_context_area_lies_in_nothing_smaller",
            f"t.area_type_code in {sql_list(CONTEXT_SCOPES)}"
            " and split_part(t.parent_area_id, ':', 2) = 'city'",
            "a state, province or country is not part of a city",
        ),
    ),
)
