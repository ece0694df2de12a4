-- One row is one period of one calendar, with explicit dates: a year is never read from a label.
with month_start as (
    select cast(month_start as date) as period_start
    from generate_series(timestamp '1990-01-01', timestamp '2050-12-01', interval 1 month)
        as series (month_start)
),

gregorian_month as (
    select
        'gregorian' as calendar_code,
        'month' as grain_code,
        period_start,
        cast(period_start + interval 1 month - interval 1 day as date) as period_end,
        1 as month_count,
        strftime(period_start, '%Y-%m') as label
    from month_start
),

gregorian_year as (
    select
        'gregorian' as calendar_code,
        'year' as grain_code,
        period_start,
        cast(period_start + interval 12 month - interval 1 day as date) as period_end,
        12 as month_count,
        cast(year(period_start) as varchar) as label
    from month_start
    where month(period_start) = 1
),

za_saps_year as (
    select
        'za_saps' as calendar_code,
        'year' as grain_code,
        period_start,
        cast(period_start + interval 12 month - interval 1 day as date) as period_end,
        12 as month_count,
        cast(year(period_start) as varchar) || '/'
        || cast(year(period_start) + 1 as varchar) as label
    from month_start
    where month(period_start) = 4
),

za_saps_quarter as (
    select
        'za_saps' as calendar_code,
        'quarter' as grain_code,
        period_start,
        cast(period_start + interval 3 month - interval 1 day as date) as period_end,
        3 as month_count,
        strftime(period_start - interval 3 month, '%Y') || '/'
        || strftime(period_start + interval 9 month, '%Y')
        || ' Q' || cast(quarter(period_start - interval 3 month) as varchar)
        || ', ' || strftime(period_start, '%Y-%m') || ' – '
        || strftime(period_start + interval 2 month, '%Y-%m') as label
    from month_start
    where month(period_start) in (1, 4, 7, 10)
),

za_municipal_year as (
    select
        'za_municipal' as calendar_code,
        'year' as grain_code,
        period_start,
        cast(period_start + interval 12 month - interval 1 day as date) as period_end,
        12 as month_count,
        cast(year(period_start) as varchar) || '/'
        || cast(year(period_start) + 1 as varchar) as label
    from month_start
    where month(period_start) = 7
),

gregorian_quarter as (
    select
        'gregorian' as calendar_code,
        'quarter' as grain_code,
        period_start,
        cast(period_start + interval 3 month - interval 1 day as date) as period_end,
        3 as month_count,
        strftime(period_start, '%Y') || ' Q' || cast(quarter(period_start) as varchar) as label
    from month_start
    where month(period_start) in (1, 4, 7, 10)
),

gregorian_half_year as (
    select
        'gregorian' as calendar_code,
        'half_year' as grain_code,
        period_start,
        cast(period_start + interval 6 month - interval 1 day as date) as period_end,
        6 as month_count,
        strftime(period_start, '%Y')
        || case month(period_start) when 1 then ' H1' else ' H2' end as label
    from month_start
    where month(period_start) in (1, 7)
),

-- Windows that a survey asks about and that no calendar has, such as January to September 2020.
survey_window as (
    select distinct
        calendar_code,
        grain_code,
        period_start,
        period_end,
        cast(date_diff('month', period_start, period_end) + 1 as integer) as month_count,
        strftime(period_start, '%Y-%m') || ' – ' || strftime(period_end, '%Y-%m') as label
    from ({{ union_domain('survey_estimates') }}) as staged
    where calendar_code = 'survey_reference'
),

-- Twelve months that end with any month; those of a calendar year have a year of their own too.
gregorian_rolling as (
    select
        'gregorian' as calendar_code,
        'rolling_12m' as grain_code,
        period_start,
        cast(period_start + interval 12 month - interval 1 day as date) as period_end,
        12 as month_count,
        strftime(period_start, '%Y-%m') || ' – '
        || strftime(period_start + interval 11 month, '%Y-%m') as label
    from month_start
),

every_period as (
    select * from gregorian_month
    union all
    select * from gregorian_rolling
    union all
    select * from gregorian_quarter
    union all
    select * from gregorian_half_year
    union all
    select * from survey_window
    union all
    select * from gregorian_year
    union all
    select * from za_saps_year
    union all
    select * from za_saps_quarter
    union all
    select * from za_municipal_year
)

select
    {{ period_id('calendar_code', 'grain_code', 'period_start') }} as period_id,
    calendar_code,
    grain_code,
    period_start,
    period_end,
    month_count,
    case
        when grain_code <> 'year' then label
        when calendar_code = 'za_saps' then label || ' (April to March)'
        when calendar_code = 'za_municipal' then label || ' (July to June)'
        else label
    end as label_en,
    case
        when grain_code <> 'year' then label
        when calendar_code = 'za_saps' then label || ' (abril a marzo)'
        when calendar_code = 'za_municipal' then label || ' (julio a junio)'
        else label
    end as label_es
from every_period
