-- One row is one ICCS node, one area, one year of the source's own calendar, one source and unit.
-- A year with fewer than 12 months, with areas that did not report, or with a cell that was no
-- count says so (P). A city without
-- any source of its own has rows too: the gap, with its reason, beside its state as context.
{% set flags = {
    'L': "year.obs_status_code = 'L'",
    'M': "year.obs_status_code = 'M'",
    'O': "year.obs_status_code = 'O'",
    'B': 'break_mark.break_date is not null and year.value_count is not null',
    'D': 'year.is_approximated and year.value_count is not null',
    'P': 'year.value_count is not null and (year.months_reported < 12 or year.has_value_fault '
        ~ 'or year.areas_reporting < year.areas_expected or '
        ~ is_provisional('year.period_end', 'source.cadence') ~ ')',
} %}
with reported as (
    select
        year.source_id,
        area.city_id,
        year.area_id,
        area.area_type_code as area_scope,
        year.period_id,
        year.period_start,
        year.period_end,
        year.calendar_code,
        year.iccs_code,
        year.counting_unit_code,
        case
            when year.is_undetailed then 'unavailable' else status.node_status_code
        end as node_status_code,
        cast(year.value_count as bigint) as offence_count,
        cast(year.possible_count as bigint) as possible_count,
        cast(year.months_reported as integer) as months_reported,
        cast(year.areas_reporting as integer) as areas_reporting,
        cast(year.areas_expected as integer) as areas_expected,
        {{ leading_status(flags) }} as obs_status_code,
        coalesce(nullif({{ flag_list(flags) }}, ''), 'A') as obs_flag_codes,
        {{ gap_reason('year', 'en') }} as gap_reason_en,
        {{ gap_reason('year', 'es') }} as gap_reason_es
    from {{ ref('int_node_year') }} as year
    inner join {{ ref('dim_area') }} as area on year.area_id = area.area_id
    inner join {{ ref('dim_node_status') }} as status
        on year.source_id = status.source_id and year.iccs_code = status.iccs_code
    inner join {{ source('ledger', 'sources') }} as source on year.source_id = source.source_id
    left join {{ ref('int_break_mark') }} as break_mark
        on
            year.source_id = break_mark.source_id
            and year.iccs_code = break_mark.iccs_code
            and year.area_id = break_mark.area_id
            and break_mark.break_date between year.period_start and year.period_end
),

-- A city whose context (state, province) reports a node that the city itself never has.
gap as (
    select distinct
        context.source_id,
        context.city_id,
        city_area.area_id,
        'city' as area_scope,
        context.period_id,
        context.period_start,
        context.period_end,
        context.calendar_code,
        context.iccs_code,
        context.counting_unit_code,
        'unavailable' as node_status_code,
        cast(null as bigint) as offence_count,
        cast(null as bigint) as possible_count,
        0 as months_reported,
        0 as areas_reporting,
        1 as areas_expected,
        'L' as obs_status_code,
        'L' as obs_flag_codes,
        {{ context_reason('context_area.name_local', 'context.area_scope', 'en') }}
            as gap_reason_en,
        {{ context_reason('context_area.name_local', 'context.area_scope', 'es') }}
            as gap_reason_es
    from reported as context
    inner join {{ ref('dim_area') }} as context_area on context.area_id = context_area.area_id
    inner join {{ ref('dim_area') }} as city_area
        on context.city_id = city_area.city_id and city_area.area_type_code = 'city'
    where
        context.area_scope in ('state', 'province', 'country')
        and context.offence_count is not null
        and context.source_id not in (
            select own.source_id from reported as own
            where own.area_scope not in ('state', 'province', 'country')
        )
)

select *, 'F' as conf_status_code from reported
union all by name
select *, 'F' as conf_status_code from gap
