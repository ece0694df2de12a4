"""What must hold of `marts.recorded_crime_by_city_month`: months only, never cut from a year."""

from __future__ import annotations

from expectations.checks import Suite, flatten, has_columns, no_row_where, no_rows
from expectations.rules import (
    NODE_COLUMNS,
    recorded_crime,
    status,
)

SUITE = Suite(
    table="marts.recorded_crime_by_city_month",
    source="t.source_id",
    checks=flatten(
        has_columns(*NODE_COLUMNS, "possible_count"),
        recorded_crime(),
        status("offence_count"),
        no_rows(
            "a_zero_is_covered",
            "select t.* from {batch} as t where t.offence_count = 0 and not exists"
            " (select 1 from core__fct_source_coverage as c inner join core__dim_area as a"
            " on c.area_id = a.area_id where c.source_id = t.source_id"
            " and c.period_id = t.period_id and c.is_reported and (c.area_id = t.area_id"
            " or (t.area_scope = 'city' and a.city_id = t.city_id)))",
            "a zero stands only in a period that the source reported for the area (INV14)",
        ),
        no_row_where(
            "every_period_is_a_month",
            "t.calendar_code <> 'gregorian' or day(t.period_start) <> 1"
            " or last_day(t.period_start) <> t.period_end",
            "every period is a calendar month (an annual figure is never split)",
        ),
    ),
)
