"""What must hold of `core.dim_period`: explicit dates that agree with the calendar and the id."""

from __future__ import annotations

from expectations.checks import (
    Suite,
    flatten,
    has_columns,
    in_set,
    no_row_where,
    not_null,
    unique,
)
from expectations.codes import CALENDARS, GRAINS
from expectations.rules import labelled

_SPAN = "cast(t.period_start + interval {} month - interval 1 day as date) <> t.period_end"

SUITE = Suite(
    table="core.dim_period",
    checks=flatten(
        has_columns(
            "period_id",
            "calendar_code",
            "grain_code",
            "period_start",
            "period_end",
            "month_count",
            "label_en",
            "label_es",
        ),
        unique("period_id"),
        unique("calendar_code", "grain_code", "period_start"),
        not_null("period_end"),
        labelled("label_en", "label_es"),
        in_set("calendar_code", CALENDARS),
        in_set("grain_code", GRAINS),
        no_row_where(
            "the_id_is_calendar_grain_start",
            "t.period_id <> t.calendar_code || ':' || t.grain_code || ':'"
            " || strftime(t.period_start, '%Y-%m-%d')",
            "period_id is calendar:grain:start",
        ),
        no_row_where(
            "a_period_ends_after_it_starts",
            "t.period_end < t.period_start",
            "period_end is on or after period_start",
        ),
        no_row_where(
            "a_month_is_a_calendar_month",
            "t.grain_code = 'month' and (day(t.period_start) <> 1 or " + _SPAN.format(1) + ")",
            "a month runs from its first to its last day",
        ),
        no_row_where(
            "a_quarter_or_half_year_is_whole",
            "t.grain_code in ('quarter', 'half_year') and (day(t.period_start) <> 1"
            " or (month(t.period_start) - 1) % t.month_count <> 0"
            " or t.month_count <> case t.grain_code when 'quarter' then 3 else 6 end"
            " or cast(t.period_start + to_months(t.month_count) - interval 1 day as date)"
            " <> t.period_end)",
            "a quarter is three and a half-year six whole months of the calendar year",
        ),
        no_row_where(
            "a_year_is_twelve_months",
            "t.grain_code = 'year' and (day(t.period_start) <> 1 or " + _SPAN.format(12) + ")",
            "a year is twelve whole months",
        ),
        no_row_where(
            "a_year_starts_with_its_calendar",
            "t.grain_code = 'year' and month(t.period_start) <> case t.calendar_code"
            " when 'gregorian' then 1 when 'za_saps' then 4 when 'za_municipal' then 7"
            " else month(t.period_start) end",
            "years start in January, SAPS years in April, municipal years in July",
        ),
    ),
)
