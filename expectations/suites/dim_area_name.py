"""What must hold of `core.dim_area_name`: names of known areas, at most one of them in force."""

from __future__ import annotations

from expectations.checks import (
    Suite,
    filled,
    flatten,
    has_columns,
    in_set,
    no_row_where,
    no_rows,
    refers_to,
    unique,
)
from expectations.codes import NAME_ROLES

SUITE = Suite(
    table="core.dim_area_name",
    may_be_empty="no row means that no source writes the name of an area otherwise",
    checks=flatten(
        has_columns(
            "area_id", "name_local", "name_role_code", "valid_from_date", "valid_to_date",
            "evidence", "source_id_list", "extract_sha256_list",
        ),
        unique("area_id", "name_local"),
        filled("name_local", "source_id_list", "extract_sha256_list"),
        in_set("name_role_code", NAME_ROLES),
        refers_to("area_id", "core.dim_area", "area_id"),
        no_row_where(
            "a_name_ends_after_it_began",
            "t.valid_to_date < t.valid_from_date",
            "a name is valid to the day it began or later",
        ),
        no_rows(
            "the_current_name_is_that_of_the_area",
            "select t.area_id from {batch} as t inner join core__dim_area as a"
            " on t.area_id = a.area_id"
            " where (t.name_role_code = 'current') <> (t.name_local = a.name_local)",
            "the name in force is the one in core.dim_area",
        ),
    ),
)  # fmt: skip
