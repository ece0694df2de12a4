-- One row is one ICCS node, area, source, unit and year of the source's own calendar: published
-- years as they are, calendar years as the sum of their months with the number of months reported.
with from_months as (
    select
        source_id,
        area_id,
        {{ period_id("'gregorian'", "'year'", "date_trunc('year', period_start)") }} as period_id,
        cast(date_trunc('year', period_start) as date) as period_start,
        cast(date_trunc('year', period_start) + interval 12 month - interval 1 day as date)
            as period_end,
        calendar_code,
        iccs_code,
        counting_unit_code,
        sum(value_count) as value_count,
        sum(possible_count) filter (where value_count is not null or not is_reported)
            as possible_count,
        count(value_count) as months_reported,
        min(areas_reporting) filter (where value_count is not null) as areas_reporting,
        max(areas_expected) as areas_expected,
        case
            when count(value_count) > 0 then 'A'
            when bool_or(obs_status_code = 'L') then 'L'
            when bool_or(obs_status_code = 'O') then 'O'
            else 'M'
        end as obs_status_code,
        bool_or(has_value_fault) as has_value_fault,
        bool_or(is_approximated) as is_approximated
    from {{ ref('int_node_period') }}
    where grain_code = 'month'
    group by all
),

from_years as (
    select
        source_id,
        area_id,
        period_id,
        period_start,
        period_end,
        calendar_code,
        iccs_code,
        counting_unit_code,
        value_count,
        possible_count,
        case when value_count is null then 0 else 12 end as months_reported,
        areas_reporting,
        areas_expected,
        obs_status_code,
        has_value_fault,
        is_approximated
    from {{ ref('int_node_period') }}
    where grain_code = 'year'
)

select * from from_months
union all by name
select * from from_years
