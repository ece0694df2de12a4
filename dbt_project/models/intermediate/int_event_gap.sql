-- One row is one event of a series with fewer than 5 expected events a month: the days since the
-- event before it and their transform y = t ^ (1 / 3.6), which is charted (Nelson; methods 7.2).
-- Restricted: a row is a case with its day. Only sources that give cases have dates; a count of n
-- stands for n events of one day. The first event of a stretch has no gap.
-- The baseline is the first 24 months, and longer until it holds 12 gaps.
with rare as (
    select
        series_id, source_id, area_id, city_id, iccs_code, counting_unit_code, stretch_start,
        period_start, period_end, is_provisional,
        min(period_start) over (partition by series_id, stretch_start) as first_start
    from {{ ref('int_control_point') }}
    where method_code = 'rare' and area_scope = 'city'
),

happened as (
    select distinct
        rare.series_id, rare.stretch_start, rare.period_start, rare.first_start,
        rare.is_provisional, event.event_id, event.occurred_date, copy.copy_number
    from {{ ref('fct_offence_event') }} as event
    inner join {{ ref('dim_area') }} as area on event.area_id = area.area_id
    inner join {{ ref('int_category_node') }} as node
        on
            event.source_category_id = node.source_category_id
            and node.bound_code in ('certain', 'approximation')
    inner join rare
        on
            event.source_id = rare.source_id
            and area.city_id = rare.city_id
            and node.iccs_code = rare.iccs_code
            and event.counting_unit_code = rare.counting_unit_code
            and event.occurred_date between rare.period_start and rare.period_end
    cross join unnest(range(event.unit_count)) as copy (copy_number)
    where event.known_to_at is null
),

measured as (
    select
        *,
        date_diff('day', lag(occurred_date) over (
            partition by series_id, stretch_start order by occurred_date, event_id, copy_number
        ), occurred_date) as gap_days
    from happened
),

numbered as (
    select
        *,
        cast(row_number() over (
            partition by series_id, stretch_start order by occurred_date, event_id, copy_number
        ) as integer) as point_number
    from measured
    where gap_days is not null
)

select
    series_id,
    stretch_start,
    period_start,
    occurred_date,
    is_provisional,
    point_number,
    gap_days,
    pow(gap_days, 1 / 3.6) as gap_root,
    cast(greatest(12, count(*) filter (
        where occurred_date < first_start + to_months({{ var('baseline_months') }})
    ) over (partition by series_id, stretch_start)) as integer) as baseline_points
from numbered
