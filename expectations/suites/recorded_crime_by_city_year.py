"""What must hold of `marts.recorded_crime_by_city_year`: a year says how much of it is there."""

from __future__ import annotations

from expectations.checks import (
    Suite,
    between,
    flatten,
    has_columns,
    no_row_where,
    no_rows,
)
from expectations.rules import (
    NODE_COLUMNS,
    explained_gaps,
    recorded_crime,
    status,
)

SUITE = Suite(
    table="marts.recorded_crime_by_city_year",
    source="t.source_id",
    checks=flatten(
        has_columns(
            *NODE_COLUMNS, "possible_count", "months_reported", "gap_reason_en", "gap_reason_es"
        ),
        recorded_crime(),
        status("offence_count"),
        explained_gaps("offence_count"),
        between("months_reported", 0, 12),
        no_row_where(
            "part_of_a_year_is_provisional",
            "t.offence_count is not null and t.months_reported < 12"
            " and not list_contains(string_split(t.obs_flag_codes, ';'), 'P')",
            "a year with fewer than 12 reported months carries P (INV12)",
        ),
        no_rows(
            "years_of_one_series_share_a_calendar",
            "select t.* from {batch} as t qualify"
            " min(t.calendar_code) over (partition by t.source_id, t.area_id, t.iccs_code,"
            " t.counting_unit_code) <> max(t.calendar_code) over (partition by t.source_id,"
            " t.area_id, t.iccs_code, t.counting_unit_code)",
            "the years of one series are years of one calendar",
        ),
        no_row_where(
            "saps_years_run_april_to_march",
            "starts_with(t.source_id, 'za_saps') and t.calendar_code <> 'za_saps'",
            "years of the South African police run from April to March",
        ),
    ),
)
