"""What must hold of `core.fct_offence_open`: the counts a public release carries (ruling 8)."""

from __future__ import annotations

from expectations.checks import Suite, flatten, no_row_where, no_rows
from expectations.codes import sql_list
from expectations.suites.fct_offence import CHECKS

OPEN_SCOPES = ("city", "police_precinct", "state", "province", "country")

SUITE = Suite(
    table="core.fct_offence_open",
    source="split_part(t.source_category_id, ':', 1)",
    checks=flatten(
        CHECKS,
        no_row_where(
            "no_victim_attributes",
            "t.victim_sex_code <> '0' or t.victim_age_code is distinct from '0'"
            " or t.victim_age_label <> 'all'",
            "the open form carries no sex or age of victims (ruling 8)",
        ),
        no_rows(
            "no_small_areas",
            "select t.* from {batch} as t inner join core__dim_area as a on t.area_id = a.area_id"
            f" where a.area_type_code not in {sql_list(OPEN_SCOPES)}",
            "the open form holds cities, stations, states and provinces only (ruling 8)",
        ),
    ),
)
