-- One row is one ICCS node, area, source, unit and year of the source's own calendar: published
-- years as they are, calendar years as the sum of their months with the number of months reported.
with span as (
    select source_id, area_id, min(period_start) as first_start, max(period_start) as last_start
    from {{ ref('int_node_period') }}
    where grain_code = 'month'
    group by source_id, area_id
),

summed_months as (
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
        case when count(possible_count) = count(*) then sum(possible_count) end as possible_count,
        count(value_count) as months_reported,
        min(month(period_start)) filter (where value_count is not null) as first_month,
        max(month(period_start)) filter (where value_count is not null) as last_month,
        min(areas_reporting) filter (where value_count is not null) as areas_reporting,
        max(areas_expected) as areas_expected,
        case
            when count(value_count) > 0 then 'A'
            when bool_or(obs_status_code = 'L') then 'L'
            when bool_or(obs_status_code = 'O') then 'O'
            else 'M'
        end as obs_status_code,
        bool_and(is_undetailed) as is_undetailed,
        bool_or(has_value_fault) as has_value_fault,
        bool_or(is_approximated) as is_approximated
    from {{ ref('int_node_period') }}
    where grain_code = 'month'
    group by all
),

-- A year with months missing keeps its sum only as an unbroken run: from January on (a running
-- year) or up to December (the first year), at the edge of the series or with ten months at least.
-- Months that happen to be there between holes are no year.
judged_months as (
    select
        summed_months.*,
        summed_months.last_month - summed_months.first_month + 1 = summed_months.months_reported
        and (
            (
                summed_months.first_month = 1
                and (
                    summed_months.months_reported >= 10
                    or year(span.last_start) = year(summed_months.period_start)
                )
            )
            or (
                summed_months.last_month = 12
                and (
                    summed_months.months_reported >= 10
                    or year(span.first_start) = year(summed_months.period_start)
                )
            )
        ) as is_year
    from summed_months
    inner join span
        on summed_months.source_id = span.source_id and summed_months.area_id = span.area_id
),

from_months as (
    select
        source_id,
        area_id,
        period_id,
        period_start,
        period_end,
        calendar_code,
        iccs_code,
        counting_unit_code,
        case when is_year then value_count end as value_count,
        possible_count,
        months_reported,
        areas_reporting,
        areas_expected,
        case
            when obs_status_code = 'A' and not coalesce(is_year, false) then 'L'
            else obs_status_code
        end as obs_status_code,
        is_undetailed,
        has_value_fault,
        is_approximated
    from judged_months
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
        is_undetailed,
        has_value_fault,
        is_approximated
    from {{ ref('int_node_period') }}
    where grain_code = 'year'
)

select * from from_months
union all
select * from from_years
