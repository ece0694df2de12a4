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

every_period as (
    select * from gregorian_month
    union all
    select * from gregorian_year
    union all
    select * from za_saps_year
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
    case calendar_code
        when 'za_saps' then label || ' (April to March)'
        when 'za_municipal' then label || ' (July to June)'
        else label
    end as label_en,
    case calendar_code
        when 'za_saps' then label || ' (abril a marzo)'
        when 'za_municipal' then label || ' (julio a junio)'
        else label
    end as label_es
from every_period
